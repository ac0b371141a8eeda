"""The band around a stand: what the unknown answers can still make of it."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.core.answers import Answer
from assessment.core.bands import Band, band_of
from assessment.core.scoring import level_of
from tests.core.builders import assessment, best, content, everything, judge
from tests.core.strategies import assessments, values

often = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
EXACT = 1e-9


def bands(made):
    judgement = judge(made)
    steps = [step for step in content().steps if step.scored]
    levels = [level_of(step, judgement) for step in steps]
    return [(level, band_of(level, judgement)) for level in levels]


def band(step, answers, **rest):
    found = bands(assessment(answers, **rest))
    return next(band for level, band in found if level.step.id == step)


@often
@given(assessments())
def test_the_band_holds_the_stand_and_is_exact_when_all_is_known(made):
    for level, found in bands(made):
        assert (found is None) == (level.stand is None)
        if found is None:
            continue
        assert 0 <= found.low <= level.stand + EXACT
        assert level.stand - EXACT <= found.high <= 4


@often
@given(assessments(), st.data())
def test_knowing_more_never_widens_the_band(made, data):
    before = {level.step.id: found for level, found in bands(made)}
    questions = content().questions
    unknown = [
        name
        for name, question in questions.items()
        if not question.fills and made.answer(name).state in ("open", "unknown")
    ]
    if not unknown:
        return
    told = data.draw(st.lists(st.sampled_from(unknown), min_size=1, max_size=6, unique=True))
    answers = {name: Answer("answered", data.draw(values(questions[name]))) for name in told}
    after = bands(replace(made, answers={**made.answers, **answers}))
    for level, found in after:
        old = before[level.step.id]
        if old is not None and found is not None:
            assert old.low - EXACT <= found.low
            assert found.high <= old.high + EXACT


def test_everything_known_gives_one_figure():
    for level, found in bands(assessment(everything(best))):
        assert found == Band(level.stand, level.stand)
        assert found.is_exact


def test_one_unknown_answer_counts_from_no_to_yes():
    answers = everything(best, s1_1=2, s1_7=None)
    scored = [2, 4, 4]  # s1_1, s1_4, s1_6
    found = band("stap-1", answers)
    assert found.low == sum(scored) / 4
    assert found.high == (sum(scored) + 4) / 4


def test_an_unknown_answer_that_brings_more_questions_is_tried_in_every_way():
    # Not known for which groups there is something: if there is, two low answers come back.
    answers = everything(best, s5_1=None, s5_2=0, s5_6="nee")
    found = band("stap-5", answers)
    assert found.high == 4.0
    assert found.low <= 4 * 3 / 5


def test_what_may_turn_out_critical_lowers_the_low_end_and_what_is_critical_both():
    maybe = band("bij-incidenten", everything(best, sl_1=1, sl_2=None))
    assert maybe.low <= 2.0 < maybe.high
    certain = band("bij-incidenten", everything(best, sl_1=1, sl_2=["politie"], sl_3=None))
    assert certain.high == 2.0


def test_too_little_known_gives_no_band():
    assert band("stap-1", {"s1_1": 3}) is None
