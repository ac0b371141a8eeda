"""The inventory of one assessment, filled in by several people."""

import dataclasses
from datetime import date

import pytest
from pydantic import ValidationError

from assessment.core.activities import Activity
from assessment.services import activities, assessments
from assessment.services.activities import ActivityConflict
from assessment.storage.database import Database
from assessment.storage.errors import Unstorable
from assessment.storage.records import (
    ActivityRecord,
    AssessmentRecord,
    PersonRecord,
    UnknownActivity,
    UnknownAssessment,
)
from tests.database import NOW, later, start


def lesson(**changed: object) -> Activity:
    given = {
        "name": "Theatervoorstelling",
        "providers": ("School", "’s-Hertogenbosch GGD"),
        "settings": ("vo-onderbouw",),
        "themes": ("sexting",),
        "start": date(2026, 3, 1),
        "reach": 120,
        "link": "https://example.nl/a?b=c",
    }
    return Activity.model_validate({**given, **changed})


@pytest.fixture
def first(database: Database, assessment: AssessmentRecord, person: PersonRecord) -> ActivityRecord:
    with database.write() as connection:
        return activities.add(connection, assessment.id, lesson(), by=person, now=NOW)


def listed(database: Database, assessment: AssessmentRecord) -> list[ActivityRecord]:
    with database.read() as connection:
        return activities.list_all(connection, assessment.id)


def test_added_activity_reads_back_the_same(
    database: Database, assessment: AssessmentRecord, first: ActivityRecord, person: PersonRecord
) -> None:
    assert listed(database, assessment) == [first]
    assert first.activity.model_copy(update={"id": ""}) == lesson()
    assert len(first.activity.id) >= 22
    assert (first.version, first.by, first.at) == (1, person.function, NOW)


def test_id_of_the_sender_is_not_used(
    database: Database, assessment: AssessmentRecord, first: ActivityRecord, person: PersonRecord
) -> None:
    with database.write() as connection:
        twin = activities.add(connection, assessment.id, first.activity, by=person, now=NOW)
    assert twin.activity.id != first.activity.id


def test_they_stay_in_the_order_in_which_they_came(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    names = [f"Les {number}" for number in (3, 1, 2)]
    with database.write() as connection:
        for name in names:
            activities.add(connection, assessment.id, lesson(name=name), by=person, now=NOW)
    assert [item.activity.name for item in listed(database, assessment)] == names


def test_change_makes_the_next_version(
    database: Database,
    assessment: AssessmentRecord,
    first: ActivityRecord,
    colleague: PersonRecord,
) -> None:
    with database.write() as connection:
        changed = activities.change(
            connection,
            assessment.id,
            first.activity.id,
            lesson(name="Musical"),
            1,
            by=colleague,
            now=later(hours=1),
        )
        history = activities.history(connection, assessment.id, first.activity.id)
    assert isinstance(changed, ActivityRecord)
    assert (changed.version, changed.by, changed.at) == (2, colleague.function, later(hours=1))
    assert changed.activity == lesson(name="Musical", id=first.activity.id)
    assert listed(database, assessment) == [changed]
    assert history == [changed, first]


def test_two_people_change_one_activity(
    database: Database,
    assessment: AssessmentRecord,
    first: ActivityRecord,
    person: PersonRecord,
    colleague: PersonRecord,
) -> None:
    def change(
        activity: Activity, base: int, by: PersonRecord
    ) -> ActivityRecord | ActivityConflict:
        with database.write() as connection:
            return activities.change(
                connection, assessment.id, first.activity.id, activity, base, by=by, now=NOW
            )

    theirs = change(lesson(name="Musical"), 1, colleague)
    assert isinstance(theirs, ActivityRecord)
    # The same content, or a form that nobody touched, leaves theirs as it is.
    assert change(lesson(name="Musical"), 1, person) == theirs
    assert change(lesson(), 1, person) == theirs
    # Something else does not go through.
    mine = lesson(name="Film", id=first.activity.id)
    assert change(mine, 1, person) == ActivityConflict(mine, theirs)
    assert listed(database, assessment) == [theirs]
    # And having seen theirs, it does.
    over = change(mine, 2, person)
    assert isinstance(over, ActivityRecord)
    assert over.version == 3


def test_copy_is_a_new_one_with_a_name_that_fits(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    with database.write() as connection:
        long = activities.add(connection, assessment.id, lesson(name="x" * 120), by=person, now=NOW)
        twin = activities.copy(connection, assessment.id, long.activity.id, by=person, now=NOW)
    assert twin.activity.name == "x" * 112 + " (kopie)"
    same = {"id": long.activity.id, "name": long.activity.name}
    assert twin.activity.model_copy(update=same) == long.activity
    assert [item.version for item in listed(database, assessment)] == [1, 1]


def test_remove_and_restore(
    database: Database, assessment: AssessmentRecord, first: ActivityRecord, person: PersonRecord
) -> None:
    key = (assessment.id, first.activity.id)
    with database.write() as connection:
        removed = activities.remove(connection, *key, 1, by=person, now=later(hours=1))
        # A second press on the button changes nothing.
        assert activities.remove(connection, *key, 1, by=person, now=later(hours=2)) == removed
        assert activities.list_removed(connection, assessment.id) == [removed]
    assert isinstance(removed, ActivityRecord)
    assert (removed.version, removed.removed_at) == (2, later(hours=1))
    assert listed(database, assessment) == []
    with database.write() as connection:
        back = activities.restore(connection, *key, by=person, now=later(hours=3))
        assert activities.restore(connection, *key, 2, by=person, now=later(hours=4)) == back
        history = activities.history(connection, *key)
    assert back == dataclasses.replace(first, version=3, at=later(hours=3))
    assert listed(database, assessment) == [back]
    assert history == [back, removed, first]


def test_removing_what_another_changed_is_a_conflict(
    database: Database,
    assessment: AssessmentRecord,
    first: ActivityRecord,
    person: PersonRecord,
    colleague: PersonRecord,
) -> None:
    key = (assessment.id, first.activity.id)
    with database.write() as connection:
        theirs = activities.change(
            connection, *key, lesson(name="Musical"), 1, by=colleague, now=NOW
        )
        assert isinstance(theirs, ActivityRecord)
        found = activities.remove(connection, *key, 1, by=person, now=NOW)
    assert found == ActivityConflict(first.activity, theirs)
    assert listed(database, assessment) == [theirs]


def test_changing_what_another_removed_is_a_conflict(
    database: Database,
    assessment: AssessmentRecord,
    first: ActivityRecord,
    person: PersonRecord,
    colleague: PersonRecord,
) -> None:
    key = (assessment.id, first.activity.id)
    mine = lesson(name="Musical", id=first.activity.id)
    with database.write() as connection:
        removed = activities.remove(connection, *key, 1, by=colleague, now=NOW)
        for base in (1, 2):
            found = activities.change(connection, *key, mine, base, by=person, now=NOW)
            assert found == ActivityConflict(mine, removed)


def test_an_activity_of_another_assessment_is_not_found(
    database: Database, first: ActivityRecord, person: PersonRecord
) -> None:
    with database.write() as connection:
        other = start(connection, person)
        key = (other.id, first.activity.id)
        with pytest.raises(UnknownActivity):
            activities.change(connection, *key, lesson(), 1, by=person, now=NOW)
        with pytest.raises(UnknownActivity):
            activities.copy(connection, *key, by=person, now=NOW)
        with pytest.raises(UnknownActivity):
            activities.remove(connection, *key, 1, by=person, now=NOW)
        with pytest.raises(UnknownActivity):
            activities.restore(connection, *key, by=person, now=NOW)
        assert activities.history(connection, *key) == []


def test_a_removed_assessment_takes_no_activities(
    database: Database, assessment: AssessmentRecord, first: ActivityRecord, person: PersonRecord
) -> None:
    key = (assessment.id, first.activity.id)
    with database.write() as connection:
        assessments.remove(connection, assessment.id, by=person, now=NOW)
        with pytest.raises(UnknownAssessment):
            activities.add(connection, assessment.id, lesson(), by=person, now=NOW)
        with pytest.raises(UnknownAssessment):
            activities.change(connection, *key, lesson(), 1, by=person, now=NOW)
        with pytest.raises(UnknownAssessment):
            activities.remove(connection, *key, 1, by=person, now=NOW)


def test_what_the_core_refuses_is_not_stored(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    """Also when someone made the value without its checks, as `model_copy` does."""
    for odd in ({"status": "weg"}, {"name": ""}, {"reach": -1}, {"themes": ("",)}):
        unchecked = lesson().model_copy(update=odd)
        with pytest.raises(ValidationError), database.write() as connection:
            activities.add(connection, assessment.id, unchecked, by=person, now=NOW)
    for text in ("nul\x00teken", "half teken \ud83d"):
        for odd in ({"description": text}, {"providers": ("School", text)}):
            unchecked = lesson().model_copy(update=odd)
            with (
                pytest.raises((Unstorable, ValidationError)),
                database.write() as connection,
            ):
                activities.add(connection, assessment.id, unchecked, by=person, now=NOW)
    assert listed(database, assessment) == []
