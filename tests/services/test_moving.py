"""Going on with another version of the questions, and back: no answer is ever lost."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from assessment.core.answers import Answer
from assessment.services import answering, assessments, moving, steps
from assessment.services.answering import Change
from assessment.storage import answers
from assessment.storage.tables import answer_history
from tests.core.bridges import MERGED, NEW, PARTS, SPLIT, WHOLE, many, yes
from tests.core.builders import content, library
from tests.database import NOW, start

OLD = content()


def save(database, record, given_answers, by, of=None):
    with database.write() as connection:
        stored = answers.stored(connection, record.id)
        changes = [
            Change(name, answer, stored[name].version if name in stored else 0)
            for name, answer in given_answers.items()
        ]
        return answering.save(connection, record.id, changes, by=by, now=NOW)


def move(database, record, to, by):
    with database.write() as connection:
        return moving.move(connection, record.id, library(), to, by=by, now=NOW)


def stored(database, record):
    with database.read() as connection:
        return answers.stored(connection, record.id)


def loaded(database, record):
    with database.read() as connection:
        return assessments.load(connection, record.id, library())[1]


@given(given_answers=many())
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_there_and_back_leaves_every_answer_as_it_was(database, person, given_answers):
    with database.write() as connection:
        record = start(connection, person)
    save(database, record, given_answers, person)
    before = stored(database, record)
    shown = loaded(database, record)
    moved = move(database, record, NEW, person)
    assert moved.question_set == NEW.key
    there = stored(database, record)
    # What is the same was not even touched.
    same = {line.now[0] for line in NEW.bridge.lines if line.kind == "same"}
    assert {n: there[n].version for n in same & there.keys()} == {
        n: before[n].version for n in same & before.keys()
    }
    assert all(there[name].to_confirm for name in (*PARTS, WHOLE) if name in there)
    back = move(database, record, OLD, person)
    assert back.question_set == OLD.key
    after = stored(database, record)
    assert {name: after[name] for name in before} == before
    assert loaded(database, record).answers == shown.answers
    with database.read() as connection:
        kept = set(connection.execute(select(answer_history.c.question_id)).scalars())
    assert set(before) <= kept


def test_the_move_is_part_of_the_history(database, assessment, person):
    move(database, assessment, NEW, person)
    move(database, assessment, NEW, person)  # sent twice
    with database.read() as connection:
        record = assessments.get(connection, assessment.id)
        assert moving.way_back(connection, record, library()) is OLD
    assert record.version == 2


def test_a_scan_that_began_with_the_new_version_has_no_way_back(database, person):
    with database.write() as connection:
        record = start(connection, person, question_set_key=NEW.key)
        assert moving.way_back(connection, record, library()) is None


def test_what_waits_for_a_confirmation_does_not_count(database, assessment, person):
    save(database, assessment, {SPLIT: yes(), **dict.fromkeys(MERGED, yes("nee"))}, person)
    move(database, assessment, NEW, person)
    made = loaded(database, assessment)
    for name in (*PARTS, WHOLE):
        assert made.answer(name).state == "open"
        assert made.stored(name).to_confirm
    assert made.elsewhere.keys() == {SPLIT, *MERGED}


def test_an_answer_of_a_person_to_the_new_question_is_never_written_over(
    database, assessment, person
):
    save(database, assessment, {SPLIT: yes()}, person)
    move(database, assessment, NEW, person)
    save(database, assessment, {PARTS[0]: yes("deels", note="Alleen het wijkteam")}, person)
    move(database, assessment, OLD, person)
    save(database, assessment, {SPLIT: yes("nee")}, person)
    move(database, assessment, NEW, person)
    found = stored(database, assessment)
    assert found[PARTS[0]] == yes("deels", note="Alleen het wijkteam")
    # What nobody had confirmed follows the answer that it came from.
    assert found[PARTS[1]] == yes("nee", to_confirm=True)


def test_what_was_given_since_stays_after_the_way_back(database, assessment, person):
    level, groups = "vast-netwerk", "geschoolde-groepen"
    save(database, assessment, {level: Answer("answered", 1)}, person)
    move(database, assessment, NEW, person)
    given_since = {
        level: Answer("answered", 3),
        groups: Answer("answered", ("leraren", "zorg-op-school")),
    }
    save(database, assessment, given_since, person)
    move(database, assessment, OLD, person)
    made = loaded(database, assessment)
    assert made.answer(level).value == 3
    assert made.answer(groups).value == ("leraren", "intern")


def test_a_step_that_was_done_stays_done_and_shows_later_changes(database, assessment, person):
    step = next(step for step in OLD.steps if step.id == "bij-incidenten")
    save(database, assessment, {SPLIT: yes()}, person)
    for value in ("nee", "ja", "nee"):
        save(database, assessment, {SPLIT: yes(value)}, person)
    with database.write() as connection:
        steps.set_state(
            connection,
            assessment.id,
            step,
            "done",
            changes_seen=4,
            base_version=0,
            by=person,
            now=NOW,
        )
    move(database, assessment, NEW, person)
    new_step = next(step for step in NEW.steps if step.id == "bij-incidenten")
    with database.read() as connection:
        mark = steps.marks(connection, assessment.id)[step.id]
    seen = steps.changes_in(new_step, stored(database, assessment))
    assert mark.state == "done"
    assert not mark.changed_since(seen)
    assert mark.changed_since(seen + 1)


# Someone who has the page of the other version open


def late(database, record, of, changes, by):
    with database.write() as connection:
        return moving.save_late(connection, record.id, library(), of, changes, by=by, now=NOW)


def test_a_late_answer_to_the_same_question_is_saved_as_always(database, assessment, colleague):
    move(database, assessment, NEW, colleague)
    given_late = [
        Change("vast-netwerk", Answer("answered", 2), 0),
        Change("geschoolde-groepen", Answer("answered", ("intern",)), 0),
    ]
    found = late(database, assessment, OLD, given_late, colleague)
    assert set(found.saved) == {"vast-netwerk", "geschoolde-groepen"}
    made = loaded(database, assessment)
    assert made.answer("geschoolde-groepen").value == ("zorg-op-school",)


def test_a_late_answer_to_a_split_question_is_kept_and_offered(
    database, assessment, person, colleague
):
    save(database, assessment, {SPLIT: yes("nee")}, person)
    move(database, assessment, NEW, person)
    save(database, assessment, {PARTS[1]: yes("deels")}, person)
    found = late(database, assessment, OLD, [Change(SPLIT, yes(), 1)], colleague)
    assert found.elsewhere == (SPLIT,)
    after = stored(database, assessment)
    assert after[SPLIT] == yes()
    assert after[PARTS[0]] == yes(to_confirm=True)
    assert after[PARTS[1]] == yes("deels")


def test_a_late_answer_that_clashes_stands_among_the_earlier_ones(
    database, assessment, person, colleague
):
    name = "vast-netwerk"
    save(database, assessment, {name: Answer("answered", 1)}, person)
    move(database, assessment, NEW, person)
    save(database, assessment, {name: Answer("answered", 2)}, person)
    found = late(database, assessment, OLD, [Change(name, Answer("answered", 4), 1)], colleague)
    assert found.theirs == (name,)
    assert stored(database, assessment)[name].value == 2
    with database.read() as connection:
        said = [item.value for item in answers.history(connection, assessment.id, name)]
    assert said == [2, 4, 2, 1]


@pytest.mark.parametrize("direction", ["there", "back"])
def test_an_answer_to_a_question_of_the_other_version_waits_for_it(
    database, assessment, person, direction
):
    if direction == "back":
        move(database, assessment, NEW, person)
        move(database, assessment, OLD, person)
    of, name = (OLD, SPLIT) if direction == "there" else (NEW, PARTS[0])
    if direction == "there":
        move(database, assessment, NEW, person)
    found = late(database, assessment, of, [Change(name, yes("deels"), 0)], person)
    assert found.elsewhere == (name,)
    move(database, assessment, of, person)
    assert loaded(database, assessment).answer(name) == replace(yes("deels"))
