"""The matrix of places and themes as a page shows it, wide as a table and narrow as a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.core.inventory import KNOWN_ANYWAY, Inventory
from assessment.core.inventory_model import CellState, Setting, Theme

NOT_ASKED = ("nvt", KNOWN_ANYWAY.id)


@dataclass(frozen=True)
class MatrixCell:
    """One place and theme: its state in words, and how many activities were entered for it."""

    theme: Theme
    state: CellState
    count: int

    @property
    def sensible(self) -> bool:
        """Whether there is something to say or to add here."""
        return self.state.id != "nvt"

    @property
    def asked(self) -> bool:
        """Whether it says something when nothing is known here."""
        return self.state.id not in NOT_ASKED


@dataclass(frozen=True)
class Known:
    """Of how many cells that count something is known."""

    known: int
    asked: int

    @property
    def empty(self) -> int:
        return self.asked - self.known


@dataclass(frozen=True)
class MatrixRow:
    """One place with a cell per theme."""

    setting: Setting
    place: str
    cells: tuple[MatrixCell, ...]

    @property
    def sensible(self) -> list[MatrixCell]:
        return [cell for cell in self.cells if cell.sensible]

    @property
    def count(self) -> Known:
        return _count(self.cells)


@dataclass(frozen=True)
class Matrix:
    """All places, with what is known of each theme and altogether, and what the words mean."""

    rows: tuple[MatrixRow, ...]
    themes: tuple[Known, ...]
    count: Known
    states: tuple[CellState, ...]


def make_matrix(inventory: Inventory) -> Matrix:
    model = inventory.model
    rows = tuple(
        MatrixRow(
            setting,
            inventory.places[setting.id],
            tuple(
                MatrixCell(
                    theme,
                    inventory.state(setting, theme),
                    len(inventory.in_cell(setting, theme)),
                )
                for theme in model.themes
            ),
        )
        for setting in model.settings
    )
    columns = zip(*(row.cells for row in rows), strict=True)
    return Matrix(
        rows,
        tuple(_count(cells) for cells in columns),
        _count(cell for row in rows for cell in row.cells),
        (*model.cell_states, KNOWN_ANYWAY),
    )


def _count(cells: Iterable[MatrixCell]) -> Known:
    asked = [cell for cell in cells if cell.asked]
    return Known(sum(cell.state.id != "leeg" for cell in asked), len(asked))
