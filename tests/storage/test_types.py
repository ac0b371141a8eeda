"""What goes into a column comes out the same, on both databases, or is refused."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from assessment.core.answers import Answer
from assessment.services.answering import Change, save
from assessment.storage import answers, people
from assessment.storage.database import Database
from assessment.storage.errors import Unstorable
from assessment.storage.records import AssessmentRecord, PersonRecord
from assessment.storage.tables import people as people_table
from assessment.storage.types import pack, unpack
from tests.database import NOW

TEXTS = [
    "gewoon",
    "2026-02-28",
    "Súdwest-Fryslân, ’s-Hertogenbosch, “aanhaling”, \\u0000, 😀, \u202eomgekeerd",
    "regel\r\nregel\ttab",
    "'; DROP TABLE answers; --",
    " spaties ",
]
VALUES: list[Any] = [
    0,
    4,
    -1,
    2**31,
    2**53 - 1,
    "ja",
    *TEXTS,
    date(1990, 1, 1),
    date(2100, 12, 31),
    date(2028, 2, 29),
    ("een",),
    ("drie", "een"),
    {"rij": "kolom"},
    {"$date": "geen dag"},
    {"b": "1", "a": "2"},
    {},
    (),
]


def test_every_value_comes_back_with_its_own_type(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    given = {
        f"v{number}": Answer("answered", value, detail=detail, note=note, evidence=note)
        for number, value in enumerate(VALUES)
        for detail in (date(2026, 1, 1) if number % 2 else 12,)
        for note in (TEXTS[number % len(TEXTS)],)
    }
    with database.write() as connection:
        changes = [Change(name, answer, 0) for name, answer in given.items()]
        save(connection, assessment.id, changes, by=person, now=NOW)
    with database.read() as connection:
        found = answers.stored(connection, assessment.id)
    assert found == given
    for name, answer in given.items():
        assert type(found[name].value) is type(answer.value)
        assert type(found[name].detail) is type(answer.detail)


SOUND = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
VALUE = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    SOUND,
    st.dates(),
    st.lists(SOUND).map(tuple),
    st.dictionaries(SOUND.filter(lambda key: key != "$date"), SOUND),
)


@given(VALUE)
def test_pack_and_unpack_are_each_others_opposite(value: Any) -> None:
    back = unpack(pack(value))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        True,
        1.5,
        2**53,
        -(10**25),
        float("nan"),
        b"x",
        NOW,
        ["lijst"],
        (1, 2),
        {"a": 1},
        {1: "a"},
        "nul\x00",
        "half \ud83d",
        ("\x00",),
        {"a": "\x00"},
        {"\ud83d": "a"},
        object(),
    ],
)
def test_other_values_are_refused(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, value: Any
) -> None:
    with pytest.raises(Unstorable), database.write() as connection:
        save(
            connection,
            assessment.id,
            [Change("v", Answer("answered", value), 0)],
            by=person,
            now=NOW,
        )
    with database.read() as connection:
        assert answers.stored(connection, assessment.id) == {}


@pytest.mark.parametrize("field", ["note", "evidence", "reason_text"])
@pytest.mark.parametrize("text", ["x" * 301, "nul\x00", "half \ud83d"])
def test_texts_that_do_not_fit_are_refused_alike(
    database: Database, assessment: AssessmentRecord, person: PersonRecord, field: str, text: str
) -> None:
    odd = Answer("unknown", **{field: text})  # type: ignore[arg-type]
    with pytest.raises(Unstorable), database.write() as connection:
        save(connection, assessment.id, [Change("v", odd, 0)], by=person, now=NOW)


def test_the_longest_text_fits_in_characters_and_not_in_bytes(
    database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    longest = Answer("unknown", note="😀" * 300, evidence="é" * 300, reason_text="ÿ" * 200)
    with database.write() as connection:
        save(connection, assessment.id, [Change("v", longest, 0)], by=person, now=NOW)
        assert answers.stored(connection, assessment.id)["v"] == longest


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2))),  # the hour that
        datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=1))),  # comes twice
        datetime(2039, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=timezone(timedelta(hours=-12))),
    ],
)
def test_moments_come_back_in_utc(database: Database, moment: datetime) -> None:
    with database.write() as connection:
        added = people.add(connection, "Beleidsmedewerker", moment)
    with database.read() as connection:
        found = connection.execute(select(people_table.c.created_at)).scalar_one()
        assert people.first(connection) == added
    assert found == moment
    assert found.tzinfo is UTC


def test_moments_without_a_zone_are_refused(database: Database) -> None:
    naive = datetime(2026, 11, 21, 9, 30)  # noqa: DTZ001
    with pytest.raises(Unstorable), database.write() as connection:
        connection.execute(insert(people_table), {"id": "a", "function": "b", "created_at": naive})
