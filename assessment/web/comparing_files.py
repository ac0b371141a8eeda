"""Comparing reports out of files: read, set side by side, and forgotten.

Nothing is stored. The page of the outcome carries the comparison along, signed, so that another
order and the files to keep need nothing but that page.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, Signer

from assessment.core.network_aliases import aliases
from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_files import FileVerdict
from assessment.core.network_making import Choices, compare_network
from assessment.core.network_order import in_order
from assessment.pdf.rendering import PdfFailed
from assessment.services.network_carried import packed, unpacked
from assessment.services.network_files import MOST_PDF, Source, background_of, read_files
from assessment.services.slowing import TooSoon
from assessment.web.access import holder_of, signed_in_unless
from assessment.web.comparison_page import file_of, show
from assessment.web.cookies import session_token
from assessment.web.current import end_transaction, library, parts, today
from assessment.web.waiting import in_words, strangers_turn, too_soon

MEGABYTE = 1_000_000
MOST_FILES = 500
MOST_BYTES = 150 * MEGABYTE  # of all files together
MOST_CARRIED = 8 * MEGABYTE
_FIELDS = 20  # that a form has beside the files
NO_FILES = "Kies eerst de rapporten op uw computer."
TOO_SOON = "U heeft hier veel achter elkaar vergeleken. Wacht {wait} en probeer het dan opnieuw."
NOTHING = "Tussen deze bestanden zit geen rapport dat wij kunnen vergelijken."
TOO_MUCH = (
    f"Dit is te veel in één keer. Kies hooguit {MOST_FILES} bestanden, "
    f"samen hooguit {MOST_BYTES // MEGABYTE} MB."
)
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
    own = library().called(asked.own) if asked.own else []
    read = read_files(
        [Source(file.filename or "", lambda file=file: file.read(MOST_PDF + 1)) for file in sent],  # type: ignore[misc]
        library(),
        parts().keys,
        insist=asked.insist,
        agreed=lambda code: asked.named,
    )
    if not read.entries:
        return _ask(NOTHING, asked, read.files)
    codes = (entry.municipality.code for entry in read.entries)
    choices = Choices(
        own=own[0].code if len(own) == 1 else None,
        aliases=aliases(codes, secrets.token_hex(16)) if asked.alias else None,
        made_on=today(),
    )
    comparison = compare_network(read.entries, background_of(library()), choices, read.files)
    # The files would have to be sent again for a slip of the pen: better go on and say so.
    missed = asked.own and comparison.own is None
    return _show(comparison, NO_OWN.format(asked.own[:60]) if missed else "")


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
) -> ResponseReturnValue:
    page = render_template(
        "comparison/ask.html",
        fault=fault,
        asked=asked,
        files=files,
        most_files=MOST_FILES,
        most=MOST_BYTES // MEGABYTE,
    )
    return page, code or (422 if fault else 200)


def _show(comparison: NetworkComparison, problem: str = "") -> str:
    carried = _signer().sign(packed(comparison)).decode()
    # Too much to send back and forth: the page says so, and what else there is.
    fits = len(carried) <= MOST_CARRIED
    return show(
        "comparison/from_files.html", comparison, carried=carried if fits else "", problem=problem
    )


def _signer() -> Signer:
    """What comes back is what was shown: nobody can put another comparison in it."""
    return Signer(current_app.secret_key or "", salt="comparison")


def _carried() -> NetworkComparison:
    try:
        return unpacked(_signer().unsign(request.form.get("inhoud", "")).decode())
    except BadSignature:
        abort(400)
