"""Tables for a spreadsheet, whatever the file format is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil

from assessment.services.opendocument import sound

MOST_CHARACTERS = 30_000  # A cell of Excel holds 32,767 of them.

Value = str | float | date
Row = tuple[Value, ...]


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
    rows: tuple[Row, ...]
    first_columns: int = 0  # so many stay in sight as well


@dataclass(frozen=True)
class Book:
    """A whole spreadsheet."""

    title: str
    made_on: date
    sheets: tuple[Sheet, ...]


def sheet(name: str, headings: tuple[Heading, ...], rows: Iterable[Row], still: int = 0) -> Sheet:
    """A sheet of which every text fits in a cell, whatever somebody typed."""
    made = tuple(tuple(_sound(value) for value in row) for row in rows)
    return Sheet(name, headings, made, still)


def _sound(value: Value) -> Value:
    return sound(value)[:MOST_CHARACTERS] if isinstance(value, str) else value


def lines_needed(widths: Iterable[float], row: Iterable[object]) -> int:
    """How many lines the longest cell takes: not every program looks for that by itself."""
    lines = 1
    for width, value in zip(widths, row, strict=True):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            needed = sum(ceil(len(line) / width * 1.1) or 1 for line in value.split("\n"))
            lines = max(lines, needed)
    return lines
