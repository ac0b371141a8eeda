"""The matrix of places and themes as a page shows it, wide as a table and narrow as a list."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.core.inventory import Inventory
from assessment.core.inventory_model import CellState, Setting, Theme


@dataclass(frozen=True)
class MatrixCell:
    """One place and theme: its state in words, and how many activities were entered for it."""

    theme: Theme
    state: CellState
    count: int

    @property
    def sensible(self) -> bool:
        """Whether there is something to say or to add here."""
        return self.state.id != "nvt" or self.count > 0


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
    def known(self) -> int:
        """At how many themes that make sense here something is known."""
        return sum(cell.state.id not in ("leeg", "nvt") for cell in self.cells)

    @property
    def asked(self) -> int:
        return sum(cell.state.id != "nvt" for cell in self.cells)


def make_matrix(inventory: Inventory) -> list[MatrixRow]:
    model = inventory.model
    states = {state.id: state for state in model.cell_states}
    return [
        MatrixRow(
            setting,
            inventory.places[setting.id],
            tuple(
                MatrixCell(
                    theme,
                    states[inventory.cell(setting, theme)],
                    len(inventory.in_cell(setting, theme)),
                )
                for theme in model.themes
            ),
        )
        for setting in model.settings
    ]
