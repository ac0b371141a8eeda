"""*Aan de slag*: what already happens, the matrix of places and themes, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.gaps import Judgement
from assessment.core.inventory import Inventory
from assessment.core.inventory_model import CellState, InventoryModel, Setting
from assessment.services import activities, assessments
from assessment.web.access import signed_in
from assessment.web.activity_words import MISSING, recognisable
from assessment.web.current import connection, library, now, person

blueprint = Blueprint("inventory", __name__, url_prefix="/invullen/<assessment_id>/aan-de-slag")


@dataclass(frozen=True)
class MatrixCell:
    state: CellState
    count: int


@dataclass(frozen=True)
class MatrixRow:
    setting: Setting
    place: str
    cells: tuple[MatrixCell, ...]


@blueprint.get("/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    record, assessment = assessments.load(connection(), assessment_id, library())
    judgement = Judgement(assessment, library().catalogue.national_helplines)
    model = assessment.question_set.inventory
    stored = activities.list_all(connection(), assessment_id)
    names = {item.name.casefold() for item in assessment.activities}
    return render_template(
        "inventory/index.html",
        record=record,
        model=model,
        missing_words=MISSING,
        activities=stored,
        remarks={item.activity.id: recognisable(item.activity) for item in stored},
        starters=[item for item in model.starters if item.name.casefold() not in names],
        matrix=matrix(model, judgement.inventory),
        setting_names={item.id: item.name for item in model.settings},
        theme_names={item.id: item.name for item in model.themes},
        findings=judgement.findings.all if record.inventory_complete else (),
        removed=request.args.get("verwijderd", ""),
    )


@blueprint.post("/af")
@signed_in
def declare(assessment_id: str) -> ResponseReturnValue:
    """Only a person can say that the overview is complete; nothing is concluded before that."""
    complete = request.form.get("af") == "ja"
    assessments.change(
        connection(), assessment_id, inventory_complete=complete, by=person(), now=now()
    )
    flash("Het overzicht is af voor nu." if complete else "Het overzicht is nog niet af.")
    return redirect(url_for(".index", assessment_id=assessment_id))


def matrix(model: InventoryModel, inventory: Inventory) -> list[MatrixRow]:
    """Every place by every theme, each cell with its state in words."""
    states = {state.id: state for state in model.cell_states}
    return [
        MatrixRow(
            setting,
            inventory.places[setting.id],
            tuple(
                MatrixCell(
                    states[inventory.cell(setting, theme)],
                    len(inventory.in_cell(setting, theme)),
                )
                for theme in model.themes
            ),
        )
        for setting in model.settings
    ]
