"""The forms about a step as a whole: whether it is done, and who fills it in."""

from __future__ import annotations

from wtforms import Form, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from assessment.core.step_marks import HANDED_TO_MAX, MarkState, StepMark
from assessment.web.inputs import line_field

ANSWERS: dict[str, tuple[MarkState, str]] = {
    "ja": ("done", "Ja, deze stap is af"),
    "nee": ("later", "Nee, ik kom hier later op terug"),
}


class DoneForm(Form):
    """`seen` counts the changes to the answers that were on the page."""

    version = HiddenField()
    seen = HiddenField()
    af = RadioField(
        "Is deze stap af?",
        choices=[SelectChoice(value, text) for value, (_, text) in ANSWERS.items()],
        validate_choice=False,
    )

    @classmethod
    def of(cls, mark: StepMark, changes: int) -> DoneForm:
        chosen = next((value for value, (state, _) in ANSWERS.items() if state == mark.state), None)
        return cls(data={"version": str(mark.version), "seen": str(changes), "af": chosen})

    def read(self) -> MarkState | None:
        """What was chosen; None when nothing was, with the error at the field."""
        found = ANSWERS.get(self.af.data or "")
        if found is None:
            self.af.errors = ["Kies of deze stap af is."]
        return found[0] if found else None


class HandOutForm(Form):
    """Who fills this step in; empty is an answer too."""

    version = HiddenField()
    bij = line_field(
        "Bij wie ligt deze stap?",
        validators=[
            Length(max=HANDED_TO_MAX, message=f"Maak dit korter: hooguit {HANDED_TO_MAX} tekens.")
        ],
    )
