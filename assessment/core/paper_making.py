"""Makes the questionnaire to print: blank, or with the answers of today, and room to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from assessment.core.answers import Answer
from assessment.core.assessment import Assessment
from assessment.core.branches import detail_only_if, only_if
from assessment.core.calendar import in_words
from assessment.core.facts import AnswerFacts
from assessment.core.paper import Blank, Box, Paper, PaperPage, PaperQuestion, PaperRow, PaperStep
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import YES_PARTLY_NO, say
from assessment.core.questions import Question, Step

HOW = {
    "level": "Kies de hoogste zin die helemaal klopt. Twijfelt u? Kies de laagste.",
    "multi": "Kies alles wat klopt.",
    "grid": "Kies in elke rij één vak.",
}
BLANK = {"number": "Aantal", "year": "Jaartal", "date": "Datum", "text": "Uw antwoord"}
NOT_APPLICABLE = "Niet van toepassing"


def blank_paper(content: QuestionSet) -> Paper:
    """All questions, without answers."""
    return Paper(
        title=content.title,
        about=content.about,
        version=content.version,
        municipality="",
        reference_date=None,
        short=False,
        steps=tuple(_step(step, content, None) for step in content.steps),
    )


def filled_paper(assessment: Assessment) -> Paper:
    """The questions of the chosen depth with the answers of now; no branch is left out."""
    content = assessment.question_set
    # Whoever prints this wants to see also what waits for a confirmation.
    facts = AnswerFacts(replace(assessment, answers=assessment.all_stored))
    return Paper(
        title=content.title,
        about=content.about,
        version=content.version,
        municipality=assessment.municipality.name,
        reference_date=assessment.reference_date,
        short=assessment.depth == "kort",
        steps=tuple(
            step for step in (_step(step, content, facts) for step in content.steps) if step.pages
        ),
    )


def _step(step: Step, content: QuestionSet, facts: AnswerFacts | None) -> PaperStep:
    short = facts is not None and facts.assessment.depth == "kort"
    pages = []
    for page in step.pages:
        asked = [question for question in page.questions if question.core or not short]
        if asked:
            told = tuple(_question(question, content, facts) for question in asked)
            pages.append(PaperPage(page.title, told))
    return PaperStep(step.id, step.label, step.intro, tuple(pages))


def _question(question: Question, content: QuestionSet, facts: AnswerFacts | None) -> PaperQuestion:
    answer = facts.assessment.answer(question.id) if facts else Answer()
    return PaperQuestion(
        ref=question.ref,
        text=question.text,
        core=question.core,
        only_if=only_if(question, content),
        how=HOW.get(question.type, ""),
        boxes=_boxes(question, content, answer),
        blank=_blank(question, answer, facts),
        columns=tuple(column.text for column in question.columns),
        rows=_rows(question, answer, facts),
        others=_others(question, content, answer),
        detail=_detail(question, answer),
        regional=Box("Dit is regionaal geregeld", answer.regional)
        if question.allow_regional
        else None,
        said=_said(question, content, answer, facts) if facts else "",
        by=_by(answer),
        has_notes=not question.fills,
        note=answer.note,
        evidence=answer.evidence,
    )


def _boxes(question: Question, content: QuestionSet, answer: Answer) -> tuple[Box, ...]:
    value = answer.value if answer.state == "answered" else None
    if question.type == "level":
        texts = question.anchors or tuple(level.text for level in content.scale)
        return tuple(
            Box(f"{level.label}: {text}", value == level.value, str(level.value))
            for level, text in zip(content.scale, texts, strict=True)
        )
    if question.type == "yes_partly_no":
        return tuple(Box(text.capitalize(), value == id_) for id_, text in YES_PARTLY_NO.items())
    chosen = value if isinstance(value, tuple) else (value,)
    boxes = [
        Box(option.text, option.id in chosen, alone=option.exclusive) for option in question.options
    ]
    if question.none:
        boxes.append(Box(question.none.text, value == question.none.id))
    return tuple(boxes)


def _blank(question: Question, answer: Answer, facts: AnswerFacts | None) -> Blank | None:
    if question.fills == "municipality":
        return Blank("Gemeente", facts.assessment.municipality.name if facts else "")
    if question.fills == "reference_date":
        return Blank("Datum", in_words(facts.reference_date) if facts else "")
    label = BLANK.get(question.type)
    if label is None:
        return None
    none = question.none.id if question.none else None
    written = answer.value if answer.state == "answered" and answer.value != none else None
    return Blank(label, _written(written))


def _rows(question: Question, answer: Answer, facts: AnswerFacts | None) -> tuple[PaperRow, ...]:
    value = answer.value if isinstance(answer.value, Mapping) else {}
    found = []
    for row in question.rows:
        column = facts.cell(question, row)[0] if facts and row.presets else value.get(row.id)
        ticks = tuple(item.id == (column or value.get(row.id)) for item in question.columns)
        found.append(PaperRow(row.text, ticks))
    return tuple(found)


def _others(question: Question, content: QuestionSet, answer: Answer) -> tuple[Box, ...]:
    found = []
    unknown_column = any(column.means == "unknown" for column in question.columns)
    if (question.allow_unknown and not unknown_column) or answer.state == "unknown":
        found.append(Box("Weet ik niet", answer.state == "unknown"))
    if question.allow_not_applicable:
        found += [
            Box(
                f"{NOT_APPLICABLE}: {item.text}",
                answer.state == "not_applicable" and answer.reason == item.id,
                line=item.explain,
            )
            for item in content.reasons
        ]
    elif answer.state == "not_applicable":
        found.append(Box(NOT_APPLICABLE, True))
    return tuple(found)


def _detail(question: Question, answer: Answer) -> Blank | None:
    if question.detail is None:
        return None
    return Blank(question.detail.text, _written(answer.detail), detail_only_if(question))


def _said(question: Question, content: QuestionSet, answer: Answer, facts: AnswerFacts) -> str:
    if question.fills == "municipality":
        return facts.assessment.municipality.name
    if question.fills == "reference_date":
        return in_words(facts.reference_date)
    said = say(question, content, answer)
    if answer.to_confirm:
        said = f"Nog bevestigen: {said}"
    if answer.regional:
        said = f"{said} (regionaal geregeld)"
    if facts.visible(question.id).value is not True:
        kept = "" if answer.state == "open" else f" Bewaard antwoord: {said}"
        return f"Verborgen: deze vraag wordt nu niet gesteld.{kept}"
    return said


def _by(answer: Answer) -> str:
    if answer.state == "open" or not answer.by:
        return ""
    return f"{answer.by}, {in_words(answer.at)}" if answer.at else answer.by


def _written(value: object) -> str:
    if value is None:
        return ""
    return in_words(value) if isinstance(value, date) else str(value)
