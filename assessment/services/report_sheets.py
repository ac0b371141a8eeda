"""One finished report as a spreadsheet: what the page says of it, in tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.core.calendar import in_words
from assessment.core.identity import SHARING_WORDS, Identity
from assessment.core.shared_report import OVERVIEW, SharedLine, SharedReport
from assessment.core.values import SEVERITY_WORDS
from assessment.services.sheets import Book, Heading, Row, Sheet, sheet

UNKNOWN = "?"
_H = Heading


def report_book(report: SharedReport, identity: Identity) -> Book:
    """Only the sheets for which there is something at this level."""
    sheets = [sheet("Lees dit eerst", (), ((line,) for line in _explained(report, identity)))]
    sheets.append(_levels(report))
    if report.shows_gaps:
        sheets += [_gaps(report), _lines(report), _matrix(report)]
    if report.shows_answers:
        sheets.append(_answers(report))
    return Book(f"Rapport {identity.number}", report.reference_date, tuple(sheets))


def _explained(report: SharedReport, identity: Identity) -> Iterator[str]:
    yield f"Rapport {identity.number} van gemeente {report.municipality.name}"
    yield f"Peildatum: {in_words(report.reference_date)}. Vragenlijst: {report.question_set}."
    yield "Dit bestand is een afschrift. De PDF van dit rapport is de vastgestelde tekst."
    yield f"Wat hier staat: {SHARING_WORDS[report.level].to_reader}"
    yield "De stand loopt van 0 (nog niet) tot 4 (geborgd). Er is geen totaal en geen eindcijfer."
    yield f"Een “{UNKNOWN}” betekent: er is nog te weinig bekend. Dat is geen nul."
    yield report.disclaimer


def _levels(report: SharedReport) -> Sheet:
    headings = (
        _H("Stap", 12), _H("Titel", 44), _H("Stand", 9), _H("Niveau", 16), _H("Bekend", 9),
        _H("Gevraagd", 10),
    )  # fmt: skip
    rows: Iterable[Row] = (
        (
            level.step.label,
            level.step.title,
            UNKNOWN if level.stand is None else level.stand,
            level.label or "",
            level.known,
            level.asked,
        )
        for level in (step.level for step in report.steps)
    )
    return sheet("Stand per stap", headings, rows)


def _gaps(report: SharedReport) -> Sheet:
    labels = _labels(report)
    headings = (_H("Stap", 18), _H("Ernst", 12), _H("Gat", 44), _H("Waarom", 60), _H("Advies", 60))
    rows: Iterable[Row] = (
        (
            labels.get(gap.step, gap.step),
            SEVERITY_WORDS[gap.severity],
            gap.name,
            gap.why,
            gap.advice,
        )
        for gap in report.gaps
    )
    return sheet("Gaten", headings, rows)


def _lines(report: SharedReport) -> Sheet:
    """What is not known is a thing to find out, and never stands among the gaps."""
    kinds: tuple[tuple[str, tuple[SharedLine, ...]], ...] = (
        ("Nog niet te zeggen", report.open_points),
        ("Nog uit te zoeken", report.to_find_out),
        ("Kans", report.chances),
        ("Knelpunt", report.bottlenecks),
    )
    rows: Iterable[Row] = ((kind, line.label, line.text) for kind, lines in kinds for line in lines)
    headings = (_H("Soort", 20), _H("Waar", 34), _H("Wat", 80))
    return sheet("Uitzoeken en kansen", headings, rows)


def _matrix(report: SharedReport) -> Sheet:
    headings = (_H("Plek", 34), *(_H(theme, 16) for theme in report.inventory.themes))
    rows: Iterable[Row] = ((row.name, *row.cells) for row in report.inventory.rows)
    return sheet("Aan de slag", headings, rows, 1)


def _answers(report: SharedReport) -> Sheet:
    headings = (
        _H("Stap", 14), _H("Vraag", 60), _H("Antwoord", 44), _H("Regionaal", 10),
        _H("Toelichting", 44), _H("Bewijs", 34), _H("Van", 24),
    )  # fmt: skip
    told = [(step.level.step.label, answer) for step in report.steps for answer in step.answers]
    told += [("", answer) for answer in report.profile]
    rows: Iterable[Row] = (
        (
            label,
            answer.text,
            answer.said,
            "ja" if answer.regional else "",
            answer.note,
            answer.evidence,
            answer.by or "",
        )
        for label, answer in told
    )
    return sheet("Antwoorden", headings, rows)


def _labels(report: SharedReport) -> dict[str, str]:
    labels = {step.level.step.id: step.level.step.label for step in report.steps}
    return {**labels, OVERVIEW: "Aan de slag"}
