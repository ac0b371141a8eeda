"""Prints the rows of a database as SQL that both SQLite and PostgreSQL take.

Run it when a migration was added, so that later migrations are tried on data of that revision:
`PYTHONPATH=. .venv/bin/python tests/storage/programs/dump.py > tests/storage/filled/0002.sql`
"""

import json
import re
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, inspect, select

from assessment.storage.database import Database

FILLED = Path(__file__).resolve().parents[1] / "filled"


def literal(value: Any) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).upper()
        case int():
            return str(value)
        case date():
            text = str(value)
        case bytes():
            return f"X'{value.hex()}'"
        case dict() | list():
            text = json.dumps(value, ensure_ascii=False)
        case _:
            text = str(value)
    quoted = text.replace("'", "''")
    return f"'{quoted}'"


def as_sql(database: Database) -> str:
    """The tables as they are, not as the product knows them."""
    lines = []
    metadata = MetaData()
    with database.read() as connection:
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            if table.name == "alembic_version":
                continue
            json_columns = {c.name for c in table.c if str(c.type) == "JSON"}
            for row in connection.execute(select(table)):
                values = {
                    name: json.dumps(value, ensure_ascii=False)
                    if name in json_columns and value is not None
                    else value
                    for name, value in row._mapping.items()
                    if value is not None
                }
                columns = ", ".join(values)
                given = ", ".join(map(literal, values.values()))
                lines.append(f"INSERT INTO {table.name} ({columns}) VALUES ({given});")
    return "\n".join(lines) + "\n"


def fill(database: Database, script: Path) -> None:
    with database.write() as connection:
        for line in script.read_text(encoding="utf-8").splitlines():
            statement = line.removesuffix(";")
            if database.dialect == "postgresql":
                # Its own X'…' are bits, not bytes.
                statement = re.sub(r"\bX'([0-9a-f]*)'", r"'\\x\1'", statement)
            connection.exec_driver_sql(statement)
        if database.dialect == "postgresql":
            # Rows that bring their own number along do not move the counter.
            tables = inspect(connection).get_table_names()
            for table in (name for name in tables if name.endswith(("_history", "_events"))):
                counter = f"pg_get_serial_sequence('{table}', 'id')"
                connection.exec_driver_sql(f"SELECT setval({counter}, 1000)")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = Database.open(f"sqlite:///{folder}/x.db")
        newest = max(FILLED.glob("*.sql"))
        found.migrate(newest.stem)
        fill(found, newest)
        found.migrate()
        print(as_sql(found), end="")
        found.dispose()
