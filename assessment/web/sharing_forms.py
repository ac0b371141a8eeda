"""The forms with which a municipality shares a report or makes a link for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wtforms import Form, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from assessment.core.calendar import in_words
from assessment.core.identity import SHARING, Sharing
from assessment.services.reading_links import MOST_DAYS, USUAL_DAYS
from assessment.services.reporting import FinishedReport
from assessment.services.sharing import Receiver
from assessment.web.finishing import SHARING_WORDS
from assessment.web.inputs import Mistake, line_field, read_number

ADVISERS = "Onze adviseurs"
# Two forms on one page: no field of one has the name of a field of the other.
LINK = "link-"


@dataclass(frozen=True)
class Chosen:
    """What was filled in: of a link the days, of a share the place."""

    number: str
    level: Sharing
    place: str = ""
    days: int = 0


class _ReportForm(Form):
    """Which report, and how much of it."""

    rapport = SelectField("Welk rapport?", validate_choice=False)
    niveau = RadioField(
        "Hoeveel ziet men?",
        choices=[SelectChoice(level, SHARING_WORDS[level].name) for level in SHARING],
        validate_choice=False,
    )

    def offer_reports(self, reports: list[FinishedReport]) -> None:
        self.numbers = [item.number for item in reports]
        self.rapport.choices = [
            (item.number, f"Peildatum {in_words(item.reference_date)}, rapport {item.number}")
            for item in reports
        ]

    def chosen_report(self) -> tuple[str, Sharing] | None:
        number = self.rapport.data if self.rapport.data in self.numbers else None
        level = next((item for item in SHARING if item == self.niveau.data), None)
        if number is None:
            self.rapport.errors = ["Kies een rapport uit de lijst."]
        if level is None:
            self.niveau.errors = ["Kies hoeveel men ziet."]
        return (number, level) if number and level else None


class ShareForm(_ReportForm):
    """With a network, or with the advisers. Nothing is chosen beforehand: sharing is an act."""

    place = RadioField("Met wie deelt u?", validate_choice=False)

    def offer(self, reports: list[FinishedReport], receivers: list[Receiver]) -> None:
        self.offer_reports(reports)
        self.places = [item.place for item in receivers]
        choices: list[Any] = [SelectChoice(item.place, item.name or ADVISERS) for item in receivers]
        self.place.choices = choices

    def read(self, *, with_place: bool = True) -> Chosen | None:
        """None when something is missing, with the message at its field."""
        found = self.chosen_report()
        place = self.place.data if self.place.data in self.places else ""
        if with_place and not place:
            self.place.errors = ["Kies met wie u deelt."]
            return None
        return Chosen(*found, place=place or "") if found else None


class LinkForm(_ReportForm):
    """For one reader without an account, until a day."""

    dagen = line_field("Hoeveel dagen werkt de link?", default=str(USUAL_DAYS))

    def offer(self, reports: list[FinishedReport]) -> None:
        self.offer_reports(reports)

    def read(self) -> Chosen | None:
        found = self.chosen_report()
        days = 0
        try:
            days = read_number(self, "dagen", 1, MOST_DAYS, "getal") or 0
            if not days:
                raise Mistake("dagen", f"Vul een getal in van 1 tot en met {MOST_DAYS}.")
        except Mistake as fault:
            self.dagen.errors = [fault.message]
        return Chosen(*found, days=days) if found and days else None
