"""An action of the plan may come from the last round."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    # Whatever is stored by now was planned in the round where it stands.
    for table in ("plan_actions", "plan_action_history"):
        column = sa.Column("carried", sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column(table, column)
