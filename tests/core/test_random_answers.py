"""Whatever people answer: nothing breaks, and a conclusion rests on what it says it rests on."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.core.answers_in import read_answers_file
from assessment.core.answers_out import write_answers_file
from assessment.core.conditions import GapTest, questions_in, walk
from assessment.core.report_making import make_report
from assessment.core.report_out import report_as_json
from tests.core.builders import assessment, content, judge, library
from tests.core.strategies import activities, answers, assessments

often = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@often
@given(assessments())
def test_a_report_can_always_be_made(made):
    report = make_report(made, library().catalogue)
    written = json.dumps(report_as_json(report))
    assert written == json.dumps(report_as_json(make_report(made, library().catalogue)))
    assert {item.id for item in report.standing} == {
        "steun-slachtoffers",
        "aanpak-plegers",
        "campagne-herhalen",
    }
    assert report.help_lines
    assert len(report.first) <= 5
    for card in (*report.gaps, *report.chances):
        assert len(card.tools) <= 3
        assert card.because
    for point in report.open_points:
        assert point.needs
    for step in report.steps:
        assert step.level.stand is None or step.level.share >= 0.6


def _all_questions(condition):
    """Every question that a condition can look at, also through other rules and branches."""
    todo, found = list(questions_in(condition)), set()
    todo += [
        name
        for part in walk(condition)
        if isinstance(part, GapTest)
        for name in _all_questions(content().rule[part.gap].when)
    ]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            question = content().questions[name]
            todo += questions_in(question.visible_when)
            todo += [q for row in question.rows for p in row.presets for q in questions_in(p.when)]
    return found


@pytest.mark.parametrize("rule", content().rules, ids=lambda rule: rule.ref)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_answers_outside_the_trace_never_change_an_outcome(rule, data):
    conditions = [rule.when, *(v.when or v.unless for v in rule.variants)]
    looked_at = set().union(*(_all_questions(condition) for condition in conditions))
    # Everything that the rule looks at is filled in, so that it often holds.
    given_answers = {
        name: data.draw(answers(content().questions[name])) for name in sorted(looked_at)
    }
    made = assessment(activities=tuple(data.draw(st.lists(activities(), max_size=2))))
    made = replace(made, answers=given_answers)
    before = judge(made).outcomes[rule.id]
    kinds = {fact.kind for fact in before.because}
    # A share of all questions rests on all of them; a finding rests on the whole inventory.
    outside = sorted(looked_at - {fact.id for fact in before.because})
    if kinds & {"progress", "finding"} or not outside:
        return
    changed = dict(given_answers)
    for name in data.draw(st.lists(st.sampled_from(outside), min_size=1, unique=True)):
        changed[name] = data.draw(answers(content().questions[name]))
    other = replace(made, answers=changed)
    if "activities" not in kinds:
        other = replace(other, activities=())
    after = judge(other).outcomes[rule.id]
    assert (after.value, after.variant) == (before.value, before.variant)


@often
@given(assessments())
def test_an_assessment_survives_its_own_file(made):
    raw = json.dumps(write_answers_file(made)).encode()
    sets, known = library().question_sets, library().everyone
    back = read_answers_file(raw, sets, known)
    assert _filled(back.answers) == _filled(made.answers)
    assert back.activities == made.activities
    assert (back.depth, back.inventory_complete) == (made.depth, made.inventory_complete)


def _filled(given):
    return {name: answer for name, answer in given.items() if not answer.is_empty}


@often
@given(assessments())
def test_an_unknown_answer_never_makes_a_gap(made):
    """Turning every answer that a gap rests on into "weet ik niet" takes the gap away."""
    for outcome in judge(made).held:
        if outcome.rule.kind != "gat" or outcome.rule.id == "veel-onbekend":
            continue
        asked = {fact.id for fact in outcome.because if fact.kind == "question"}
        if not asked or any(fact.kind == "finding" for fact in outcome.because):
            continue
        unknown = {name: replace(made.answer(name), state="unknown") for name in asked}
        # Without the overview: what that shows by itself stays, whatever the answers are.
        after = judge(
            replace(
                made,
                answers={**made.answers, **unknown},
                activities=(),
                inventory_complete=False,
            )
        )
        left = after.outcomes[outcome.rule.id]
        # A branch may open and show an answer that was kept; unknown answers alone are no gap.
        states = {after.assessment.answer(fact.id).state for fact in left.because}
        assert left.value is not True or "answered" in states
