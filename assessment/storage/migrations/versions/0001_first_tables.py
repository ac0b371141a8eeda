"""The first tables, and the triggers that let the history only grow.

Written out and never changed again: what `tables.py` says later is for later migrations.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
HISTORIES = ("assessment_history", "answer_history", "activity_history")


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("function", sa.String(120), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        check("people", "function_length", "length(function) BETWEEN 1 AND 120"),
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.String(64), nullable=False),
        *assessment_content("assessments"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        check("assessments", "id_length", "length(id) BETWEEN 22 AND 64"),
        check("assessments", "version_counts", "version >= 1"),
    )
    op.create_table(
        "assessment_history",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.String(64), nullable=False),
        *assessment_content("assessment_history"),
        *versioned("assessment_history"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_history")),
        of_assessment("assessment_history"),
        unique("assessment_history", "assessment_id", "version"),
    )
    op.create_table(
        "answers",
        sa.Column("assessment_id", sa.String(64), nullable=False),
        *answer_content("answers"),
        *versioned("answers"),
        sa.PrimaryKeyConstraint("assessment_id", "question_id", name=op.f("pk_answers")),
        of_assessment("answers"),
    )
    op.create_table(
        "answer_history",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.String(64), nullable=False),
        *answer_content("answer_history"),
        *versioned("answer_history"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_history")),
        of_assessment("answer_history"),
        unique("answer_history", "assessment_id", "question_id", "version"),
    )
    op.create_table(
        "activities",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("removed_at", MOMENT),
        *versioned("activities"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        of_assessment("activities"),
        unique("activities", "assessment_id", "position"),
        check("activities", "id_length", "length(id) BETWEEN 22 AND 40"),
    )
    op.create_table(
        "activity_history",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("activity_id", sa.String(40), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("removed_at", MOMENT),
        *versioned("activity_history"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_history")),
        of_assessment("activity_history"),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_history_activity_id")
        ),
        unique("activity_history", "activity_id", "version"),
    )
    op.create_table(
        "sign_in_links",
        *token("sign_in_links"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    )
    op.create_table(
        "sessions",
        *token("sessions"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    for table in HISTORIES:
        only_grows(table)


def only_grows(table: str) -> None:
    """The database itself refuses to change or remove what was said before."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()"
    )


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def of_assessment(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["assessment_id"], ["assessments.id"], name=op.f(f"fk_{table}_assessment_id")
    )


def of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id"))


def versioned(table: str) -> list[Any]:
    return [
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.String(120)),
        sa.Column("person_id", sa.String(64)),
        sa.Column("changed_at", MOMENT, nullable=False),
        of_person(table),
        check(table, "version_counts", "version >= 1"),
        check(table, "changed_by_length", "length(changed_by) <= 120"),
    ]


def assessment_content(table: str) -> list[Any]:
    return [
        sa.Column("municipality_code", sa.String(10), nullable=False),
        sa.Column("municipality_name", sa.String(120), nullable=False),
        sa.Column("list_year", sa.Integer, nullable=False),
        sa.Column("question_set", sa.String(80), nullable=False),
        sa.Column("depth", sa.String(20), nullable=False),
        sa.Column("reference_date", sa.Date, nullable=False),
        sa.Column("inventory_complete", sa.Boolean, nullable=False),
        sa.Column("removed_at", MOMENT),
        check(table, "depth_known", "depth IN ('kort', 'volledig')"),
        check(table, "municipality_code_length", "length(municipality_code) <= 10"),
        check(table, "municipality_name_length", "length(municipality_name) <= 120"),
        check(table, "question_set_length", "length(question_set) <= 80"),
    ]


def answer_content(table: str) -> list[Any]:
    return [
        sa.Column("question_id", sa.String(60), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("value", sa.JSON),
        sa.Column("detail", sa.JSON),
        sa.Column("reason", sa.String(60)),
        sa.Column("reason_text", sa.String(200), nullable=False),
        sa.Column("regional", sa.Boolean, nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("evidence", sa.String(300), nullable=False),
        check(table, "question_id_length", "length(question_id) <= 60"),
        check(
            table,
            "state_known",
            "state IN ('open', 'answered', 'unknown', 'not_applicable')",
        ),
        check(table, "value_fits_state", "(state = 'answered') = (value IS NOT NULL)"),
        check(table, "reason_length", "length(reason) <= 60"),
        check(table, "reason_text_length", "length(reason_text) <= 200"),
        check(table, "note_length", "length(note) <= 300"),
        check(table, "evidence_length", "length(evidence) <= 300"),
    ]


def token(table: str) -> list[Any]:
    return [
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f(f"pk_{table}")),
        of_person(table),
        check(table, "digest_length", "length(digest) = 64"),
    ]
