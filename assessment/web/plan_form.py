"""The form for one action of the improvement plan: who does it, when, and how far it is."""

from __future__ import annotations

import re
from datetime import date

from wtforms import Form, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from assessment.core.plan import (
    NOTE_MAX,
    OWNER_MAX,
    PLAN_STATUSES,
    TITLE_MAX,
    PlanAction,
    PlanStatus,
    term_in_words,
)
from assessment.web.inputs import (
    Mistake,
    at_most,
    clean,
    date_fields,
    fill_date,
    line_field,
    read_date,
    version_of,
)

QUARTERS = 12  # three years ahead is far enough for a plan
_QUARTER = re.compile(r"\d{4}-K[1-4]")


def quarters(today: date, stored: str = "") -> list[SelectChoice]:
    """This quarter and the next ones, and the one that was chosen before."""
    first = today.year * 4 + (today.month - 1) // 3
    terms = [f"{n // 4}-K{n % 4 + 1}" for n in range(first, first + QUARTERS)]
    if _QUARTER.fullmatch(stored) and stored not in terms:
        terms.insert(0, stored)
    return [SelectChoice("", "Geen kwartaal"), *(SelectChoice(t, term_in_words(t)) for t in terms)]


class ActionForm(Form):
    """A gap has its own name; only an action of one's own is given one here."""

    version = HiddenField()
    keep = HiddenField()
    title = line_field("Wat gaat u doen?", validators=at_most(TITLE_MAX))
    owner = line_field("Wie pakt dit op?", validators=at_most(OWNER_MAX))
    quarter = SelectField("In welk kwartaal?", choices=[], validate_choice=False)
    day, month, year = date_fields().values()
    status = RadioField(
        "Hoe staat het ervoor?",
        choices=[SelectChoice(status, status.capitalize()) for status in PLAN_STATUSES],
        validate_choice=False,
    )
    reason = line_field("Waarom doet u dit niet?", validators=at_most(NOTE_MAX))
    note = line_field("Wilt u er iets bij zeggen?", validators=at_most(NOTE_MAX))

    @classmethod
    def of(cls, action: PlanAction, today: date) -> ActionForm:
        quarter = action.term if _QUARTER.fullmatch(action.term) else ""
        day = date.fromisoformat(action.term) if action.term and not quarter else None
        form = cls(
            data={
                "version": str(action.version),
                "title": action.title,
                "owner": action.owner,
                "quarter": quarter,
                "status": action.status,
                "reason": action.reason,
                "note": action.note,
                **fill_date(day),
            }
        )
        form.quarter.choices = quarters(today, quarter)
        return form

    @property
    def base_version(self) -> int:
        return version_of(self.version.data)

    def read(self, about: PlanAction, today: date) -> PlanAction | None:
        """What was filled in for this action; None when something is not right, with the errors."""
        self.quarter.choices = quarters(today, self.quarter.data or "")
        good = self.validate()
        own = about.kind == "own"
        if own and not self.title.data:
            self.title.errors = [*self.title.errors, "Schrijf kort op wat u gaat doen."]
            good = False
        status: PlanStatus | None = next((s for s in PLAN_STATUSES if s == self.status.data), None)
        if status is None:
            self.status.errors = ["Kies hoe het ervoor staat."]
        if status == "doen we niet" and not self.reason.data:
            self.reason.errors = [*self.reason.errors, "Schrijf kort op waarom u dit niet doet."]
            good = False
        term = self._term()
        if not good or status is None or term is None:
            return None
        return PlanAction(
            kind=about.kind,
            about=about.about,
            title=self.title.data if own else about.title,
            owner=self.owner.data,
            term=term,
            status=status,
            reason=self.reason.data if status == "doen we niet" else "",
            note=clean(self.note.data),
            id=about.id,
        )

    def _term(self) -> str | None:
        """A quarter or a day; None when it cannot be used, with the error at the field."""
        quarter = self.quarter.data or ""
        if quarter and not _QUARTER.fullmatch(quarter):
            self.quarter.errors = ["Kies een kwartaal uit de lijst."]
            return None
        try:
            day = read_date(self)
        except Mistake as mistake:
            self[mistake.field].errors = [mistake.message]
            return None
        if day and quarter:
            self.quarter.errors = ["Kies een kwartaal of een datum, niet allebei."]
            return None
        return quarter or (day.isoformat() if day else "")
