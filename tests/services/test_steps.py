"""Saying that a step is done, and giving it to someone else, while others do the same."""

import pytest
from sqlalchemy import select

from assessment.core.answers import Answer
from assessment.core.step_marks import NO_MARK, StepMark, changes_in
from assessment.services import answering, assessments, steps
from assessment.services.answering import Change
from assessment.services.steps import StepConflict
from assessment.storage.database import Database
from assessment.storage.errors import Unstorable
from assessment.storage.records import AssessmentRecord, PersonRecord, UnknownAssessment
from assessment.storage.tables import step_mark_history
from tests.core.builders import content
from tests.database import NOW, later

STEP = content().steps[1]
QUESTION = STEP.questions[0].id


def say(
    database: Database,
    assessment: AssessmentRecord,
    by: PersonRecord,
    state: str = "done",
    seen: int = 0,
    base: int = 0,
) -> StepMark | StepConflict:
    with database.write() as connection:
        return steps.set_state(
            connection,
            assessment.id,
            STEP,
            state,
            changes_seen=seen,
            base_version=base,
            by=by,
            now=NOW,
        )


def give(
    database: Database, assessment: AssessmentRecord, by: PersonRecord, to: str, base: int = 0
) -> StepMark | StepConflict:
    with database.write() as connection:
        return steps.hand_out(
            connection, assessment.id, STEP, to, base_version=base, by=by, now=later(minutes=1)
        )


def answer(
    database: Database, assessment: AssessmentRecord, by: PersonRecord, value: int, base: int
) -> None:
    with database.write() as connection:
        change = Change(QUESTION, Answer("answered", value), base)
        answering.save(connection, assessment.id, [change], by=by, now=NOW)


def stored(database: Database, assessment: AssessmentRecord) -> StepMark:
    with database.read() as connection:
        return steps.marks(connection, assessment.id).get(STEP.id, NO_MARK)


def kept(database: Database, assessment: AssessmentRecord) -> list[StepMark]:
    with database.read() as connection:
        return steps.history(connection, assessment.id, STEP.id)


def changes(database: Database, assessment: AssessmentRecord) -> int:
    with database.read() as connection:
        found = assessments.answers.stored(connection, assessment.id)
        return changes_in(STEP, found)


def test_a_step_is_done_because_someone_said_so(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    assert stored(database, assessment) == NO_MARK
    say(database, assessment, person)
    mark = stored(database, assessment)
    assert (mark.state, mark.version, mark.by, mark.at) == ("done", 1, person.function, NOW)
    say(database, assessment, person, "later", base=1)
    assert stored(database, assessment).state == "later"
    assert [item.state for item in kept(database, assessment)] == ["later", "done"]


def test_saying_the_same_twice_makes_no_version(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    for _ in range(2):
        say(database, assessment, person)
        give(database, assessment, person, "GGD", 1)
    assert len(kept(database, assessment)) == 2


def test_a_later_change_keeps_the_mark_and_shows(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    answer(database, assessment, person, 2, 0)
    say(database, assessment, person, seen=1)
    assert not stored(database, assessment).changed_since(changes(database, assessment))
    answer(database, assessment, person, 3, 1)
    mark = stored(database, assessment)
    assert mark.state == "done"
    assert mark.changed_since(changes(database, assessment))
    # Giving the step to someone does not make the change look seen.
    give(database, assessment, person, "GGD", 1)
    assert stored(database, assessment).changed_since(changes(database, assessment))
    say(database, assessment, person, seen=2, base=2)
    assert not stored(database, assessment).changed_since(changes(database, assessment))


def test_what_a_colleague_answered_unseen_counts_as_changed(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, colleague: PersonRecord
) -> None:
    answer(database, assessment, person, 2, 0)
    answer(database, assessment, colleague, 3, 1)
    say(database, assessment, person, seen=1)
    assert stored(database, assessment).changed_since(changes(database, assessment))


def test_nobody_has_seen_more_than_there_is(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    say(database, assessment, person, seen=999_999_999)
    answer(database, assessment, person, 2, 0)
    assert stored(database, assessment).changed_since(changes(database, assessment))


def test_answers_of_other_steps_do_not_count(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    say(database, assessment, person)
    other = content().steps[2].questions[0].id
    with database.write() as connection:
        change = Change(other, Answer("unknown"), 0)
        answering.save(connection, assessment.id, [change], by=person, now=NOW)
    assert not stored(database, assessment).changed_since(changes(database, assessment))


def test_done_and_given_to_someone_do_not_clash(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, colleague: PersonRecord
) -> None:
    say(database, assessment, person)
    give(database, assessment, colleague, "GGD")
    mark = stored(database, assessment)
    assert (mark.state, mark.handed_to, mark.version) == ("done", "GGD", 2)


def test_two_different_things_at_once_clash_and_the_second_is_not_written(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, colleague: PersonRecord
) -> None:
    give(database, assessment, colleague, "GGD")
    found = give(database, assessment, person, "Halt")
    assert isinstance(found, StepConflict)
    assert (found.mine.handed_to, found.theirs.handed_to) == ("Halt", "GGD")
    assert found.theirs.by == colleague.function
    assert stored(database, assessment).handed_to == "GGD"
    assert not isinstance(give(database, assessment, person, "Halt", 1), StepConflict)
    say(database, assessment, colleague, "done", base=2)
    assert isinstance(say(database, assessment, person, "later", base=0), StepConflict)
    # A version that nobody ever saw is no way around that.
    assert isinstance(say(database, assessment, person, "later", base=77), StepConflict)


def test_two_who_both_say_done_agree(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, colleague: PersonRecord
) -> None:
    answer(database, assessment, person, 2, 0)
    say(database, assessment, colleague, seen=0)
    found = say(database, assessment, person, seen=1)
    assert not isinstance(found, StepConflict)
    assert stored(database, assessment).changes_seen == 1


def test_a_change_shows_in_the_list_of_assessments(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    give(database, assessment, person, "GGD")
    with database.read() as connection:
        assert assessments.get(connection, assessment.id).updated_at == later(minutes=1)


def test_a_removed_assessment_takes_nothing(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    with database.write() as connection:
        assessments.remove(connection, assessment.id, by=person, now=NOW)
    with pytest.raises(UnknownAssessment):
        say(database, assessment, person)
    with pytest.raises(UnknownAssessment):
        give(database, assessment, person, "GGD")
    with database.read() as connection:
        assert connection.execute(select(step_mark_history)).all() == []


@pytest.mark.parametrize("text", ["x" * 81, "a\x00b"])
def test_what_cannot_be_stored_alike_is_refused(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, text: str
) -> None:
    with pytest.raises(Unstorable):
        give(database, assessment, person, text)
    assert stored(database, assessment) == NO_MARK
