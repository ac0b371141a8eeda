"""The words and figures of a comparison, the same in every kind of file."""

from __future__ import annotations

from assessment.core.network_comparison import Member, StepCell

UNKNOWN = "?"


def stand_in_words(cell: StepCell) -> str:
    """As it is printed: 2,5; what nobody knows is a question mark and never a zero."""
    return UNKNOWN if cell.stand is None else f"{cell.stand / 100:.1f}".replace(".", ",")


def known_in_words(cell: StepCell) -> str:
    return f"{cell.known} van {cell.asked}" if cell.asked else UNKNOWN


def to_watch(member: Member) -> str:
    """What a reader of this row has to know; nothing for most of them."""
    said = []
    if member.changed:
        said.append("gewijzigd nadat het is gemaakt")
    if member.from_answers:
        said.append("uit antwoorden, niet vastgesteld")
    elif member.status == "concept":
        said.append("concept")
    return ", ".join(said)
