"""The questionnaire on paper, as a value: boxes to tick and lines to write on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Box:
    """A box to tick."""

    text: str
    ticked: bool = False
    code: str = ""  # the number of a level
    alone: bool = False  # never together with another one
    line: bool = False  # with room for a few words


@dataclass(frozen=True)
class Blank:
    """A line to write on, with what stands there already."""

    label: str
    written: str = ""
    hint: str = ""


@dataclass(frozen=True)
class PaperRow:
    """One row of a grid: a box per column."""

    text: str
    ticked: tuple[bool, ...]


@dataclass(frozen=True)
class PaperQuestion:
    """One question as it stands on paper."""

    ref: str
    text: str
    core: bool
    only_if: str
    how: str
    boxes: tuple[Box, ...]
    blank: Blank | None
    columns: tuple[str, ...]
    rows: tuple[PaperRow, ...]
    others: tuple[Box, ...]
    detail: Blank | None
    regional: Box | None
    said: str  # the answer in words, whatever its state; empty on a blank paper
    by: str
    has_notes: bool
    note: str
    evidence: str


@dataclass(frozen=True)
class PaperPage:
    title: str
    questions: tuple[PaperQuestion, ...]


@dataclass(frozen=True)
class PaperStep:
    id: str
    label: str
    intro: str
    pages: tuple[PaperPage, ...]


@dataclass(frozen=True)
class Paper:
    """Everything that is printed; the templates compute nothing."""

    title: str
    about: str
    version: str
    municipality: str  # empty on a blank paper
    reference_date: date | None
    short: bool
    steps: tuple[PaperStep, ...]

    @property
    def filled(self) -> bool:
        return bool(self.municipality)
