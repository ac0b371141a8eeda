"""The rows of a comparison in the order that a reader asks for.

By name unless somebody chose otherwise. An order by a step is the act of a reader, shows no numbers
of rank, and leaves what is not known, or stands apart, at the end: nobody is last for not knowing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assessment.core.network_aliases import place_of
from assessment.core.network_comparison import Member, NetworkComparison
from assessment.core.network_steps import size_place
from assessment.core.plain_names import by_name

NAME, SIZE = "naam", "grootte"


@dataclass(frozen=True)
class RowOrder:
    """One of the orders that a reader can choose; the words are Dutch."""

    by: str
    words: str


def orders_of(comparison: NetworkComparison) -> tuple[RowOrder, ...]:
    """Name first, then size, then each step."""
    steps = (RowOrder(column.step, column.label) for column in comparison.columns)
    return (RowOrder(NAME, "naam"), RowOrder(SIZE, "aantal inwoners"), *steps)


def order_of(comparison: NetworkComparison) -> RowOrder:
    """The order in which the rows stand."""
    return next(order for order in orders_of(comparison) if order.by == comparison.order)


def in_order(comparison: NetworkComparison, by: str) -> NetworkComparison:
    """The same comparison with its rows in another order; as it is, when there is no such order."""

    def name_of(member: Member) -> tuple[object, ...]:
        return place_of(member.name) if comparison.aliased else by_name(member.name)

    known = [order.by for order in orders_of(comparison)]
    if by not in known or by == comparison.order:
        return comparison
    if by == NAME:
        members = sorted(comparison.members, key=name_of)
    elif by == SIZE:
        members = sorted(
            comparison.members, key=lambda row: (size_place(row.size_class or ""), name_of(row))
        )
    else:
        index = [column.step for column in comparison.columns].index(by)
        members = sorted(
            comparison.members, key=lambda row: (_from_high_to_low(row, index), name_of(row))
        )
    return replace(comparison, members=tuple(members), order=by)


def _from_high_to_low(member: Member, index: int) -> tuple[bool, int]:
    cell = member.cells[index]
    usable = cell.comparable and cell.stand is not None
    return not usable, -(cell.stand or 0) if usable else 0
