"""One table says who may do what, and a tie never reaches further than its own place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.access import ACTIONS, EVERYWHERE, MUNICIPAL, ROLES, WHO, Tie, may, places

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
