"""Asking for a municipality by its name."""

from __future__ import annotations

from difflib import get_close_matches

from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice

from assessment.core.assessment import Municipality
from assessment.core.plain_names import plain
from assessment.library.municipalities import Municipalities
from assessment.web.inputs import line_field

MOST_CANDIDATES = 20


class MunicipalityForm(Form):
    """Names are typed, as people know them; a choice follows only when more than one fits."""

    municipality = line_field("Gemeente")
    code = RadioField("Welke gemeente bedoelt u?", choices=[], validate_choice=False)

    candidates: list[Municipality]

    def read_municipality(self, municipalities: Municipalities) -> Municipality | None:
        self.candidates = []
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


def _nearly(municipalities: Municipalities, text: str) -> list[Municipality]:
    """The names that look most like what was typed, for a slip of the finger."""
    names = {plain(item.name): item for item in municipalities.all}
    return [names[name] for name in get_close_matches(plain(text), names, n=5, cutoff=0.75)]
