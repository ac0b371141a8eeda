"""What is advised at a gap is for the people whom it is about, and on its theme."""

import pytest

from assessment.core.evaluation import evaluate
from assessment.core.fitting_tools import MOST_TOOLS, advised, fits, fitting
from assessment.core.gaps import Judgement
from assessment.core.report_making import make_report
from assessment.pdf.document import report_html
from assessment.services.demonstration import assessments
from tests.core.builders import (
    PLACE,
    assessment,
    best,
    code,
    content,
    everything,
    library,
    running,
    worst,
)


def judged(made):
    return Judgement(made, library().catalogue.national_helplines)


def shown(made, ref):
    """The tools on the card of this rule."""
    report = make_report(made, library().catalogue)
    (card,) = [card for card in (*report.gaps, *report.chances) if card.ref == ref]
    return [tool.id for tool in card.tools]


def named(*ids):
    return [library().catalogue.by_id[name] for name in ids]


def test_every_tool_in_the_demonstration_meets_what_its_gap_asks():
    seen = 0
    everyone = assessments(library().newest, library().fictional)
    for made in (*everyone, assessment(everything(worst))):
        judgement = judged(made)
        for card in make_report(made, library().catalogue).gaps:
            rule = made.question_set.rule[card.id]
            for tool in card.tools:
                asked = [
                    need
                    for need in rule.tools_for
                    if set(tool.audiences) & set(need.audiences)
                    and set(tool.themes) & set(need.themes)
                ]
                assert any(
                    need.when is None or evaluate(need.when, judgement).value for need in asked
                ), (card.ref, tool.id)
                seen += 1
    assert seen > 200


def test_a_gap_about_those_who_did_it_gets_tools_about_those_who_did_it():
    tools = named(*shown(assessment(everything(worst)), "G04"))
    assert len(tools) == MOST_TOOLS
    assert all("plegers" in tool.audiences for tool in tools)


LESSONS = dict.fromkeys(("po", "so", "vo", "pro-vso", "mbo"), "vast")


@pytest.mark.parametrize(
    ("row", "there", "not_there"),
    [
        ("po", "week-van-de-lentekriebels", "lang-leve-de-liefde"),
        ("vo", "lang-leve-de-liefde", "week-van-de-lentekriebels"),
    ],
)
def test_lessons_fit_the_kind_of_school_that_has_none(row, there, not_there):
    tools = shown(assessment(everything(best, s4_1=LESSONS | {row: "geen"})), "G23")
    assert there in tools
    assert not_there not in tools


def test_only_the_party_that_is_missing_is_named():
    question = next(q for q in content().questions.values() if q.id == "deelnemers-netwerk")
    there = {code(option.ref) for option in question.options} - {"politie", "om", "halt"}
    answers = everything(best, **{question.ref: sorted(there - set(question.exclusive))})
    assert shown(assessment(answers), "G18") == ["halt"]


def test_an_empty_theme_of_the_overview_gets_a_tool_for_that_theme():
    themes = [theme.id for theme in content().inventory.themes]
    every = tuple(setting.id for setting in content().inventory.settings)
    running_ones = [
        running(name=theme, settings=every, themes=(theme,))
        for theme in themes
        if theme != "aanpak-plegers"
    ]
    made = assessment(everything(best), activities=tuple(running_ones), inventory_complete=True)
    assert shown(made, "I01") == ["halt-respect-online"]
    # And whoever reads the card sees which theme that is.
    (card,) = [card for card in make_report(made, library().catalogue).gaps if card.ref == "I01"]
    name = content().theme["aanpak-plegers"].name
    assert card.empty_themes == {"halt-respect-online": (name,)}
    assert f"Voor het thema “{name}”." in report_html(make_report(made, library().catalogue))
    # No theme is named where a tool is not advised for one.
    others = make_report(assessment(everything(worst)), library().catalogue).gaps
    assert not any(any(card.empty_themes.values()) for card in others if card.ref == "G04")


def test_without_answers_only_what_is_always_asked_counts():
    rule = content().rule["partij-mist-in-netwerk"]
    assert rule.tools
    assert fitting(rule, library().catalogue) == ()
    always = content().rule["geen-steun-slachtoffers"]
    assert [tool.id for tool in fitting(always, library().catalogue)] == list(always.tools)


def test_one_of_each_is_not_enough_when_they_are_asked_apart():
    """Help for victims, and plans for schools: not help for schools."""
    needs = content().rule["route-onbekend"].tools_for
    (report,) = named("rapport-impact-online-grensoverschrijding")
    assert {"onderwijs"} <= set(report.audiences)
    assert {"slachtofferhulp"} <= set(report.themes)
    assert not fits(report, needs)


def test_a_tool_with_an_address_comes_first():
    chosen = advised(named("teamtool-shame-sexting", "helpwanted"), PLACE)
    assert [tool.id for tool in chosen] == ["helpwanted", "teamtool-shame-sexting"]


def test_what_is_in_use_is_no_advice_and_the_next_takes_its_place():
    ids = ("helpwanted", "slachtofferhulp-nederland", "centrum-seksueel-geweld", "wtfff")
    assert [tool.id for tool in advised(named(*ids), PLACE)] == list(ids[:3])
    chosen = advised(named(*ids), PLACE, frozenset({"helpwanted"}))
    assert [tool.id for tool in chosen] == list(ids[1:])
