"""The name of a network and its municipalities, one on a line, or a whole GGD region at once."""

from __future__ import annotations

from dataclasses import dataclass

from wtforms import Form, SelectField, TextAreaField

from assessment.library.content import Library
from assessment.services import networks
from assessment.web.inputs import clean, line_field

MOST = 400  # there are 342


@dataclass(frozen=True)
class NetworkChoice:
    """What was filled in, read."""

    name: str
    codes: frozenset[str]


class NetworkForm(Form):
    """Names as people type them; each line that is not clear gets its own message."""

    name = line_field("Naam van het netwerk")
    region = SelectField("GGD-regio erbij zetten", validate_choice=False)
    municipalities = TextAreaField("Gemeenten, elk op een eigen regel", filters=[clean])

    def offer(self, library: Library) -> None:
        found = networks.regions(library)
        self.region.choices = [("", "Geen"), *((region, region) for region in found)]

    def read(self, library: Library) -> NetworkChoice | None:
        """None when something is not right, with the message at its field."""
        if not self.name.data:
            self.name.errors = ["Geef het netwerk een naam."]
        elif len(self.name.data) > networks.NAME_MAX:
            self.name.errors = [f"Maak de naam korter: hooguit {networks.NAME_MAX} tekens."]
        codes = set()
        lines = [line.strip() for line in (self.municipalities.data or "").splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST:
            self.municipalities.errors = [f"Zet hooguit {MOST} gemeenten in de lijst."]
            return None
        faults = []
        for line in lines:
            found = [item for item in library.everyone.values() if line in (item.code, item.name)]
            found = found or library.municipalities.find(line)
            if len(found) == 1:
                codes.add(found[0].code)
            elif found:
                names = ", ".join(item.name for item in found[:4])
                faults.append(f"“{line[:60]}” kan meer gemeenten zijn: {names}.")
            else:
                faults.append(f"De gemeente “{line[:60]}” kennen wij niet.")
        region = self.region.data or ""
        if region and region not in networks.regions(library):
            self.region.errors = ["Kies een regio uit de lijst."]
        codes |= {item.code for item in networks.of_region(library, region)}
        if faults:
            self.municipalities.errors = faults[:10]
        if any(field.errors for field in self):
            return None
        return NetworkChoice(self.name.data or "", frozenset(codes))
