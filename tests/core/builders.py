"""Short ways to make an assessment for a test: answers by the codes of the source."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assessment.core.activities import Activity
from assessment.core.answers import Answer
from assessment.core.assessment import Assessment, Municipality
from assessment.core.gaps import Judgement
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import TYPES
from assessment.core.questions import Question
from assessment.library.checking import open_library
from assessment.library.content import Library

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 1)
PLACE = Municipality("GM0402", "Hilversum", 2026, ggd_region="GGD Gooi en Vechtstreek")


@cache
def library() -> Library:
    return open_library(ROOT / "questions")


def content() -> QuestionSet:
    return library().question_sets["veilig-online/1.0"]


@cache
def by_ref() -> dict[str, Question]:
    return {question.ref: question for question in content().questions.values()}


def code(ref: str) -> str:
    """An option, row or column is its code in the source with hyphens."""
    return ref.replace("_", "-")


def answer(ref: str, value: Any, detail: Any = None, **rest: Any) -> tuple[str, Answer]:
    """An answer to the question with this code; None is "weet ik niet"."""
    question = by_ref()[ref]
    if value is None:
        return question.id, Answer("unknown", **rest)
    read = TYPES[question.type].read(question, value)
    return question.id, Answer("answered", read, detail, **rest)


def assessment(answers: dict[str, Any] | None = None, **rest: Any) -> Assessment:
    """An assessment with these answers: a value, None for unknown, or (value, detail)."""
    given = {}
    for ref, value in (answers or {}).items():
        pair = value if isinstance(value, tuple) else (value, None)
        name, made = answer(ref, *pair)
        given[name] = made
    rest = {"municipality": PLACE, "reference_date": TODAY, **rest}
    return Assessment(content(), answers=given, **rest)


def running(**given: Any) -> Activity:
    """An activity that runs, in some place and about some theme."""
    setting = content().inventory.settings[0]
    plain = {"providers": ("GGD",), "settings": (setting.id,), "themes": setting.themes[:1]}
    return Activity(**{"name": "Les", **plain, **given})


def everything(choose: Callable[[Question], Any], **overrides: Any) -> dict[str, Any]:
    """An answer to every question, chosen per question, with exceptions by code."""
    answers = {ref: choose(question) for ref, question in by_ref().items() if not question.fills}
    answers.update(overrides)
    return {ref: value for ref, value in answers.items() if value is not ...}


def best(question: Question) -> Any:
    """The best answer that there is."""
    match question.type:
        case "level":
            return 4
        case "yes_partly_no":
            return "ja"
        case "choice":
            good = {"p_5": "ja", "s4_4": "leuk-veilig", "s6_3": "vast", "s8_4": "structureel"}
            return good.get(question.ref, "gemeten")
        case "multi":
            bad = {"stuur-niet", "pas-op", *question.exclusive}
            return [option.id for option in question.options if option.id not in bad]
        case "grid":
            first = question.columns[0].id
            return {row.id: first for row in question.rows}
        case "number":
            return 4
        case "year":
            return TODAY.year
        case "date":
            return "2027-02-01"


def worst(question: Question) -> Any:
    """The worst answer that there is; questions behind a closed branch are left out."""
    match question.type:
        case "level":
            return 0
        case "yes_partly_no":
            return "nee"
        case "choice":
            bad = {"p_5": "ja", "s4_4": "niet-doen", "s6_3": "nee", "s8_4": "geen"}
            return bad.get(question.ref, "nee")
        case "multi":
            none = [option.id for option in question.options if option.exclusive]
            return none or ([question.options[0].id] if question.ref == "p_3" else ...)
        case "grid":
            if question.ref == "p_4":
                return {row.id: "ja" for row in question.rows}
            column = "geen" if question.ref == "s4_1" else "nee"
            return {row.id: column for row in question.rows}
        case "number":
            return 0
        case _:
            return question.none.id if question.none else ...


def judge(made: Assessment) -> Judgement:
    return Judgement(made, library().catalogue.national_helplines)


def gaps(made: Assessment) -> list[str]:
    """The codes of the gaps that a reader sees, in order."""
    return [item.rule.ref for item in judge(made).held if item.rule.kind in ("gat", "inventaris")]


def unknown(made: Assessment) -> set[str]:
    return {item.rule.ref for item in judge(made).open_points}
