"""The smallest change that takes a gap away really does so, and never makes things worse."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from assessment.core.changes import MOST_WAYS, Changes
from assessment.core.question_types import TYPES
from tests.core.builders import assessment, best, by_ref, content, everything, judge, library, worst
from tests.core.strategies import assessments

HELPLINES = library().catalogue.national_helplines
often = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def applied(made, way):
    answers = {change.question: change.answer for change in way if change.answer}
    added = tuple(change.activity for change in way if change.activity)
    return replace(made, answers={**made.answers, **answers}, activities=(*made.activities, *added))


def ways(made):
    judgement = judge(made)
    changes = Changes(judgement, HELPLINES)
    return {
        outcome.rule.ref: (outcome, changes.ways(outcome))
        for outcome in judgement.held
        if outcome.rule.kind == "gat"
    }


def by_id(name):
    return content().questions[name].ref if name else ""


@often
@given(assessments())
def test_the_change_really_takes_the_gap_away_and_stays_valid(made):
    for outcome, found in ways(made).values():
        assert len(found) <= MOST_WAYS
        for way in found:
            after = judge(applied(made, way))
            assert after.judge(outcome.rule).value is False
            for change in way:
                if change.answer is None:
                    continue
                question = content().questions[change.question]
                now, then = made.answer(change.question), change.answer
                assert TYPES[question.type].read(question, then.value) == then.value
                score = TYPES[question.type].score
                if score and judge(made).visible(change.question).value and now.value is not None:
                    assert score(then.value) >= score(now.value)
                assert after.visible(change.question).value is True
                assert change.text.endswith(".")


@pytest.mark.parametrize(
    "answers", [everything(worst), everything(worst, s6_1="ja", s6_4=["stuur-niet"])]
)
def test_nearly_every_gap_of_the_worst_case_has_a_way_out(answers):
    found = ways(assessment(answers))
    without = [ref for ref, (_, some) in found.items() if not some]
    # Where lessons forbid and the campaign does too, the campaign has to change first.
    assert set(without) <= {"G25"}


def test_one_level_is_enough_and_a_higher_one_too():
    found = ways(assessment(everything(best, s2_1=0)))["G17"][1]
    assert [change.becomes for way in found for change in way] == [("“Begonnen”",)]
    assert found[0][0].or_higher


def test_two_answers_that_are_needed_together_stand_together():
    made = assessment(everything(best, sl_1=0, sl_2=["geen"]))
    found = ways(made)["G01"][1]
    assert [len(way) for way in found] == [2]
    assert [by_id(change.question) for change in found[0]] == ["sl_1", "sl_2"]
    assert len(found[0][1].becomes) > 1  # Any of the kinds of help will do.


def test_three_answers_are_told_together_when_less_is_not_enough():
    rule = content().rule["niet-leren-van-incident"]
    names = {part.question for part in rule.when.any}
    made = assessment(
        everything(best, **{by_id(name): "nee" for name in names if by_id(name) in by_ref()})
    )
    (way,) = ways(made)["G40"][1]
    assert len(way) == 3


def test_the_rows_of_a_grid_change_together():
    rows = {row.id: "geen" for row in by_ref()["s4_1"].rows}
    found = ways(assessment(everything(best, s4_1=rows)))["G23"][1]
    (change,) = found[0]
    assert "Basisonderwijs, Voortgezet onderwijs, Mbo." in change.text
    assert len(change.rows) == 3


def test_a_message_that_does_harm_is_taken_away_and_good_ones_stay():
    made = assessment(everything(best, s6_4=["norm", "waar-hulp", "stuur-niet"]))
    (way,) = ways(made)["G09"][1]
    assert way[0].answer.value == ("norm", "waar-hulp")
    only = assessment(everything(best, s6_4=["stuur-niet"]))
    for way in ways(only)["G09"][1]:
        assert "stuur-niet" not in way[0].answer.value


def test_facts_about_the_municipality_and_a_step_back_are_no_way_out():
    made = assessment(everything(best, s6_1="ja", s6_2=1, s6_3="nee"))
    changed = {change.question for way in ways(made)["G07"][1] for change in way}
    assert changed
    assert by_ref()["s6_1"].id not in changed
    facts = {q.id for step in content().steps if not step.scored for q in step.questions}
    for _, found in ways(assessment(everything(worst))).values():
        assert not facts & {change.question for way in found for change in way}


def test_to_say_nothing_is_never_a_way_out():
    made = assessment(everything(best, s4_4="niet-doen"))
    (way,) = ways(made)["G25"][1]
    assert way[0].answer.value == "leuk-veilig"
    assert len(way[0].becomes) == 1


def test_a_change_does_not_contradict_another_answer_when_it_can_be_avoided():
    made = assessment(everything(best, sl_1=1, sl_2=["geen"]))
    for way in ways(made)["G01"][1]:
        after = judge(applied(made, way))
        broken = {i.id for i in content().inventory.contradictions if after.holds(i.when).value}
        assert "hulp-geregeld-maar-niets-in-route" not in broken


def test_an_activity_that_starts_can_be_enough():
    made = assessment(everything(best, **{by_id("aanpak-van-groep"): "nee"}))
    found = ways(made)["G06"][1]
    assert any(change.activity for way in found for change in way)
