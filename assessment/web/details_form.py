"""The form about the assessment itself: which municipality, which date, short or full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice

from assessment.core.assessment import Municipality
from assessment.core.plain_names import plain
from assessment.core.question_set import Minutes, QuestionSet
from assessment.core.values import Depth
from assessment.library.municipalities import Municipalities
from assessment.web.inputs import Mistake, date_fields, line_field, read_date

MOST_CANDIDATES = 20
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


class DetailsForm(Form):
    """Names are typed, as people know them; a choice follows only when more than one fits."""

    municipality = line_field("Gemeente")
    code = RadioField("Welke gemeente bedoelt u?", choices=[], validate_choice=False)
    day, month, year = date_fields().values()
    depth = RadioField(
        "Hoeveel vragen wilt u invullen?",
        choices=[SelectChoice(value, text) for value, text in DEPTHS.items()],
        validate_choice=False,
    )

    candidates: list[Municipality]

    def read(self, municipalities: Municipalities) -> Details | None:
        """What was filled in; None when something is not right, with the errors at the fields."""
        self.candidates = []
        municipality = self._municipality(municipalities)
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

    def _municipality(self, municipalities: Municipalities) -> Municipality | None:
        text = self.municipality.data
        if not text:
            self.municipality.errors = ["Vul de naam van uw gemeente in."]
            return None
        found = municipalities.find(text) or _nearly(municipalities, text)
        exact = len(found) == 1 and found == municipalities.find(text)
        chosen = [item for item in found if item.code == self.code.data]
        if exact or chosen:
            return (chosen or found)[0]
        if not found:
            self.municipality.errors = [
                "Wij kennen geen gemeente met deze naam. Controleer hoe u de naam schrijft."
            ]
        elif len(found) > MOST_CANDIDATES:
            self.municipality.errors = ["Heel veel namen beginnen zo. Typ meer letters."]
        else:
            self.candidates = found
            self.code.choices = [
                SelectChoice(item.code, f"{item.name} ({item.province})") for item in found
            ]
            self.code.errors = ["Kies welke gemeente u bedoelt."]
        return None

    def _date(self) -> date | None:
        try:
            found = read_date(self)
        except Mistake as mistake:
            self[mistake.field].errors = [mistake.message]
            return None
        if found is None:
            self.day.errors = ["Vul een peildatum in."]
        return found


def _nearly(municipalities: Municipalities, text: str) -> list[Municipality]:
    """The names that look most like what was typed, for a slip of the finger."""
    names = {plain(item.name): item for item in municipalities.all}
    return [names[name] for name in get_close_matches(plain(text), names, n=5, cutoff=0.75)]
