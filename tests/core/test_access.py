"""One table says who may do what, and a tie never reaches further than its own place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.access import (
    ACTIONS,
    EVERYWHERE,
    IN_CHARGE,
    MUNICIPAL,
    ROLES,
    WHO,
    Tie,
    may,
    may_give,
    places,
)

PLACES = ["GM0402", "GM0344", "net-gooi"]


def a_tie(role, place):
    return Tie(role, EVERYWHERE if role == "beheerder" else place)


one_tie = st.builds(a_tie, st.sampled_from(ROLES), st.sampled_from(PLACES))
some_ties = st.frozensets(one_tie, max_size=6)
actions = st.sampled_from(ACTIONS)
anywhere = st.sampled_from([*PLACES, EVERYWHERE])


def test_every_action_stands_in_the_table():
    assert set(WHO) == set(ACTIONS)
    assert set().union(*WHO.values()) <= set(ROLES)


@given(some_ties, actions, anywhere)
def test_a_right_comes_from_one_tie_at_that_very_place(ties, action, place):
    expected = [tie for tie in ties if tie.place == place and may({tie}, action, place)]
    assert may(ties, action, place) == bool(expected)
    assert may(ties, action, place) == (place in places(ties, action))


@given(some_ties, one_tie, actions, anywhere)
def test_one_more_tie_takes_nothing_away(ties, more, action, place):
    assert may(ties | {more}, action, place) >= may(ties, action, place)


@given(some_ties, one_tie, actions, anywhere)
def test_one_more_tie_changes_nothing_elsewhere(ties, more, action, place):
    if place != more.place:
        assert may(ties | {more}, action, place) == may(ties, action, place)


@given(actions, anywhere)
def test_nobody_may_do_nothing(action, place):
    assert not may((), action, place)


@pytest.mark.parametrize("action", [a for a in ACTIONS if a.startswith(("assessment.", "report."))])
def test_only_people_of_the_municipality_come_near_its_answers(action):
    assert WHO[action] <= set(MUNICIPAL)


@pytest.mark.parametrize(
    ("role", "place"), [("beheerder", "GM0402"), ("invuller", ""), ("adviser", "")]
)
def test_a_role_at_the_wrong_sort_of_place_is_refused(role, place):
    with pytest.raises(ValueError, match="cannot be one of"):
        Tie(role, place)


def rights(role):
    return {action for action in ACTIONS if role in WHO[action]}


@given(some_ties, one_tie, st.booleans())
def test_nobody_gives_what_is_not_theirs(ties, wanted, nobody):
    if may_give(ties, wanted, nobody_in_charge=nobody):
        there = [tie.role for tie in ties if tie.place == wanted.place]
        first = nobody and any(tie.role == "beheerder" for tie in ties)
        assert there or (first and wanted.role in IN_CHARGE)
        # With whom one shares is no right of one's own.
        if wanted.role != "adviser" and not (first and wanted.role in IN_CHARGE):
            assert any(rights(wanted.role) <= rights(role) for role in there)


@pytest.mark.parametrize("role", ["invuller", "adviser"])
@pytest.mark.parametrize("wanted", [role for role in ROLES if role != "beheerder"])
def test_who_is_not_in_charge_gives_nothing(role, wanted):
    for nobody in (True, False):
        for place in PLACES:
            given_to = Tie(wanted, place)
            assert not may_give({Tie(role, "GM0402")}, given_to, nobody_in_charge=nobody)


def test_a_beheerder_brings_in_only_the_first():
    keeper = {Tie("beheerder", EVERYWHERE)}
    for role in ("invuller", "adviser"):
        assert not may_give(keeper, Tie(role, "GM0402"), nobody_in_charge=True)
    for role in IN_CHARGE:
        assert may_give(keeper, Tie(role, "GM0402"), nobody_in_charge=True)
        assert not may_give(keeper, Tie(role, "GM0402"), nobody_in_charge=False)
    assert may_give(keeper, Tie("beheerder", EVERYWHERE), nobody_in_charge=False)
