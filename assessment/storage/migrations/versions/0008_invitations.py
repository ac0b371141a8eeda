"""Invitations: who is asked to take part, as what, where and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

MOMENT = sa.DateTime(timezone=True)
TABLE = "invitations"


def upgrade() -> None:
    roles = "'invuller', 'eindverantwoordelijke', 'coordinator', 'adviser', 'beheerder'"
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("email_key", sa.String(254)),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_by_function", sa.String(120), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("mailed_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.Column("used_by", sa.String(64)),
        sa.Column("withdrawn_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("digest", name=op.f(f"uq_{TABLE}_digest")),
        refers("made_by"),
        refers("used_by"),
        check("role_known", f"role IN ({roles})"),
        check("place_fits_role", "(role = 'beheerder') = (place = '')"),
        check("place_length", "length(place) <= 64"),
        check("digest_length", "length(digest) = 64"),
        check("email_has_key", "(email IS NULL) = (email_key IS NULL)"),
        check("email_key_filled", "email_key <> ''"),
        check("used_by_someone", "(used_at IS NULL) = (used_by IS NULL)"),
        check("used_or_withdrawn", "used_at IS NULL OR withdrawn_at IS NULL"),
        check("email_length", "length(email) <= 254"),
        check("email_key_length", "length(email_key) <= 254"),
        check("made_by_function_length", "length(made_by_function) <= 120"),
    )
    for column in ("place", "email_key"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{TABLE}_{name}"))


def refers(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["people.id"], name=op.f(f"fk_{TABLE}_{column}"))
