"""What is kept in versions: a table with what is so now, beside a history that only grows.

The next version is written over the one that the caller saw and over nothing else. So whatever else
fails, nobody writes over something that they never looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Table, Update, bindparam, insert, select, update

from assessment.storage.errors import DatabaseBusy
from assessment.storage.records import PersonRecord

Content = dict[str, Any]


def stamp(version: int, by: PersonRecord | None, at: datetime) -> Content:
    """Which version it is, and who made it when: what `columns.versioned` asks for."""
    return {
        "version": version,
        "changed_by": by.function if by else None,
        "person_id": by.id if by else None,
        "changed_at": at,
    }


@dataclass(frozen=True)
class Versioned:
    """The two tables of one kind of thing, and the column of each that says which thing it is."""

    present: Table
    history: Table
    key: str
    history_key: str

    def one(self, connection: Connection, assessment_id: str, thing_id: str) -> Row[Any] | None:
        """As it is now; nothing for a thing of another assessment."""
        query = select(self.present).where(
            self.present.c.assessment_id == assessment_id, self.present.c[self.key] == thing_id
        )
        return connection.execute(query).one_or_none()

    def versions(self, connection: Connection, assessment_id: str, thing_id: str) -> list[Row[Any]]:
        """Everything that it ever was, newest first."""
        query = (
            select(self.history)
            .where(
                self.history.c.assessment_id == assessment_id,
                self.history.c[self.history_key] == thing_id,
            )
            .order_by(self.history.c.version.desc())
        )
        return list(connection.execute(query))

    def write(
        self, connection: Connection, assessment_id: str, contents: Sequence[tuple[str, Content]]
    ) -> None:
        """Writes of each thing the version that its content has, over the version before it.

        DatabaseBusy when that is not there: all is undone then, and who saves can try again.
        """
        of = {"assessment_id": assessment_id}
        first = [(thing, row) for thing, row in contents if row["version"] == 1]
        later = [(thing, row) for thing, row in contents if row["version"] > 1]
        if first:
            rows = [{**of, self.key: thing, **row} for thing, row in first]
            connection.execute(insert(self.present), rows)
        if later:
            self._overwrite(connection, assessment_id, later)
        if contents:
            log = [{**of, self.history_key: thing, **self._kept(row)} for thing, row in contents]
            connection.execute(insert(self.history), log)

    def _overwrite(
        self, connection: Connection, assessment_id: str, contents: Sequence[tuple[str, Content]]
    ) -> None:
        statement = _over_what_was_seen(self.present, self.key, tuple(contents[0][1]))
        of = {"of_assessment": assessment_id}
        rows = [
            {**of, "of_thing": thing, "over_version": row["version"] - 1, **row}
            for thing, row in contents
        ]
        if connection.execute(statement, rows).rowcount != len(rows):
            # The lock on the assessment should have kept the other away.
            raise DatabaseBusy("een ander bewaarde tegelijk")

    def _kept(self, row: Content) -> Content:
        """Without what only the present has, such as a place in a list."""
        return {name: value for name, value in row.items() if name in self.history.c}


@cache
def _over_what_was_seen(table: Table, key: str, names: tuple[str, ...]) -> Update:
    """Made once: every answer that is changed asks for it."""
    return (
        update(table)
        .where(
            table.c.assessment_id == bindparam("of_assessment"),
            table.c[key] == bindparam("of_thing"),
            table.c.version == bindparam("over_version"),
        )
        .values({name: bindparam(name) for name in names})
    )
