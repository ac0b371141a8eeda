"""The rule for two people who answer at once, question by question."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from assessment.core.answers import Answer
from assessment.services import answering, assessments
from assessment.services.answering import Change, Conflict, Saved, save
from assessment.storage import answers
from assessment.storage.database import Database, DatabaseBusy
from assessment.storage.errors import Unstorable
from assessment.storage.records import AssessmentRecord, PersonRecord, UnknownAssessment
from assessment.storage.tables import answer_history
from assessment.storage.tables import answers as table
from tests.database import NOW, Statements, later, start

YES = Answer("answered", "ja")
NO = Answer("answered", "nee")
PARTLY = Answer("answered", "deels", note="Alleen in het noorden.")


def saved_by(
    database: Database,
    assessment: AssessmentRecord,
    by: PersonRecord,
    *changes: Change,
    minutes: float = 1,
) -> Saved:
    with database.write() as connection:
        return save(connection, assessment.id, changes, by=by, now=later(minutes=minutes))


def stored(database: Database, assessment: AssessmentRecord) -> dict[str, Answer]:
    with database.read() as connection:
        return answers.stored(connection, assessment.id)


def test_first_answers_get_version_one(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    result = saved_by(database, assessment, person, Change("a", YES, 0), Change("b", NO, 0))
    assert result == Saved(saved={"a": 1, "b": 1})
    found = stored(database, assessment)
    assert found == {"a": YES, "b": NO}
    assert (found["a"].version, found["a"].by, found["a"].at) == (
        1,
        "Beleidsmedewerker jeugd",
        later(minutes=1),
    )


def test_different_questions_merge(
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
    colleague: PersonRecord,
) -> None:
    """Both have the same empty page before them, and each fills in the other half."""
    open_ = Answer()
    saved_by(database, assessment, person, Change("a", YES, 0), Change("b", open_, 0))
    result = saved_by(database, assessment, colleague, Change("a", open_, 0), Change("b", NO, 0))
    assert result == Saved(saved={"b": 1}, kept_theirs={"a"})
    assert stored(database, assessment) == {"a": YES, "b": NO}


def test_same_answer_is_no_conflict(
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
    colleague: PersonRecord,
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    assert saved_by(database, assessment, colleague, Change("a", YES, 0)) == Saved(unchanged={"a"})
    found = stored(database, assessment)["a"]
    assert (found.version, found.by) == (1, person.function)


def test_untouched_field_keeps_theirs(
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
    colleague: PersonRecord,
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0), Change("b", YES, 0))
    saved_by(database, assessment, colleague, Change("a", NO, 1))
    # The first person still sees "ja" for both, changes only b, and sends the whole page.
    result = saved_by(database, assessment, person, Change("a", YES, 1), Change("b", PARTLY, 1))
    assert result == Saved(saved={"b": 2}, kept_theirs={"a"})
    assert stored(database, assessment) == {"a": NO, "b": PARTLY}


def test_conflict_gives_both_and_writes_neither_the_rest_is_saved(
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
    colleague: PersonRecord,
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    saved_by(database, assessment, colleague, Change("a", NO, 1), minutes=2)
    result = saved_by(database, assessment, person, Change("a", PARTLY, 1), Change("b", YES, 0))
    assert result == Saved(saved={"b": 1}, conflicts=(Conflict("a", PARTLY, NO),))
    theirs = result.conflicts[0].theirs
    assert (theirs.version, theirs.by, theirs.at) == (2, colleague.function, later(minutes=2))
    assert stored(database, assessment) == {"a": NO, "b": YES}
    with database.read() as connection:
        assert len(answering.history(connection, assessment.id, "a")) == 2


def test_conflict_is_solved_by_saving_over_their_version(
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
    colleague: PersonRecord,
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    conflict = saved_by(database, assessment, colleague, Change("a", NO, 0)).conflicts[0]
    result = saved_by(
        database, assessment, colleague, Change("a", conflict.mine, conflict.theirs.version)
    )
    assert result == Saved(saved={"a": 2})


@pytest.mark.parametrize("base", [2, 7])
def test_version_that_never_was_is_a_conflict(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, base: int
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    result = saved_by(database, assessment, person, Change("a", NO, base), Change("b", NO, base))
    assert [conflict.question_id for conflict in result.conflicts] == ["a", "b"]
    assert stored(database, assessment) == {"a": YES}


def test_clearing_keeps_the_row_and_what_stood_there(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    saved_by(database, assessment, person, Change("a", PARTLY, 0))
    assert saved_by(database, assessment, person, Change("a", Answer(), 1)).saved == {"a": 2}
    found = stored(database, assessment)
    assert found == {"a": Answer()}
    assert found["a"].version == 2
    with database.read() as connection:
        history = answering.history(connection, assessment.id, "a")
    assert [(item.answer, item.answer.version) for item in history] == [(Answer(), 2), (PARTLY, 1)]


def test_clearing_what_another_just_changed_is_a_conflict(
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
    colleague: PersonRecord,
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    saved_by(database, assessment, colleague, Change("a", NO, 1))
    assert saved_by(database, assessment, person, Change("a", Answer(), 1)).conflicts


def test_open_answer_to_an_open_question_writes_nothing(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    assert saved_by(database, assessment, person, Change("a", Answer(), 0)) == Saved(
        unchanged={"a"}
    )
    assert stored(database, assessment) == {}


def test_every_part_of_an_answer_counts(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    answers_in_turn = [
        Answer("answered", 3),
        Answer("answered", 3, detail=40),
        Answer("answered", 3, detail=40, regional=True),
        Answer("answered", 3, detail=40, regional=True, note="Sinds maart."),
        Answer("answered", 3, detail=40, regional=True, note="Sinds maart.", evidence="Zaak 12"),
        Answer("not_applicable", reason="anders", reason_text="Er is geen school."),
        Answer("not_applicable", reason="anders", reason_text="Er is geen vo-school."),
        Answer("unknown"),
    ]
    for version, answer in enumerate(answers_in_turn):
        result = saved_by(database, assessment, person, Change("a", answer, version))
        assert result.saved == {"a": version + 1}, answer
        assert stored(database, assessment)["a"] == answer
    with database.read() as connection:
        history = answering.history(connection, assessment.id, "a")
    assert [item.answer for item in reversed(history)] == answers_in_turn


def test_an_answer_that_contradicts_itself_is_refused(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    for odd in (Answer("answered"), Answer("unknown", "ja"), Answer("open", 3)):
        with pytest.raises(Unstorable):
            saved_by(database, assessment, person, Change("a", odd, 0))


def test_the_same_question_twice_is_refused(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    with pytest.raises(ValueError, match="twice"):
        saved_by(database, assessment, person, Change("a", YES, 0), Change("a", NO, 0))


def test_saving_makes_the_assessment_the_newest(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0), minutes=10)
    with database.read() as connection:
        assert assessments.get(connection, assessment.id).updated_at == later(minutes=10)
    # Nothing changes: neither for the same answer, nor by a clock that runs behind.
    saved_by(database, assessment, person, Change("a", YES, 1), minutes=20)
    saved_by(database, assessment, person, Change("a", NO, 1), minutes=5)
    with database.read() as connection:
        assert assessments.get(connection, assessment.id).updated_at == later(minutes=10)


def test_a_removed_assessment_takes_no_answers(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    with database.write() as connection:
        assessments.remove(connection, assessment.id, by=person, now=NOW)
    with pytest.raises(UnknownAssessment):
        saved_by(database, assessment, person, Change("a", YES, 0))


def test_an_unknown_assessment_takes_no_answers(database: Database, person: PersonRecord) -> None:
    with pytest.raises(UnknownAssessment), database.write() as connection:
        save(connection, "a" * 22, [Change("a", YES, 0)], by=person, now=NOW)


def test_nothing_is_saved_when_the_request_fails_afterwards(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    def fail_after_saving() -> None:
        with database.write() as connection:
            save(connection, assessment.id, [Change("a", YES, 0)], by=person, now=NOW)
            raise KeyError

    with pytest.raises(KeyError):
        fail_after_saving()
    assert stored(database, assessment) == {}


def test_a_page_takes_few_statements(
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
    colleague: PersonRecord,
    statements: Statements,
) -> None:
    """However many questions the page has."""
    page = [f"vraag-{number}" for number in range(6)]
    statements.sent.clear()
    saved_by(database, assessment, person, *(Change(name, YES, 0) for name in page))
    # Lock, look, insert answers, insert history, note the change, and the act in the trail.
    assert len(statements) == 6, statements.sent
    statements.sent.clear()
    saved_by(database, assessment, person, *(Change(name, NO, 1) for name in page[:5]))
    assert len(statements) == 6, statements.sent
    statements.sent.clear()
    new = [*(Change(name, PARTLY, 1) for name in page), Change("vraag-6", YES, 0)]
    result = saved_by(database, assessment, colleague, *new)
    assert len(result.conflicts) == 5
    assert result.saved == {"vraag-5": 2, "vraag-6": 1}
    # One more to look up what was in view, and one because some rows are new and some are not.
    assert len(statements) == 8, statements.sent


def test_an_answer_is_never_written_over_unseen_even_without_the_lock(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    """The version in the statement itself is the last defence."""
    saved_by(database, assessment, person, Change("a", YES, 0), Change("b", YES, 0))
    seen = stored(database, assessment)
    saved_by(database, assessment, person, Change("a", NO, 1))
    with pytest.raises(DatabaseBusy), database.write() as connection:
        answers.write(
            connection, assessment.id, seen, {"a": PARTLY, "b": PARTLY}, by=person, now=NOW
        )
    assert stored(database, assessment) == {"a": NO, "b": YES}


def test_history_and_answers_always_agree(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    """The newest row of the history is the answer itself, with all its columns."""
    saved_by(database, assessment, person, Change("a", YES, 0), Change("b", PARTLY, 0))
    saved_by(database, assessment, person, Change("a", Answer("answered", date(2026, 2, 28)), 1))
    with database.read() as connection:
        now = {row.question_id: row._asdict() for row in connection.execute(select(table))}
        for row in connection.execute(select(answer_history).order_by(answer_history.c.id)):
            then = row._asdict()
            del then["id"]
            if row.version == now[row.question_id]["version"]:
                assert then == now[row.question_id]
    assert now["a"]["person_id"] == person.id


def test_the_database_itself_refuses_a_state_that_is_none(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    for odd in ({"state": "hidden"}, {"state": "open"}, {"value": None}, {"version": 0}):
        with pytest.raises(IntegrityError), database.write() as connection:
            connection.execute(update(table).values(odd))


PEOPLE = st.sampled_from(["eerste", "tweede", "derde"])
VALUES = st.sampled_from([Answer(), YES, NO, PARTLY, Answer("unknown")])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("look"), PEOPLE),
        st.tuples(st.just("send"), PEOPLE, st.dictionaries(st.sampled_from("ab"), VALUES)),
    ),
    max_size=25,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_three_people_do_nothing_is_lost_and_nothing_is_made_up(
    database: Database, person: PersonRecord, steps: list[tuple[str, ...]]
) -> None:
    """Everyone sends the whole page as they see it, with their own changes in it."""
    with database.write() as connection:
        assessment = start(connection, person)
        view: dict[str, dict[str, Answer]] = {name: {} for name in ("eerste", "tweede", "derde")}
        written = dict.fromkeys("ab", 0)
        for step in steps:
            who = step[1]
            before = answers.stored(connection, assessment.id)
            if step[0] == "look":
                view[who] = before
                continue
            touched: dict[str, Answer] = step[2]  # type: ignore[assignment]
            page = [
                Change(
                    question,
                    touched.get(question, view[who].get(question, Answer())),
                    view[who].get(question, Answer()).version,
                )
                for question in "ab"
            ]
            result = save(connection, assessment.id, page, by=person, now=NOW)
            after = answers.stored(connection, assessment.id)
            in_conflict = {conflict.question_id for conflict in result.conflicts}
            for change in page:
                question = change.question_id
                old, new = before.get(question, Answer()), after.get(question, Answer())
                if question in result.saved:
                    # It was written because nobody had written in between.
                    assert old.version == change.base_version
                    assert (new, new.version) == (change.answer, old.version + 1)
                    written[question] += 1
                else:
                    assert (new, new.version) == (old, old.version)
                touched_it = change.answer != view[who].get(question, Answer())
                if question in result.kept_theirs:
                    assert not touched_it
                if touched_it and new != change.answer:
                    assert question in in_conflict
        for question, times in written.items():
            history = answering.history(connection, assessment.id, question)
            assert [item.answer.version for item in history] == list(range(times, 0, -1))


def test_what_was_sent_again_is_saved_once(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    again = saved_by(database, assessment, person, Change("a", YES, 0, later(minutes=1)), minutes=2)
    assert again == Saved(unchanged={"a"})
    assert again.in_view == {"a": 1}
    assert stored(database, assessment)["a"].version == 1


def test_what_arrived_before_and_was_overtaken_since_is_no_conflict(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, colleague: PersonRecord
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    saved_by(database, assessment, colleague, Change("a", NO, 1), minutes=2)
    again = saved_by(database, assessment, person, Change("a", YES, 0, later(minutes=1)), minutes=3)
    assert again == Saved(kept_theirs={"a"})
    # Whoever goes on from here has seen the own answer, not the later one.
    assert again.in_view == {"a": 1}
    assert stored(database, assessment)["a"] == NO
    changed = saved_by(database, assessment, person, Change("a", PARTLY, 1), minutes=4)
    assert changed == Saved(conflicts=(Conflict("a", PARTLY, NO),))
    assert changed.in_view == {}


@pytest.mark.parametrize(
    ("by", "answer", "since"),
    [("colleague", YES, 1), ("person", PARTLY, 1), ("person", YES, 1.5)],
    ids=["of someone else", "another answer", "from before the first try"],
)
def test_only_exactly_what_was_tried_counts_as_arrived(
    request: pytest.FixtureRequest,
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
    colleague: PersonRecord,
    by: str,
    answer: Answer,
    since: float,
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    saved_by(database, assessment, colleague, Change("a", NO, 1), minutes=2)
    change = Change("a", answer, 0, later(minutes=since))
    again = saved_by(database, assessment, request.getfixturevalue(by), change, minutes=3)
    assert again == Saved(conflicts=(Conflict("a", answer, NO),))
    assert stored(database, assessment)["a"] == NO


def test_someone_goes_on_from_the_version_that_equals_what_was_sent(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, colleague: PersonRecord
) -> None:
    first = saved_by(database, assessment, person, Change("a", YES, 0), Change("b", YES, 0))
    assert first.in_view == {"a": 1, "b": 1}
    saved_by(database, assessment, colleague, Change("a", NO, 1), Change("b", NO, 1), minutes=2)
    # The first did not touch "a" and came to the same answer to "b".
    found = saved_by(
        database, assessment, person, Change("a", YES, 1), Change("b", NO, 1), minutes=3
    )
    assert found == Saved(unchanged={"b"}, kept_theirs={"a"})
    assert found.in_view == {"a": 1, "b": 2}


def test_another_answer_than_the_one_that_arrived_is_not_taken_for_it(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    saved_by(database, assessment, person, Change("a", YES, 0))
    # The same person in another tab, which never showed that answer.
    again = saved_by(database, assessment, person, Change("a", PARTLY, 0, later(minutes=1)))
    assert again == Saved(conflicts=(Conflict("a", PARTLY, YES),))
    assert stored(database, assessment)["a"] == YES
