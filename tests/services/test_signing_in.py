"""Signing in with a one-time link, and how long a session holds."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Text, cast, select

from assessment.services import signing_in
from assessment.services.signing_in import SessionToken
from assessment.storage import people
from assessment.storage.database import Database
from assessment.storage.records import PersonRecord
from assessment.storage.tables import metadata
from tests.database import NOW, later, only_sqlite
from tests.together import together

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def link(database: Database) -> str:
    with database.write() as connection:
        token = signing_in.first_link(connection, NOW)
    assert token
    return token


@pytest.fixture
def session(database: Database, link: str) -> SessionToken:
    with database.write() as connection:
        token = signing_in.use_link(connection, link, NOW)
    assert token
    return token


def who(database: Database, token: str, **passed: float) -> PersonRecord | None:
    with database.read() as connection:
        return signing_in.who(connection, token, later(**passed))


def test_first_start_makes_one_person_and_a_link(database: Database) -> None:
    with database.write() as connection:
        first = signing_in.first_link(connection, NOW)
        # Until someone signed in, every start gives a link, and all of them lead to one person.
        second = signing_in.first_link(connection, later(minutes=1))
        assert first
        assert second
        assert first != second
        for token in (first, second):
            session = signing_in.use_link(connection, token, later(minutes=2))
            assert session
            found = signing_in.who(connection, session, later(minutes=2))
            assert found == people.first(connection)
        assert signing_in.first_link(connection, later(minutes=3)) is None


def test_no_first_link_after_signing_out(database: Database, session: SessionToken) -> None:
    with database.write() as connection:
        signing_in.sign_out(connection, session, NOW)
        assert signing_in.first_link(connection, later(days=30)) is None
        # Who has access to the machine can always make a new one.
        assert signing_in.look_at_link(connection, signing_in.new_link(connection, NOW), NOW)


def test_link_for_someone_else(database: Database, colleague: PersonRecord) -> None:
    with database.write() as connection:
        token = signing_in.new_link(connection, NOW, colleague.id)
        session = signing_in.use_link(connection, token, NOW)
        assert session
        assert signing_in.who(connection, session, NOW) == colleague


def test_looking_uses_nothing_up(database: Database, link: str) -> None:
    for _ in range(3):
        with database.read() as connection:
            assert signing_in.look_at_link(connection, link, NOW)
    with database.write() as connection:
        assert signing_in.use_link(connection, link, NOW)
        assert not signing_in.look_at_link(connection, link, NOW)


def test_link_works_once(database: Database, link: str, session: SessionToken) -> None:
    with database.write() as connection:
        assert signing_in.use_link(connection, link, NOW) is None
    assert who(database, session)


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud83d", "é" * 5000, "' OR 1=1 --"])
def test_unknown_tokens_do_nothing(database: Database, link: str, token: str) -> None:
    with database.write() as connection:
        assert not signing_in.look_at_link(connection, token, NOW)
        assert signing_in.use_link(connection, token, NOW) is None
        assert signing_in.who(connection, token, NOW) is None
        signing_in.touch(connection, token, NOW)
        signing_in.sign_out(connection, token, NOW)
        assert signing_in.look_at_link(connection, link, NOW)


def test_link_holds_for_seven_days(database: Database, link: str) -> None:
    with database.write() as connection:
        too_late = NOW + timedelta(days=7)
        assert not signing_in.look_at_link(connection, link, too_late)
        assert signing_in.use_link(connection, link, too_late) is None
        assert signing_in.look_at_link(connection, link, too_late - A_SECOND)
        assert signing_in.use_link(connection, link, too_late - A_SECOND)


def test_of_eight_at_once_exactly_one_signs_in(database: Database, link: str) -> None:
    def attempt() -> SessionToken | None:
        with database.write() as connection:
            return signing_in.use_link(connection, link, NOW)

    won = [token for token in together([attempt] * 8) if token]
    assert len(won) == 1
    assert who(database, won[0])


def test_session_ends_after_twelve_idle_hours(database: Database, session: SessionToken) -> None:
    assert who(database, session, hours=12, seconds=-1)
    assert who(database, session, hours=12) is None
    # Looking is not using.
    assert who(database, session, hours=13) is None


def test_use_keeps_a_session_alive_for_seven_days_at_most(
    database: Database, session: SessionToken
) -> None:
    for hours in range(0, 7 * 24, 11):
        with database.write() as connection:
            assert signing_in.who(connection, session, later(hours=hours))
            signing_in.touch(connection, session, later(hours=hours))
    assert who(database, session, days=7, seconds=-1)
    assert who(database, session, days=7) is None


def test_a_session_that_ran_out_is_not_revived(database: Database, session: SessionToken) -> None:
    with database.write() as connection:
        signing_in.touch(connection, session, later(hours=12))
    assert who(database, session, hours=12) is None
    # A clock that was set back does not shorten it either.
    with database.write() as connection:
        signing_in.touch(connection, session, later(hours=6))
        signing_in.touch(connection, session, later(hours=2))
    assert who(database, session, hours=17)


def test_sign_out_ends_this_session_alone(database: Database, session: SessionToken) -> None:
    with database.write() as connection:
        other = signing_in.use_link(connection, signing_in.new_link(connection, NOW), NOW)
        assert other
        signing_in.sign_out(connection, session, NOW)
    assert who(database, session) is None
    assert who(database, other)


def test_old_sessions_are_cleared_away(database: Database, session: SessionToken) -> None:
    with database.write() as connection:
        signing_in.use_link(
            connection, signing_in.new_link(connection, later(days=30)), later(days=30)
        )
        left = connection.execute(select(metadata.tables["sessions"])).all()
    assert len(left) == 1


def test_no_token_stands_in_the_tables(
    database: Database, link: str, session: SessionToken
) -> None:
    with database.read() as connection:
        for table in metadata.tables.values():
            for row in connection.execute(select(*(cast(column, Text) for column in table.c))):
                assert link not in map(str, row)
                assert session not in map(str, row)


@only_sqlite
def test_no_token_stands_in_the_files(database: Database, link: str, session: SessionToken) -> None:
    path = Path(str(database.engine.url.database))
    files = list(path.parent.glob(path.name + "*"))
    assert {file.name for file in files} >= {path.name, path.name + "-wal"}
    everything = b"".join(file.read_bytes() for file in files)
    # The search does find what is there.
    assert signing_in._digest(link).encode() in everything
    assert link.encode() not in everything
    assert session.encode() not in everything


def test_a_function_changes_for_one_person_and_from_now_on(
    database: Database, session: SessionToken, colleague: PersonRecord
) -> None:
    me = who(database, session)
    assert me
    assert me.function == signing_in.LOCAL_FUNCTION
    with database.write() as connection:
        signing_in.change_function(connection, me, "Wethouder ’s-Hertogenbosch", NOW)
    found = who(database, session)
    assert found
    assert (found.id, found.function) == (me.id, "Wethouder ’s-Hertogenbosch")
    with database.read() as connection:
        functions = connection.execute(select(metadata.tables["people"].c.function)).scalars()
        assert sorted(functions) == ["Adviseur veiligheid", "Wethouder ’s-Hertogenbosch"]
