"""The pages for `bench`: a real application on a real database, without a network between."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from assessment.cli.figures import Figure, side_by_side
from assessment.library.content import Library

RUNS = 60
REPORT_SIZE = 400_000  # bytes
STEP = "stap-1"


class Fields(HTMLParser):
    """What a browser would send of the form on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.radios: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if tag != "input" or name is None:
            return
        if given.get("type") == "radio":
            self.radios.setdefault(name, []).append(value)
        if given.get("type") not in ("radio", "checkbox") or "checked" in given:
            self.sent[name] = value


def pages(folder: Path, library: Library) -> Iterator[Figure]:
    from assessment import create_app
    from assessment.config import Settings
    from assessment.services import assessments, signing_in
    from assessment.storage.database import Database

    settings = Settings.from_environment({"PREVENTIESPIEGEL_INSTANCE": str(folder)})
    database = Database.open(settings.database_url)
    database.migrate()
    now = datetime.now(UTC)
    with database.write() as connection:
        token = signing_in.new_link(connection, now)
        record = assessments.start(
            connection,
            municipality=library.municipalities.all[0],
            depth="volledig",
            reference_date=date(2026, 11, 1),
            question_set_key=library.newest.key,
            by=signing_in.local_person(connection, now),
            now=now,
        )
    app = create_app(settings, library, database)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post(f"/binnenkomen/{token}")
    address = f"/invullen/{record.id}/stap/{STEP}/1"

    empty = Flask("leeg")
    empty.add_url_rule("/", "index", lambda: "leeg", methods=["GET", "POST"])
    floor = empty.test_client()

    page = client.get(address)
    if page.status_code != 200:
        raise RuntimeError(f"the page to measure answers {page.status_code}")
    queries = queries_of(database, lambda: client.get(address))
    figure = side_by_side(
        "bladzijde van een stap",
        lambda: client.get(address).data,
        "lege Flask-pagina",
        lambda: floor.get("/").data,
        RUNS,
    )
    yield replace(figure, note=f"{queries} SQL-opdrachten, {len(page.data) / 1000:.1f} kB HTML")

    levels = itertools.cycle("1234")

    def save() -> None:
        fields = Fields(client.get(address).text)
        radio = next(name for name, values in fields.radios.items() if "4" in values)
        fields.sent[radio] = next(levels)
        answer = client.post(address, data=fields.sent)
        if answer.status_code != 302:
            raise RuntimeError(f"saving answers {answer.status_code}")

    insert = _bare_insert(folder)
    figure = side_by_side(
        "een antwoord opslaan (ophalen en POST)", save, "kale rij op dezelfde schijf", insert, RUNS
    )
    yield replace(figure, note="opgeslagen betekent op schijf: synchronous=FULL")
    yield _download(database, client, record.id, floor)
    database.dispose()


def _download(database: Any, client: Any, assessment_id: str, floor: Any) -> Figure:
    """A finished report of the size that the largest may have; goal: 20 ms, three queries."""
    from assessment.services import assessments, reporting
    from assessment.storage import finished_reports

    with database.write() as connection:
        record = assessments.get(connection, assessment_id)
        report = reporting.FinishedReport(
            number="PS-2026-2222-2222",
            assessment_id=assessment_id,
            municipality_code=record.municipality_code,
            municipality_name=record.municipality_name,
            reference_date=record.reference_date,
            question_set=record.question_set,
            depth=record.depth,
            status="vastgesteld",
            sharing="gaps",
            changes=1,
            versions={},
            made_by=None,
            made_at=datetime.now(UTC),
        )
        finished_reports.add(connection, report, {"pdf": bytes(REPORT_SIZE)}, None)
    address = f"/invullen/{assessment_id}/rapporten/{report.number}/rapport.pdf"
    if len(client.get(address).data) != REPORT_SIZE:
        raise RuntimeError("the finished report does not come back")
    queries = queries_of(database, lambda: client.get(address))
    figure = side_by_side(
        "een vastgesteld rapport ophalen",
        lambda: client.get(address).data,
        "lege Flask-pagina",
        lambda: floor.get("/").data,
        RUNS,
    )
    return replace(figure, note=f"{queries} SQL-opdrachten, {REPORT_SIZE / 1000:.0f} kB PDF")


def queries_of(database: Any, request: Any) -> int:
    seen: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    request()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


def _bare_insert(folder: Path) -> Any:
    import sqlite3

    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE row (value TEXT)")
    return lambda: connection.execute("INSERT INTO row VALUES ('x')")
