"""Reports of the real questions, from nothing answered to the worst that a person can type."""

from __future__ import annotations

import gc
import warnings
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from unittest.mock import patch

from pypdf import PdfReader

from assessment.core.activities import Activity
from assessment.core.answers import NOTE_MAX, Answer
from assessment.core.assessment import Assessment
from assessment.core.gaps import Judgement
from assessment.core.report import Report
from assessment.core.report_changes import compare
from assessment.core.report_making import make_report
from assessment.core.report_sides import present_side
from assessment.pdf import cutting
from assessment.pdf.document import report_html
from assessment.pdf.printing import Style, make_pdf, read_styles
from assessment.pdf.rendering import render_pdf
from tests.core import builders
from tests.core.builders import content, library

WHEN = datetime(2026, 10, 28, 10, 30, tzinfo=UTC)
BY = "Beleidsmedewerker jeugd"

NASTY = (
    " 😀👩‍👩‍👧 \x00\x07\x1b[31m\ufeff \u202etxet desrever\u202c שלום العربية 漢字 "
    "<script>alert(1)</script><img src='file:///etc/passwd'><h1>nep</h1>"
    '"><a href="https://kwaad.example/">klik</a> {{ 7*7 }} &amp; &#0; ğŞł \ud800 e\u0301 '
)
LONGEST_WORD = "x" * 4000 + NASTY
LONGEST_FIELD = (NASTY + "lang" * 100)[:NOTE_MAX]

KINDS = ("worst", "best", "empty", "hostile", "short", "partly")


def _signed(made: Assessment) -> dict[str, Answer]:
    return {name: replace(given, by=BY, at=WHEN) for name, given in made.answers.items()}


def _hostile() -> dict[str, Answer]:
    """Every text field filled to the brim, and some of them far over it, as no form would allow."""
    answers = _signed(builders.assessment(builders.everything(builders.worst)))
    for index, (name, given) in enumerate(answers.items()):
        text = LONGEST_WORD if index % 20 == 0 else LONGEST_FIELD if index % 6 == 0 else NASTY[:80]
        answers[name] = replace(given, note=text, evidence=text, by=NASTY[:60])
        if index % 7 == 0:
            answers[name] = Answer("unknown", note=text, by=BY, at=WHEN)
    return answers


def _all_unknown() -> dict[str, Answer]:
    questions = content().questions.values()
    return {q.id: Answer("unknown", by=BY, at=WHEN) for q in questions if q.allow_unknown}


def _partly() -> dict[str, Answer]:
    """Every sixth answer is not known, or was never given."""
    answers = _signed(builders.assessment(builders.everything(builders.best)))
    for index, (name, given) in enumerate(list(answers.items())):
        if index % 6 == 0 and content().questions[name].allow_unknown:
            answers[name] = Answer("unknown", note=given.note, by=BY, at=WHEN)
        elif index % 12 == 3:
            del answers[name]
    return answers


def _activities(name: str, many: int) -> tuple[Activity, ...]:
    """Made without the checks of a form, because those would stop the names that we want to try."""
    settings = content().inventory.settings
    return tuple(
        Activity.model_construct(
            id=f"a{index}",
            name=f"{name} {index}",
            providers=(f"{name} aanbieder {index % 3}",),
            settings=(settings[index % len(settings)].id,),
            themes=(settings[index % len(settings)].themes[0],),
            frequency="elk-jaar",
            updated_on=date(2025, 1, 1),
            form="les",
        )
        for index in range(many)
    )


@cache
def report(kind: str) -> Report:
    plain = builders.assessment()
    made = {
        "worst": lambda: replace(
            plain,
            answers=_signed(builders.assessment(builders.everything(builders.worst))),
            inventory_complete=True,
        ),
        "best": lambda: replace(
            plain,
            answers=_signed(builders.assessment(builders.everything(builders.best))),
            activities=_activities("Lessen van de GGD", 25),
            inventory_complete=True,
        ),
        "empty": lambda: plain,
        "partly": lambda: replace(plain, answers=_partly()),
        "hostile": lambda: replace(
            plain,
            depth="kort",
            answers=_hostile(),
            activities=_activities(NASTY + "naam" * 20, 5),
            inventory_complete=True,
        ),
        "short": lambda: replace(plain, answers=_all_unknown(), depth="kort"),
    }[kind]()
    return make_report(made, library().catalogue)


@cache
def beside_earlier() -> Report:
    """A report beside the one of a year before, with something in every list."""
    was = replace(
        builders.assessment(builders.everything(builders.worst)),
        reference_date=date(2025, 11, 1),
        inventory_complete=True,
    )
    now = replace(
        builders.assessment(),
        answers=_partly(),
        activities=_activities("Lessen van de GGD", 12),
        inventory_complete=True,
    )
    helplines = library().catalogue.national_helplines
    before, after = make_report(was, library().catalogue), make_report(now, library().catalogue)
    comparison = compare(
        present_side(before, was, Judgement(was, helplines)),
        present_side(after, now, Judgement(now, helplines)),
    )
    return replace(after, comparison=comparison)


@cache
def html(kind: str) -> str:
    return report_html(report(kind))


@cache
def pdf(kind: str) -> bytes:
    """Made once for all tests: it is the slow part."""
    return render_pdf(html(kind))


def read_back(kind: str) -> PdfReader:
    return PdfReader(BytesIO(pdf(kind)))


@cache
def pdf_text(kind: str) -> str:
    """All text with single spaces, because lines break where the page is full."""
    return " ".join(" ".join(page.extract_text() for page in read_back(kind).pages).split())


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]


class Page(HTMLParser):
    """What a reader, a link checker and a screen reader want to know of an HTML page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.headings: list[int] = []
        self.pieces: list[str] = []
        self._style = False
        self._decoration = ""  # what is hidden from who listens, until its end tag
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.headings.append(int(tag[1]))
        self._style = tag == "style"
        if dict(attrs).get("aria-hidden") == "true":
            self._decoration = tag
        if tag not in ("wbr", "strong", "a", "span"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._style = False
        if tag == self._decoration:
            self._decoration = ""

    def handle_data(self, data: str) -> None:
        if not self._style and not self._decoration:
            self.pieces.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def values(self, attribute: str) -> list[str]:
        found = (item.attributes.get(attribute) for item in self.elements)
        return [value for value in found if value is not None]


@cache
def page(kind: str) -> Page:
    return Page(html(kind))


@cache
def _styles() -> dict[str, Style]:
    return read_styles()


def in_this_process(html: str, style: str, rows: int = cutting.MOST_ROWS) -> bytes:
    """A PDF of which a table is laid out in pieces of so many rows."""
    with patch.object(cutting, "MOST_ROWS", rows), warnings.catch_warnings():
        # WeasyPrint leaves a file open until it is cleared away.
        warnings.simplefilter("ignore", ResourceWarning)
        made = make_pdf(html, _styles()[style])
        gc.collect()
    return made
