"""The map of municipalities by steps: figures side by side, and averages that give nobody away.

An average is only ever over figures that stand in the same map: it tells nothing that the map does
not tell already. So two averages, before and after somebody joined, give away nothing new either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean, pstdev

from assessment.core.network_basis import Basis
from assessment.core.network_comparison import (
    FEWEST,
    Member,
    SizeGroup,
    Spread,
    StepCell,
    StepColumn,
)
from assessment.core.network_entries import Entry
from assessment.core.report_result import StepResult

# From small to large, and how a reader calls it.
SIZES = {
    "tot-20": "minder dan 20.000 inwoners",
    "20-50": "20.000 tot 50.000 inwoners",
    "50-100": "50.000 tot 100.000 inwoners",
    "100-250": "100.000 tot 250.000 inwoners",
    "vanaf-250": "250.000 inwoners of meer",
}
# In hundredths of a level: half a level apart is close, a whole level is not.
_CLOSE, _APART = 50, 100


def cells_of(entry: Entry, basis: Basis) -> tuple[StepCell, ...]:
    """One row of the map, in the order of the questionnaire."""
    levels = {item.step: item for item in entry.side.result.levels}
    return tuple(
        _cell(entry, basis, step.id, levels.get(step.id))
        for step in basis.content.steps
        if step.scored
    )


def columns_of(rows: Sequence[Member], basis: Basis) -> tuple[StepColumn, ...]:
    """One column per step, with what may be said of all of them together."""
    made = []
    for index, step in enumerate(item for item in basis.content.steps if item.scored):
        stands = _stands(rows, index)
        made.append(
            StepColumn(
                step=step.id,
                label=step.label,
                title=step.title,
                known=len(stands),
                of=len(rows),
                average=_average(stands),
                spread=_spread(stands),
            )
        )
    return tuple(made)


def sizes_of(rows: Sequence[Member]) -> tuple[SizeGroup, ...]:
    """From small to large; a class without a municipality is left out."""
    groups = []
    for size, name in SIZES.items():
        same = [row for row in rows if row.size_class == size]
        if same:
            averages = tuple(_average(_stands(same, i)) for i in range(len(same[0].cells)))
            groups.append(SizeGroup(size, name, tuple(row.key for row in same), averages))
    return tuple(groups)


def size_place(size_class: str) -> int:
    return list(SIZES).index(size_class) if size_class in SIZES else len(SIZES)


def _cell(entry: Entry, basis: Basis, step: str, item: StepResult | None) -> StepCell:
    why_not = _why_not(entry, basis, step, item)
    if item is None:
        return StepCell(step, None, 0, 0, None, None, None, comparable=False, why_not=why_not)
    scale = (entry.side.content or basis.content).scale
    return StepCell(
        step=step,
        stand=item.stand,
        known=item.known,
        asked=item.asked,
        lowest=item.lowest,
        highest=item.highest,
        level=None if item.stand is None else scale[item.stand // 100].label,
        comparable=not why_not,
        why_not=why_not,
    )


def _why_not(entry: Entry, basis: Basis, step: str, item: StepResult | None) -> str:
    if item is None:
        return "Deze stap staat niet in het rapport."
    if entry.side.content is None:
        return "De vragen van dit rapport staan hier niet."
    if not basis.same_step(entry.side, step):
        if entry.side.depth != basis.depth:
            return "Deze gemeente vulde een andere versie in: kort of volledig."
        return "De vragen van deze stap zijn anders."
    return ""


def _stands(rows: Iterable[Member], index: int) -> list[int]:
    """Only what is known and what can be compared."""
    cells = (row.cells[index] for row in rows)
    return [cell.stand for cell in cells if cell.comparable and cell.stand is not None]


def _average(stands: list[int]) -> int | None:
    return round(fmean(stands)) if len(stands) >= FEWEST else None


def _spread(stands: list[int]) -> Spread | None:
    """In a word: the highest and the lowest would point at somebody."""
    if len(stands) < FEWEST:
        return None
    apart = pstdev(stands)
    if apart < _CLOSE:
        return "dicht bij elkaar"
    return "enig verschil" if apart < _APART else "veel verschil"
