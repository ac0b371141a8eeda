"""Whether a report is as it was made: for anyone, and nothing of the file is kept."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from assessment.services.checking import MOST_PDF, TooBusy, Verdict, check
from assessment.services.slowing import TooSoon
from assessment.web.access import public
from assessment.web.current import library, parts
from assessment.web.waiting import in_words, strangers_turn, too_soon

MEGABYTE = 1_000_000
MOST = MOST_PDF // MEGABYTE
# What is somewhat too large gets an explanation with the form beside it.
MOST_SENT = 2 * MOST_PDF
NO_FILE = "Kies eerst een bestand op uw computer."
TOO_SOON = "U heeft hier veel rapporten gecontroleerd. Wacht {wait} en kies het bestand opnieuw."
TOO_LARGE = f"Dit bestand is te groot. Een rapport is hooguit {MOST} MB."

blueprint = Blueprint("checking", __name__, url_prefix="/controleer")


@blueprint.url_value_preprocessor
def _allow_a_file(endpoint: str | None, values: dict[str, str] | None) -> None:
    """Runs before the form is read, which is when the limit counts."""
    request.max_content_length = MOST_SENT


@blueprint.errorhandler(413)
def _too_large(fault: Exception) -> ResponseReturnValue:
    return _ask(TOO_LARGE, 413)


@blueprint.get("/")
@public
def ask() -> ResponseReturnValue:
    return _ask()


@blueprint.post("/")
@public
def judge() -> ResponseReturnValue:
    """Reads only, but for a count: a stranger must not be able to make those who save wait."""
    sent = request.files.get("bestand")
    if sent is None or not sent.filename:
        return _ask(NO_FILE, 422)
    try:
        strangers_turn("checking")
    except TooSoon as fault:
        return too_soon(_ask(TOO_SOON.format(wait=in_words(fault.seconds)), 429), fault)
    raw = sent.stream.read(MOST_PDF + 1)
    if len(raw) > MOST_PDF:
        return _ask(TOO_LARGE, 422)
    try:
        with parts().database.read() as conn:
            verdict = check(conn, raw, library(), parts().keys)
    except TooBusy as busy:
        return _ask(str(busy), 503)
    return render_template("checking/result.html", verdict=verdict, rows=_rows(verdict))


def _ask(fault: str = "", code: int = 200) -> ResponseReturnValue:
    # Nothing is wrong with the file then: there is no turn for it yet.
    busy = code in (429, 503)
    return render_template("checking/ask.html", fault=fault, busy=busy, most=MOST), code


def _rows(verdict: Verdict) -> list[tuple[str, str, str]]:
    """Per step: its name, where it stands, and how much of it is known."""
    if verdict.sealed is None:
        return []
    report = verdict.sealed.report
    content = library().question_sets.get(report.question_set)
    names = {step.id: step.label for step in content.steps} if content else {}
    return [
        (
            names.get(level.step, level.step),
            "nog te weinig bekend"
            if level.stand is None
            else f"{level.stand / 100:.1f}".replace(".", ","),
            f"{level.known} van {level.asked}",
        )
        for level in report.result.levels
    ]


def _figure(stand: int | None) -> str:
    return "nog te weinig bekend" if stand is None else f"{stand / 100:.1f}".replace(".", ",")
