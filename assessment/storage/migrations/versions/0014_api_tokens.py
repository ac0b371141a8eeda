"""Keys with which another program, as a dashboard, reads along."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

MOMENT = sa.DateTime(timezone=True)
TABLE = "api_tokens"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("level", sa.String(20), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("function", sa.String(120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("digest", name=op.f(f"uq_{TABLE}_digest")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{TABLE}_person_id")),
        check("level_known", "level IN ('levels', 'gaps', 'answers', 'notes')"),
        check("function_length", "length(function) <= 120"),
        check("id_length", "length(id) BETWEEN 22 AND 64"),
        check("digest_length", "length(digest) = 64"),
        check("place_length", "length(place) BETWEEN 1 AND 64"),
        check("name_length", "length(name) BETWEEN 1 AND 120"),
    )
    op.create_index(op.f(f"ix_{TABLE}_place"), TABLE, ["place"])


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{TABLE}_{name}"))
