"""What only grows can be erased on purpose: while one row names exactly what goes.

Changing a row stays refused, and so does removing one of anything that is not named.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ERASING = "erasing"

OF_SCAN = "erasing.assessment_id = OLD.assessment_id"
OF_REPORT = "erasing.assessment_id = (SELECT assessment_id FROM finished_reports WHERE number = %s)"
# When a row of each table may go.
ERASABLE = {
    "assessment_history": OF_SCAN,
    "answer_history": OF_SCAN,
    "activity_history": OF_SCAN,
    "step_mark_history": OF_SCAN,
    "plan_action_history": OF_SCAN,
    "finished_reports": OF_SCAN,
    "finished_report_files": OF_REPORT % "OLD.number",
    "shares": OF_REPORT % "OLD.number",
    "share_ends": OF_REPORT % "(SELECT number FROM shares WHERE id = OLD.share_id)",
    "audit_events": f"{OF_SCAN} OR erasing.person_id = OLD.person_id OR erasing.until > OLD.at",
    "tie_history": "erasing.place = OLD.place OR erasing.person_id = OLD.person_id "
    "OR erasing.until > OLD.at",
}


SCOPES = ("assessment_id", "place", "person_id", "until")


def upgrade() -> None:
    named = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in SCOPES)
    op.create_table(
        ERASING,
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("shut_by", sa.Integer, nullable=False),
        sa.Column("assessment_id", sa.String(64)),
        sa.Column("place", sa.String(64)),
        sa.Column("person_id", sa.String(64)),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ERASING}")),
        sa.ForeignKeyConstraint(
            ["shut_by"],
            [f"{ERASING}.id"],
            name=op.f(f"fk_{ERASING}_shut_by"),
            deferrable=True,
            initially="DEFERRED",
        ),
        check("one_row", "id = 1"),
        check("never_kept", "shut_by = 2"),
        check("one_thing", f"{named} = 1"),
        check("place_named", "place <> ''"),
        check("assessment_id_length", "length(assessment_id) <= 64"),
        check("place_length", "length(place) <= 64"),
        check("person_id_length", "length(person_id) <= 64"),
    )
    for table, condition in ERASABLE.items():
        only_named_rows_go(table, condition)


def only_named_rows_go(table: str, condition: str) -> None:
    """The same guard as before, but for rows that are being erased in this transaction."""
    found = f"EXISTS (SELECT 1 FROM {ERASING} WHERE {condition})"  # noqa: S608
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT {found} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
        return
    op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()"
    )
    body = f"IF {found} THEN RETURN OLD; END IF; RAISE EXCEPTION '% only grows', TG_TABLE_NAME;"
    function = f"FUNCTION refuse_delete_of_{table}() RETURNS trigger LANGUAGE plpgsql"
    op.execute(f"CREATE {function} AS $$ BEGIN {body} END $$")
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_{table}()"
    )


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{ERASING}_{name}"))
