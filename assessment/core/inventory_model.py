"""Places, themes and findings of *Aan de slag*, as a content author writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assessment.core.activities import Activity
from assessment.core.conditions import Condition
from assessment.core.values import Content, Id, Many, Text


class Setting(Content):
    """A place where something can happen: a row of the inventory."""

    id: Id
    ref: str
    name: Text
    weight: Annotated[int, Field(ge=1, le=3)]
    themes: Annotated[Many[Id], Field(min_length=1)]
    source: Annotated[Many[str], Field(min_length=1)]
    absent_when: Condition | None = None
    elsewhere_when: Condition | None = None


class Theme(Content):
    """What it is about: a column of the inventory."""

    id: Id
    ref: str
    name: Text
    weight: Annotated[int, Field(ge=1, le=3)]
    source: Annotated[Many[str], Field(min_length=1)]


class Choice(Content):
    """A choice in the form of an activity."""

    id: Id
    text: Text


class Starter(Content):
    """An activity that nearly every municipality knows; it counts only after confirmation."""

    id: Id
    name: Text
    provider: Text
    settings: Annotated[Many[Id], Field(min_length=1)]
    themes: Annotated[Many[Id], Field(min_length=1)]
    form: Id
    regional: bool = True

    @property
    def activity(self) -> Activity:
        return Activity(
            name=self.name,
            providers=(self.provider,),
            settings=self.settings,
            themes=self.themes,
            form=self.form,
            regional=self.regional,
        )


class CellState(Content):
    """What a cell of the matrix says, in words."""

    id: Id
    text: Text
    explanation: Text


class FindingText(Content):
    """How a finding of the inventory is worded. `{names}` and the like are filled in."""

    id: Id
    ref: str
    group: Literal["kans", "knelpunt", "lacune", "nagaan"]
    name: Text
    text: Text
    source: Annotated[Many[str], Field(min_length=1)]


class Contradiction(Content):
    """An answer and the overview (or two answers) that do not agree."""

    id: Id
    when: Condition
    text: Text
    needs_inventory: bool = True


class InventoryModel(Content):
    """Everything about *Aan de slag* that a content author may change."""

    title: Text
    intro: Text
    settings: Many[Setting]
    themes: Many[Theme]
    audiences: Many[Choice]
    forms: Many[Choice]
    starters: Many[Starter]
    cell_states: Many[CellState]
    findings: Many[FindingText]
    contradictions: Many[Contradiction]

    @property
    def sensible_cells(self) -> int:
        return sum(len(setting.themes) for setting in self.settings)
