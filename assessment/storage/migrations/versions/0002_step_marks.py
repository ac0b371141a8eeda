"""What people say of a step as a whole, with a history that only grows."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "step_marks",
        sa.Column("assessment_id", sa.String(64), nullable=False),
        *content("step_marks"),
        sa.PrimaryKeyConstraint("assessment_id", "step_id", name=op.f("pk_step_marks")),
    )
    op.create_table(
        "step_mark_history",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.String(64), nullable=False),
        *content("step_mark_history"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_mark_history")),
        sa.UniqueConstraint(
            "assessment_id",
            "step_id",
            "version",
            name=op.f("uq_step_mark_history_assessment_id_step_id_version"),
        ),
    )
    only_grows("step_mark_history")


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


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def content(table: str) -> list[Any]:
    return [
        sa.Column("step_id", sa.String(60), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("changes_seen", sa.Integer, nullable=False),
        sa.Column("handed_to", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.String(120)),
        sa.Column("person_id", sa.String(64)),
        sa.Column("changed_at", MOMENT, nullable=False),
        refers(table, "assessment_id", "assessments.id"),
        refers(table, "person_id", "people.id"),
        check(table, "step_id_length", "length(step_id) <= 60"),
        check(table, "state_known", "state IN ('open', 'done', 'later')"),
        check(table, "changes_seen_counts", "changes_seen >= 0"),
        check(table, "handed_to_length", "length(handed_to) <= 80"),
        check(table, "version_counts", "version >= 1"),
        check(table, "changed_by_length", "length(changed_by) <= 120"),
    ]
