"""A branch in words, for where nothing can appear or disappear: on paper and in a spreadsheet."""

from __future__ import annotations

from assessment.core.conditions import AnyOf, Condition, QuestionTest, questions_in
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import YES_PARTLY_NO
from assessment.core.questions import Question

OTHER = "iets anders"


def only_if(question: Question, content: QuestionSet) -> str:
    """When this question is asked, as one sentence; empty when it always is."""
    condition = question.visible_when
    if condition is None:
        return ""
    names = list(dict.fromkeys(questions_in(condition)))
    refs = [content.questions[name].ref for name in names]
    if len(names) == 1:
        answers = _answers(condition, content.questions[names[0]], content)
        # “X of iets anders dan Y” says one thing; “iets anders dan Y of X” says two.
        answers.sort(key=lambda words: words.startswith(OTHER))
        if answers:
            return f"Alleen als u bij {refs[0]} antwoordde: {_listed(answers)}."
    if refs:
        return f"Sla dit over als het niet past bij uw antwoord op {_listed(refs, 'en')}."
    return "Sla dit over als het niet bij uw gemeente past."


def detail_only_if(question: Question) -> str:
    """With which answers the follow-up counts."""
    if question.detail is None or not question.detail.options:
        return ""
    names = [
        id_ if question.type == "yes_partly_no" else question.option(id_).text
        for id_ in question.detail.options
    ]
    return f"Alleen bij {' of '.join(f'“{name}”' for name in names)}."


def _answers(condition: Condition, about: Question, content: QuestionSet) -> list[str]:
    """The answers with which the condition holds; empty when they cannot be listed."""
    if isinstance(condition, AnyOf):
        parts = [_answers(part, about, content) for part in condition.any]
        return [answer for part in parts for answer in part] if all(parts) else []
    if not isinstance(condition, QuestionTest) or condition.detail:
        return []
    wanted = condition.operand
    match condition.operator:
        case "equals":
            return _names(about, [wanted], content)
        case "in" | "contains":
            return _names(about, list(wanted), content)
        case "at_least" if about.type == "level":
            return _names(about, list(range(wanted, len(content.scale))), content)
        case "at_most" if about.type == "level":
            return _names(about, list(range(wanted + 1)), content)
        case "at_least":
            return [f"{wanted} of meer"]
        case "at_most":
            return [f"{wanted} of minder"]
        case "filled":
            alone = [f"“{option.text}”" for option in about.options if option.exclusive]
            return [f"{OTHER} dan {_listed(alone)}"] if alone else ["een van de keuzes"]
        case "unknown":
            return ["“Weet ik niet”"]
    return []


def _names(about: Question, values: list[int | str], content: QuestionSet) -> list[str]:
    if about.type == "level":
        return [f"“{content.scale[int(value)].label}”" for value in values]
    if about.type == "yes_partly_no":
        return [f"“{YES_PARTLY_NO[str(value)].capitalize()}”" for value in values]
    if about.options:
        return [f"“{about.option(str(value)).text}”" for value in values]
    return [str(value) for value in values]


def _listed(words: list[str], last: str = "of") -> str:
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
