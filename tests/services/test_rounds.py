"""A new round begins with the answers of the last one, and believes none of them by itself."""

import json
from dataclasses import replace
from datetime import date

from assessment.core.answers import Answer
from assessment.core.answers_in import read_answers_file
from assessment.core.answers_out import write_answers_file
from assessment.core.report_making import make_report
from assessment.core.shared_answers import without_words
from assessment.services import activities, answering, assessments, rounds
from assessment.services.answering import Change
from assessment.storage import answers
from tests.core.bridges import MERGED, PARTS, SPLIT, WHOLE, yes
from tests.core.builders import library
from tests.database import NOW
from tests.services.test_moving import loaded, save, stored
from tests.web.conftest import ACTIVITY

LATER = date(2027, 11, 1)
LEVEL = "slachtoffers-hulp-geregeld"


def begin(database, record, by):
    with database.write() as connection:
        return rounds.begin(connection, record.id, library(), reference_date=LATER, by=by, now=NOW)


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
