"""What a visit does to a tool: gone at once when the site says so, and a bad day is no death."""

from datetime import date, timedelta

import pytest

from assessment.core.fitting_tools import MOST_TOOLS, advised
from assessment.core.link_health import Visit, state_after
from assessment.core.report_making import make_report
from assessment.core.tools import Catalogue
from tests.core.builders import PLACE, assessment, everything, library, worst

TODAY = date(2026, 11, 21)
YESTERDAY = TODAY - timedelta(days=1)
ADDRESS = "https://www.helpwanted.nl/"


def tool(**changed):
    return library().catalogue.by_id["helpwanted"].model_copy(update=changed)


@pytest.mark.parametrize(
    ("state", "outcome", "after"),
    [
        ("unchecked", "ok", "works"),
        ("repaired", "moved", "works"),
        ("doubtful", "ok", "works"),
        ("dead", "ok", "works"),
        # A page that a person called outdated is still there: that is what they saw too.
        ("outdated", "ok", "outdated"),
        ("outdated", "silent", "outdated"),
        ("works", "gone", "dead"),
        ("unchecked", "gone", "dead"),
        ("works", "silent", "doubtful"),
        ("works", "certificate", "doubtful"),
        ("doubtful", "silent", "dead"),
        ("doubtful", "certificate", "dead"),
        ("dead", "silent", "dead"),
        ("works", "skipped", None),
        ("dead", "skipped", None),
    ],
)
def test_what_a_visit_does_to_the_state(state, outcome, after):
    seen = tool(address_state=state, checked_on=YESTERDAY)
    assert state_after(seen, Visit(ADDRESS, outcome), TODAY) == after


@pytest.mark.parametrize("outcome", ["silent", "certificate"])
def test_two_bad_visits_on_one_day_are_one_bad_day(outcome):
    visit = Visit(ADDRESS, outcome)
    first = tool(address_state="works", checked_on=YESTERDAY)
    second = first.model_copy(
        update={"address_state": state_after(first, visit, TODAY), "checked_on": TODAY}
    )
    assert second.address_state == "doubtful"
    assert second.usable
    assert state_after(second, visit, TODAY) == "doubtful"
    assert state_after(second, visit, TODAY + timedelta(days=1)) == "dead"


def test_a_page_that_sends_everyone_to_the_front_page_is_for_a_person_to_judge():
    visit = Visit("https://a.nl/pagina", "moved", leads_to="https://a.nl/")
    assert visit.to_front_page
    assert visit.suggestion is None
    assert state_after(tool(), visit, TODAY) is None
    front = Visit("http://a.nl/", "moved", leads_to="https://a.nl/")
    assert front.suggestion == "https://a.nl/"


def with_states(states):
    tools = library().catalogue.tools
    return Catalogue(
        tuple(
            item.model_copy(update={"address_state": states.get(item.id, item.address_state)})
            for item in tools
        )
    )


def recommended(catalogue):
    made = make_report(assessment(everything(worst)), catalogue)
    return {item.id for card in made.gaps for item in card.tools}


def test_a_tool_found_dead_is_recommended_nowhere_and_the_next_takes_its_place():
    before = recommended(library().catalogue)
    victim = "helpwanted"
    assert victim in before
    after = recommended(with_states({victim: "dead"}))
    assert victim not in after
    assert recommended(with_states(dict.fromkeys(before, "dead"))).isdisjoint(before)
    assert recommended(with_states({victim: "doubtful"})) == before


def test_a_tool_that_is_dead_is_not_usable_and_one_in_doubt_is():
    assert not tool(address_state="dead").usable
    assert tool(address_state="doubtful").usable
    ids = ("helpwanted", "slachtofferhulp-nederland", "veilig-thuis", "centrum-seksueel-geweld")
    catalogue = with_states({"helpwanted": "dead"})
    shown = advised([catalogue.by_id[name] for name in ids], PLACE)
    assert len(shown) == MOST_TOOLS
    assert "helpwanted" not in {item.id for item in shown}


def test_a_help_line_whose_site_died_stays_in_the_report_without_its_link():
    made = make_report(assessment(), with_states({"helpwanted": "dead"}))
    (line,) = [line for line in made.help_lines if line.id == "helpwanted"]
    assert not line.usable
