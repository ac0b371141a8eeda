"""The page after inviting: what came of the mail, or the link to pass on."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from assessment.core.calendar import LOCAL_TIME, in_words
from assessment.services import inviting
from assessment.services.inviting import Invited
from assessment.services.mail import Mail
from assessment.web import sending
from assessment.web.current import end_transaction, now, parts
from assessment.web.role_words import ROLE_WORDS, place_name


def show(made: Invited, back: str) -> ResponseReturnValue:
    """The link stands on this page once, and only when it did not go out by mail.

    Whoever takes up an invitation that was mailed has shown to have that mailbox.
    """
    end_transaction()
    record = made.record
    link = sending.link_to("invitations.look", token=made.token)
    went = sending.send(_mail(made, link)) if record.email else None
    if went == "sent":
        with parts().database.write() as conn:
            inviting.note_mailed(conn, record.id, now())
    return render_template(
        "people/invited.html",
        record=record,
        role=ROLE_WORDS[record.tie.role],
        place=place_name(record.tie.place),
        link=None if went == "sent" else link,
        went=went,
        has_server=parts().settings.mail_server is not None,
        back=back,
    )


def _mail(made: Invited, link: str) -> Mail:
    record = made.record
    place, role = place_name(record.tie.place), ROLE_WORDS[record.tie.role]
    until = in_words(record.expires_at.astimezone(LOCAL_TIME))
    assert record.email is not None  # noqa: S101  # `show` looked.
    return Mail(
        record.email,
        f"Uitnodiging voor {place} in de Preventiespiegel",
        "\n\n".join(
            (
                "Goedendag,",
                f"U bent uitgenodigd om mee te doen aan {place}, als {role.name}. {role.does}",
                f"De uitnodiging komt van: {record.made_by_function}.",
                f"Open deze link om mee te doen. De link werkt één keer, tot {until}.",
                link,
                "Kent u de Preventiespiegel niet? Vraag het dan na bij uw gemeente.\n"
                "U kunt deze mail ook gewoon weggooien. Dan verandert er niets.",
            )
        )
        + "\n",
    )
