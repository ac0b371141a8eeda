"""The form about the assessment itself: which municipality, which date, short or full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from assessment.core.assessment import Municipality
from assessment.core.question_set import Minutes, QuestionSet
from assessment.core.values import Depth
from assessment.library.municipalities import Municipalities
from assessment.web.inputs import Mistake, date_fields, read_date
from assessment.web.municipality_form import MunicipalityForm

DEPTHS: dict[Depth, str] = {
    "kort": "Kort: alleen de belangrijkste vragen",
    "volledig": "Volledig: alle vragen",
}


@dataclass(frozen=True)
class Size:
    """How much work a version is."""

    questions: int
    takes: Minutes


def sizes(content: QuestionSet) -> dict[Depth, Size]:
    questions = content.questions.values()
    return {
        "kort": Size(sum(question.core for question in questions), content.takes_short),
        "volledig": Size(len(questions), content.takes_full),
    }


@dataclass(frozen=True)
class Details:
    municipality: Municipality
    reference_date: date
    depth: Depth


class DetailsForm(MunicipalityForm):
    day, month, year = date_fields().values()
    depth = RadioField(
        "Hoeveel vragen wilt u invullen?",
        choices=[SelectChoice(value, text) for value, text in DEPTHS.items()],
        validate_choice=False,
    )

    def read(self, municipalities: Municipalities) -> Details | None:
        """What was filled in; None when something is not right, with the errors at the fields."""
        municipality = self.read_municipality(municipalities)
        reference_date = self._date()
        depth: Depth | None = next((key for key in DEPTHS if key == self.depth.data), None)
        if depth is None:
            self.depth.errors = ["Kies kort of volledig."]
        if municipality is None or reference_date is None or depth is None:
            return None
        return Details(municipality, reference_date, depth)

    def refuse_municipality(self) -> None:
        """The same words whether others take part for it or nobody does."""
        self.municipality.errors = [
            "U kunt voor deze gemeente geen scan invullen. Vraag uw beheerder wie dat wel kan."
        ]

    def _date(self) -> date | None:
        try:
            found = read_date(self)
        except Mistake as mistake:
            self[mistake.field].errors = [mistake.message]
            return None
        if found is None:
            self.day.errors = ["Vul een peildatum in."]
        return found
