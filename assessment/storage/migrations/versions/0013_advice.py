"""Own advice beside a report, with a history that only grows, and the house of who advises."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ADVICE = "advice"
HISTORY = "advice_history"
HOUSES = "adviser_houses"
MOMENT = sa.DateTime(timezone=True)
# When a row of the history may go; as in 0011.
ERASABLE = "erasing.assessment_id = OLD.assessment_id"


def upgrade() -> None:
    op.create_table(
        ADVICE,
        sa.Column("id", sa.String(64), nullable=False),
        *content(ADVICE),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ADVICE}")),
        unique(ADVICE, "assessment_id", "about", "author_id"),
        check(ADVICE, "id_length", "length(id) BETWEEN 22 AND 64"),
    )
    op.create_table(
        HISTORY,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("advice_id", sa.String(64), nullable=False),
        *content(HISTORY),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{HISTORY}")),
        refers(HISTORY, "advice_id", f"{ADVICE}.id"),
        unique(HISTORY, "advice_id", "version"),
    )
    op.create_table(
        HOUSES,
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("organisation", sa.String(120), nullable=False),
        sa.Column("cover_line", sa.String(160), nullable=False),
        sa.Column("logo", sa.LargeBinary),
        sa.Column("logo_alt", sa.String(120), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f(f"pk_{HOUSES}")),
        refers(HOUSES, "person_id", "people.id"),
        check(HOUSES, "organisation_length", "length(organisation) BETWEEN 1 AND 120"),
        check(HOUSES, "cover_line_length", "length(cover_line) <= 160"),
        check(HOUSES, "logo_alt_length", "length(logo_alt) <= 120"),
        check(HOUSES, "logo_length", "length(logo) <= 200000"),
        check(HOUSES, "logo_in_words", "logo IS NULL OR logo_alt <> ''"),
    )
    only_named_rows_go()


def only_named_rows_go() -> None:
    """No row of the history changes, and one goes only with the scan that is being erased."""
    found = f"EXISTS (SELECT 1 FROM erasing WHERE {ERASABLE})"  # noqa: S608
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{HISTORY} only grows'); END"
        op.execute(f"CREATE TRIGGER {HISTORY}_no_update BEFORE UPDATE ON {HISTORY} {refuse}")
        op.execute(
            f"CREATE TRIGGER {HISTORY}_no_delete BEFORE DELETE ON {HISTORY} "
            f"WHEN NOT {found} {refuse}"
        )
        return
    op.execute(
        f"CREATE TRIGGER {HISTORY}_no_change BEFORE UPDATE OR TRUNCATE ON {HISTORY} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()"
    )
    body = f"IF {found} THEN RETURN OLD; END IF; RAISE EXCEPTION '% only grows', TG_TABLE_NAME;"
    function = f"FUNCTION refuse_delete_of_{HISTORY}() RETURNS trigger LANGUAGE plpgsql"
    op.execute(f"CREATE {function} AS $$ BEGIN {body} END $$")
    op.execute(
        f"CREATE TRIGGER {HISTORY}_no_delete BEFORE DELETE ON {HISTORY} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_{HISTORY}()"
    )


def content(table: str) -> list[Any]:
    return [
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("about", sa.String(60), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("author_id", sa.String(64), nullable=False),
        sa.Column("function", sa.String(120), nullable=False),
        sa.Column("organisation", sa.String(120), nullable=False),
        sa.Column("removed_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.String(120)),
        sa.Column("person_id", sa.String(64)),
        sa.Column("changed_at", MOMENT, nullable=False),
        refers(table, "assessment_id", "assessments.id"),
        refers(table, "author_id", "people.id"),
        refers(table, "person_id", "people.id"),
        check(table, "about_length", "length(about) BETWEEN 1 AND 60"),
        check(table, "title_length", "length(title) <= 300"),
        check(table, "text_length", "length(text) BETWEEN 1 AND 2000"),
        check(table, "function_length", "length(function) <= 120"),
        check(table, "organisation_length", "length(organisation) BETWEEN 1 AND 120"),
        check(table, "version_counts", "version >= 1"),
        check(table, "changed_by_length", "length(changed_by) <= 120"),
    ]


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))
