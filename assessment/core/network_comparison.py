"""Municipalities beside each other: what a network reads on a page, on paper and in a spreadsheet.

Only values. `network_making` makes them; every writer reads them and computes nothing. There is no
total and no rank in it, on purpose. See docs/decisions/0021-comparing.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessment.core.identity import Sharing, Status
from assessment.core.network_files import FileVerdict
from assessment.core.network_trend import MemberTrend, NetworkTrend
from assessment.core.values import Depth, Severity

TITLE = "Gemeenten naast elkaar"
# From so many municipalities with a known figure up there is an average, and a word on the spread.
FEWEST = 5

Spread = Literal["dicht bij elkaar", "enig verschil", "veel verschil"]
Order = Literal["naam", "grootte"]
SharedKind = Literal["activiteit", "aanbieder"]
# What one municipality says of one rule. "niet gedeeld" and "uitzoeken" are never a "nee".
OwnWord = Literal[
    "gat", "geen gat", "uitzoeken", "onder een ander gat", "niet van toepassing",
    "niet gedeeld", "niet te vergelijken",
]  # fmt: skip


@dataclass(frozen=True)
class StepCell:
    """Where one municipality stands in one step, in hundredths. No `stand`: print a "?"."""

    step: str
    stand: int | None
    known: int  # answers that say something …
    asked: int  # … of so many
    lowest: int | None  # where it stands if all that is not known turns out badly
    highest: int | None
    level: str | None  # the word for it on the scale
    comparable: bool  # it answers the same questions as the others
    why_not: str = ""

    @property
    def share(self) -> float | None:
        """How much is known, from 0 to 1; None where nothing was asked."""
        return self.known / self.asked if self.asked else None


@dataclass(frozen=True)
class Member:
    """One row: a municipality. With an alias it has no code, no number and no day."""

    key: str  # the same in every part of this comparison: the code, or the alias
    name: str  # or the alias
    code: str | None
    size_class: str | None  # None: with an alias a small class would point at somebody
    own: bool  # the row of who looks
    number: str | None
    status: Status
    reference_date: date | None
    when: str  # the reference date as a reader writes it; with an alias only the year
    question_set: str
    depth: Depth
    sharing: Sharing
    changed: bool  # the file was changed after it was made, and somebody insisted
    from_answers: bool  # computed here from an answers file; nobody finished it
    cells: tuple[StepCell, ...]  # in the order of `NetworkComparison.columns`
    withheld: tuple[str, ...]  # Dutch: what this municipality does not share


@dataclass(frozen=True)
class StepColumn:
    """One step over all municipalities. Average and spread only from five known figures up."""

    step: str
    label: str
    title: str
    known: int  # municipalities with a figure that can be compared
    of: int
    average: int | None
    spread: Spread | None


@dataclass(frozen=True)
class SizeGroup:
    """Like with like: the municipalities of one size."""

    size_class: str
    name: str  # Dutch
    members: tuple[str, ...]  # keys
    averages: tuple[int | None, ...]  # in the order of the columns


@dataclass(frozen=True)
class SharedGap:
    """A gap in the whole network: `count` of `of`. Nobody is named as having it."""

    id: str
    ref: str
    name: str
    step: str
    step_label: str
    severity: Severity
    why: str
    count: int
    of: int  # only who could be judged and shared it
    without: int  # of - count
    already: tuple[str, ...]  # names of those without it, as far as they agreed to be named
    open: int  # has to find it out first
    covered: int  # falls under another gap
    not_applicable: int
    not_shared: int
    not_same: int  # asked in another way
    own: OwnWord | None  # None: there is no own row
    next_step: str  # what they could do first, together

    @property
    def is_shared(self) -> bool:
        return self.count > 1


@dataclass(frozen=True)
class SharedChance:
    """A chance that more than one municipality has: they could take it up together."""

    id: str
    name: str
    place: str  # "" or the place in *Aan de slag*
    theme: str
    count: int
    of: int
    named: tuple[str, ...]  # those that agreed to be named
    own: bool
    next_step: str  # "" where the overview shows it by itself


@dataclass(frozen=True)
class SharedName:
    """An activity, or who provides it, in more than one overview: one agreement may do."""

    kind: SharedKind
    name: str
    count: int
    of: int  # municipalities that share the names of their activities
    named: tuple[str, ...]
    own: bool
    regional: int  # how many call it regional already
    places: tuple[str, ...]


@dataclass(frozen=True)
class FittingTool:
    """A tool that fits several of the gaps that are shared."""

    id: str
    title: str
    organisation: str
    address: str
    gaps: tuple[str, ...]  # names
    municipalities: int  # that have such a gap, and for which it may be recommended


@dataclass(frozen=True)
class NetworkComparison:
    """Everything that the comparison says."""

    network: str  # its name; empty when these are files, or with aliases
    made_on: date | None  # None: nobody said
    question_set: str
    question_title: str
    depth: Depth  # the version that most of them filled in; the figures of the other stand apart
    order: str  # how the rows stand: an `Order`, or the step that a reader sorted by
    aliased: bool
    columns: tuple[StepColumn, ...]
    members: tuple[Member, ...]
    sizes: tuple[SizeGroup, ...]
    gaps: tuple[SharedGap, ...]
    chances: tuple[SharedChance, ...]
    names: tuple[SharedName, ...]
    tools: tuple[FittingTool, ...]
    trends: tuple[MemberTrend, ...]
    trend: NetworkTrend | None
    remarks: tuple[str, ...]  # Dutch: what is withheld, and what does not stand beside each other
    disclaimer: str
    files: tuple[FileVerdict, ...] = ()  # empty with aliases: file names tell who it is

    @property
    def title(self) -> str:
        return f"{TITLE}: netwerk {self.network}" if self.network else TITLE

    @property
    def questions(self) -> str:
        """Which questions: their title, version and depth."""
        version = self.question_set.partition("/")[2]
        depth = "volledig" if self.depth == "volledig" else "de korte versie"
        return f"{self.question_title}, versie {version}, {depth}"

    @property
    def own(self) -> Member | None:
        return next((member for member in self.members if member.own), None)

    @property
    def differs_most(self) -> tuple[StepColumn, ...]:
        """In the order of the questionnaire; empty while fewer than five figures are known."""
        return tuple(column for column in self.columns if column.spread == "veel verschil")
