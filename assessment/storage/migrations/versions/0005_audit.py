"""The audit trail: one row for every act, that nobody can change or remove."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

EVENTS = "audit_events"


def upgrade() -> None:
    op.create_table(
        EVENTS,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(64)),
        sa.Column("function", sa.String(120)),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("object_kind", sa.String(20), nullable=False),
        sa.Column("object_id", sa.String(64), nullable=False),
        sa.Column("assessment_id", sa.String(64)),
        sa.Column("details", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{EVENTS}")),
        check("action_length", "length(action) BETWEEN 1 AND 40"),
        check("object_kind_length", "length(object_kind) BETWEEN 1 AND 20"),
        check("object_id_length", "length(object_id) <= 64"),
        check("person_id_length", "length(person_id) <= 64"),
        check("function_length", "length(function) <= 120"),
        check("assessment_id_length", "length(assessment_id) <= 64"),
    )
    op.create_index(op.f(f"ix_{EVENTS}_assessment_id_id"), EVENTS, ["assessment_id", "id"])
    op.create_index(op.f(f"ix_{EVENTS}_at"), EVENTS, ["at"])
    only_grows(EVENTS)


def only_grows(table: str) -> None:
    """The database itself refuses to change or remove what was noted."""
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


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{EVENTS}_{name}"))
