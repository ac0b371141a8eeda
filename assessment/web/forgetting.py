"""Forgetting a person for good, by a beheerder who first sees what goes and what stays."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    after_this_request,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from assessment.services import erasing, keeping, mail
from assessment.services.taking_part import LastOneInCharge
from assessment.web.access import INSTALLATION, needs
from assessment.web.current import connection, now, parts, person
from assessment.web.role_words import place_name

OWN = "Dit is uw eigen account. Vraag een andere beheerder om u te vergeten."

ALONE = (
    "Deze persoon is als enige verantwoordelijk voor {}. Laat eerst een ander dat worden. "
    "Er is niets gewist."
)

blueprint = Blueprint(
    "forgetting", __name__, url_prefix="/beheer/accounts/<person_id>/voorgoed-vergeten"
)


@blueprint.get("")
@needs("accounts.manage", at=INSTALLATION)
def ask(person_id: str) -> ResponseReturnValue:
    return _show(person_id)


@blueprint.post("")
@needs("accounts.manage", at=INSTALLATION)
def forget(person_id: str) -> ResponseReturnValue:
    if person_id == person().id:
        return _show(person_id, OWN), 409
    address = keeping.one(connection(), person_id).email or ""
    try:
        gone = erasing.person(connection(), person_id, now=now(), by=person())
    except LastOneInCharge as last:
        return _show(person_id, ALONE.format(place_name(str(last)))), 409

    @after_this_request
    def leave_no_traces(response: Response) -> Response:
        """After the commit: letters that lie ready, and the log of the database."""
        settings = parts().settings
        mail.forget(settings.instance, settings.keep.ended_before(now()), address)
        parts().database.empty_the_log()
        return response

    flash(
        "De gegevens zijn gewist. Er is niets meer over van deze persoon."
        if gone
        else "De gegevens zijn gewist. Alleen de functie staat nog bij wat deze persoon deed."
    )
    return redirect(url_for("keeping.show"))


def _show(person_id: str, why_not: str = "") -> str:
    line = keeping.one(connection(), person_id)
    return render_template(
        "keeping/forget.html",
        line=line,
        own=person_id == person().id,
        # Only looking is no fault, also not where nothing can be done.
        refused=bool(why_not),
        why_not=why_not or (OWN if person_id == person().id else ""),
    )
