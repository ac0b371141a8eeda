"""From one version of the questions to another: what can be compared, and which answers stay.

A question that stayed the same, or was only put in other words, keeps its answer. An answer to a
question that was split or merged is handed on as something to confirm: nobody gave it to the
question that stands there now. No answer is ever thrown away; what is not handed on stays with
its own question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assessment.core.answers import NOTE_MAX, OPEN, Answer, Value
from assessment.core.bridge_file import Kind, Line
from assessment.core.question_set import QuestionSet
from assessment.core.questions import Question

KEEPS: frozenset[Kind] = frozenset({"same", "reworded"})
Sets = Mapping[str, QuestionSet]


@dataclass(frozen=True)
class Carried:
    """What becomes of the answer to one question of the new version.

    `answer` is what would stand there, and `to_confirm` says that nobody gave it to this question.
    Without an answer it is asked again, with `earlier` (old question, old answer) beside it.
    """

    question: str
    kind: Kind
    why: str
    answer: Answer | None
    to_confirm: bool
    earlier: tuple[tuple[str, Answer], ...] = ()


def next_version(now: QuestionSet, sets: Sets) -> QuestionSet | None:
    """The version that comes after this one."""
    return next((item for item in sets.values() if item.earlier_key == now.key), None)


def line_of(content: QuestionSet, question_id: str) -> Line | None:
    """What the bridge of this version says of one of its questions."""
    lines = content.bridge.lines if content.bridge else ()
    return next((line for line in lines if question_id in line.now), None)


def same_questions(was: QuestionSet, now: QuestionSet, sets: Sets | None = None) -> dict[str, str]:
    """Of each question of `now` that is the same in `was`: what it is called there.

    Over more than one version the versions in between have to be in `sets`. Without a bridge only
    the ids are known.
    """
    if was.key != now.key and was.number > now.number:
        return {old: new for new, old in same_questions(now, was, sets).items()}
    if (hops := _hops(was, now, sets or {})) is None:
        return {name: name for name in now.questions if name in was.questions}
    names = {name: name for name in was.questions}
    for hop in hops:
        lines = hop.bridge.lines if hop.bridge else ()
        kept = {line.now[0]: line.was[0] for line in lines if line.kind in KEEPS}
        names = {new: names[old] for new, old in kept.items() if old in names}
    return names


def comparable(was: QuestionSet, now: QuestionSet, sets: Sets | None = None) -> frozenset[str]:
    """The questions of `now` whose answers may stand beside those of `was`."""
    names = same_questions(was, now, sets)
    return frozenset(new for new, old in names.items() if counts_the_same(was, now, old, new))


def counts_the_same(was: QuestionSet, now: QuestionSet, old: str, new: str) -> bool:
    """Whether an answer to either question means as much in a score, a rule and a branch."""
    renamed = _renamed(was, now, old, new)
    return shape(was.questions[old], renamed) == shape(now.questions[new])


def comparable_steps(
    was: QuestionSet, now: QuestionSet, sets: Sets | None = None
) -> frozenset[str]:
    """The steps that ask the same in both versions: their levels may stand side by side."""
    names = same_questions(was, now, sets)
    fine = comparable(was, now, sets)
    then = {step.id: {question.id for question in step.questions} for step in was.steps}
    return frozenset(
        step.id
        for step in now.steps
        if {question.id for question in step.questions} <= fine
        and {names[question.id] for question in step.questions} == then.get(step.id)
    )


def shape(question: Question, renamed: Mapping[str, str | None] | None = None) -> object:
    """What decides how an answer counts; a clearer wording changes nothing."""
    names = renamed or {}
    return (
        question.type,
        tuple(names.get(option.id, option.id) for option in question.options),
        tuple(row.id for row in question.rows),
        tuple((names.get(column.id, column.id), column.means) for column in question.columns),
        question.visible_when,
    )


def carry(was: QuestionSet, now: QuestionSet, answers: Mapping[str, Answer]) -> list[Carried]:
    """What becomes of every answer, question by question of `now`, which comes after `was`."""
    lines = {name: line for line in _lines(was, now) for name in line.now}
    return [
        _carried(lines[name], question, was, answers)
        for name, question in now.questions.items()
        if name in lines
    ]


def carry_back(was: QuestionSet, now: QuestionSet, answers: Mapping[str, Answer]) -> list[Carried]:
    """The way back: only what kept its answer comes along, the rest was there all the time."""
    found = []
    for line in _lines(was, now):
        if line.kind not in KEEPS or line.now[0] not in answers:
            continue
        back = {new: old for old, new in line.options.items() if new}
        answer = _translated(answers[line.now[0]], back)
        found.append(Carried(line.was[0], line.kind, line.why, answer, answer_is_old(answer)))
    return found


def answer_is_old(answer: Answer | None) -> bool:
    return answer is not None and answer.to_confirm


def _hops(was: QuestionSet, now: QuestionSet, sets: Sets) -> list[QuestionSet] | None:
    """The versions from `was` to `now`, each with its bridge; None when one is missing."""
    hops: list[QuestionSet] = []
    at = now
    while at.key != was.key:
        hops.insert(0, at)
        if at.bridge is None or at.earlier_key is None:
            return None
        before = was if at.earlier_key == was.key else sets.get(at.earlier_key)
        if before is None:
            return None
        at = before
    return hops


def _lines(was: QuestionSet, now: QuestionSet) -> tuple[Line, ...]:
    if now.bridge is None or now.earlier_key != was.key:
        raise ValueError(f"no bridge from {was.key} to {now.key}")
    return now.bridge.lines


def _renamed(was: QuestionSet, now: QuestionSet, old: str, new: str) -> Mapping[str, str | None]:
    """Which options have another name now; over one version only, further they must be equal."""
    for later, name in ((now, new), (was, old)):
        other = was if later is now else now
        if later.earlier_key == other.key and (line := line_of(later, name)):
            if later is now:
                return line.options
            return {value: key for key, value in line.options.items() if value}
    return {}


def _carried(
    line: Line, question: Question, was: QuestionSet, answers: Mapping[str, Answer]
) -> Carried:
    earlier = tuple((name, answers[name]) for name in line.was if name in answers)
    given = [_translated(answers.get(name, OPEN), line.options) for name in line.was]
    if line.kind in KEEPS:
        return Carried(question.id, line.kind, line.why, given[0], answer_is_old(given[0]), earlier)
    answer = _agreed(given) if line.kind in ("split", "merged") else None
    if answer is not None and answer.is_empty:
        answer = None
    if answer is not None:
        answer = replace(answer, to_confirm=True)
        if answer.regional and not question.allow_regional:
            answer = replace(answer, regional=False)
    return Carried(question.id, line.kind, line.why, answer, answer is not None, earlier)


def _agreed(given: list[Answer | None]) -> Answer | None:
    """The one answer that all of these give; None when they differ or one does not fit."""
    if not given or any(item is None or item.state == "open" for item in given):
        return None
    answers = [item for item in given if item is not None]
    first = answers[0]
    if any(
        (i.state, i.value, i.reason) != (first.state, first.value, first.reason) for i in answers
    ):
        return None
    return replace(
        first,
        detail=first.detail if len(answers) == 1 else None,
        regional=all(item.regional for item in answers),
        note=_together(item.note for item in answers),
        evidence=_together(item.evidence for item in answers),
        reason_text=first.reason_text,
    )


def _together(texts: Iterator[str]) -> str:
    """Every text once, when that fits; else they are read where they stand."""
    whole = " / ".join(dict.fromkeys(text for text in texts if text))
    return whole if len(whole) <= NOTE_MAX else ""


def _translated(answer: Answer, options: Mapping[str, str | None]) -> Answer | None:
    """The same answer in the names of the other version; None when it does not fit there."""
    if answer.state != "answered" or answer.value is None:
        return answer
    value = _value(answer.value, options)
    return None if value is None else replace(answer, value=value)


def _value(value: Value, options: Mapping[str, str | None]) -> Value | None:
    match value:
        case str():
            return options.get(value, value)
        case tuple():
            kept = [options.get(item, item) for item in value]
            return None if None in kept else tuple(item for item in kept if item is not None)
        case Mapping():
            cells = {row: options.get(column, column) for row, column in value.items()}
            return {row: column for row, column in cells.items() if column is not None} or None
    return value
