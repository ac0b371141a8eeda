"""What the inventory shows, place by theme, and what follows from it."""

import json

import pytest

from assessment.core.activities import Activity
from assessment.core.inventory import Inventory
from tests.core.builders import assessment, by_ref, content, gaps, judge, unknown


def activity(**given):
    base = {"name": "Les", "providers": ["GGD"], "settings": ["vo"], "themes": ["norm"]}
    return Activity.model_validate_json(json.dumps({**base, **given}))


REGULAR = {"frequency": "elk-jaar"}
LOOKED_AT = {**REGULAR, "evaluation": "intern", "evaluation_year": 2025}
OTHER = {"providers": ["Halt"]}


def cell(*activities, setting="vo", theme="norm", **answers):
    made = assessment(answers, activities=activities)
    inventory = Inventory(made, judge(made))
    return inventory.cell(content().setting[setting], content().theme[theme])


@pytest.mark.parametrize(
    ("activities", "state"),
    [
        ([], "leeg"),
        ([activity(status="gepland")], "gepland"),
        ([activity(status="gestopt")], "leeg"),
        ([activity(frequency="eenmalig")], "los"),
        ([activity(frequency="eenmalig"), activity(frequency="af-en-toe", **OTHER)], "los"),
        ([activity(**REGULAR)], "een-aanbieder"),
        # Of an activity from a list it may not be known yet who does it, so it is not said.
        ([activity(**REGULAR, providers=[])], "niet-bekeken"),
        ([activity(**REGULAR), activity(**REGULAR, providers=[])], "niet-bekeken"),
        ([activity(**REGULAR), activity(**REGULAR, **OTHER)], "niet-bekeken"),
        ([activity(**LOOKED_AT), activity(**REGULAR, **OTHER)], "geregeld"),
        ([activity(**{**LOOKED_AT, "evaluation_year": 2022}), activity(**OTHER)], "niet-bekeken"),
        ([activity(**LOOKED_AT, funding="vast")], "geborgd"),
        ([activity(frequency="eenmalig", funding="vast", evaluation="intern")], "los"),
    ],
)
def test_what_a_cell_says(activities, state):
    assert cell(*activities) == state


def test_a_cell_that_makes_no_sense_or_a_place_that_is_not_there():
    assert cell(setting="po", theme="melden-aangifte-recht") == "nvt"
    elsewhere = {row.id: "elders" for row in by_ref()["p_4"].rows}
    assert cell(activity(**REGULAR), p_4=elsewhere) == "nvt"
    assert cell(setting="uitgaan", p_5="nee") == "nvt"
    assert cell(setting="uitgaan", p_5=None) == "leeg"


def found(*activities, complete=True, **answers):
    made = assessment(answers, activities=activities, inventory_complete=complete)
    return {item.id for item in judge(made).findings.all}


def test_nothing_is_concluded_before_the_overview_is_complete():
    bad = activity(message="niet-doen", funding="geen")
    assert found(bad, complete=False) == set()
    assert {"boodschap", "geld-stopt", "leeg"} <= found(bad)


def test_who_does_it_is_never_guessed():
    same = {"audiences": ["ouders"]}
    assert "overlap" in found(activity(**same), activity(**same, **OTHER))
    assert "overlap" not in found(activity(**same), activity(**same, providers=[]))


def test_a_contradiction_says_which_answers_and_activities():
    uitgaan = activity(settings=["uitgaan"], id="een")
    made = assessment({"p_5": "nee"}, activities=[uitgaan], inventory_complete=True)
    (item,) = (item for item in judge(made).findings.all if item.id == "tegenspraak")
    assert item.questions == (by_ref()["p_5"].id,)
    assert (item.activities, item.activity_ids) == (("Les",), ("een",))


def test_an_answer_that_contradicts_another_needs_no_overview():
    assert found(complete=False, sl_1=3, sl_2=["geen"]) == {"tegenspraak"}


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ({"message": "waarschuwen", "form": "les"}, "boodschap"),
        ({"form": "campagne", "names_help": "nee"}, "zonder-hulp"),
        ({"funding": "tijdelijk", "funding_until": "2027-10"}, "geld-stopt"),
        ({"funding": "geen"}, "geld-stopt"),
        ({"frequency": "eenmalig"}, "eenmalig"),
        ({**REGULAR, "last": "2024-10"}, "eenmalig"),
        ({"start": "2025-01", "evaluation": "nee"}, "niet-geevalueerd"),
        ({"evaluation": "extern", "evaluation_year": 2022}, "niet-geevalueerd"),
        ({"reach": None}, "bereik-onbekend"),
        ({"reach": 10, "reach_year": 2023}, "bereik-onbekend"),
        (
            {
                "evaluation_result": "positief",
                "evaluation_year": 2025,
                "evaluation": "intern",
                "area": "enkele-scholen",
            },
            "opschalen",
        ),
        (
            {
                "recognition": "goed-onderbouwd",
                "recognition_year": 2024,
                "reach": 40,
                "reach_total": 100,
            },
            "opschalen",
        ),
        ({"themes": ["deskundigheid"]}, "een-aanbieder"),
        ({}, "koppelen"),
    ],
)
def test_a_finding(given, finding):
    assert finding in found(activity(**given))


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ({"message": "waarschuwen", "form": "training"}, "boodschap"),
        ({"form": "campagne"}, "zonder-hulp"),
        ({"funding": "tijdelijk", "funding_until": "2027-12"}, "geld-stopt"),
        ({"funding": "tijdelijk"}, "geld-stopt"),
        ({**REGULAR, "last": "2024-10", "next": "2027-01"}, "eenmalig"),
        ({"evaluation": "weet-niet", "start": "2020-01"}, "niet-geevalueerd"),
        ({"reach": 10, "reach_year": 2025}, "bereik-onbekend"),
        (
            {"recognition": "goed-onderbouwd", "recognition_year": 2020, "area": "regio"},
            "opschalen",
        ),
        ({}, "een-aanbieder"),
        ({"themes": ["norm", "steun-slachtoffers"]}, "koppelen"),
        ({"status": "gepland", "message": "niet-doen"}, "boodschap"),
    ],
)
def test_no_such_finding(given, finding):
    assert finding not in found(activity(**given))


def test_two_providers_who_do_the_same_could_talk():
    same = {"audiences": ["ouders"], "settings": ["ouders"], "themes": ["ouders"]}
    one, two = activity(name="Avond", **same), activity(name="Cursus", **same, **OTHER)
    assert "overlap" in found(one, two)
    assert "overlap" not in found(one, activity(name="Cursus", **same))
    ordered = {"client": "gemeente"}
    assert "overlap" not in found(
        activity(name="Avond", **same, **ordered),
        activity(name="Cursus", **same, **OTHER, **ordered),
    )


def test_three_who_train_apart_could_train_together():
    trainers = [activity(name=name, providers=[name], themes=["deskundigheid"]) for name in "ABC"]
    assert "samen-trainen" in found(*trainers)
    shared = activity(name="D", providers=["A", "B"], themes=["deskundigheid"])
    assert "samen-trainen" not in found(*trainers, shared)


def test_one_national_help_line_is_no_bottleneck():
    line = {"providers": ["Helpwanted"], "themes": ["norm"]}
    assert "een-aanbieder" not in found(activity(name="A", **line), activity(name="B", **line))


def test_a_message_in_the_overview_gives_the_same_card_as_in_the_answers():
    made = assessment(activities=(activity(message="niet-doen"),), inventory_complete=True)
    (outcome,) = [item for item in judge(made).held if item.rule.ref == "G09"]
    assert (outcome.variant.id, outcome.severity) == ("overzicht", "hoog")
    # Without a campaign the lesson still has this message.
    assert "G09" in gaps(
        assessment(
            {"s6_1": "nee"}, activities=(activity(message="niet-doen"),), inventory_complete=True
        )
    )


def test_an_incomplete_overview_makes_its_rules_something_to_find_out():
    assert {"I01", "I02", "I03", "I04"} <= unknown(assessment())


def test_the_heaviest_blank_spots_come_first():
    made = assessment(inventory_complete=True)
    weights = [item.weight for item in judge(made).findings.all if item.id == "leeg"]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == 9
