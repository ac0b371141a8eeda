"""Does a bridge tell the truth about the two versions that it joins, and about every question?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from assessment.core.bridge_file import Bridge, Line
from assessment.core.bridges import KEEPS, shape
from assessment.core.question_set import QuestionSet
from assessment.core.question_types import YES_PARTLY_NO
from assessment.core.questions import Question
from assessment.library.content import SetFiles
from assessment.library.yaml_files import Complaint, Place, Source


def bridge_complaints(files: SetFiles) -> Iterator[Complaint]:
    content, earlier = files.content, files.earlier
    if content is None or content.bridge is None or earlier is None or earlier.content is None:
        return
    was, source = earlier.content, files.sources["bridge.yaml"]
    placed = list(_placed(content.bridge))
    yield from _names(source, placed, was, content)
    for line, place in placed:
        if all(name in was.questions for name in line.was) and all(
            name in content.questions for name in line.now
        ):
            yield from _line(source, place, line, was, content)


def _placed(bridge: Bridge) -> Iterator[tuple[Line, Place]]:
    """Every line with its place in the file."""
    seen: dict[str, int] = {}
    for line in bridge.lines:
        index = seen.get(line.kind, 0)
        seen[line.kind] = index + 1
        yield line, (line.kind, index)


def _names(
    source: Source, placed: list[tuple[Line, Place]], was: QuestionSet, now: QuestionSet
) -> Iterator[Complaint]:
    """Every question of both versions stands there exactly once."""
    for content, named in (
        (was, [(name, place) for line, place in placed for name in line.was]),
        (now, [(name, place) for line, place in placed for name in line.now]),
    ):
        seen: set[str] = set()
        for name, place in named:
            if name not in content.questions:
                yield source.complaint(place, f"de vraag “{name}” staat niet in {content.key}")
            elif name in seen:
                yield source.complaint(place, f"de vraag “{name}” staat hier twee keer")
            seen.add(name)
        for name in content.questions:
            if name not in seen:
                text = f"de vraag “{name}” van {content.key} staat hier niet; elke vraag hoort hier"
                yield source.complaint((), text)


def _line(
    source: Source, place: Place, line: Line, was: QuestionSet, now: QuestionSet
) -> Iterator[Complaint]:
    old = [was.questions[name] for name in line.was]
    new = [now.questions[name] for name in line.now]
    yield from _options(source, place, line, old, new)
    if line.kind == "same" and old[0] != new[0]:
        text = f"“{new[0].id}” is niet meer precies dezelfde vraag; zet haar onder reworded"
        yield source.complaint(place, text)
    for one in (*old, *new) if line.kind in ("split", "merged") else ():
        if one.type != new[0].type:
            text = f"“{one.id}” is van type {one.type} en “{new[0].id}” van type {new[0].type}"
            yield source.complaint(place, f"{text}; een antwoord past dan niet")
    if line.kind == "reworded" and _counts(old[0], line.options) != _counts(new[0]):
        text = f"“{new[0].id}” telt anders dan “{old[0].id}”: type, keuzes of vervolg verschillen"
        yield source.complaint(place, f"{text}; noem keuzes met een andere naam bij options")
    if line.kind in KEEPS and any(question.fills for question in old) != bool(new[0].fills):
        yield source.complaint(place, f"“{new[0].id}” vult iets anders in dan “{old[0].id}”")


def _counts(question: Question, options: Mapping[str, str | None] | None = None) -> object:
    """As far as an answer keeps its meaning; when the question is asked may differ."""
    asked = question.model_copy(update={"visible_when": None})
    detail = question.detail and (question.detail.type, question.detail.options)
    return shape(asked, options), detail, question.minimum, question.maximum


def _options(
    source: Source, place: Place, line: Line, old: Iterable[Question], new: Iterable[Question]
) -> Iterator[Complaint]:
    """What is mapped exists on both sides, and what is not mapped exists on both sides too."""
    before = {name for question in old for name in values_of(question)}
    after = [values_of(question) for question in new]
    for from_, to in line.options.items():
        here = (*place, "options", from_)
        if from_ not in before:
            known = ", ".join(sorted(before)) or "niets"
            yield source.complaint(here, f"de oude vraag kent geen keuze “{from_}”; wel {known}")
        for known_names in after if to is not None else ():
            if to not in known_names:
                known = ", ".join(sorted(known_names)) or "niets"
                yield source.complaint(here, f"de nieuwe vraag kent geen keuze “{to}”; wel {known}")
    if line.kind in ("split", "merged"):
        for name in sorted(before - line.options.keys()):
            if any(name not in known_names for known_names in after):
                text = f"de keuze “{name}” past niet bij elke nieuwe vraag; noem haar bij options"
                yield source.complaint(place, text)


def values_of(question: Question) -> frozenset[str]:
    """The answers that have a name."""
    if question.type == "yes_partly_no":
        return frozenset(YES_PARTLY_NO)
    options = {option.id for option in question.options}
    return frozenset(options | {column.id for column in question.columns})
