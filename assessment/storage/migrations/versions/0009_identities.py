"""Who someone is according to an identity provider."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TABLE = "identities"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f(f"pk_{TABLE}")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{TABLE}_person_id")),
        sa.CheckConstraint(
            "length(issuer) BETWEEN 1 AND 300", name=op.f(f"ck_{TABLE}_issuer_length")
        ),
        sa.CheckConstraint(
            "length(subject) BETWEEN 1 AND 255", name=op.f(f"ck_{TABLE}_subject_length")
        ),
    )
    op.create_index(op.f(f"ix_{TABLE}_person_id"), TABLE, ["person_id"])
