"""Who is what at which municipality, with a history that only grows.

Until now everyone who came in saw everything. Whoever is here keeps that: they become responsible
for every municipality that has an assessment.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)
TIES = "ties"
HISTORY = "tie_history"


def upgrade() -> None:
    op.create_table(
        TIES,
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "role", "place", name=op.f(f"pk_{TIES}")),
        refers(TIES, "person_id"),
        *tie_rules(TIES),
    )
    op.create_table(
        HISTORY,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("by_person_id", sa.String(64)),
        sa.Column("by_function", sa.String(120)),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{HISTORY}")),
        refers(HISTORY, "person_id"),
        refers(HISTORY, "by_person_id"),
        *tie_rules(HISTORY),
        check(HISTORY, "act_known", "act IN ('given', 'withdrawn')"),
        check(HISTORY, "by_function_length", "length(by_function) <= 120"),
    )
    keep_what_people_have()
    only_grows(HISTORY)


def keep_what_people_have() -> None:
    """Everyone saw everything; the one who was here first also keeps the installation."""
    connection = op.get_bind()
    zone = connection.dialect.name != "sqlite"
    now = datetime.now(UTC) if zone else datetime.now(UTC).replace(tzinfo=None)
    people = sa.table("people", sa.column("id"), sa.column("created_at"))
    assessments = sa.table("assessments", sa.column("municipality_code"))
    names = ("person_id", "role", "place")
    codes = sa.select(assessments.c.municipality_code).distinct()
    first = sa.select(people.c.id).order_by(people.c.created_at, people.c.id).limit(1)
    everyone = connection.execute(sa.select(people.c.id).order_by(people.c.id)).scalars().all()
    found = [
        dict(zip(names, (person, "eindverantwoordelijke", code), strict=True))
        for code in connection.execute(codes.order_by(assessments.c.municipality_code)).scalars()
        for person in everyone
    ]
    found += [
        dict(zip(names, (person, "beheerder", ""), strict=True))
        for person in connection.execute(first).scalars()
    ]
    if not found:
        return
    given = sa.table(TIES, *map(sa.column, names), sa.column("given_at", MOMENT))
    noted = sa.table(HISTORY, *map(sa.column, (*names, "act")), sa.column("at", MOMENT))
    op.bulk_insert(given, [{**tie, "given_at": now} for tie in found])
    op.bulk_insert(noted, [{**tie, "act": "given", "at": now} for tie in found])


def only_grows(table: str) -> None:
    """The database itself refuses to change or remove what was said before."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
        return
    # The function was made with the first tables.
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()"
    )


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def refers(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["people.id"], name=op.f(f"fk_{table}_{column}"))


def tie_rules(table: str) -> list[Any]:
    roles = "'invuller', 'eindverantwoordelijke', 'coordinator', 'adviser', 'beheerder'"
    return [
        check(table, "role_known", f"role IN ({roles})"),
        check(table, "place_fits_role", "(role = 'beheerder') = (place = '')"),
        check(table, "place_length", "length(place) <= 64"),
    ]
