"""A bridge hands on what still holds, compares what is the same, and never loses an answer."""

from dataclasses import replace

import pytest
from hypothesis import given

from assessment.core.answers import Answer
from assessment.core.assessment import Assessment
from assessment.core.bridges import (
    carry,
    carry_back,
    comparable,
    comparable_steps,
    next_version,
    same_questions,
)
from assessment.core.question_types import TYPES
from tests.core.bridges import MERGED, NEW, PARTS, SPLIT, WHOLE, many, yes
from tests.core.builders import PLACE, TODAY, content, judge, library

OLD = content()


def carried(given_answers):
    return {item.question: item for item in carry(OLD, NEW, given_answers)}


def test_each_kind_of_change_stands_in_the_version_that_we_ship():
    kinds = {line.kind for line in NEW.bridge.lines}
    assert kinds == {"same", "reworded", "split", "merged", "new"}
    assert next_version(OLD, library().question_sets) is NEW
    assert next_version(NEW, library().question_sets) is None


def test_only_what_is_the_same_is_comparable():
    fine = comparable(OLD, NEW)
    assert {"doel-minder-plegen", "geschoolde-groepen", "vast-netwerk"} <= fine
    assert not fine & {*PARTS, WHOLE, "steun-van-vrienden"}
    assert comparable(NEW, OLD) == fine
    assert comparable(OLD, OLD) == set(OLD.questions)
    assert comparable_steps(OLD, NEW) == {
        "profiel", "stap-1", "stap-2", "stap-3", "stap-5", "stap-6", "stap-8"
    }  # fmt: skip


def test_a_question_that_counts_in_another_way_is_not_comparable():
    step = NEW.steps[1]
    first = step.pages[0].questions[0].model_copy(update={"type": "text", "anchors": None})
    page = step.pages[0].model_copy(update={"questions": (first, *step.pages[0].questions[1:])})
    changed = step.model_copy(update={"pages": (page, *step.pages[1:])})
    other = type(NEW).model_construct(
        **{**dict(NEW), "steps": (NEW.steps[0], changed, *NEW.steps[2:])}
    )
    assert first.id not in comparable(OLD, other)
    assert step.id not in comparable_steps(OLD, other)


def test_over_two_versions_the_bridges_are_walked_one_after_the_other():
    bridge = NEW.bridge.model_copy(
        update={"same": tuple(NEW.questions), "reworded": (), "split": (), "merged": (), "new": ()}
    )
    third = type(NEW).model_construct(
        **{**dict(NEW), "version": "1.2", "earlier": "1.1", "bridge": bridge}
    )
    sets = {NEW.key: NEW}
    assert same_questions(OLD, third, sets) == same_questions(OLD, NEW)
    assert comparable(third, OLD, sets) >= {"vast-netwerk", "doel-minder-plegen"}


def test_an_answer_with_another_name_is_translated_and_back():
    found = carried({"geschoolde-groepen": Answer("answered", ("leraren", "intern"))})
    item = found["geschoolde-groepen"]
    assert item.answer.value == ("leraren", "zorg-op-school")
    assert not item.to_confirm
    [back] = carry_back(OLD, NEW, {"geschoolde-groepen": item.answer})
    assert back.answer.value == ("leraren", "intern")


@pytest.mark.parametrize("value", ["ja", "nee"])
def test_a_split_answer_is_offered_to_each_part(value):
    found = carried({SPLIT: yes(value, note="Kaart", regional=True)})
    for part in PARTS:
        assert found[part].answer == yes(value, note="Kaart", regional=True, to_confirm=True)


def test_partly_can_mean_either_part_so_it_is_asked_again():
    found = carried({SPLIT: yes("deels")})
    for part in PARTS:
        assert found[part].answer is None
        assert found[part].earlier == ((SPLIT, yes("deels")),)


def test_merged_answers_are_offered_only_when_they_agree():
    both = dict.fromkeys(MERGED, yes("deels", note="Vlaggen"))
    assert carried(both)[WHOLE].answer == yes("deels", note="Vlaggen", to_confirm=True)
    differ = {MERGED[0]: yes("ja"), MERGED[1]: yes("nee")}
    assert carried(differ)[WHOLE].answer is None
    assert [answer.value for _, answer in carried(differ)[WHOLE].earlier] == ["ja", "nee"]
    assert carried({MERGED[0]: yes("ja")})[WHOLE].answer is None


def test_unknown_stays_unknown():
    both = dict.fromkeys((SPLIT, *MERGED), Answer("unknown"))
    found = carried(both)
    assert {found[name].answer.state for name in (*PARTS, WHOLE)} == {"unknown"}
    half = {MERGED[0]: Answer("unknown"), MERGED[1]: yes("nee")}
    assert carried(half)[WHOLE].answer is None


@given(many())
def test_what_is_carried_over_is_an_answer_to_the_question_that_it_stands_with(given_answers):
    found = carried(given_answers)
    assert set(found) == set(NEW.questions)
    for name, item in found.items():
        if item.answer and item.answer.state == "answered":
            question = NEW.questions[name]
            assert TYPES[question.type].read(question, item.answer.value) == item.answer.value
        elif item.answer is None:
            # Nothing is handed on, so whatever was said is shown beside the question.
            assert {old for old, _ in item.earlier} == {
                old for line in NEW.bridge.lines if name in line.now for old in line.was
            } & set(given_answers)


@given(many())
def test_the_same_answers_lead_to_the_same_gaps_in_the_new_version(given_answers):
    there = {
        item.question: replace(item.answer, to_confirm=False)
        for item in carry(OLD, NEW, given_answers)
        if item.answer
    }
    before = judge(Assessment(OLD, PLACE, TODAY, answers=given_answers))
    after = judge(Assessment(NEW, PLACE, TODAY, answers=there))
    # No rule looks at a question that was split, merged or is new.
    assert [item.rule.id for item in after.held] == [item.rule.id for item in before.held]


@given(many())
def test_there_and_back_gives_exactly_the_answers_that_kept_their_question(given_answers):
    there = {item.question: item.answer for item in carry(OLD, NEW, given_answers) if item.answer}
    back = {item.question: item.answer for item in carry_back(OLD, NEW, there)}
    left = {name: answer for name, answer in given_answers.items() if name in back}
    assert {name: replace(answer) for name, answer in back.items() if name in left} == left
    assert set(given_answers) - set(back) <= {SPLIT, *MERGED}
