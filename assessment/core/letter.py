"""The letter to the council as data: what it says, whatever it is written in.

A draft, meant to be edited by the one who signs it. It says less than the report and nothing that
the report does not say; what is not known is told as a question, never as a "no".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from assessment.core.calendar import in_words
from assessment.core.report import Report, Standing, Strength

MOST_FIRST = 5
MOST_GOOD = 4
MOST_QUESTIONS = 4


@dataclass(frozen=True)
class Run:
    """A piece of text in one look."""

    text: str
    strong: bool = False
    address: str | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading below the title."""

    text: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """`lines` is more than one where a letter breaks a line, as in the address."""

    lines: tuple[Runs, ...]
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list; numbered where the order says something."""

    items: tuple[Runs, ...]
    numbered: bool = False
    kind: ClassVar[str] = "bullets"


Block = Heading | Paragraph | Bullets


@dataclass(frozen=True)
class Letter:
    """The whole letter; every way of writing it shows the mark, the title and then the blocks."""

    mark: str
    title: str
    municipality: str
    written_on: date
    blocks: tuple[Block, ...]


def make_letter(report: Report, written_on: date) -> Letter:
    return Letter(
        mark="Concept",
        title="Brief aan de raad: online seksueel grensoverschrijdend gedrag voorkomen",
        municipality=report.municipality.name,
        written_on=written_on,
        blocks=tuple(_blocks(report, written_on)),
    )


def _text(text: str) -> Paragraph:
    return Paragraph(((Run(text),),))


def _blocks(report: Report, written_on: date) -> Iterator[Block]:
    place = report.municipality.name
    yield Paragraph(
        (
            (Run("Aan: de gemeenteraad van "), Run(place)),
            (Run("Datum: "), Run(in_words(written_on))),
            (Run("Onderwerp: "), Run("online seksueel grensoverschrijdend gedrag voorkomen")),
        )
    )
    yield _text("Geachte leden van de raad,")
    yield Heading("Wat wij deden")
    yield Paragraph(
        (
            (
                Run("Wij keken hoe onze gemeente online seksueel grensoverschrijdend gedrag "),
                Run("voorkomt. Dat deden wij met de Preventiespiegel. "),
                Run(f"De antwoorden zijn van {in_words(report.reference_date)}. "),
                Run("Het is een begin van een gesprek, geen inspectie. "),
                Run("Niemand heeft de antwoorden gecontroleerd."),
            ),
        )
    )
    yield Heading("Drie punten die altijd tellen")
    yield Bullets(tuple(_standing(report, line) for line in report.standing))
    yield Heading("Wat wij eerst willen doen")
    yield from _first(report)
    yield Heading("Wat goed gaat")
    yield from _good(report)
    yield Heading("Wat wij nog niet weten")
    yield from _unknown(report)
    yield Heading("Wat wij u vragen")
    yield Bullets(
        (
            (Run("Bespreek dit beeld met ons."),),
            (Run("Zeg ons wat u het eerst aangepakt wilt zien."),),
            (Run("Spreek met ons af wanneer u hoort hoe het verder gaat."),),
        )
    )
    yield Heading("Hulp is er altijd")
    yield Paragraph((tuple(_help(report)),))
    yield Paragraph(
        (
            (Run("Met vriendelijke groet,"),),
            (Run("burgemeester en wethouders van "), Run(place)),
        )
    )
    yield Paragraph(
        (
            (Run("Handtekening: ____________________"),),
            (Run("Naam en functie: __________________"),),
        )
    )


def _standing(report: Report, line: Standing) -> Runs:
    if line.state == "uitzoeken":
        return Run(f"{line.title}: ", strong=True), Run("dit weten wij nog niet.")
    if line.state == "gat":
        # The text of the report speaks to the municipality; here the municipality speaks.
        name = report.card(line.cards[0]).name
        return Run(f"{line.title}: ", strong=True), Run(f"hier moet iets gebeuren. {name}.")
    title, colon, rest = line.text.partition(": ")
    return (Run(title + colon, strong=True), Run(rest)) if colon else (Run(line.text),)


def _first(report: Report) -> Iterator[Block]:
    if not report.first:
        if not report.known:
            yield _text("Er is nog te weinig bekend om te kiezen. Wij zoeken dat eerst uit.")
        elif report.known < report.asked:
            yield _text("In wat wij weten, zien wij geen gaten. Wij zoeken de rest eerst uit.")
        else:
            yield _text("Wij zien geen gaten. Wij spreken af wanneer wij weer kijken.")
        return
    yield _text("Het rapport noemt bij elk punt een eerste stap.")
    cards = [report.card(card) for card in report.first[:MOST_FIRST]]
    yield Bullets(
        tuple(
            (Run(f"{card.name}. ", strong=True), Run(_first_sentence(card.advice)))
            for card in cards
        ),
        numbered=True,
    )


def _first_sentence(text: str) -> str:
    head, stop, _ = text.partition(". ")
    return head + "." if stop else text


def _good(report: Report) -> Iterator[Block]:
    found = [(step.level.step.label, step.strengths[0]) for step in report.steps if step.strengths]
    if not found:
        said = "Nog geen punt is helemaal geregeld."
        if not report.known:
            said = "Daarvan is nog niets bekend."
        elif report.known < report.asked:
            said = "In wat wij weten, is nog geen punt helemaal geregeld."
        yield _text(f"{said} Dat betekent niet dat er niets goed gaat.")
        return
    yield Bullets(
        tuple(
            (Run(f"{label}: ", strong=True), Run(_quoted(good)))
            for label, good in found[:MOST_GOOD]
        )
    )


def _quoted(good: Strength) -> str:
    """The question in quotes: it was put to the municipality, which is the "wij" of this letter."""
    said = good.said if good.is_sentence else f"“{good.asked}” {good.said}"
    return said if said.endswith((".", "?", "!")) else f"{said}."


def _unknown(report: Report) -> Iterator[Block]:
    if report.known == report.asked:
        yield _text(f"Van alle {report.asked} vragen is het antwoord bekend.")
    else:
        yield _text(f"Wij weten het antwoord op {report.known} van de {report.asked} vragen.")
    needs = [need.text for point in report.open_points for need in point.needs if need.in_depth]
    texts = list(dict.fromkeys([*needs, *(item.text for item in report.to_find_out)]))
    if not texts:
        return
    yield _text("Wat wij niet weten, telt niet als “nee”. Wij zoeken dit nog uit:")
    yield Bullets(tuple((Run(f"“{text}”"),) for text in texts[:MOST_QUESTIONS]))
    more = len(texts) - MOST_QUESTIONS
    if more > 0:
        rest = "staat nog 1 andere vraag" if more == 1 else f"staan nog {more} andere vragen"
        yield _text(f"In het rapport {rest} om uit te zoeken.")


def _help(report: Report) -> Iterator[Run]:
    yield Run("Heeft u zelf iets meegemaakt, of kent u iemand? Hier vindt u hulp: ")
    for index, line in enumerate(report.help_lines):
        yield Run(", " if index else "")
        yield Run(line.title, address=line.address if line.usable else None)
        if line.phone:
            yield Run(f" ({line.phone})")
        elif line.usable:
            yield Run(f" ({line.short_address})")
    yield Run(".")
