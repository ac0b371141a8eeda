"""Networks, what municipalities share with whom, and links for readers without an account."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)
LEVELS = "'levels', 'gaps', 'answers', 'notes'"
REASONS = "'withdrawn', 'replaced', 'removed', 'moved', 'left'"
REPORT = "finished_reports.number"


def upgrade() -> None:
    op.create_table(
        "networks",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        key("networks", "id"),
        check("networks", "id_length", "length(id) BETWEEN 22 AND 64"),
        check("networks", "name_length", "length(name) BETWEEN 1 AND 120"),
    )
    op.create_table(
        "network_members",
        sa.Column("network_id", sa.String(64), nullable=False),
        sa.Column("municipality_code", sa.String(10), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        key("network_members", "network_id", "municipality_code"),
        refers("network_members", "network_id", "networks.id"),
        check("network_members", "municipality_code_length", "length(municipality_code) <= 10"),
    )
    op.create_table(
        "shares",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
        *by_someone("shares"),
        key("shares", "id"),
        refers("shares", "number", REPORT),
        check("shares", "level_known", f"level IN ({LEVELS})"),
        check("shares", "id_length", "length(id) BETWEEN 22 AND 64"),
        check("shares", "words_counts", "words >= 1"),
        check("shares", "place_length", "length(place) BETWEEN 1 AND 64"),
    )
    op.create_index(op.f("ix_shares_place"), "shares", ["place"])
    op.create_table(
        "share_ends",
        sa.Column("share_id", sa.String(64), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        *by_someone("share_ends"),
        key("share_ends", "share_id"),
        refers("share_ends", "share_id", "shares.id"),
        check("share_ends", "why_known", f"why IN ({REASONS})"),
    )
    op.create_table(
        "reader_links",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("opened_at", MOMENT),
        *by_someone("reader_links"),
        key("reader_links", "id"),
        sa.UniqueConstraint("digest", name=op.f("uq_reader_links_digest")),
        refers("reader_links", "number", REPORT),
        check("reader_links", "level_known", f"level IN ({LEVELS})"),
        check("reader_links", "id_length", "length(id) BETWEEN 22 AND 64"),
        check("reader_links", "digest_length", "length(digest) = 64"),
    )
    only_grows("shares")
    only_grows("share_ends")


def by_someone(table: str) -> list[Any]:
    return [
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("function", sa.String(120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        refers(table, "person_id", "people.id"),
        check(table, "function_length", "length(function) <= 120"),
    ]


def only_grows(table: str) -> None:
    """The database itself refuses to change or remove what was agreed before."""
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


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))
