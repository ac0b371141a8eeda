"""The second factor: a code of an app, or one of ten recovery codes."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from sqlalchemy import Connection

from assessment.core import totp
from assessment.services import audit, sealing, slowing
from assessment.services.tokens import digest
from assessment.storage import accounts, second_steps
from assessment.storage.accounts import AccountRecord
from assessment.storage.records import PersonRecord

ISSUER = "Preventiespiegel"
RECOVERY_CODES = 10
# 80 random bits: nobody finds these from their digests.
RECOVERY_BYTES = 10
GROUP = 4


class WrongCode(Exception):
    """Not the code of this moment, or one that was used before."""


def propose(conn: Connection, secret_key: str, person_id: str) -> None:
    """A new secret to put into an app. It counts once a code from it was given."""
    sealed = sealing.seal(secret_key, person_id, secrets.token_bytes(totp.SECRET_BYTES))
    accounts.propose_totp(conn, person_id, sealed)


def proposed(conn: Connection, secret_key: str, person_id: str) -> str | None:
    """The secret as someone can type it, as long as it was not confirmed."""
    found = accounts.of_person(conn, person_id).totp_new_secret
    if found is None:
        return None
    try:
        return base64.b32encode(sealing.unseal(secret_key, person_id, found)).decode("ascii")
    except sealing.Unreadable:
        return None


def for_app(conn: Connection, secret_key: str, person_id: str) -> str | None:
    """What the QR code says."""
    secret = proposed(conn, secret_key, person_id)
    account = accounts.of_person(conn, person_id).email or "uw account"
    return totp.address(secret, account, ISSUER) if secret else None


def confirm(
    conn: Connection, secret_key: str, person: PersonRecord, code: str, now: datetime
) -> list[str]:
    """Switches it on and gives the recovery codes, that are shown once. Raises `WrongCode`."""
    sealed = accounts.of_person(conn, person.id).totp_new_secret
    step = _step(secret_key, person.id, sealed, code, now, used=None)
    if sealed is None or step is None:
        raise WrongCode
    accounts.confirm_totp(conn, person.id, sealed, step)
    codes = _new_codes(conn, person.id)
    audit.note(conn, "second_factor.added", person.id, by=person, now=now)
    return codes


def check(conn: Connection, secret_key: str, person_id: str, typed: str, now: datetime) -> bool:
    """Uses a code of the app or a recovery code up; False when it is neither."""
    account = accounts.of_person(conn, person_id)
    plain = "".join(typed.split()).replace("-", "").upper()
    if len(plain) != totp.DIGITS:
        return second_steps.use_code(conn, person_id, digest(plain), now)
    step = _step(secret_key, person_id, account.totp_secret, plain, now, account.totp_step)
    return step is not None and accounts.use_totp_step(conn, person_id, step)


def renew_codes(
    conn: Connection, secret_key: str, person: PersonRecord, code: str, now: datetime
) -> list[str]:
    """Ten new recovery codes, for who gives a code. Raises `WrongCode` and `slowing.TooSoon`."""
    _require(conn, secret_key, person, code, now)
    audit.note(conn, "second_factor.codes_renewed", person.id, by=person, now=now)
    return _new_codes(conn, person.id)


def remove(
    conn: Connection, secret_key: str, person: PersonRecord, code: str, now: datetime
) -> None:
    """Switches it off, for who gives a code. Raises `WrongCode` and `slowing.TooSoon`."""
    _require(conn, secret_key, person, code, now)
    _forget(conn, person.id)
    audit.note(conn, "second_factor.removed", person.id, by=person, now=now)


def forget(conn: Connection, person_id: str, now: datetime) -> None:
    """For an operator who knows that it is really them: the phone and the codes are lost."""
    _forget(conn, person_id)
    audit.note(conn, "second_factor.removed", person_id, by=None, now=now)


def has(account: AccountRecord) -> bool:
    return account.totp_secret is not None


def codes_left(conn: Connection, person_id: str) -> int:
    return second_steps.codes_left(conn, person_id)


def _require(
    conn: Connection, secret_key: str, person: PersonRecord, code: str, now: datetime
) -> None:
    made = slowing.at_code(secret_key, person.id)
    counted = slowing.count_as_failed(conn, made, now)
    if not check(conn, secret_key, person.id, code, now):
        raise WrongCode
    slowing.take_back(conn, counted)


def _forget(conn: Connection, person_id: str) -> None:
    accounts.forget_totp(conn, person_id)
    second_steps.replace_codes(conn, person_id, [])


def _new_codes(conn: Connection, person_id: str) -> list[str]:
    made = [base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    codes = [code.decode("ascii") for code in made]
    second_steps.replace_codes(conn, person_id, [digest(code) for code in codes])
    return ["-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP)) for code in codes]


def _step(
    secret_key: str,
    person_id: str,
    sealed: str | None,
    code: str,
    now: datetime,
    used: int | None,
) -> int | None:
    if sealed is None:
        return None
    try:
        secret = sealing.unseal(secret_key, person_id, sealed)
    except sealing.Unreadable:
        # The key of the installation is another one; an operator can take the factor away.
        return None
    return totp.matching_step(secret, "".join(code.split()), now, used)
