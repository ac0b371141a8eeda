"""An answer may be carried over and not confirmed yet; a scan may go on from an earlier one."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"


def upgrade() -> None:
    # Whatever is stored by now was given by somebody to the very question.
    for table in ("answers", "answer_history"):
        column = sa.Column("to_confirm", sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column(table, column)
    for table in ("assessments", "assessment_history"):
        op.add_column(table, sa.Column("begun_from", sa.String(64)))
