"""The improvement plan: an action for a gap or of one's own, with a history that only grows."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ACTIONS = "plan_actions"
HISTORY = "plan_action_history"


def upgrade() -> None:
    op.create_table(
        ACTIONS,
        sa.Column("id", sa.String(64), nullable=False),
        *content(ACTIONS),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ACTIONS}")),
        unique(ACTIONS, "assessment_id", "about"),
        check(ACTIONS, "id_length", "length(id) BETWEEN 22 AND 64"),
    )
    op.create_table(
        HISTORY,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("action_id", sa.String(64), nullable=False),
        *content(HISTORY),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{HISTORY}")),
        refers(HISTORY, "action_id", f"{ACTIONS}.id"),
        unique(HISTORY, "action_id", "version"),
    )
    only_grows(HISTORY)


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


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def content(table: str) -> list[Any]:
    return [
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("about", sa.String(60)),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("term", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.String(120)),
        sa.Column("person_id", sa.String(64)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        refers(table, "assessment_id", "assessments.id"),
        refers(table, "person_id", "people.id"),
        check(table, "kind_known", "kind IN ('gap', 'open', 'own')"),
        check(
            table,
            "status_known",
            "status IN ('nog te doen', 'gepland', 'bezig', 'klaar', 'doen we niet')",
        ),
        check(table, "about_fits_kind", "(kind = 'own') = (about IS NULL)"),
        check(table, "about_length", "length(about) <= 60"),
        check(table, "title_length", "length(title) BETWEEN 1 AND 160"),
        check(table, "owner_length", "length(owner) <= 80"),
        check(table, "term_length", "length(term) <= 20"),
        check(table, "reason_length", "length(reason) <= 300"),
        check(table, "note_length", "length(note) <= 300"),
        check(table, "version_counts", "version >= 1"),
        check(table, "changed_by_length", "length(changed_by) <= 120"),
    ]
