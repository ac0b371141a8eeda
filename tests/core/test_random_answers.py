"""Whatever people answer: nothing breaks, and a conclusion rests on what it says it rests on."""

import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.core.answers_in import read_answers_file
from assessment.core.answers_out import write_answers_file
from assessment.core.report_making import make_report
from assessment.core.report_out import report_as_json
from tests.core.builders import content, judge, library
from tests.core.strategies import answers, assessments

often = settings(
    max_examples=120,
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


@often
@given(assessments(), st.data())
def test_answers_outside_the_trace_never_change_an_outcome(made, data):
    rule = data.draw(st.sampled_from(content().rules))
    before = judge(made).outcomes[rule.id]
    if any(fact.kind == "progress" for fact in before.because):
        return  # A share of all questions rests on all of them.
    seen = {fact.id for fact in before.because}
    outside = [q for q in content().questions.values() if q.id not in seen and not q.fills]
    flipped = data.draw(st.lists(st.sampled_from(outside), min_size=1, max_size=5))
    changed = dict(made.answers)
    for question in flipped:
        changed[question.id] = data.draw(answers(question))
    rests_on_inventory = any(fact.kind in ("activities", "finding") for fact in before.because)
    other = replace(made, answers=changed)
    if not rests_on_inventory:
        other = replace(other, activities=(), inventory_complete=False)
    after = judge(other).outcomes[rule.id]
    # A finding may itself rest on answers (which places there are, what contradicts what).
    if not any(fact.kind == "finding" for fact in before.because):
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
        after = judge(replace(made, answers={**made.answers, **unknown}))
        assert after.outcomes[outcome.rule.id].value is not True
