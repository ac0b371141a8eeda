"""The forms with which a municipality shares a report or makes a link for a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wtforms import Form, RadioField
from wtforms.fields.choices import SelectChoice

from assessment.core.calendar import in_words
from assessment.core.identity import Sharing
from assessment.services.reading_links import USUAL_DAYS
from assessment.services.reporting import FinishedReport
from assessment.services.sharing import Receiver
from assessment.web.level_and_days import days_field, level_field, read_days, read_level

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

    rapport = RadioField("Welk rapport?", validate_choice=False)
    niveau = level_field("Hoeveel ziet men?")

    def offer_reports(self, reports: list[FinishedReport]) -> None:
        self.numbers = [item.number for item in reports]
        choices: list[Any] = [
            SelectChoice(item.number, f"Peildatum {in_words(item.reference_date)}")
            for item in reports
        ]
        self.rapport.choices = choices
        # Before anything is sent the newest is chosen; with whom and how much never is.
        if self.rapport.raw_data is None:
            self.rapport.data = self.numbers[0] if self.numbers else None

    def chosen_report(self) -> tuple[str, Sharing] | None:
        number = self.rapport.data if self.rapport.data in self.numbers else None
        level = read_level(self.niveau, "Kies hoeveel men ziet.")
        if number is None:
            self.rapport.errors = ["Kies een rapport uit de lijst."]
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

    dagen = days_field("Hoeveel dagen werkt de link?", USUAL_DAYS)

    def offer(self, reports: list[FinishedReport]) -> None:
        self.offer_reports(reports)

    def read(self) -> Chosen | None:
        found = self.chosen_report()
        days = read_days(self, "dagen")
        return Chosen(*found, days=days) if found and days else None
