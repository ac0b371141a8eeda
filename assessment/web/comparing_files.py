"""Comparing reports out of files: read, set side by side, and forgotten.

Nothing is stored. The page of the outcome carries the comparison along, signed, so that another
order and the files to keep need nothing but that page.
"""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, Signer
from werkzeug.datastructures import FileStorage

from assessment.core.network_aliases import aliases
from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_files import FileVerdict
from assessment.core.network_making import Choices, compare_network
from assessment.core.network_order import in_order
from assessment.pdf.reading_many import AT_A_TIME
from assessment.pdf.rendering import PdfFailed
from assessment.services.network_carried import packed, unpacked
from assessment.services.network_files import MOST_PDF, Source, background_of, reading_files
from assessment.services.slowing import TooSoon
from assessment.web.access import holder_of, signed_in_unless
from assessment.web.comparison_page import file_of, show
from assessment.web.cookies import session_token
from assessment.web.current import end_transaction, library, parts, today
from assessment.web.telling_meanwhile import PART, WHOLE, at_once, meanwhile
from assessment.web.waiting import in_words, strangers_turn, too_soon

MEGABYTE = 1_000_000
MOST_FILES = 500
MOST_BYTES = 150 * MEGABYTE  # of all files together
MOST_CARRIED = 8 * MEGABYTE
_FIELDS = 20  # that a form has beside the files
# More than these take so long that someone wants to see that it goes on.
FEW = 2 * AT_A_TIME
NO_FILES = "Kies eerst de rapporten op uw computer."
TOO_SOON = "U heeft hier veel achter elkaar vergeleken. Wacht {wait} en probeer het dan opnieuw."
NOTHING = "Tussen deze bestanden zit geen rapport dat wij kunnen vergelijken."
TOO_MUCH = (
    f"Dit is te veel in één keer. Kies hooguit {MOST_FILES} bestanden, "
    f"samen hooguit {MOST_BYTES // MEGABYTE} MB."
)
BROKEN = "Er ging iets mis bij het lezen. Dat ligt aan ons, niet aan u."
NO_OWN = "Bij deze bestanden zit geen gemeente “{}”. Daarom staat bij geen rij “uw gemeente”."

blueprint = Blueprint("comparing_files", __name__, url_prefix="/vergelijken")
reader = signed_in_unless(lambda settings: settings.open_compare)


@blueprint.url_value_preprocessor
def _allow_many_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Runs before the form is read, which is when the limits count; and only for who may send."""
    if request.method != "POST" or not (parts().settings.open_compare or _has_session()):
        return
    # A browser says beforehand how much comes; who does not may send no more than any other form.
    if request.content_length is None:
        return
    request.max_content_length = MOST_BYTES + MEGABYTE
    request.max_form_parts = MOST_FILES + _FIELDS
    request.max_form_memory_size = MOST_CARRIED + MEGABYTE


def _has_session() -> bool:
    token = session_token()
    return token is not None and holder_of(token) is not None


@blueprint.errorhandler(413)
def _too_much(fault: Exception) -> ResponseReturnValue:
    return _ask(TOO_MUCH, code=413)


@blueprint.get("/")
@reader
def ask() -> ResponseReturnValue:
    return _ask()


@blueprint.post("/")
@reader
def compare() -> ResponseReturnValue:
    # Reading takes seconds, and nothing of the database is needed for it.
    end_transaction()
    asked = _Asked.of_form()
    sent = [file for file in request.files.getlist("bestanden") if file.filename]
    if not sent:
        return _ask(NO_FILES, asked)
    try:
        strangers_turn("comparing")
    except TooSoon as fault:
        return too_soon(_ask(_too_soon_words(fault), asked), fault)
    if len(sent) <= FEW:
        return at_once(_compared(sent, asked, WHOLE))
    # With the request ends what came with it, and that is before the first file is read.
    ours = [FileStorage(file.stream, file.filename) for file in sent]
    for file in sent:
        file.stream = BytesIO()
    total = len(ours)
    return meanwhile(
        render_template("comparison/reading.html", total=total),
        _compared(ours, asked, PART),
        total,
        line=lambda done: render_template("comparison/_read.html", done=done, total=total),
        trouble=lambda: _ask(BROKEN, asked, layout=PART),
    )


def _compared(
    sent: list[FileStorage], asked: _Asked, layout: str
) -> Generator[tuple[int, str], None, ResponseReturnValue]:
    """Says meanwhile how many files are read, and at the end gives the page."""
    with ExitStack() as closed_after:
        for file in sent:
            closed_after.callback(file.close)
        read = yield from reading_files(
            [Source(file.filename or "", partial(file.read, MOST_PDF + 1)) for file in sent],
            library(),
            parts().keys,
            insist=asked.insist,
            agreed=lambda code: asked.named,
        )
    if not read.entries:
        return _ask(NOTHING, asked, read.files, layout=layout)
    own = library().called(asked.own) if asked.own else []
    codes = (entry.municipality.code for entry in read.entries)
    choices = Choices(
        own=own[0].code if len(own) == 1 else None,
        aliases=aliases(codes, secrets.token_hex(16)) if asked.alias else None,
        made_on=today(),
    )
    comparison = compare_network(read.entries, background_of(library()), choices, read.files)
    # The files would have to be sent again for a slip of the pen: better go on and say so.
    missed = asked.own and comparison.own is None
    return _show(comparison, NO_OWN.format(asked.own[:60]) if missed else "", layout)


@blueprint.post("/volgorde")
@reader
def again() -> ResponseReturnValue:
    end_transaction()
    return _show(in_order(_carried(), request.form.get("volgorde", "")))


@blueprint.post("/bestand")
@reader
def file() -> ResponseReturnValue:
    end_transaction()
    comparison = in_order(_carried(), request.form.get("volgorde", ""))
    try:
        strangers_turn("comparing")
        return file_of(comparison, request.form.get("soort", ""))
    except TooSoon as fault:
        return too_soon(_show(comparison, _too_soon_words(fault)), fault)
    except PdfFailed as fault:
        return _show(comparison, f"{fault} De andere bestanden kunt u wel maken."), 503


def _too_soon_words(fault: TooSoon) -> str:
    return TOO_SOON.format(wait=in_words(fault.seconds))


@dataclass(frozen=True)
class _Asked:
    """What was chosen beside the files."""

    own: str = ""
    alias: bool = False
    named: bool = False
    insist: bool = False

    @classmethod
    def of_form(cls) -> _Asked:
        ticked = set(request.form.getlist("keuze"))
        own = request.form.get("gemeente", "").strip()
        return cls(own, "letters" in ticked, "genoemd" in ticked, "gewijzigd" in ticked)


_NOTHING_ASKED = _Asked()


def _ask(
    fault: str = "",
    asked: _Asked = _NOTHING_ASKED,
    files: tuple[FileVerdict, ...] = (),
    code: int = 0,
    layout: str = WHOLE,
) -> tuple[str, int]:
    page = render_template(
        "comparison/ask.html",
        layout=layout,
        fault=fault,
        asked=asked,
        files=files,
        most_files=MOST_FILES,
        most=MOST_BYTES // MEGABYTE,
    )
    return page, code or (422 if fault else 200)


def _show(comparison: NetworkComparison, problem: str = "", layout: str = WHOLE) -> str:
    carried = _signer().sign(packed(comparison)).decode()
    # Too much to send back and forth: the page says so, and what else there is.
    fits = len(carried) <= MOST_CARRIED
    return show(
        "comparison/from_files.html",
        comparison,
        carried=carried if fits else "",
        problem=problem,
        layout=layout,
    )


def _signer() -> Signer:
    """What comes back is what was shown: nobody can put another comparison in it."""
    return Signer(current_app.secret_key or "", salt="comparison")


def _carried() -> NetworkComparison:
    try:
        return unpacked(_signer().unsign(request.form.get("inhoud", "")).decode())
    except BadSignature:
        abort(400)
