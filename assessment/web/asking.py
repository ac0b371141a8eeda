"""Making the form of a question from the question, the other answers and what is stored."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, HiddenField, StringField
from wtforms.validators import Length

from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX, Answer
from assessment.core.facts import AnswerFacts
from assessment.core.privacy import remarks
from assessment.core.questions import Page, Question
from assessment.web.earlier_version import earlier_answers
from assessment.web.fields import FIELDS
from assessment.web.inputs import clean, date_fields, fill_date, line_field
from assessment.web.question_form import QuestionForm


def prefix(question: Question) -> str:
    """No id holds two hyphens in a row, so no two questions can have a field in common."""
    return f"q-{question.id}--"


def was_shown(question: Question, sent: MultiDict[str, str]) -> bool:
    """A question that came with the form; a branch may have hidden or shown others since."""
    return f"{prefix(question)}version" in sent


def make(
    question: Question, page: Page, facts: AnswerFacts, sent: MultiDict[str, str] | None = None
) -> QuestionForm:
    """The form of one question, filled from what was sent or else from what is stored."""
    content = facts.content
    stored = facts.assessment.stored(question.id)
    row = FIELDS[question.type]
    usually_regional = question.allow_regional and (
        page.regional_when is not None and facts.holds(page.regional_when).value is True
    )
    fields: dict[str, Field] = {
        "version": HiddenField(),
        "seen": HiddenField(),
        "keep": HiddenField(),
        **row.fields(question, content, stored),
        **_detail_fields(question),
        "clear": BooleanField(),
        "note": _text("de toelichting", NOTE_MAX),
        "evidence": _text("het bewijs", EVIDENCE_MAX),
    }
    if question.allow_not_applicable or stored.state == "not_applicable":
        fields["reason_text"] = _text("de reden", REASON_MAX)
    if question.allow_regional:
        fields["regional"] = BooleanField()
    if stored.to_confirm:
        fields["confirm"] = BooleanField()
    form_class = type("OneQuestion", (Form,), fields)
    if sent is not None:
        form = form_class(sent, prefix=prefix(question))
    else:
        data = {
            "version": str(stored.version),
            "note": stored.note,
            "evidence": stored.evidence,
            "reason_text": stored.reason_text,
            "regional": stored.regional if stored.version else usually_regional,
            **row.fill(question, stored),
            **_fill_detail(question, stored),
        }
        form = form_class(prefix=prefix(question), data=data)
    return QuestionForm(
        question=question,
        stored=stored,
        form=form,
        row=row,
        presets=presets(question, facts),
        explained=frozenset(item.id for item in content.reasons if item.explain),
        usually_regional=usually_regional,
        warnings=warnings(question, facts),
        earlier=earlier_answers(question, facts.assessment, stored),
        required=question.required_when is not None
        and facts.holds(question.required_when).value is True,
    )


def presets(question: Question, facts: AnswerFacts) -> dict[str, str]:
    """The rows that another answer fills in, with their column."""
    return {
        row.id: preset.column
        for row in question.rows
        for preset in reversed(row.presets)
        if facts.holds(preset.when).value
    }


def warnings(question: Question, facts: AnswerFacts) -> tuple[str, ...]:
    """What a reader should know about the stored answer. It never stops anyone."""
    own = tuple(item.text for item in question.warnings if facts.holds(item.when).value)
    return own + recognisable(question, facts.assessment.stored(question.id))


def recognisable(question: Question, answer: Answer) -> tuple[str, ...]:
    """What in the texts of an answer may point at a person."""
    texts = {
        "het antwoord": str(answer.value) if question.type == "text" and answer.value else "",
        "de reden": answer.reason_text,
        "de toelichting": answer.note,
        "het bewijs": answer.evidence,
    }
    return tuple(remark for where, text in texts.items() for remark in remarks(text, where))


def sent_fields(question: Question, sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """What was filled in, to be carried along until someone chose between two answers."""
    start = prefix(question)
    own = {f"{start}{name}" for name in ("seen", "keep")}
    return [
        (name, value)
        for name, value in sent.items(multi=True)
        if name.startswith(start) and name not in own
    ]


def _text(what: str, most: int) -> StringField:
    message = f"Maak {what} korter: hooguit {most} tekens."
    return StringField(filters=[clean], validators=[Length(max=most, message=message)])


def _detail_fields(question: Question) -> dict[str, Field]:
    if question.detail is None:
        return {}
    return date_fields("detail_") if question.detail.type == "date" else {"detail": line_field()}


def _fill_detail(question: Question, answer: Answer) -> dict[str, Any]:
    if question.detail is None or answer.detail is None:
        return {}
    if question.detail.type == "date":
        return fill_date(answer.detail, "detail_")
    return {"detail": str(answer.detail)}
