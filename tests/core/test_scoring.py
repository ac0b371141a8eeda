"""Two figures per step: never one without the other, and never a figure that we do not know."""

import pytest

from assessment.core.scoring import levels
from tests.core.builders import assessment, best, by_ref, everything, judge

STEP_ONE = {"s1_1": 3, "s1_4": "ja", "s1_6": "deels", "s1_7": "nee"}


def level(step="stap-1", depth="volledig", **answers):
    every = levels(judge(assessment(answers, depth=depth)))
    return next(item for item in every if item.step.id == step)


def test_too_little_known_gives_no_figure():
    shown = level(**STEP_ONE)
    assert (shown.known, shown.asked, shown.stand) == (4, 7, None)


def test_enough_known_gives_the_mean_of_what_counts():
    shown = level(**STEP_ONE, s1_2=["ggd"])
    assert (shown.known, shown.asked) == (5, 7)
    assert shown.stand == pytest.approx((3 + 4 + 2 + 0) / 4)
    assert shown.label == "Begonnen"


def test_unknown_counts_as_not_known_and_never_as_nought():
    shown = level(**{**STEP_ONE, "s1_7": None}, s1_2=["ggd"], s1_3=2025)
    assert (shown.known, shown.asked) == (5, 7)
    assert shown.stand == pytest.approx((3 + 4 + 2) / 3)


def test_what_does_not_apply_is_not_asked():
    from dataclasses import replace

    from assessment.core.answers import Answer

    made = assessment({**STEP_ONE, "s1_2": ["ggd"]})
    none = Answer("not_applicable", reason="anders")
    made = replace(made, answers={**made.answers, by_ref()["s1_3"].id: none})
    shown = levels(judge(made))[0]
    assert (shown.known, shown.asked) == (5, 6)


def test_the_short_version_asks_less():
    shown = level(depth="kort", s1_1=3, s1_4="ja", s1_6="ja")
    assert (shown.known, shown.asked) == (3, 3)


def test_a_grid_is_known_when_every_row_says_something():
    half = {"po": "vast"}
    whole = {row.id: "vast" for row in by_ref()["s4_1"].rows}
    unsure = {**whole, "mbo": "weet-niet"}
    known = [level("stap-4", s4_1=given).known for given in (half, whole, unsure)]
    assert known == [0, 1, 0]


def test_a_critical_gap_holds_the_figure_down_and_says_so():
    answers = everything(best, sl_1=1, sl_2=["politie"])
    shown = level("bij-incidenten", **answers)
    assert (shown.stand, shown.label) == (2.0, "Begonnen")
    assert shown.capped_by
    free = level("bij-incidenten", **everything(best))
    assert (free.stand, free.label, free.capped_by) == (4.0, "Geborgd", ())


def test_there_is_no_figure_for_the_profile_and_no_total():
    shown = levels(judge(assessment(everything(best))))
    assert [item.step.id for item in shown] == [
        *(f"stap-{number}" for number in range(1, 9)),
        "bij-incidenten",
    ]
