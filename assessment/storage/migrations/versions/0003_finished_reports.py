"""Reports that were finished: a row and its files, that nobody can change or remove."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

REPORTS = "finished_reports"
FILES = "finished_report_files"


def upgrade() -> None:
    op.create_table(
        REPORTS,
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("assessment_id", sa.String(64), nullable=False),
        sa.Column("municipality_code", sa.String(10), nullable=False),
        sa.Column("municipality_name", sa.String(120), nullable=False),
        sa.Column("reference_date", sa.Date, nullable=False),
        sa.Column("question_set", sa.String(80), nullable=False),
        sa.Column("depth", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("sharing", sa.String(20), nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.Column("made_by", sa.String(120)),
        sa.Column("person_id", sa.String(64)),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{REPORTS}")),
        refers(REPORTS, "assessment_id", "assessments.id"),
        refers(REPORTS, "person_id", "people.id"),
        check(REPORTS, "depth_known", "depth IN ('kort', 'volledig')"),
        check(REPORTS, "status_known", "status IN ('vastgesteld')"),
        check(REPORTS, "sharing_known", "sharing IN ('levels', 'gaps', 'answers', 'notes')"),
        check(REPORTS, "number_length", "length(number) BETWEEN 12 AND 24"),
        check(REPORTS, "changes_counts", "changes >= 1"),
        check(REPORTS, "municipality_code_length", "length(municipality_code) <= 10"),
        check(REPORTS, "municipality_name_length", "length(municipality_name) <= 120"),
        check(REPORTS, "question_set_length", "length(question_set) <= 80"),
        check(REPORTS, "made_by_length", "length(made_by) <= 120"),
    )
    op.create_table(
        FILES,
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", "kind", name=op.f(f"pk_{FILES}")),
        refers(FILES, "number", f"{REPORTS}.number"),
        check(FILES, "kind_known", "kind IN ('page', 'style', 'data', 'full', 'pdf')"),
        check(FILES, "digest_length", "length(digest) = 64"),
        check(FILES, "size_fits", "length(body) = size"),
    )
    never_changes(REPORTS)
    never_changes(FILES)


def never_changes(table: str) -> None:
    """The database itself refuses to change or remove what was finished."""
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
