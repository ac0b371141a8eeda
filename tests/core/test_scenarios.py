"""The scenarios that the rules were drawn up for, on the real content."""

from datetime import date

import pytest

from assessment.core.activities import Activity
from assessment.core.report_making import make_report
from tests.core.builders import (
    assessment,
    best,
    by_ref,
    content,
    everything,
    gaps,
    judge,
    library,
    unknown,
    worst,
)

ONE_CAMPAIGN = {"s6_1": "ja", "s6_2": 1, "s6_3": "nee"}


def everything_best(**overrides):
    return everything(best, **overrides)


def running(*themes, **rest):
    given = {
        "name": "Les",
        "providers": ["GGD"],
        "settings": ["vo"],
        "themes": list(themes),
        **rest,
    }
    import json

    return Activity.model_validate_json(json.dumps(given))


def test_the_question_set_is_whole():
    questions = content().questions.values()
    assert len(questions) == 75
    assert sum(question.core for question in questions) == 48
    assert len(content().rules) == 49
    assert len(content().inventory.settings) == 22
    assert len(content().inventory.themes) == 12
    assert content().inventory.sensible_cells == 131


def test_nothing_answered_is_no_gap_at_all():
    judgement = judge(assessment())
    assert [outcome.rule.ref for outcome in judgement.held] == ["U01"]
    assert sum(outcome.value is None for outcome in judgement.outcomes.values()) == 48


def test_everything_at_best_is_no_gap():
    assert gaps(assessment(everything_best())) == []


def test_everything_at_worst():
    made = assessment(everything(worst))
    numbers = [1, 3, 4, 6, 8, *range(14, 18), 19, 20, *range(23, 31), *range(32, 36), 37, 39, 40]
    assert set(gaps(made)) == {f"G{number:02}" for number in numbers}


def test_a_route_that_is_only_the_police_and_a_campaign_that_blames():
    made = assessment(everything_best(sl_1=1, sl_2=["politie"], s6_4=["stuur-niet", "norm"]))
    assert set(gaps(made)) == {"G01", "G09", "G10", "G11", "G13"}
    assert gaps(made)[0] == "G01"


def test_a_first_campaign_with_a_date_for_the_next_is_no_gap():
    next_round = ("gepland", date(2027, 2, 14))
    assert gaps(assessment(everything_best(s6_2=1, s6_3=next_round))) == []


def test_one_campaign_and_nothing_planned():
    assert gaps(assessment(everything_best(**ONE_CAMPAIGN))) == ["G07"]


def test_a_date_more_than_a_year_away_is_only_an_idea():
    far = ("gepland", date(2027, 11, 2))
    near = ("gepland", date(2027, 11, 1))
    assert gaps(assessment(everything_best(s6_2=1, s6_3=far))) == ["G07"]
    assert gaps(assessment(everything_best(s6_2=1, s6_3=near))) == []


def test_a_first_campaign_of_this_year_weighs_less():
    recent = assessment(everything_best(**{**ONE_CAMPAIGN, "s6_2": (1, date(2026, 3, 1))}))
    older = assessment(everything_best(**{**ONE_CAMPAIGN, "s6_2": (1, date(2025, 3, 1))}))
    assert [outcome.severity for outcome in judge(recent).held] == ["midden"]
    assert [outcome.severity for outcome in judge(older).held] == ["hoog"]


def test_not_knowing_how_often_is_something_to_find_out():
    made = assessment(everything_best(s6_2=None, s6_3="nee"))
    assert gaps(made) == []
    assert "G07" in unknown(made)


def test_a_small_municipality_without_secondary_schools():
    elsewhere = {row.id: "ja" if row.id == "po" else "elders" for row in by_ref()["p_4"].rows}
    lessons = {"po": "vast", "mbo": "nvt"}
    assert gaps(assessment(everything_best(p_4=elsewhere, s4_1=lessons))) == []


def test_help_that_hangs_on_one_person_is_fragile_and_not_absent():
    ticked = assessment(everything_best(sl_1=1, sl_2=["helpwanted"]))
    runs = assessment(
        everything_best(sl_1=1, sl_2=["geen"]), activities=(running("steun-slachtoffers"),)
    )
    for made in (ticked, runs):
        (outcome,) = [item for item in judge(made).held if item.rule.ref == "G01"]
        assert (outcome.variant.id, outcome.severity) == ("kwetsbaar", "hoog")


def test_a_planned_activity_is_no_proof():
    planned = running("steun-slachtoffers", status="gepland")
    made = assessment(everything_best(sl_1=1, sl_2=["geen"]), activities=(planned,))
    (outcome,) = [item for item in judge(made).held if item.rule.ref == "G01"]
    assert (outcome.variant, outcome.severity) == (None, "kritiek")


def test_help_arranged_without_any_help_is_a_contradiction():
    made = assessment(everything_best(sl_1=3, sl_2=["geen"]))
    assert "I05" in gaps(made)
    assert "G01" not in gaps(made)


@pytest.mark.parametrize(
    ("messages", "severity"), [(["stuur-niet"], "kritiek"), (["pas-op"], "hoog")]
)
def test_the_weight_of_a_message_that_blames(messages, severity):
    made = assessment(everything_best(s6_4=[*messages, "waar-hulp"], s4_4="risico"))
    (outcome,) = [item for item in judge(made).held if item.rule.ref == "G09"]
    assert outcome.severity == severity


@pytest.mark.parametrize(
    ("known", "severity"), [("ja", "hoog"), ("nee", "midden"), (None, "midden")]
)
def test_no_offer_for_groups_that_you_know_weighs_more(known, severity):
    made = assessment(everything_best(s1_6=known, s5_1=["geen"]))
    (outcome,) = [item for item in judge(made).held if item.rule.ref == "G30"]
    assert outcome.severity == severity


def test_the_missing_party_is_named():
    made = assessment(everything_best(s2_2=["po", "ggd"]))
    (outcome,) = judge(made).held
    assert (outcome.rule.ref, outcome.labels) == ("G18", ("politie en justitie",))


def standing(**answers):
    report = make_report(assessment(answers), library().catalogue)
    return {line.id: line.state for line in report.standing}


def test_the_standing_lines_promise_nothing_that_is_not_so():
    help_ = "steun-slachtoffers"
    assert standing()[help_] == "uitzoeken"
    assert standing(sl_1=0, sl_2=["geen"])[help_] == "gat"
    assert standing(sl_1=3, sl_2=["helpwanted"])[help_] == "goed"
    # No gap is not the same as all well.
    assert standing(sl_1=2, sl_2=["helpwanted"])[help_] == "begin"
    assert standing(sl_1=3, sl_2=["politie"])[help_] == "begin"
    assert standing(sl_1=3, sl_2=None)[help_] == "uitzoeken"
    assert standing(pl_1=3, pl_2=["politie-om"])["aanpak-plegers"] == "begin"
    assert standing(s6_1="ja", s6_2=2, s6_3="nee")["campagne-herhalen"] == "goed"
    assert standing(s6_1="nee")["campagne-herhalen"] == "gat"


def test_a_report_of_march_does_not_change_the_answers_of_november():
    made = assessment(everything_best(s6_2=1, s6_3=("gepland", date(2027, 2, 14))))
    assert made.reference_date == date(2026, 11, 1)
    assert gaps(made) == []


def test_a_changed_parent_keeps_the_hidden_answer_and_does_not_use_it():
    made = assessment(everything_best(s6_1="nee", s6_4=["stuur-niet"]))
    assert gaps(made) == ["G08"]
    judgement = judge(made)
    hidden = by_ref()["s6_4"].id
    assert judgement.shown(hidden) == "hidden"
    assert made.answer(hidden).value == ("stuur-niet",)
