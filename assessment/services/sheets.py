"""Tables for a spreadsheet, whatever the file format is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil

MOST_CHARACTERS = 30_000  # A cell of Excel holds 32,767 of them.

Value = str | float | date


@dataclass(frozen=True)
class Heading:
    """The title of a column, and its width in characters."""

    title: str
    width: float


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings that stay in sight, with rows below. Without headings it is text."""

    name: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Value, ...], ...]
    first_columns: int = 0  # so many stay in sight as well


@dataclass(frozen=True)
class Book:
    """A whole spreadsheet."""

    title: str
    made_on: date
    sheets: tuple[Sheet, ...]


def lines_needed(widths: Iterable[float], row: Iterable[object]) -> int:
    """How many lines the longest cell takes: not every program looks for that by itself."""
    lines = 1
    for width, value in zip(widths, row, strict=True):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            needed = sum(ceil(len(line) / width * 1.1) or 1 for line in value.split("\n"))
            lines = max(lines, needed)
    return lines
