"""Comparing is fair by the way it is made: nothing ranks, nothing guesses, nobody is given away."""

import dataclasses
import random
import sys
from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessment.core import network_comparison
from assessment.core.bridges import comparable_steps
from assessment.core.network_aliases import aliases
from assessment.core.network_comparison import FEWEST, NetworkComparison
from assessment.core.network_entries import NamedActivity
from assessment.core.network_making import Choices, compare_network
from assessment.core.network_rounds import rounds_of
from assessment.core.plain_names import by_name
from assessment.core.report_versions import same_rule
from tests.core.builders import content, library
from tests.core.networks import EVERYONE, GAPS, SOME, STEPS, background, entries, entry, with_stand

often = settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # making one of these small takes long
    suppress_health_check=list(HealthCheck),
)


def compared(made, **choices) -> NetworkComparison:
    return compare_network(made, background(), Choices(**choices))


def texts(value):
    """Every text and number in a value, wherever it stands."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    else:
        yield value


def gap(made, rule=GAPS[0]):
    return next((item for item in made.gaps if item.id == rule.id), None)


@often
@given(entries(), st.sampled_from(["naam", "grootte"]))
def test_rows_stand_by_name_or_by_size_whatever_they_say(made, order):
    found = compared(made, order=order)
    names = [row.name for row in found.members]
    if order == "naam":
        assert names == sorted(names, key=by_name)
    flat = compared([with_stand(item, 100) for item in made], order=order)
    assert names == [row.name for row in flat.members]


def test_there_is_no_field_for_a_total_or_a_rank():
    names = {
        field.name
        for kind in vars(network_comparison).values()
        if dataclasses.is_dataclass(kind)
        for field in dataclasses.fields(kind)
    }
    assert not {
        name
        for name in names
        for word in ("rank", "total", "score", "best", "worst", "minimum", "maximum", "place_in")
        if word in name
    }


@often
@given(entries())
def test_unknown_is_never_a_number(made):
    found = compared(made)
    stands = {
        (one.now.municipality.code, level.step): level.stand
        for one in rounds_of(made)
        for level in one.now.side.result.levels
    }
    for row in found.members:
        for cell in row.cells:
            assert cell.stand == stands[row.code, cell.step]
            assert (cell.level is None) == (cell.stand is None)


@often
@given(entries(most=25))
def test_an_average_is_over_five_figures_of_the_same_map_and_nothing_else(made):
    found = compared(made)
    for index, column in enumerate(found.columns):
        cells = [row.cells[index] for row in found.members]
        stands = [cell.stand for cell in cells if cell.comparable and cell.stand is not None]
        assert column.known == len(stands)
        assert column.of == len(found.members)
        if len(stands) < FEWEST:
            assert column.average is None
            assert column.spread is None
        else:
            assert column.average == round(sum(stands) / len(stands))
    for group in found.sizes:
        for index, average in enumerate(group.averages):
            cells = [row.cells[index] for row in found.members if row.key in group.members]
            known = [cell for cell in cells if cell.comparable and cell.stand is not None]
            assert (average is None) == (len(known) < FEWEST)


@often
@given(entries(least=6, most=20), st.randoms(use_true_random=False))
def test_whoever_joins_or_leaves_gives_away_only_what_its_own_row_says(made, chance):
    """Two averages differ by what stands in a row that the reader has in front of him anyway."""
    before = compared(made)
    left = chance.choice(made).municipality.code
    after = compared([item for item in made if item.municipality.code != left])
    for index, column in enumerate(before.columns):
        if column.average is None or after.columns[index].average is None:
            continue
        row = next(row for row in before.members if row.code == left)
        cell = row.cells[index]
        if before.depth == after.depth and not (cell.comparable and cell.stand is not None):
            assert after.columns[index].average == column.average


@often
@given(entries())
def test_a_gap_counts_only_who_could_be_judged_and_shared_it(made):
    found = compared(made)
    for item in found.gaps:
        apart = item.open + item.covered + item.not_applicable + item.not_shared + item.not_same
        assert item.of == item.count + item.without
        assert item.of + apart == len(found.members)
        silent = sum(row.sharing == "levels" for row in found.members)
        assert item.not_shared == silent
        assert len(item.already) <= item.without


@often
@given(entries())
def test_nobody_is_named_as_having_a_gap_and_only_who_agreed_as_having_none(made):
    found = compared(made)
    by_code = {one.now.municipality.name: one.now for one in rounds_of(made)}
    for item in found.gaps:
        for name in item.already:
            one = by_code[name]
            assert one.agreed
            assert item.id not in one.side.gaps
            assert item.id not in one.side.open
        named = set(map(str, texts(dataclasses.replace(item, already=()))))
        assert not named & set(by_code)


@often
@given(entries(), st.randoms(use_true_random=False))
def test_the_order_of_the_files_decides_nothing(made, chance):
    other = list(made)
    chance.shuffle(other)
    assert compared(made) == compared(other)


@often
@given(entries(), st.sampled_from(SOME))
def test_with_aliases_no_name_code_number_or_day_is_left(made, own):
    words = aliases({item.municipality.code for item in made}, "geheim")
    found = compared(made, aliases=words, own=own)
    said = {str(text) for text in texts(found)}
    for item in made:
        place = item.municipality
        for secret in (place.name, place.code, item.side.number, item.side.on.isoformat()):
            assert not any(secret in text for text in said)
    classes = [row.size_class for row in found.members]
    assert all(classes.count(size) >= FEWEST for size in set(classes) if size)
    hidden = classes.count(None)
    assert hidden == 0 or hidden >= min(FEWEST, len(classes))


def test_aliases_are_the_same_every_time_and_follow_from_the_word():
    codes = sorted(EVERYONE)
    first = aliases(codes, "een woord")
    assert aliases(reversed(codes), "een woord") == first
    assert aliases(codes, "een ander woord") != first
    assert len(set(first.values())) == len(codes)
    assert sorted(first.values(), key=lambda name: (len(name), name))[:27][-1] == "Gemeente AA"
    # Neither the names nor the codes can be read from the letters.
    assert [first[code] for code in codes] != sorted(first.values())


def test_with_aliases_no_typed_name_is_told():
    typed = (NamedActivity("Spreekuur Nes", ("Jongerenwerk Nes",), ("po",), False),)
    made = [dataclasses.replace(entry(code), activities=typed) for code in ("VB0001", "VB0002")]
    assert len(compared(made).names) == 2
    words = aliases(["VB0001", "VB0002"], "geheim")
    assert compared(made, aliases=words).names == ()


@pytest.mark.parametrize("known", [4, 5])
def test_five_known_figures_make_an_average_and_four_do_not(known):
    made = [entry(f"VB{number:04}", stands=300 if number < known else None) for number in range(8)]
    column = compared(made).columns[0]
    assert column.known == known
    assert column.average == (300 if known == 5 else None)
    assert column.spread == ("dicht bij elkaar" if known == 5 else None)


def test_where_they_differ_most_is_told_in_the_order_of_the_questionnaire():
    apart = dict.fromkeys(STEPS, 200)
    made = []
    for number in range(6):
        far = {STEPS[3]: 400 * (number % 2), STEPS[1]: 400 * (number % 2)}
        made.append(entry(f"VB{number:04}", stands={**apart, **far}))
    assert [column.step for column in compared(made).differs_most] == [STEPS[1], STEPS[3]]


def test_the_newest_report_counts_and_the_one_before_it_is_the_trend():
    rule, other = GAPS[0], GAPS[1]
    then, now = date(2025, 11, 1), date(2026, 11, 1)
    made = [
        # Finished late, and yet about the earlier day.
        entry(
            "VB0001",
            day=then,
            made_on=date(2027, 1, 1),
            number="PS-2025",
            stands=100,
            gaps=(rule.id,),
        ),
        entry("VB0001", day=now, stands=200, gaps=(other.id,)),
        entry("VB0002", day=now, stands=200, gaps=(rule.id,)),
        # Of the same day: neither a row nor a trend.
        entry("VB0002", day=now, number="PS-OUD", status="concept", stands=0),
    ]
    found = compared(made)
    assert [(row.code, row.cells[0].stand) for row in found.members] == [
        ("VB0001", 200),
        ("VB0002", 200),
    ]
    (trend,) = found.trends
    assert (trend.key, trend.was, trend.now) == ("VB0001", "1 november 2025", "1 november 2026")
    assert trend.solved == (rule.name,)
    assert trend.new == 1
    assert {direction for _, direction in trend.steps} == {"hoger"}
    assert found.trend.members == 1
    assert {item.id: (item.was, item.now, item.of) for item in found.trend.gaps} == {
        rule.id: (1, 0, 1),
        other.id: (0, 1, 1),
    }


def test_what_the_short_version_did_not_ask_is_not_compared():
    made = [entry(f"VB{number:04}") for number in range(5)]
    made.append(entry("VB0009", depth="kort", stands=0))
    found = compared(made)
    short = next(row for row in found.members if row.code == "VB0009")
    assert not any(cell.comparable for cell in short.cells)
    assert {column.average for column in found.columns} == {200}
    assert any("kort of volledig" in remark for remark in found.remarks)


def test_questions_that_are_not_here_stand_in_the_map_and_count_nowhere():
    made = [entry("VB0001", gaps=(GAPS[0].id,)), entry("VB0002", question_set="veilig-online/0.9")]
    found = compared(made)
    assert [cell.comparable for cell in found.members[1].cells] == [False] * len(STEPS)
    assert (gap(found).count, gap(found).of, gap(found).not_same) == (1, 1, 1)


def test_between_two_versions_only_what_the_bridge_calls_the_same_is_counted():
    """The newest version that somebody used is the basis; what differs in it stands apart."""
    older, newer = (library().question_sets[f"veilig-online/{n}"] for n in ("1.0", "1.1"))
    everything = tuple(rule.id for rule in GAPS)
    made = [entry(f"VB{number:04}", gaps=everything) for number in range(5)]
    made.append(entry("VB0009", gaps=everything, question_set=newer.key))
    found = compared(made)
    assert found.question_set == newer.key
    same = {rule.id for rule in newer.rules if same_rule(older, newer, rule)}
    assert same
    for item in found.gaps:
        assert (item.of, item.not_same) == ((6, 0) if item.id in same else (1, 5)), item.id
    steps = comparable_steps(older, newer)
    assert len(steps) > 0
    for column in found.columns:
        assert column.known == (6 if column.step in steps else 1)
    assert any("niet alle gemeenten kregen dezelfde vragen" in text for text in found.remarks)


def test_numbers_instead_of_names_are_never_taken_for_the_same_name():
    """“Aanbieder 1” of one municipality is not “Aanbieder 1” of another."""
    made = [entry("VB0001", sharing="gaps"), entry("VB0002", sharing="gaps")]
    assert all(item.activities is None for item in made)
    assert compared(made).names == ()


def test_the_same_provider_however_it_is_typed_is_one():
    def having(code, *providers):
        one = NamedActivity("Les", providers, ("po",), regional=code == "VB0001")
        return dataclasses.replace(entry(code, agreed=True), activities=(one,))

    made = [having("VB0001", "GGD West"), having("VB0002", "ggd-west", "113"), having("VB0003")]
    found = {(item.kind, item.name): item for item in compared(made).names}
    assert set(found) == {("activiteit", "Les"), ("aanbieder", "GGD West")}
    provider = found["aanbieder", "GGD West"]
    assert (provider.count, provider.of, provider.regional) == (2, 3, 1)
    assert set(provider.named) == {EVERYONE["VB0001"].name, EVERYONE["VB0002"].name}


def test_tools_fit_the_gaps_that_are_shared():
    shared = [rule for rule in GAPS if rule.tools]
    ids = tuple(rule.id for rule in shared)
    found = compared([entry("VB0001", gaps=ids), entry("VB0002", gaps=ids)])
    assert found.tools
    wanted = {tool for rule in shared for tool in rule.tools}
    assert {tool.id for tool in found.tools} <= wanted
    assert [len(tool.gaps) for tool in found.tools] == sorted(
        (len(tool.gaps) for tool in found.tools), reverse=True
    )
    # What fits one gap only is not something to choose together.
    fits = Counter(tool for rule in shared for tool in rule.tools)
    assert min(len(tool.gaps) for tool in found.tools) > 1
    alone = next(rule.id for rule in shared if {fits[tool] for tool in rule.tools} == {1})
    one = (alone, next(rule.id for rule in shared if rule.id != alone))
    assert compared([entry("VB0001", gaps=one), entry("VB0002", gaps=one)]).tools == ()
    assert compared([entry("VB0001", gaps=ids), entry("VB0002")]).tools == ()


def test_nothing_to_compare_is_an_empty_comparison():
    found = compared([])
    assert found.members == found.gaps == found.trends == ()
    assert found.trend is None
    assert {column.average for column in found.columns} == {None}
    assert found.disclaimer == content().disclaimer


def test_thousands_cost_as_much_each_as_hundreds():
    """Counted in calls, which a busy machine does not change."""

    def calls(number):
        chance = random.Random(1)
        codes = sorted(EVERYONE)[:number]
        made = [entry(code, stands=chance.randrange(400), gaps=(GAPS[0].id,)) for code in codes]
        count = 0

        def seen(frame, event, argument):
            nonlocal count
            count += event == "call"

        sys.setprofile(seen)
        try:
            compared(made)
        finally:
            sys.setprofile(None)
        return count

    assert calls(400) <= 2 * calls(200) * 1.15
