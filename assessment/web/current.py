"""What a view may use: the parts of the app, the transaction of the request, who asks and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app, g, request
from sqlalchemy import Connection

from assessment.config import Settings
from assessment.core.calendar import LOCAL_TIME
from assessment.library.content import Library
from assessment.services.keys import Keys
from assessment.services.pdf_drafts import Drafts
from assessment.services.signing_in import Limits
from assessment.storage.database import Database
from assessment.storage.records import PersonRecord
from assessment.storage.ties import Visitor

KEY = "preventiespiegel"


@dataclass(frozen=True)
class Parts:
    """What the app is made of; a test gives it a clock of its own."""

    settings: Settings
    library: Library
    database: Database
    clock: Callable[[], datetime]
    drafts: Drafts
    keys: Keys


def parts() -> Parts:
    found: Parts = current_app.extensions[KEY]
    return found


def library() -> Library:
    return parts().library


def now() -> datetime:
    return parts().clock()


def today() -> date:
    """The date on the calendar of the person who fills in."""
    return now().astimezone(LOCAL_TIME).date()


def person() -> PersonRecord:
    """Who is signed in; only a view that asks for it has one."""
    found: PersonRecord = g.person
    return found


def visitor() -> Visitor:
    """The same person with what they are."""
    found: Visitor = g.visitor
    return found


def limits() -> Limits:
    """How long a session holds on this installation."""
    settings = parts().settings
    hours = settings.idle_hours, settings.session_hours
    return Limits(*(timedelta(hours=number) for number in hours))


def is_reading() -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS")


@contextmanager
def transaction() -> Iterator[None]:
    """A request is one transaction, opened when it is first needed.

    A view that returns is a good view: what it wrote is committed, also when its page says that
    one of the answers could not be saved. A view that raises leaves nothing behind. The commit
    comes before the answer goes out, so a page never says "saved" about something that was not.
    """
    try:
        with ExitStack() as stack:
            g.transaction = stack
            yield
    finally:
        g.pop("transaction", None)
        g.pop("connection", None)


def connection() -> Connection:
    """Reading for GET, so that a look can never write; writing for everything else."""
    if "connection" not in g:
        database = parts().database
        opened = database.read() if is_reading() else database.write()
        g.connection = g.transaction.enter_context(opened)
    found: Connection = g.connection
    return found


@contextmanager
def reading() -> Iterator[Connection]:
    """For a look at the side: with what is open, and otherwise without a turn to write."""
    if "connection" in g:
        yield g.connection
    else:
        with parts().database.read() as conn:
            yield conn


def end_transaction() -> None:
    """For a view that still has long work to do and needs the database no more."""
    g.pop("connection", None)
    g.transaction.close()
