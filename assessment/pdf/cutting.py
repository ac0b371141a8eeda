"""A document with a very long table, cut into pieces that can be laid out one after the other.

The tree stays one: what follows behind some hundreds of rows is set aside, and comes back when what
stood before it is done. So an element that goes on over a cut is the same element in both pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Beside the municipalities of the whole country this is still one piece.
MOST_ROWS = 400
# What belongs to every piece: the style of the document, and the columns and headings of a table.
_REPEATED = ("head", "colgroup", "thead")


@dataclass
class Cut:
    """The elements from the root down to the rows, and what stood behind the cut in each."""

    way: list[Any]
    behind: list[list[Any]]

    @property
    def rows(self) -> Any:
        return self.way[-1]

    def take_back(self, row: Any) -> None:
        """From this row on it belongs to the next piece."""
        place = list(self.rows).index(row)
        self.behind[-1][:0] = self.rows[place:]

    def go_on(self) -> None:
        """What was set aside takes the place of what is done."""
        for element, inner, behind in zip(
            self.way, [*self.way[1:], None], self.behind, strict=True
        ):
            kept = [kid for kid in element if kid is inner or kid.tag in _REPEATED]
            element[:] = [*kept, *behind]


def cut(root: Any) -> Cut | None:
    """Sets aside what stands behind the first rows of the first long table; None without one."""
    way = _way(root)
    if way is None:
        return None
    behind = []
    for element, inner in zip(way, [*way[1:], None], strict=True):
        place = MOST_ROWS if inner is None else list(element).index(inner) + 1
        behind.append(element[place:])
        del element[place:]
    return Cut(way, behind)


def _way(element: Any) -> list[Any] | None:
    if element.tag == "tbody" and len(element) > MOST_ROWS:
        return [element]
    for kid in element:
        way = _way(kid)
        if way:
            return [element, *way]
    return None
