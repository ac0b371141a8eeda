"""Column types that refuse what one of the two databases would refuse or silently change."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator

from assessment.core.question_types import write
from assessment.storage.errors import Unstorable

# Ids of rows and columns in a grid cannot hold a dollar sign, so no answer looks like this.
_DATE = "$date"
# SQLite turns a bare number that is longer than this into a rounded one.
_INTEGER_END = 2**53


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. SQLite would drop the zone, so only UTC goes in and UTC comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise Unstorable("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text of a known length that both databases can hold."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if len(value) > self.length:
            raise Unstorable(f"{len(value)} characters where {self.length} is the most")
        return sound(value)


class AnswerValue(TypeDecorator[Any]):
    """The value or the detail of an answer, or nothing, as JSON that reads back the same.

    JSON has no dates, so a date says for itself that it is one. A question set, that knows the
    type of each answer, is not at hand in the history or in a conflict between two people.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if isinstance(value, bool):
            raise Unstorable("an answer is never just true or false")
        return pack(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return unpack(value)


def pack(value: Any) -> Any:
    """A value of the core as JSON; anything but the kinds that the core knows is a mistake."""
    match value:
        case date() if not isinstance(value, datetime):
            return {_DATE: write(value)}
        case None:
            return None
        case int() if abs(value) < _INTEGER_END:
            return value
        case str():
            return sound(value)
        case tuple() if all(isinstance(item, str) for item in value):
            return write(tuple(sound(item) for item in value))
        case Mapping() if all(isinstance(part, str) for pair in value.items() for part in pair):
            return {sound(row): sound(column) for row, column in value.items()}
    raise Unstorable(f"a {type(value).__name__} cannot be stored")


def unpack(stored: Any) -> Any:
    """What `pack` was given. What cannot come from it is left as it is, for the reader to judge."""
    match stored:
        case {"$date": str(day), **rest} if not rest:
            with suppress(ValueError):
                return date.fromisoformat(day)
        case list():
            return tuple(stored)
    return stored


def sound(text: str) -> str:
    """PostgreSQL refuses NUL and neither database takes half a character; SQLite takes NUL."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Unstorable("the text holds a character that cannot be stored")
    return text
