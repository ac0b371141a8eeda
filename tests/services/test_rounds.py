"""A new round begins with the answers of the last one, and believes none of them by itself."""

import json
from dataclasses import replace
from datetime import date

import pytest

from assessment.core.answers import Answer
from assessment.core.answers_in import read_answers_file
from assessment.core.answers_out import write_answers_file
from assessment.core.plan import PlanAction
from assessment.core.report_making import make_report
from assessment.core.shared_answers import without_words
from assessment.core.step_marks import StepMark
from assessment.services import (
    activities,
    answering,
    assessments,
    audit,
    plans,
    reporting,
    rounds,
    steps,
)
from assessment.services.answering import Change
from assessment.storage import answers
from assessment.storage import plans as stored_plans
from tests.core.bridges import MERGED, PARTS, SPLIT, WHOLE, yes
from tests.core.builders import content, library
from tests.database import NOW
from tests.services.test_moving import loaded, save, stored
from tests.web.conftest import ACTIVITY

LATER = date(2027, 11, 1)
LEVEL = "slachtoffers-hulp-geregeld"


RULE = "geen-steun-slachtoffers"
TO_DO, DONE = ("nog te doen", "gepland", "bezig"), ("klaar", "doen we niet")


def begin(database, record, by, **more):
    with database.write() as connection:
        given = {"reference_date": LATER, "by": by, "now": NOW, **more}
        return rounds.begin(connection, record.id, library(), **given)


@pytest.fixture
def planned(database, assessment, person):
    """Of every status one action; the first is about a gap, the last about one nobody asks for."""
    actions = [
        PlanAction("own", None, f"Actie: {status}", "GGD", "2027-K2", status, note="Nota")
        for status in (*TO_DO, *DONE)
    ]
    actions[0] = replace(actions[0], kind="gap", about=RULE, title="Geen steun")
    actions.append(replace(actions[0], about="regel-van-vroeger", title="Oud gat"))
    with database.write() as connection:
        for action in actions:
            plans.save(connection, assessment.id, action, 0, by=person, now=NOW)
    return actions


def plan_of(database, record):
    with database.read() as connection:
        return {action.title: action for action in stored_plans.stored(connection, record.id)}


def test_what_is_not_done_yet_comes_along_as_it_was(database, assessment, person, planned):
    save(database, assessment, {LEVEL: Answer("answered", 0)}, person)
    old = plan_of(database, assessment)
    made = begin(database, assessment, person)
    new = plan_of(database, made)
    wanted = {action.title: action for action in planned if action.status in TO_DO}
    # What no rule of the new questions knows goes on as an action of their own.
    wanted["Oud gat"] = replace(wanted["Oud gat"], kind="own", about=None)
    assert {title: replace(action, id="") for title, action in new.items()} == wanted
    assert all(action.carried and action.version == 1 for action in new.values())
    assert not {action.id for action in new.values()} & {action.id for action in old.values()}
    assert not any(action.carried for action in old.values())
    assert plan_of(database, assessment) == old
    # Nothing is confirmed yet, so it is no gap: it is something to find out, and not “gone”.
    with database.read() as connection:
        report = reporting.report_for(connection, made.id, library())
        [row] = [
            row for row in plans.rows_for(connection, made.id, report) if row.title == "Geen steun"
            or row.id == new["Geen steun"].id
        ]  # fmt: skip
        [event] = [e for e in audit.listed(connection, made.id) if e.action == "plan.carried"]
    assert (row.kind, row.gone, row.carried) == ("open", False, True)
    assert set(event.details["actions"]) == {action.id for action in new.values()}


def test_a_carried_action_stays_one_when_it_is_changed(database, assessment, person, planned):
    made = begin(database, assessment, person)
    [action] = [item for item in plan_of(database, made).values() if item.status == "bezig"]
    with database.write() as connection:
        done = PlanAction("own", None, action.title, status="klaar", id=action.id)
        plans.save(connection, made.id, done, 1, by=person, now=NOW)
    assert plan_of(database, made)[action.title].carried


def test_a_round_can_begin_with_an_empty_plan(database, assessment, person, planned):
    made = begin(database, assessment, person, with_plan=False)
    assert plan_of(database, made) == {}


def test_to_whom_a_step_was_handed_comes_along_and_that_it_was_done_does_not(
    database, assessment, person
):
    first, second = content().steps[:2]
    with database.write() as connection:
        at = {"base_version": 0, "by": person, "now": NOW}
        steps.hand_out(connection, assessment.id, first, "GGD", **at)
        for step, base in ((first, 1), (second, 0)):
            at = {"base_version": base, "changes_seen": 0, "by": person, "now": NOW}
            steps.set_state(connection, assessment.id, step, "done", **at)
    made = begin(database, assessment, person)
    with database.read() as connection:
        assert steps.marks(connection, made.id) == {first.id: StepMark(handed_to="GGD")}
        assert steps.marks(connection, assessment.id)[second.id].state == "done"


def test_everything_comes_along_and_waits(database, assessment, person):
    given = {
        LEVEL: Answer("answered", 0, note="Geen route", regional=True),
        "vast-netwerk": Answer("unknown"),
        "doelen-op-papier": Answer(note="Vraag het aan de GGD"),
        SPLIT: yes(),
        MERGED[0]: yes("ja"),
        MERGED[1]: yes("nee"),
    }
    save(database, assessment, given, person)
    with database.write() as connection:
        activities.add(connection, assessment.id, ACTIVITY, by=person, now=NOW)
    made = begin(database, assessment, person)
    assert (made.question_set, made.reference_date) == (library().newest.key, LATER)
    assert made.begun_from == assessment.id
    found = loaded(database, made)
    assert found.carried[LEVEL] == replace(given[LEVEL], to_confirm=True)
    assert found.carried["vast-netwerk"].state == "unknown"
    assert found.answer("doelen-op-papier").note == "Vraag het aan de GGD"
    assert {found.carried[name].value for name in PARTS} == {"ja"}
    assert WHOLE not in found.carried
    assert found.elsewhere.keys() == {SPLIT, *MERGED}
    assert [item.name for item in found.activities] == [ACTIVITY.name]
    assert not found.inventory_complete
    # The last round is as it was.
    assert stored(database, assessment) == given


def test_an_answer_counts_from_the_moment_that_somebody_says_so(database, assessment, person):
    save(database, assessment, {LEVEL: Answer("answered", 0)}, person)
    made = begin(database, assessment, person)
    report = make_report(loaded(database, made), library().catalogue)
    assert (report.known, report.to_confirm) == (0, 1)
    assert not report.gaps
    with database.write() as connection:
        done = rounds.confirm(connection, made.id, {LEVEL: 1}, {LEVEL}, by=person, now=NOW)
    assert done.saved == {LEVEL: 2}
    report = make_report(loaded(database, made), library().catalogue)
    assert (report.known, report.to_confirm) == (1, 0)
    with database.read() as connection:
        said = answers.history(connection, made.id, LEVEL)
    assert [item.to_confirm for item in said] == [False, True]


def test_what_waits_is_not_shared_along_with_the_answers(database, assessment, person):
    given = {LEVEL: Answer("answered", 2, note="Kanarie27"), SPLIT: yes(note="Kanarie28")}
    save(database, assessment, given, person)
    made = begin(database, assessment, person)
    found = loaded(database, made)
    shared = write_answers_file(without_words(found, frozenset()))
    assert shared["answers"] == {}
    # In the municipality's own file it is there, and it comes back as it was.
    own = write_answers_file(found)
    assert own["answers"][LEVEL]["to_confirm"] is True
    known = library()
    read = read_answers_file(json.dumps(own).encode(), known.question_sets, known.everyone)
    assert read.carried == found.carried
    assert read.answers == {}


def test_nobody_confirms_what_a_colleague_changed_in_the_meantime(
    database, assessment, person, colleague
):
    save(database, assessment, {LEVEL: Answer("answered", 0)}, person)
    made = begin(database, assessment, person)
    save(database, made, {LEVEL: Answer("answered", 3)}, colleague)
    with database.write() as connection:
        done = rounds.confirm(connection, made.id, {LEVEL: 1}, {LEVEL}, by=person, now=NOW)
    assert not done.saved
    assert stored(database, made)[LEVEL].value == 3


def test_a_third_round_takes_along_what_the_second_one_had(database, assessment, person):
    save(database, assessment, {LEVEL: Answer("answered", 2)}, person)
    second = begin(database, assessment, person)
    third = begin(database, second, person)
    assert loaded(database, third).carried[LEVEL].value == 2
    with database.read() as connection:
        assert assessments.get(connection, third.id).begun_from == second.id


def test_an_answer_left_as_it_stood_is_still_to_be_confirmed(database, assessment, person):
    save(database, assessment, {LEVEL: Answer("answered", 2, note="Nota")}, person)
    made = begin(database, assessment, person)
    waiting = stored(database, made)[LEVEL]
    same = Answer("answered", 2, note="Nota").unless_touched(waiting)
    with database.write() as connection:
        kept = answering.save(connection, made.id, [Change(LEVEL, same, 1)], by=person, now=NOW)
    assert kept.unchanged == {LEVEL}
    changed = Answer("answered", 3, note="Nota").unless_touched(waiting)
    assert not changed.to_confirm
