"""The one place where an engine is made, for the product, its migrations and its tests alike."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

# What a SQLite connection must be set to. FULL: without it a power cut loses answers of which we
# said that they were saved. recursive_triggers: without it INSERT OR REPLACE slips past the
# triggers that keep the history. secure_delete: what is erased is overwritten in the file too.
_PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
}
# With "off" a crash of the server loses answers of which we said that they were saved.
_POSTGRESQL_SETTINGS = {
    "server_encoding": ("UTF8",),
    "TimeZone": ("UTC",),
    "synchronous_commit": ("on", "local", "remote_write", "remote_apply"),
}
_POOL_PATIENCE = 5.0


def read_url(text: str) -> URL:
    """The address of the database, or a Dutch explanation of what is wrong with it."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise RuntimeError(
            "Het adres van de database is niet te lezen. "
            "Verwacht sqlite:////pad/naar/bestand.db of postgresql://…"
        ) from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite":
        raise RuntimeError("De database moet sqlite:// of postgresql:// zijn.")
    if not url.database or url.database == ":memory:" or url.query:
        raise RuntimeError("Geef bij sqlite het pad van een bestand, zonder meer erachter.")
    return url


def make_engine(url: URL, *, patience: float, migrating: bool = False) -> Engine:
    """An engine; `migrating` leaves SQLite's foreign keys off.

    With them on, a migration that rebuilds a table silently deletes what hangs on its rows.
    """
    # Answers must not end up in a log by way of the text of an error.
    options: dict[str, Any] = {"json_serializer": _to_json, "hide_parameters": True}
    if migrating:
        options["poolclass"] = NullPool
    else:
        options["pool_timeout"] = _POOL_PATIENCE
    if url.get_backend_name() == "postgresql":
        # The server may have been restarted since the connection was last used.
        options["pool_pre_ping"] = True
        milliseconds = round(patience * 1000)
        options["connect_args"] = {
            "connect_timeout": max(2, round(patience)),
            "options": f"-c lock_timeout={milliseconds} -c TimeZone=UTC",
        }
        return create_engine(url, **options)
    _private_file(Path(str(url.database)))
    engine = create_engine(url, **options)
    _set_up_sqlite(engine, patience=patience, foreign_keys=not migrating)
    return engine


def _set_up_sqlite(engine: Engine, *, patience: float, foreign_keys: bool) -> None:
    wanted = {**_PRAGMAS, "foreign_keys": int(foreign_keys)}

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: object) -> None:
        # Python's driver must not send BEGIN on its own; the event below does.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
        for name, value in wanted.items():
            connection.execute(f"PRAGMA {name} = {value}")

    @event.listens_for(engine, "begin")
    def send_begin(connection: Connection) -> None:
        # A transaction that reads first and wants to write later fails at once when another has
        # written in between, whatever the busy timeout: so writers say at the start that they are.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql(f"PRAGMA query_only = {0 if writes else 1}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def check_settings(engine: Engine, patience: float) -> None:
    """Reads back what really holds; a server or a file system may have decided otherwise."""
    if engine.dialect.name == "sqlite":
        ask = "PRAGMA"
        wanted: dict[str, tuple[str, ...]] = {
            **{name: (str(value),) for name, value in _PRAGMAS.items()},
            "busy_timeout": (str(round(patience * 1000)),),
        }
    else:
        ask = "SHOW"
        wanted = _POSTGRESQL_SETTINGS
    try:
        with engine.connect() as connection:
            found = {
                name: str(connection.exec_driver_sql(f"{ask} {name}").scalar()) for name in wanted
            }
    except SQLAlchemyError as fault:
        where = engine.url.render_as_string(hide_password=True)
        raise RuntimeError(f"De database {where} kan niet open: {fault}") from fault
    wrong = [
        f"{name} is {found[name]} en moet {' of '.join(allowed)} zijn"
        for name, allowed in wanted.items()
        if found[name] not in allowed
    ]
    if wrong:
        raise RuntimeError(
            "De database staat niet veilig ingesteld, dus Preventiespiegel start niet: "
            + "; ".join(wrong)
        )


def _private_file(path: Path) -> None:
    """Makes the file for the owner only; SQLite gives its log the same rights."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as fault:
        raise RuntimeError(f"De database {path} kan niet open: {fault.strerror}") from fault


def _to_json(value: Any) -> str:
    # NaN is not JSON, and PostgreSQL would refuse it.
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
