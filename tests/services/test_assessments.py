"""Starting, changing, removing, loading and importing an assessment."""

import dataclasses
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update

from assessment.core.answers import Answer
from assessment.core.assessment import Assessment, Municipality
from assessment.core.question_set import QuestionSet
from assessment.services import activities, answering, assessments
from assessment.services.answering import Change
from assessment.storage.database import Database
from assessment.storage.records import AssessmentRecord, PersonRecord, UnknownAssessment
from assessment.storage.tables import activities as activity_table
from assessment.storage.tables import answers as answer_table
from assessment.storage.tables import assessment_history
from tests.database import HILVERSUM, NOW, Statements, later, start
from tests.services.test_activities import lesson

KEY = "veilig-online/1.0"


def question(name: str, kind: str, **given: Any) -> dict[str, Any]:
    return {
        "id": name,
        "ref": "1",
        "type": kind,
        "text": "Vraag?",
        "why": "Daarom.",
        "source": ["bron"],
        **given,
    }


def question_set(*questions: dict[str, Any]) -> QuestionSet:
    """A set with nothing but questions."""
    step = {
        "id": "stap",
        "ref": "1",
        "title": "Stap",
        "intro": "Stap",
        "minutes": 5,
        "minutes_short": 5,
        "source": ["bron"],
        "pages": [{"title": "Bladzijde", "questions": list(questions)}],
    }
    return QuestionSet.model_validate(
        {
            "id": "veilig-online",
            "version": "1.0",
            "title": "Veilig online",
            "released_on": date(2026, 11, 1),
            "about": "Over.",
            "disclaimer": "Let op.",
            "takes_short": {"least": 5, "most": 5},
            "takes_full": {"least": 5, "most": 5},
            "scale": [{"value": n, "label": "Trede", "text": "Trede"} for n in range(5)],
            "reasons": [],
            "steps": [step],
            "inventory": {
                "title": "Aan de slag",
                "intro": "Overzicht.",
                **{
                    name: []
                    for name in (
                        "settings",
                        "themes",
                        "audiences",
                        "forms",
                        "starters",
                        "cell_states",
                        "findings",
                        "contradictions",
                    )
                },
            },
            "standing_lines": [],
            "rules": [],
            "glossary": [],
        }
    )


CHOICES = [{"id": "nee", "ref": "a", "text": "Nee"}, {"id": "ja", "ref": "b", "text": "Ja"}]
CONTENT = question_set(
    question("trede", "level"),
    question("lijst", "multi", options=CHOICES),
    question("rooster", "grid", rows=CHOICES, columns=CHOICES),
    question("dag", "date", none={"id": "geen", "ref": "g", "text": "Geen"}),
    question(
        "ronde",
        "choice",
        options=CHOICES,
        detail={"id": "d", "ref": "d", "type": "date", "text": "Wanneer"},
    ),
    question("leeg", "text"),
)
GIVEN = {
    "trede": Answer("answered", 0, note="Nul is ook een antwoord."),
    "lijst": Answer("answered", ("nee", "ja")),
    "rooster": Answer("answered", {"nee": "ja", "ja": "nee"}),
    "dag": Answer("answered", date(2026, 2, 28)),
    "ronde": Answer("answered", "ja", detail=date(2027, 1, 1), regional=True),
    "leeg": Answer("unknown"),
}


def library(content: QuestionSet = CONTENT, *municipalities: Municipality) -> Any:
    by_code = {item.code: item for item in municipalities or (HILVERSUM,)}
    return SimpleNamespace(
        question_sets={KEY: content}, municipalities=SimpleNamespace(by_code=by_code)
    )


@pytest.fixture
def filled(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> AssessmentRecord:
    with database.write() as connection:
        changes = [Change(name, answer, 0) for name, answer in GIVEN.items()]
        answering.save(connection, assessment.id, changes, by=person, now=NOW)
        for name in ("Een", "Twee"):
            activities.add(connection, assessment.id, lesson(name=name), by=person, now=NOW)
    return assessment


def test_what_was_started_is_found_back(database: Database, person: PersonRecord) -> None:
    with database.write() as connection:
        record = start(connection, person, depth="kort")
    assert len(record.id) >= 22
    assert record.version == 1
    with database.read() as connection:
        assert assessments.get(connection, record.id) == record
        with pytest.raises(UnknownAssessment):
            assessments.get(connection, "a" * 22)


def test_ids_are_never_the_same(database: Database, person: PersonRecord) -> None:
    with database.write() as connection:
        assert len({start(connection, person).id for _ in range(50)}) == 50


def test_newest_change_comes_first(database: Database, person: PersonRecord) -> None:
    with database.write() as connection:
        old, new, newest = (
            start(connection, person, now=later(minutes=minutes)) for minutes in (1, 2, 3)
        )
        answering.save(
            connection, old.id, [Change("a", Answer("unknown"), 0)], by=person, now=later(days=1)
        )
        assert [item.id for item in assessments.list_open(connection)] == [
            old.id,
            newest.id,
            new.id,
        ]


def test_loads_everything_in_three_queries(
    database: Database, filled: AssessmentRecord, person: PersonRecord, statements: Statements
) -> None:
    statements.sent.clear()
    with database.read() as connection:
        record, found = assessments.load(connection, filled.id, library())
    assert len(statements) == 3, statements.sent
    assert record == dataclasses.replace(filled, updated_at=NOW)
    assert found.answers == GIVEN
    for name, answer in found.answers.items():
        assert type(answer.value) is type(GIVEN[name].value)
        assert (answer.version, answer.by, answer.at) == (1, person.function, NOW)
    assert [item.name for item in found.activities] == ["Een", "Twee"]
    assert (found.question_set, found.municipality, found.depth) == (CONTENT, HILVERSUM, "volledig")
    assert found.reference_date == date(2026, 11, 1)
    assert found.inventory_complete is False


def test_load_leaves_removed_activities_out(
    database: Database, filled: AssessmentRecord, person: PersonRecord
) -> None:
    with database.write() as connection:
        first = activities.list_all(connection, filled.id)[0]
        activities.remove(connection, filled.id, first.activity.id, 1, by=person, now=NOW)
        _, found = assessments.load(connection, filled.id, library())
    assert [item.name for item in found.activities] == ["Twee"]


def test_an_answer_that_no_longer_reads_is_open_and_stays_stored(
    database: Database, filled: AssessmentRecord, caplog: pytest.LogCaptureFixture
) -> None:
    """Only a draft of a question set can change; its answers must not close the page."""
    changed = question_set(
        question("trede", "yes_partly_no"),
        question("lijst", "multi", options=CHOICES[:1]),
        question("rooster", "level"),
        question("dag", "text"),
        question("ronde", "choice", options=CHOICES),
    )
    with database.read() as connection:
        _, found = assessments.load(connection, filled.id, library(changed))
        stored = answering.history(connection, filled.id, "trede")[0].answer
    assert found.answers["trede"] == Answer(note="Nul is ook een antwoord.")
    assert found.answers["trede"].version == 1
    assert found.answers["lijst"] == found.answers["rooster"] == found.answers["dag"] == Answer()
    assert found.answers["ronde"] == dataclasses.replace(GIVEN["ronde"], detail=None)
    assert "leeg" not in found.answers
    assert stored == GIVEN["trede"]
    assert "trede" in caplog.text
    # What someone answered does not belong in a log.
    assert "Nul is ook" not in caplog.text


def test_an_activity_with_an_odd_field_does_not_close_the_inventory(
    database: Database, filled: AssessmentRecord
) -> None:
    with database.write() as connection:
        row = connection.execute(select(activity_table.c.data)).first()
        assert row is not None
        odd = {**row.data, "status": "verdwenen", "unheard_of": 1, "reach": -5}
        connection.execute(update(activity_table).values(data=odd))
        _, found = assessments.load(connection, filled.id, library())
    assert [item.status for item in found.activities] == ["loopt", "loopt"]
    assert [item.reach for item in found.activities] == [None, None]


def test_municipality_of_another_year_is_taken_from_the_record(
    database: Database, filled: AssessmentRecord
) -> None:
    """After a merger the same code may mean another area."""
    lists = library(CONTENT, dataclasses.replace(HILVERSUM, list_year=2027, name="Gooiland"))
    with database.read() as connection:
        _, found = assessments.load(connection, filled.id, lists)
    assert found.municipality == Municipality("GM0402", "Hilversum", 2026)


def test_unknown_question_set_is_said(database: Database, person: PersonRecord) -> None:
    with database.write() as connection:
        record = start(connection, person, question_set_key="veilig-online/9.9")
        with pytest.raises(assessments.UnknownQuestionSet, match=r"veilig-online/9\.9"):
            assessments.load(connection, record.id, library())


def test_each_change_is_a_version_with_its_history(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, colleague: PersonRecord
) -> None:
    key = {"by": colleague, "now": later(hours=1)}
    with database.write() as connection:
        assert assessments.change(connection, assessment.id, **key) == assessment
        assert assessments.change(connection, assessment.id, depth="volledig", **key) == assessment
        changed = assessments.change(
            connection,
            assessment.id,
            depth="kort",
            reference_date=date(2026, 12, 1),
            municipality=Municipality("GM0363", "Amsterdam", 2026),
            inventory_complete=True,
            **key,
        )
        assert assessments.get(connection, assessment.id) == changed
        again = assessments.change(
            connection, assessment.id, inventory_complete=False, by=person, now=later(hours=2)
        )
        rows = connection.execute(
            select(assessment_history).order_by(assessment_history.c.version)
        ).all()
    assert changed == dataclasses.replace(
        assessment,
        depth="kort",
        reference_date=date(2026, 12, 1),
        municipality_code="GM0363",
        municipality_name="Amsterdam",
        inventory_complete=True,
        updated_at=later(hours=1),
        version=2,
    )
    assert (again.inventory_complete, again.version) == (False, 3)
    assert [(row.version, row.depth, row.inventory_complete, row.changed_by) for row in rows] == [
        (1, "volledig", False, person.function),
        (2, "kort", True, colleague.function),
        (3, "kort", False, person.function),
    ]


def test_remove_and_restore(
    database: Database, filled: AssessmentRecord, person: PersonRecord
) -> None:
    with database.write() as connection:
        removed = assessments.remove(connection, filled.id, by=person, now=later(hours=1))
        again = assessments.remove(connection, filled.id, by=person, now=later(hours=2))
        assert removed == again
        assert removed.removed_at == later(hours=1)
        assert assessments.list_open(connection) == []
        assert assessments.list_removed(connection) == [removed]
        with pytest.raises(UnknownAssessment):
            assessments.get(connection, filled.id)
        with pytest.raises(UnknownAssessment):
            assessments.load(connection, filled.id, library())
        with pytest.raises(UnknownAssessment):
            assessments.change(connection, filled.id, depth="kort", by=person, now=NOW)
        back = assessments.restore(connection, filled.id, by=person, now=later(hours=3))
        assert (back.removed_at, back.version) == (None, 3)
        assert assessments.restore(connection, filled.id, by=person, now=later(days=1)) == back
        _, found = assessments.load(connection, filled.id, library())
        assert found.answers == GIVEN
        with pytest.raises(UnknownAssessment):
            assessments.remove(connection, "a" * 22, by=person, now=NOW)


def test_imported_file_comes_back_as_it_was(database: Database, person: PersonRecord) -> None:
    parsed = Assessment(
        question_set=CONTENT,
        municipality=HILVERSUM,
        reference_date=date(2026, 10, 1),
        depth="kort",
        answers={**GIVEN, "trede": Answer()},
        activities=(lesson(name="B"), lesson(name="A", id="uit-het-bestand")),
        inventory_complete=True,
    )
    with database.write() as connection:
        record = assessments.import_file(connection, parsed, by=person, now=NOW)
    with database.read() as connection:
        loaded_record, found = assessments.load(connection, record.id, library())
        # An open answer is nothing to store.
        assert answering.history(connection, record.id, "trede") == []
        assert answering.history(connection, record.id, "dag")[0].answer == GIVEN["dag"]
    assert loaded_record == record
    assert dict(found.answers) == {name: GIVEN[name] for name in GIVEN if name != "trede"}
    assert [item.name for item in found.activities] == ["B", "A"]
    assert "uit-het-bestand" not in [item.id for item in found.activities]
    assert (found.depth, found.inventory_complete) == ("kort", True)


def test_a_stored_answer_of_an_odd_shape_does_not_close_the_page(
    database: Database, filled: AssessmentRecord
) -> None:
    """Whatever came into the column by another road."""
    with database.write() as connection:
        for value in ({"$date": "2026-02-30"}, {"$date": "x", "y": "z"}, [1, 2], 1.5, True):
            connection.exec_driver_sql(
                "UPDATE answers SET value = "
                + ("?" if database.dialect == "sqlite" else "%s::json")
                + " WHERE question_id = 'dag'",
                (__import__("json").dumps(value),),
            )
            _, found = assessments.load(connection, filled.id, library())
            assert found.answers["dag"] == Answer()


def test_answers_table_is_named_in_full() -> None:
    """The raw statement above depends on it."""
    assert answer_table.name == "answers"
