"""What the spreadsheet of a comparison holds, whatever the file format is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assessment.core.calendar import in_words
from assessment.core.identity import SHARING_WORDS
from assessment.core.network_comparison import Member, NetworkComparison
from assessment.core.network_steps import SIZES
from assessment.core.values import SEVERITY_WORDS
from assessment.services.network_words import UNKNOWN, known_in_words, to_watch
from assessment.services.sheets import Book, Heading, Row, Sheet, Value, sheet

# The same comparison gives the same file; without a day it is this one.
NO_DAY = date(2000, 1, 1)
NAMES_SHOWN = 40
_H = Heading


def comparison_book(comparison: NetworkComparison) -> Book:
    """Only the sheets on which there is something; the first one says which there are not."""
    sheets = (
        _levels(comparison),
        _gaps(comparison),
        _chances(comparison),
        _names(comparison),
        _tools(comparison),
        _trends(comparison),
        _members(comparison),
        _files(comparison),
    )
    filled = tuple(_filled(one) for one in sheets if one.rows)
    # Without files there is nothing to say of files.
    empty = [one.name for one in sheets if not one.rows and one.name != "Bestanden"]
    first = sheet("Lees dit eerst", (), ((line,) for line in _explained(comparison, empty)))
    return Book(comparison.title, comparison.made_on or NO_DAY, (first, *filled))


def _filled(one: Sheet) -> Sheet:
    """Without the columns in which nothing stands at all: paper has no room for them."""
    kept = [
        index
        for index in range(len(one.headings))
        if index == 0 or any(row[index] != "" for row in one.rows)
    ]
    return replace(
        one,
        headings=tuple(one.headings[index] for index in kept),
        rows=tuple(tuple(row[index] for index in kept) for row in one.rows),
    )


def _explained(comparison: NetworkComparison, empty: list[str]) -> Iterator[str]:
    yield comparison.title
    if comparison.made_on:
        yield f"Gemaakt op {in_words(comparison.made_on)}."
    yield f"Vragenlijst: {comparison.questions}."
    yield "Dit is geen ranglijst. Er is geen totaal en geen eindcijfer."
    yield "De stand loopt van 0 (nog niet) tot 4 (geborgd)."
    yield f"Een “{UNKNOWN}” betekent: er is nog te weinig bekend. Dat is geen nul."
    yield "Bij “bekend” staat hoeveel antwoorden bekend zijn, van de vragen die zijn gesteld."
    yield "Staat er “apart”? Dan beantwoordde deze gemeente andere vragen dan de meeste andere."
    yield "Wat een gemeente niet deelt, telt niet mee. Het is nooit een “nee”."
    yield "Wij noemen nooit wie een gat heeft."
    if empty:
        yield f"Hierover vonden wij niets: {', '.join(empty).lower()}. Dat blad is er daarom niet."
    yield from comparison.remarks
    yield comparison.disclaimer


def _levels(comparison: NetworkComparison) -> Sheet:
    """As narrow as the map on the page: it has to be legible on paper."""
    headings = [_H("Gemeente", 24), _H("Let op", 16)]
    for column in comparison.columns:
        headings += [_H(f"{column.label.split(' · ')[0]}: stand", 9), _H("bekend", 10)]
    return sheet("Niveaus", tuple(headings), map(_level_row, comparison.members), 1)


def _level_row(member: Member) -> Row:
    row: list[Value] = [member.name, _to_watch(member)]
    for cell in member.cells:
        stand: Value = UNKNOWN if cell.stand is None else cell.stand / 100
        apart = "" if cell.comparable else " (apart)"
        row += [stand, f"{known_in_words(cell)}{apart}"]
    return tuple(row)


def _to_watch(member: Member) -> str:
    own = "uw gemeente" if member.own else ""
    return ", ".join(filter(None, (own, to_watch(member))))


def _members(comparison: NetworkComparison) -> Sheet:
    headings = (
        _H("Gemeente", 28), _H("Let op", 26), _H("Code", 9), _H("Inwoners", 18),
        _H("Peildatum", 18), _H("Vragenlijst", 18), _H("Versie", 10), _H("Deelt", 26),
    )  # fmt: skip
    rows: Iterator[Row] = (
        (
            member.name,
            _to_watch(member),
            member.code or "",
            SIZES.get(member.size_class or "", "").replace(" inwoners", ""),
            member.reference_date or member.when,
            member.question_set,
            member.depth,
            SHARING_WORDS[member.sharing].name,
        )
        for member in comparison.members
    )
    return sheet("Gemeenten", headings, rows, 1)


def _gaps(comparison: NetworkComparison) -> Sheet:
    headings = (
        _H("Gat", 36), _H("Onderdeel", 30), _H("Ernst", 12), _H("Hebben dit", 9), _H("Van", 7),
        _H("Zoeken uit", 9), _H("Delen dit niet", 9), _H("Andere vraag", 9),
        _H("Uw gemeente", 16), _H("Wie regelde dit al", 36), _H("Samen eerst doen", 46),
    )  # fmt: skip
    rows: Iterator[Row] = (
        (
            gap.name if gap.count else f"Nog uitzoeken: {gap.name}",
            gap.step_label,
            SEVERITY_WORDS[gap.severity] if gap.count else "",
            gap.count,
            gap.of,
            gap.open,
            gap.not_shared,
            gap.not_same,
            gap.own or "",
            _some(gap.already),
            gap.next_step,
        )
        for gap in comparison.gaps
    )
    return sheet("Gaten", headings, rows, 1)


def _chances(comparison: NetworkComparison) -> Sheet:
    headings = (
        _H("Kans", 36), _H("Plek", 26), _H("Thema", 26), _H("Hebben dit", 9), _H("Van", 7),
        _H("Ook uw gemeente", 10), _H("Onder meer", 36), _H("Samen eerst doen", 46),
    )  # fmt: skip
    rows: Iterator[Row] = (
        (
            item.name,
            item.place,
            item.theme,
            item.count,
            item.of,
            "ja" if item.own else "",
            _some(item.named),
            item.next_step,
        )
        for item in comparison.chances
    )
    return sheet("Kansen", headings, rows, 1)


def _names(comparison: NetworkComparison) -> Sheet:
    headings = (
        _H("Naam", 36), _H("Soort", 12), _H("Hebben dit", 9), _H("Van", 7),
        _H("Noemen dit regionaal", 11), _H("Ook uw gemeente", 10), _H("Onder meer", 36),
        _H("Plekken", 46),
    )  # fmt: skip
    rows: Iterator[Row] = (
        (
            item.name,
            item.kind,
            item.count,
            item.of,
            item.regional,
            "ja" if item.own else "",
            _some(item.named),
            ", ".join(item.places),
        )
        for item in comparison.names
    )
    return sheet("Activiteiten", headings, rows, 1)


def _tools(comparison: NetworkComparison) -> Sheet:
    headings = (
        _H("Hulpmiddel", 40), _H("Organisatie", 30), _H("Gemeenten", 10), _H("Past bij", 60),
        _H("Adres", 50),
    )  # fmt: skip
    rows: Iterator[Row] = (
        (item.title, item.organisation, item.municipalities, ", ".join(item.gaps), item.address)
        for item in comparison.tools
    )
    return sheet("Hulpmiddelen", headings, rows, 1)


def _trends(comparison: NetworkComparison) -> Sheet:
    headings = (
        _H("Gemeente", 28), _H("Toen", 18), _H("Nu", 18), _H("Stappen hoger", 9),
        _H("gelijk", 9), _H("lager", 9), _H("Gaten opgelost", 9), _H("nieuw", 9), _H("gebleven", 9),
        _H("Wat is opgelost", 46), _H("Niet vergeleken", 46),
    )  # fmt: skip
    rows = []
    for item in comparison.trends:
        ways = [way for _, way in item.steps]
        gaps: Row = (len(item.solved), item.new, item.stayed)
        rows.append(
            (
                item.name,
                item.was,
                item.now,
                *(ways.count(way) for way in ("hoger", "gelijk", "lager")),
                *(gaps if item.gaps_compared else (UNKNOWN,) * 3),
                ", ".join(item.solved),
                " ".join(item.limits),
            )
        )
    return sheet("Ontwikkeling", headings, rows, 1)


def _files(comparison: NetworkComparison) -> Sheet:
    headings = (
        _H("Bestand", 40), _H("Gemeente", 28), _H("Oordeel", 26), _H("Telt mee", 9),
        _H("Waarom", 60),
    )  # fmt: skip
    rows: Iterator[Row] = (
        (file.file, file.place, file.words, "ja" if file.used else "nee", " ".join(file.why))
        for file in comparison.files
    )
    return sheet("Bestanden", headings, rows, 1)


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" en nog {more}" if more > 0 else "")
