"""An account for each person: address, password, second factor; and what keeps guesses slow."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    add_accounts()
    add_around_accounts()
    with op.batch_alter_table("sessions") as batch:
        batch.add_column(sa.Column("means", sa.String(20), nullable=False, server_default="link"))
        batch.create_check_constraint(
            op.f("ck_sessions_means_known"),
            "means IN ('link', 'invitation', 'password', 'provider')",
        )


def add_accounts() -> None:
    table = "accounts"
    op.create_table(
        table,
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("email_key", sa.String(254)),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("password_changed_at", MOMENT),
        sa.Column("totp_new_secret", sa.String(200)),
        sa.Column("totp_secret", sa.String(200)),
        sa.Column("totp_step", sa.Integer),
        sa.Column("closed_at", MOMENT),
        sa.PrimaryKeyConstraint("person_id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("email_key", name=op.f(f"uq_{table}_email_key")),
        refers(table),
        check(table, "email_has_key", "(email IS NULL) = (email_key IS NULL)"),
        check(table, "email_key_filled", "email_key <> ''"),
        check(
            table,
            "password_has_moment",
            "(password_hash IS NULL) = (password_changed_at IS NULL)",
        ),
        check(table, "email_length", "length(email) <= 254"),
        check(table, "email_key_length", "length(email_key) <= 254"),
        check(table, "password_hash_length", "length(password_hash) <= 200"),
        check(table, "totp_new_secret_length", "length(totp_new_secret) <= 200"),
        check(table, "totp_secret_length", "length(totp_secret) <= 200"),
    )
    op.execute("INSERT INTO accounts (person_id) SELECT id FROM people")


def add_around_accounts() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
        refers("recovery_codes"),
        check("recovery_codes", "digest_length", "length(digest) = 64"),
    )
    index("recovery_codes", "person_id")
    op.create_table(
        "half_sign_ins",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_half_sign_ins")),
        refers("half_sign_ins"),
        check("half_sign_ins", "digest_length", "length(digest) = 64"),
        check("half_sign_ins", "tries_counted", "tries BETWEEN 0 AND 5"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
        check("sign_in_failures", "digest_length", "length(digest) = 64"),
    )
    index("sign_in_failures", "digest", "at")
    index("sign_in_failures", "at")
    op.create_table(
        "known_places",
        sa.Column("person_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "digest", name=op.f("pk_known_places")),
        refers("known_places"),
        check("known_places", "digest_length", "length(digest) = 64"),
    )


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def refers(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_person_id")
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=name)


def index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
