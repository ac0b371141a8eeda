"""Was and is: only what the answers say is solved, and nothing is called two things at once."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from assessment.core.question_set import QuestionSet
from assessment.core.report_changes import NotComparable, changes_since, compare
from assessment.core.report_comparison import LevelThen, StepChange
from assessment.core.report_file import Place, ReportFile
from assessment.core.report_making import make_report
from assessment.core.report_result import only_levels, result_of
from assessment.core.report_sides import present_side
from tests.core.builders import (
    TODAY,
    answer,
    assessment,
    best,
    by_ref,
    content,
    everything,
    judge,
    library,
    running,
    worst,
)
from tests.core.strategies import assessments

# Each example judges two assessments; the rules themselves are tried far more often elsewhere.
often = settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # making such an example small takes long
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

THEN = date(2025, 11, 1)
LISTS = (
    "solved",
    "new",
    "stayed",
    "became_known",
    "turned_out_fine",
    "no_longer_known",
    "became_open",
    "moved",
)


def side(made):
    return present_side(make_report(made, library().catalogue), made, judge(made))


def file_of(made, **changed):
    report = make_report(made, library().catalogue)
    plain = {
        "number": "PS-2025-7KQ4-M2XT",
        "status": "vastgesteld",
        "made_on": THEN,
        "sharing": "gaps",
        "question_set": report.question_set,
        "municipality": Place(code="GM0402", name="Hilversum"),
        "reference_date": THEN,
        "depth": report.depth,
        "result": result_of(report, made),
    }
    return ReportFile(**{**plain, **changed})


def since(was, now, sets=None, **changed):
    report = make_report(now, library().catalogue)
    sets = library().question_sets if sets is None else sets
    return changes_since(file_of(was, **changed), report, now, judge(now), sets)


@cache
def bad():
    return assessment(everything(worst), inventory_complete=True)


@cache
def good():
    return assessment(everything(best), inventory_complete=True)


def ids(gaps):
    return {gap.id for gap in gaps}


def with_answer(made, ref, value):
    name, given = answer(ref, value)
    return replace(made, answers={**made.answers, name: given})


@often
@given(assessments())
def test_a_report_beside_itself_shows_nothing(made):
    same = compare(side(made), side(made))
    assert same.nothing_changed
    assert ids(same.stayed) == {card.id for card in make_report(made, library().catalogue).gaps}
    assert {step.direction for step in same.steps} <= {"gelijk", "niet te vergelijken"}


@often
@given(assessments(), assessments())
def test_swapping_then_and_now_swaps_every_list_and_nothing_is_in_two(one, two):
    was, now = side(one), side(two)
    forth, back = compare(was, now), compare(now, was)
    pairs = [
        ("solved", "new"),
        ("became_known", "no_longer_known"),
        ("turned_out_fine", "became_open"),
        ("stayed", "stayed"),
        ("moved", "moved"),
    ]
    for here, there in pairs:
        assert ids(getattr(forth, here)) == ids(getattr(back, there))
    assert forth.still_open == back.still_open
    every = [gap.id for name in LISTS for gap in getattr(forth, name)]
    assert len(every) == len(set(every))
    shown = {*was.gaps, *now.gaps}
    assert shown <= set(every)
    assert [step.may_turn for step in forth.steps] == [step.may_turn for step in back.steps]
    turned = {"hoger": "lager", "lager": "hoger"}
    for here, there in zip(forth.steps, back.steps, strict=True):
        assert there.direction == turned.get(here.direction, here.direction)


@often
@given(assessments(), assessments())
def test_a_gap_is_only_solved_when_its_rule_was_judged_and_found_nothing(one, two):
    now = judge(two)
    for gap in compare(side(one), side(two)).solved:
        assert now.outcomes[gap.id].value is False
        # That a question is asked may follow from a "weet ik niet"; that alone solves nothing.
        asked = [fact.id for fact in now.outcomes[gap.id].because if fact.kind == "question"]
        assert {now.shown(name) for name in asked} != {"unknown"}


def test_what_was_solved_and_what_is_new():
    forth, back = since(bad(), good()), since(good(), bad())
    assert len(forth.solved) > 10
    assert forth.no_longer_known == ()
    # With an empty overview, all that good answers say is not in it.
    assert ids(forth.new) == {"antwoord-en-overzicht-botsen"}
    assert ids(back.new) == ids(forth.solved)
    assert {step.direction for step in forth.steps} == {"hoger"}
    assert {line.now for line in forth.standing} == {"in orde"}


def test_weet_ik_niet_solves_nothing():
    """The most important line of this page: not knowing is no progress."""
    unknown = {ref: None for ref, question in by_ref().items() if question.allow_unknown}
    quiet = assessment(unknown, inventory_complete=False)
    found = since(bad(), quiet)
    gone = ids(make_report(bad(), library().catalogue).gaps) - ids(
        make_report(quiet, library().catalogue).gaps
    )
    assert gone
    assert found.solved == ()
    assert gone <= ids(found.no_longer_known) | ids(found.moved)
    assert all(step.direction == "niet te vergelijken" for step in found.steps)
    assert {step.why_not for step in found.steps} == {"Nu is er te weinig bekend."}


def test_a_gap_that_we_did_not_know_of_is_not_new():
    found = since(assessment(), bad())
    assert found.new == ()
    assert len(found.became_known) > 10
    assert {step.why_not for step in found.steps} == {"Toen was er te weinig bekend."}


def test_what_does_not_apply_any_more_is_not_solved():
    """Without a campaign nobody is asked what it says; that says nothing about what it said."""
    held = with_answer(bad(), "s6_1", "ja")
    before = ids(make_report(held, library().catalogue).gaps)
    after = ids(make_report(bad(), library().catalogue).gaps)
    hidden = {name for rule in content().rules if rule.id in after for name in rule.hides}
    found = since(held, bad())
    assert before & hidden
    assert before & hidden <= ids(found.moved)
    assert all(gap.note for gap in found.moved)


def test_a_report_that_only_shared_its_levels_says_so():
    file = file_of(bad())
    found = since(bad(), good(), sharing="levels", result=only_levels(file.result))
    assert not found.gaps_compared
    assert found.solved == found.new == found.places == found.standing == ()
    assert {step.direction for step in found.steps} == {"hoger"}
    assert "alleen de stand" in " ".join(limit.why for limit in found.limits)


def test_the_short_version_is_not_measured_with_the_same_questions():
    short = replace(bad(), depth="kort")
    found = since(short, good())
    apart = [step for step in found.steps if step.why_not]
    assert apart
    assert {step.why_not for step in apart} == {"Toen de korte versie, nu de volledige versie."}
    assert found.limits[0].what == "Toen de korte versie, nu de volledige versie"


@cache
def older():
    """An earlier version of the questions: one rule less, one different, one question different."""
    rules = list(content().rules)
    rules = [
        rule.model_copy(update={"severity": "laag"}) if rule.id == CHANGED else rule
        for rule in rules
        if rule.id != ADDED
    ]
    first = content().steps[1]
    page = first.pages[0]
    shorter = page.model_copy(update={"questions": page.questions[1:]})
    step = first.model_copy(update={"pages": (shorter, *first.pages[1:])})
    steps = (content().steps[0], step, *content().steps[2:])
    changed = {"version": "0.9", "rules": tuple(rules), "steps": steps}
    return QuestionSet.model_construct(**{**dict(content()), **changed})


GAPS = [card.id for card in make_report(bad(), library().catalogue).gaps]
ADDED, CHANGED = GAPS[0], GAPS[1]


def test_of_two_versions_only_what_is_the_same_in_both_is_compared():
    sets = {**library().question_sets, "veilig-online/0.9": older()}
    found = since(bad(), good(), sets, question_set="veilig-online/0.9")
    named = {gap.id for name in LISTS for gap in getattr(found, name)}
    assert not named & {ADDED, CHANGED}
    [said] = [limit for limit in found.limits if "anders dan toen" in limit.why]
    assert set(said.items) >= {content().rule[name].name for name in (ADDED, CHANGED)}
    assert found.steps[0].why_not == "De vragen van deze stap zijn veranderd."
    assert found.steps[2].direction == "hoger"
    assert "versie 0.9" in found.limits[0].what


def test_of_questions_that_are_not_here_only_the_figures_are_shown():
    found = since(bad(), good(), {"veilig-online/1.0": content()}, question_set="veilig-online/9.0")
    assert not found.gaps_compared
    assert {step.direction for step in found.steps} == {"niet te vergelijken"}
    assert found.steps[0].was.stand is not None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"municipality": Place(code="GM0363", name="Amsterdam")}, "van gemeente Amsterdam"),
        ({"reference_date": date(2027, 1, 1)}, "later dan de peildatum"),
        ({"question_set": "iets-anders/1.0"}, "over andere vragen"),
    ],
)
def test_what_does_not_belong_together_is_refused(changed, why):
    with pytest.raises(NotComparable, match=why):
        since(bad(), good(), **changed)


def test_the_same_day_may_be_compared():
    assert since(bad(), good(), reference_date=TODAY).solved


@pytest.mark.parametrize(
    ("low", "high", "may_turn"), [(1.0, 3.0, True), (2.5, 3.0, False), (None, None, False)]
)
def test_a_difference_that_unknown_answers_can_take_away_is_told(low, high, may_turn):
    was = LevelThen(2.0, "Begonnen", 6, 6, 2.0, 2.0)
    now = LevelThen(2.8, "Begonnen", 5, 6, low, high)
    assert StepChange("stap-1", "Stap 1", was, now, "hoger").may_turn == may_turn
    assert StepChange("stap-1", "Stap 1", now, was, "lager").may_turn == may_turn


def test_the_overview_shows_what_is_known_of_each_place():
    busy = replace(good(), activities=(running(frequency="elk-jaar"),))
    found = since(replace(good(), activities=()), busy)
    [place] = found.places
    assert place.name == content().inventory.settings[0].name
    assert [was for _, was, _ in place.cells] == ["niets bekend"]
