"""One question on a page: what a person sees of it, and reading back what was filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wtforms import Form

from assessment.core.answers import Answer
from assessment.core.glossary import Use
from assessment.core.question_types import BadValue, read_detail
from assessment.core.questions import Question
from assessment.services.answering import Conflict
from assessment.web.choice_fields import Given
from assessment.web.fields import FieldRow
from assessment.web.inputs import Mistake, read_date, read_number, version_of

MOST = 1_000_000_000


@dataclass
class QuestionForm:
    """A question on a page, with what a person sees of it and what this person filled in."""

    question: Question
    stored: Answer
    form: Form
    row: FieldRow
    presets: Mapping[str, str]  # rows of a grid that follow from another answer
    explained: frozenset[str]  # the reasons that ask for a few words
    usually_regional: bool
    warnings: tuple[str, ...]
    required: bool
    conflict: Conflict | None = None
    kept: list[tuple[str, str]] = field(default_factory=list)
    earlier: tuple[tuple[str, str], ...] = ()  # an older question, and what was answered to it
    confirmed: bool = False  # somebody said of the whole page that it still holds
    words: tuple[Use, ...] = ()  # what this page explains here for the first time

    @property
    def anchor(self) -> str:
        return f"vraag-{self.question.id}"

    @property
    def keep(self) -> str:
        """What someone chose after a conflict: "mine", "theirs", or nothing yet."""
        return self.form["keep"].data or ""

    @property
    def seen_version(self) -> int:
        """The version of the other answer that stood beside one's own."""
        return version_of(self.form["seen"].data)

    @property
    def base_version(self) -> int:
        """The version that was in view. To keep one's own answer is to have seen the other one."""
        return self.seen_version if self.keep == "mine" else version_of(self.form["version"].data)

    def read(self) -> Answer | None:
        """The answer; None when something cannot be used, with the errors at the fields."""
        right = self.form.validate()
        given = self._try(self._read_given)
        detail = self._try(self._read_detail)
        reason_text = self._try(lambda: self._read_reason_text(given))
        if not right or any(item.errors for item in self.form) or given is None:
            return None
        answer = Answer(
            state=given.state,
            value=given.value,
            detail=detail if self._detail_fits(given) else None,
            reason=given.reason,
            reason_text=reason_text or "",
            regional=self._read_regional(given),
            note=self.form["note"].data,
            evidence=self.form["evidence"].data,
        )
        return answer if self._says_it_holds() else answer.unless_touched(self.stored)

    def _says_it_holds(self) -> bool:
        return self.confirmed or ("confirm" in self.form and bool(self.form["confirm"].data))

    def _try(self, read: Any) -> Any:
        try:
            return read()
        except Mistake as mistake:
            target = self.form[mistake.field]
            target.errors = [*target.errors, mistake.message]
            return None

    def _read_given(self) -> Given:
        return Given() if self.form["clear"].data else self.row.read(self.question, self.form)

    def _read_detail(self) -> int | date | None:
        detail = self.question.detail
        if detail is None or self.form["clear"].data:
            return None
        if detail.type == "date":
            found: int | date | None = read_date(self.form, "detail_")
            where = "detail_day"
        else:
            found = read_number(self.form, "detail", 0, MOST, "getal")
            where = "detail"
        if found is None:
            return None
        try:
            return read_detail(self.question, found)
        except BadValue as fault:
            raise Mistake(where, f"Dit klopt niet: {fault}.") from None

    def _detail_fits(self, given: Given) -> bool:
        """Without JavaScript the follow-up always shows; it counts with some answers only."""
        detail = self.question.detail
        if detail is None or given.state in ("unknown", "not_applicable"):
            return False
        return not detail.options or given.state == "open" or given.value in detail.options

    def _read_reason_text(self, given: Given | None) -> str:
        if given is None or given.state != "not_applicable":
            return ""
        if given.reason not in self.explained:
            return self.stored.reason_text if given.reason == self.stored.reason else ""
        text: str = self.form["reason_text"].data
        # An answer from a file may lack the words; whoever leaves it alone is not asked for them.
        if not text and (self.stored.reason != given.reason or self.stored.reason_text):
            raise Mistake("reason_text", "Schrijf kort op waarom de vraag bij u niet past.")
        return text

    def _read_regional(self, given: Given) -> bool:
        if "regional" not in self.form:
            return self.stored.regional and given.state == self.stored.state
        if given.state == "not_applicable":
            return False
        ticked = bool(self.form["regional"].data)
        # The tick that we set ourselves is no answer to a question that was left open.
        untouched = given.state == "open" and not self.stored.version and self.usually_regional
        return ticked and not untouched
