"""Whatever is kept in versions: the next one goes over the one that was seen, and none is lost."""

import dataclasses

import pytest
from sqlalchemy import select

from assessment.core.activities import Activity
from assessment.core.advice import Advice
from assessment.core.answers import Answer
from assessment.core.plan import PlanAction
from assessment.core.step_marks import StepMark
from assessment.storage import activities, advice, answers, plans, step_marks, tables
from assessment.storage.errors import DatabaseBusy
from assessment.storage.ids import new_id
from assessment.storage.records import ActivityRecord
from tests.database import NOW, start

THING = new_id()


def put_answer(conn, scan, seen, text, by):
    over = {THING: Answer("unknown", version=seen)} if seen else {}
    answers.write(conn, scan, over, {THING: Answer("unknown", note=text)}, by=by, now=NOW)


def put_mark(conn, scan, seen, text, by):
    over, new = StepMark(version=seen), StepMark(handed_to=text)
    step_marks.write(conn, scan, THING, over, new, by=by, now=NOW)


def put_action(conn, scan, seen, text, by):
    new = PlanAction("own", None, "Een nieuwe les", note=text, id=THING)
    plans.write(conn, scan, seen, new, by=by, now=NOW)


def put_advice(conn, scan, seen, text, by):
    given = Advice("rapport", "Het hele rapport", text, "GGD", author_id=by.id, function="adviseur")
    advice.write(conn, scan, seen, dataclasses.replace(given, id=THING), by=by, now=NOW)


def put_activity(conn, scan, seen, text, by):
    activity = Activity(id=THING, name=text)
    record = ActivityRecord(activity, seen + 1, by.function, NOW)
    if seen:
        activities.replace(conn, scan, record, by)
    else:
        activities.add(conn, scan, [record], by)


KINDS = {
    put_answer: (tables.answers, "question_id", tables.answer_history, "question_id"),
    put_mark: (tables.step_marks, "step_id", tables.step_mark_history, "step_id"),
    put_action: (tables.plan_actions, "id", tables.plan_action_history, "action_id"),
    put_advice: (tables.advice, "id", tables.advice_history, "advice_id"),
    put_activity: (tables.activities, "id", tables.activity_history, "activity_id"),
}


@pytest.fixture(params=KINDS, ids=lambda put: put.__name__)
def kind(request):
    return request.param


@pytest.fixture
def put(database, assessment, person, kind):
    def write(seen, text, scan=assessment.id):
        with database.write() as conn:
            kind(conn, scan, seen, text, person)

    return write


@pytest.fixture
def rows(database, kind):
    """What is so now and everything that ever was, each by its version, without their numbers."""
    present, key, history, history_key = KINDS[kind]

    def read():
        with database.read() as conn:
            found = []
            for table, column in ((present, key), (history, history_key)):
                query = select(table).where(table.c[column] == THING).order_by(table.c.version)
                found.append([dict(row._mapping) for row in conn.execute(query)])
        names = {column.name for column in history.c} - {"id", history_key}
        return [[{name: row[name] for name in names} for row in some] for some in found]

    return read


def test_each_version_stays_and_the_newest_is_what_is_so_now(put, rows):
    put(0, "eerst")
    [first], log = rows()
    assert log == [first]
    put(1, "daarna")
    [now], log = rows()
    assert log == [first, now]
    assert (first["version"], now["version"]) == (1, 2)
    assert "eerst" in str(first)
    assert "daarna" in str(now)


def test_nothing_is_written_over_what_was_not_seen(put, rows):
    put(0, "eerst")
    put(1, "daarna")
    before = rows()
    with pytest.raises(DatabaseBusy):
        put(1, "te laat")
    with pytest.raises(DatabaseBusy):
        put(2 + 1, "te vroeg")
    assert rows() == before


def test_what_is_of_another_scan_is_not_there(database, person, put, rows):
    put(0, "eerst")
    before = rows()
    with database.write() as conn:
        other = start(conn, person).id
    with pytest.raises(DatabaseBusy):
        put(1, "van een ander", scan=other)
    assert rows() == before
