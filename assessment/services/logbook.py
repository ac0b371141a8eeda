"""The audit trail of one assessment in plain Dutch, as lines to read and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from assessment.core.calendar import LOCAL_TIME
from assessment.core.question_set import QuestionSet
from assessment.services import audit
from assessment.services.audit import Action, AuditEvent

PER_PAGE = 50

KINDS = {
    "answers": "Antwoorden",
    "step": "Onderdelen",
    "activity": "Activiteiten",
    "plan": "Verbeterplan",
    "advice": "Eigen advies",
    "report": "Rapporten",
    "assessment": "De scan zelf",
}

_ACTS: dict[Action, str] = {
    "assessment.started": "Scan begonnen",
    "assessment.changed": "Gegevens van de scan aangepast",
    "assessment.removed": "Scan verwijderd",
    "assessment.restored": "Scan teruggezet",
    "assessment.erased": "Scan voorgoed gewist",
    "answers.saved": "Antwoorden opgeslagen",
    "answers.imported": "Antwoorden uit een bestand gehaald",
    "answers.words_erased": "Tekst voorgoed gewist",
    "assessment.moved": "Scan overgezet naar een andere versie van de vragen",
    "answers.carried": "Antwoorden uit de vorige ronde overgenomen",
    "activity.added": "Activiteit toegevoegd",
    "activity.changed": "Activiteit aangepast",
    "activity.removed": "Activiteit verwijderd",
    "activity.restored": "Activiteit teruggezet",
    "activity.words_erased": "Tekst voorgoed gewist",
    "step.marked": "Gezegd of een onderdeel af is",
    "step.handed_out": "Genoteerd bij wie een onderdeel ligt",
    "step.words_erased": "Tekst voorgoed gewist",
    "plan.added": "Actie in het verbeterplan gezet",
    "plan.changed": "Actie in het verbeterplan aangepast",
    "plan.carried": "Acties uit de vorige ronde overgenomen",
    "plan.words_erased": "Tekst voorgoed gewist",
    "advice.added": "Eigen advies toegevoegd",
    "advice.changed": "Eigen advies aangepast",
    "advice.removed": "Eigen advies weggehaald",
    "advice.restored": "Eigen advies teruggezet",
    "advice.words_erased": "Tekst voorgoed gewist",
    "house.changed": "Eigen voorblad aangepast",
    "report.finished": "Rapport vastgesteld",
    "report.shared": "Rapport gedeeld",
    "report.share_ended": "Delen gestopt",
    "report.shown": "Gedeeld rapport gelezen",
    "report.downloaded": "Gedeeld rapport opgehaald als bestand",
    "report.compared": "Gedeeld rapport vergeleken met andere",
    "report.link_made": "Leeslink gemaakt",
    "report.link_ended": "Leeslink ingetrokken",
    "report.link_opened": "Leeslink geopend",
    "key.made": "Sleutel voor een ander programma gemaakt",
    "key.withdrawn": "Sleutel voor een ander programma ingetrokken",
    "network.made": "Netwerk gemaakt",
    "network.changed": "Netwerk aangepast",
    "person.signed_in": "Ingelogd",
    "person.linked": "Gekoppeld aan een inlog van de eigen organisatie",
    "person.signed_out": "Uitgelogd",
    "person.function_changed": "Eigen functie aangepast",
    "person.forgotten": "Gegevens van een persoon gewist",
    "municipality.erased": "Gegevens van een gemeente gewist",
    "trail.tidied": "Oude gegevens opgeruimd",
    "person.refused": "Niet binnengelaten",
    "person.signed_out_elsewhere": "Overal elders uitgelogd",
    "account.email_changed": "Eigen e-mailadres aangepast",
    "account.password_changed": "Eigen wachtwoord aangepast",
    "second_factor.added": "Tweede stap bij inloggen aangezet",
    "second_factor.removed": "Tweede stap bij inloggen uitgezet",
    "second_factor.codes_renewed": "Nieuwe herstelcodes gemaakt",
    "link.made": "Link gemaakt om binnen te komen",
    "invitation.made": "Iemand uitgenodigd",
    "invitation.withdrawn": "Uitnodiging ingetrokken",
    "invitation.accepted": "Uitnodiging aangenomen",
    "tie.changed": "Rol van iemand aangepast",
    "tie.withdrawn": "Rol van iemand weggehaald",
    "account.closed": "Account gesloten",
    "account.opened": "Account weer geopend",
    "account.sessions_ended": "Iemand overal uitgelogd",
}
_FIELDS = {
    "municipality_code": "gemeente",
    "depth": "versie",
    "reference_date": "peildatum",
    "inventory_complete": "overzicht af of niet af",
}
_STATES = {"done": "af", "later": "later", "open": "nog niet af"}

# A spreadsheet would take a text that begins like this for a formula.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Line:
    """One act in words. `about` says which questions, step or report it was."""

    at: datetime
    by: str
    kind: str
    act: str
    about: str


@dataclass(frozen=True)
class LogPage:
    """Fifty lines, and whether there are older ones."""

    lines: tuple[Line, ...]
    number: int
    more: bool


def page(
    conn: Connection,
    assessment_id: str,
    content: QuestionSet | None,
    *,
    function: str,
    kind: str,
    number: int,
) -> LogPage:
    """One page of the trail, the newest first."""
    found = audit.listed(
        conn,
        assessment_id,
        function=function,
        kind=kind,
        skip=(number - 1) * PER_PAGE,
        most=PER_PAGE + 1,
    )
    lines = tuple(_line(event, content) for event in found[:PER_PAGE])
    return LogPage(lines, number, len(found) > PER_PAGE)


def as_csv(
    conn: Connection,
    assessment_id: str,
    content: QuestionSet | None,
    *,
    function: str,
    kind: str,
) -> bytes:
    """All of it for Excel in Dutch: semicolons, and a mark that says that this is UTF-8."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Moment", "Wie", "Soort", "Wat", "Waarover"])
    for event in audit.listed(conn, assessment_id, function=function, kind=kind):
        line = _line(event, content)
        moment = f"{line.at.astimezone(LOCAL_TIME):%Y-%m-%d %H:%M:%S}"
        row = (moment, line.by, line.kind, line.act, line.about)
        writer.writerow([harmless(text) for text in row])
    return made.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _line(event: AuditEvent, content: QuestionSet | None) -> Line:
    kind = event.action.partition(".")[0]
    act = next((words for code, words in _ACTS.items() if code == event.action), event.action)
    return Line(
        event.at,
        event.function or "onbekend",
        KINDS.get(kind, ""),
        act,
        _about(kind, event, content),
    )


def _about(kind: str, event: AuditEvent, content: QuestionSet | None) -> str:
    details: Any = event.details
    match kind:
        case "answers":
            return _questions(details.get("questions", ()), content)
        case "step":
            label = _step(event.object_id, content)
            state = _STATES.get(details.get("state", ""))
            return f"{label}: {state}" if state else label
        case "activity":
            number = len(details.get("activities", ()))
            return f"{number} activiteiten uit een lijst" if number else ""
        case "assessment":
            if version := details.get("to"):
                return f"versie {version.rpartition('/')[2]}"
            return ", ".join(_FIELDS.get(name, name) for name in details.get("fields", ()))
        case "report":
            return event.object_id
    return ""


def _questions(names: Iterable[str], content: QuestionSet | None) -> str:
    """How many, and of which steps; what was answered is not known here."""
    names = list(names)
    known = content.step_of if content else {}
    steps = list(dict.fromkeys(known[name].label for name in names if name in known))
    number = "1 antwoord" if len(names) == 1 else f"{len(names)} antwoorden"
    return f"{number} bij {', '.join(steps)}" if steps else number


def _step(step_id: str, content: QuestionSet | None) -> str:
    steps = content.steps if content else ()
    return next((step.label for step in steps if step.id == step_id), step_id)
