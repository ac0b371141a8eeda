"""The improvement plan: what is planned for a gap, while others plan too."""

import pytest

from assessment.core.plan import PlanAction, is_term, term_in_words
from assessment.core.plan_making import GONE, plan_rows, plannable
from assessment.core.values import SEVERITIES
from assessment.services import assessments, plans, reporting
from assessment.services.plans import PlanConflict
from assessment.storage.errors import Unstorable
from assessment.storage.records import UnknownAction, UnknownAssessment
from tests.core import builders
from tests.database import later, start
from tests.pdf.samples import report as sample

RULE = "geen-steun-slachtoffers"


@pytest.fixture
def save(database, assessment, person):
    def write(action, base=0, by=person):
        with database.write() as connection:
            return plans.save(connection, assessment.id, action, base, by=by, now=later())

    return write


def gap(**said):
    return PlanAction("gap", RULE, "Er is geen hulp", **said)


def test_every_gap_and_open_point_is_in_the_plan_before_anyone_planned_anything():
    for kind in ("worst", "empty", "short"):
        found = sample(kind)
        rows = plan_rows([], found)
        assert len(rows) == len(plannable(found)) > 0
        assert {row.status for row in rows} == {"nog te doen"}
        assert not any(row.id for row in rows)
        urgency = [SEVERITIES.index(row.severity) for row in rows if row.kind == "gap"]
        assert urgency == sorted(urgency)
        kinds = [row.kind for row in rows]
        assert kinds == sorted(kinds)  # gaps first, then what has to be found out


def test_what_is_planned_shows_and_solves_nothing(answer, save, report):
    answer(builders.worst, 0)
    before = report()
    save(gap(owner="GGD", term="2027-K2", status="gepland"))
    after = report()
    assert [card.id for card in after.gaps] == [card.id for card in before.gaps]
    [row] = after.plan
    assert (row.kind, row.owner, row.ref) == ("gap", "GGD", after.card(RULE).ref)
    assert row.said == "Gepland: door GGD, voor 2e kwartaal van 2027."
    html = reporting.html_of(after)
    assert html.count("Gepland: door GGD") == 1
    assert 'id="verbeterplan"' in html
    assert 'id="verbeterplan"' not in reporting.html_of(before)
    save(gap(owner="GGD", status="klaar"), 1)
    assert [card.id for card in report().gaps] == [card.id for card in before.gaps]


def test_an_action_of_a_gap_that_is_gone_says_so(answer, save, report):
    answer(builders.worst, 0)
    save(gap(owner="GGD"))
    answer(builders.best, 1)
    [row] = report().plan
    assert row.gone
    assert (row.title, row.advice, row.severity) == ("Er is geen hulp", GONE, None)


def test_why_not_is_told(save, report):
    save(PlanAction("own", None, "Folder", status="doen we niet", reason="Te duur.", note="Nu."))
    assert report().plan[0].note == "Waarom niet: Te duur. Nu."


def test_two_people_plan_the_same_gap(database, assessment, save, person, colleague):
    theirs = save(gap(owner="GGD"), by=colleague)
    found = save(gap(owner="Jeugd"))
    assert found == PlanConflict(gap(owner="Jeugd", id=theirs.id), theirs)
    assert found.theirs.by == colleague.function
    with database.read() as connection:
        assert plans.history(connection, assessment.id, theirs.id) == [theirs]
    mine = save(gap(owner="Jeugd"), found.theirs.version)
    with database.read() as connection:
        kept = plans.history(connection, assessment.id, theirs.id)
    assert [(item.owner, item.version) for item in kept] == [("Jeugd", 2), ("GGD", 1)]
    assert mine.version == 2


def test_the_same_once_more_is_no_change(save):
    first = save(gap(owner="GGD"))
    assert save(gap(owner="GGD")).version == first.version == 1
    second = save(gap(owner="Halt"), 1)
    # A form that was sent along untouched keeps what the other wrote.
    assert save(gap(owner="GGD"), 1) == second


def test_actions_of_ones_own_are_each_their_own(save):
    own = PlanAction("own", None, "Een avond")
    assert save(own).id != save(own).id


def test_only_a_day_or_a_quarter_is_a_term(save):
    for term in ("2027-K5", "morgen", "2027-13-01", "2027"):
        assert not is_term(term)
        with pytest.raises(Unstorable):
            save(gap(term=term))
    assert term_in_words("2027-03-01") == "1 maart 2027"
    assert is_term("")


def test_of_another_assessment_there_is_no_action(database, assessment, save, person):
    action = save(gap())
    with database.write() as connection:
        other = start(connection, person)
        with pytest.raises(UnknownAction):
            plans.get(connection, other.id, action.id)
        with pytest.raises(UnknownAction):
            plans.save(connection, other.id, action, 1, by=person, now=later())
        assert plans.about(connection, other.id, RULE) is None
        assert plans.history(connection, other.id, action.id) == []


def test_nothing_is_planned_in_what_was_removed(database, assessment, save, person):
    with database.write() as connection:
        assessments.remove(connection, assessment.id, by=person, now=later())
    with pytest.raises(UnknownAssessment):
        save(gap())


def test_an_open_point_that_became_a_gap_keeps_its_action(
    database, assessment, answer, save, report
):
    save(PlanAction("open", RULE, "Er is geen hulp", owner="GGD"))
    assert report().plan[0].kind == "open"
    answer(builders.worst, 0)
    assert [(row.kind, row.owner) for row in report().plan] == [("gap", "GGD")]


def test_nothing_unknown_becomes_a_gap_in_the_plan():
    assert {row.kind for row in plan_rows([], sample("empty"))} == {"open"}
