"""Who is what at which municipality, with a history that only grows.

Until now everyone who came in saw everything. Whoever is here keeps that: they become responsible
for every municipality that has an assessment.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"

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
    now = sa.bindparam("now", datetime.now(UTC).replace(tzinfo=None), sa.DateTime)
    if op.get_bind().dialect.name != "sqlite":
        now = sa.bindparam("now", datetime.now(UTC), MOMENT)
    for statement in (
        "INSERT INTO ties (person_id, role, place, given_at) "
        "SELECT people.id, 'eindverantwoordelijke', found.municipality_code, :now FROM people "
        "CROSS JOIN (SELECT DISTINCT municipality_code FROM assessments) AS found",
        "INSERT INTO ties (person_id, role, place, given_at) "
        "SELECT id, 'beheerder', '', :now FROM people ORDER BY created_at, id LIMIT 1",
        "INSERT INTO tie_history (person_id, role, place, act, at) "
        "SELECT person_id, role, place, 'given', given_at FROM ties "
        "ORDER BY person_id, role, place",
    ):
        text = sa.text(statement)
        op.get_bind().execute(text.bindparams(now) if ":now" in statement else text)


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
