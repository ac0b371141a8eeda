"""Alembic, called directly: no ini file, and always inside a transaction of our own."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

_HERE = Path(__file__).resolve().parent / "migrations"
# The folders with migrations; a test adds one of its own.
FOLDERS = [_HERE / "versions"]
# Any number, as long as every version of the product takes the same one.
_LOCK = 7_150_420_268


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in FOLDERS))
    return config


def head() -> str | None:
    """The newest revision that this version of the product knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(connection: Connection) -> str | None:
    """The revision of the tables as they are; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Runs what is still to be run, inside the transaction that the caller opened.

    Killed at any moment, the database is wholly what it was: both databases undo table changes
    too, as long as these happen inside the transaction.
    """
    if connection.dialect.name == "postgresql":
        # SQLite's writers wait at BEGIN IMMEDIATE; here the second one waits at this line.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as fault:
        raise RuntimeError(
            "De database hoort bij een andere versie van Preventiespiegel dan deze. "
            f"Zet de nieuwste versie van het programma neer. ({fault})"
        ) from fault
    if connection.dialect.name == "sqlite":
        _check_foreign_keys(connection)


def _check_foreign_keys(connection: Connection) -> None:
    """Foreign keys are off while migrating, so what they guard is looked at afterwards."""
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise RuntimeError(
            "De omzetting van de database klopt niet en is teruggedraaid. "
            f"Er verwijzen {len(broken)} rijen naar iets dat er niet is, zoals in {broken[0][0]}."
        )
