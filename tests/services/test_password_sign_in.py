"""Coming in with a password and a code: what is let in, what is slowed down, what is kept."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Text, cast, func, select

from assessment.core import totp
from assessment.services import (
    account,
    password_sign_in,
    passwords,
    sealing,
    second_factor,
    signing_in,
    slowing,
)
from assessment.services.password_sign_in import Refused
from assessment.storage import accounts, second_steps
from assessment.storage.tables import audit_events, metadata, sign_in_failures
from tests.database import NOW, later
from tests.together import together

KEY = "een sleutel die alleen in deze test bestaat"
EMAIL = "jeugd@voorbeeld.example"
PASSWORD = "kastanje fietspomp noorderlicht trui"
HOME, ELSEWHERE = "192.0.2.7", "198.51.100.23"


@pytest.fixture(scope="module")
def hashed():
    return passwords.hashed(PASSWORD)


@pytest.fixture
def member(database, person, hashed):
    with database.write() as connection:
        account.set_email(connection, person, EMAIL, NOW)
        account.set_password(connection, person, hashed, NOW)
    return person


@pytest.fixture
def with_factor(database, member):
    """The same person with a second factor; the secret and the recovery codes."""
    with database.write() as connection:
        second_factor.propose(connection, KEY, member.id)
        sealed = accounts.of_person(connection, member.id).totp_new_secret
        secret = sealing.unseal(KEY, member.id, sealed)
        code = totp.code_at(secret, totp.step_of(NOW))
        codes = second_factor.confirm(connection, KEY, member, code, NOW)
    return secret, codes


def attempt(database, password=PASSWORD, email=EMAIL, address=HOME, now=NOW):
    return password_sign_in.check_password(database, KEY, email, password, address, now)


def come_in(database, **given):
    passed = attempt(database, **given)
    with database.write() as connection:
        return password_sign_in.come_in(connection, passed, given.get("now", NOW), None)


def halfway(database, now=NOW):
    passed = attempt(database, now=now)
    with database.write() as connection:
        assert password_sign_in.come_in(connection, passed, now, None) is None
        return password_sign_in.go_halfway(connection, passed, now)


def finish(database, half, code, now):
    with database.write() as connection:
        return password_sign_in.finish(connection, KEY, half, code, now, None)


def code(secret, now):
    return totp.code_at(secret, totp.step_of(now))


def refuse(database, times, **given):
    for _ in range(times):
        with pytest.raises(Refused):
            attempt(database, **{"password": "dit is het niet", **given})


def test_the_right_password_lets_in(database, member):
    token = come_in(database, email=" JEUGD@Voorbeeld.Example")
    with database.read() as connection:
        assert signing_in.who(connection, token, NOW) == member


@pytest.mark.parametrize(
    "given",
    [
        {"password": PASSWORD.upper()},
        {"password": PASSWORD + "x" * 200},
        {"password": ""},
        {"email": "iemand@anders.example"},
        {"email": ""},
        {"email": "\ud800\x00"},
    ],
)
def test_anything_else_is_refused_in_one_way(database, member, given):
    with pytest.raises(Refused) as refused:
        attempt(database, **given)
    assert str(refused.value) == ""


def test_without_a_password_nobody_comes_in_with_one(database, person):
    with database.write() as connection:
        account.set_email(connection, person, EMAIL, NOW)
    for password in ("", PASSWORD, "of an account that does not exist"):
        with pytest.raises(Refused):
            attempt(database, password=password)


def test_a_closed_account_is_refused_whatever_is_shown(database, member):
    with database.write() as connection:
        link = signing_in.new_link(connection, NOW, member.id)
        accounts.close(connection, member.id, NOW)
    with pytest.raises(Refused):
        attempt(database)
    with database.write() as connection:
        assert signing_in.use_link(connection, link, NOW) is None
        assert signing_in.start(connection, member.id, "provider", NOW) is None


def test_an_unknown_address_takes_the_same_statements(database, member, statements):
    seen = []
    for email in (EMAIL, "iemand@anders.example"):
        statements.sent.clear()
        refuse(database, 1, email=email)
        seen.append(list(statements.sent))
    assert seen[0] == seen[1]
    assert len(seen[0]) > 5


def test_an_unknown_address_costs_a_hash_too(database, member, monkeypatch):
    checked = []
    fits = passwords.fits

    def note(password, stored):
        checked.append(stored is None)
        return fits(password, stored)

    monkeypatch.setattr(passwords, "fits", note)
    refuse(database, 1, email="iemand@anders.example")
    refuse(database, 1)
    assert checked == [True, False]


def test_guesses_get_slower_and_never_reach_the_hash(database, member, monkeypatch):
    refuse(database, slowing.ACCOUNT.free)

    def never(*given):
        raise AssertionError

    monkeypatch.setattr(passwords, "fits", never)
    for _ in range(20):
        with pytest.raises(slowing.TooSoon) as told:
            attempt(database)
        assert told.value.seconds == 1
    monkeypatch.undo()
    seconds = 0
    for expected in (1, 2, 4, 8, 16, 32, 60, 60):
        seconds += expected
        with pytest.raises(slowing.TooSoon) as told:
            attempt(database, now=later(seconds=seconds - 0.5))
        assert told.value.seconds == 1
        refuse(database, 1, now=later(seconds=seconds))


def test_the_owner_waits_a_minute_at_most_and_not_at_all_where_they_were_before(database, member):
    assert come_in(database, address=HOME)
    now = NOW
    for _ in range(40):
        now += timedelta(minutes=1)
        refuse(database, 1, address=ELSEWHERE, now=now)
    # From a new place the wait is short; at home there is none.
    with pytest.raises(slowing.TooSoon) as told:
        attempt(database, address="203.0.113.9", now=now)
    assert told.value.seconds <= 60
    assert come_in(database, address=HOME, now=now)
    assert come_in(database, address="203.0.113.9", now=now + timedelta(minutes=1))


def test_a_place_that_is_known_has_a_pace_of_its_own(database, member):
    assert come_in(database, address=HOME)
    refuse(database, slowing.ACCOUNT.free, address=HOME)
    with pytest.raises(slowing.TooSoon):
        attempt(database, address=HOME)


def test_one_place_that_tries_many_accounts_gets_slower(database, member):
    for number in range(slowing.PLACE.free):
        refuse(database, 1, email=f"naam{number}@anders.example", address=ELSEWHERE)
    with pytest.raises(slowing.TooSoon):
        attempt(database, email="nog.een@anders.example", address=ELSEWHERE)
    # Neighbours in one network of IPv6 are one place; somewhere else is not.
    assert slowing.place_of(KEY, "2001:db8::1") == slowing.place_of(KEY, "2001:db8::ffff")
    assert slowing.place_of(KEY, "2001:db8::1") != slowing.place_of(KEY, "2001:db8:0:1::1")
    refuse(database, 1, email="nog.een@anders.example", address=HOME)


def test_of_many_at_once_only_the_free_ones_reach_the_hash(database, member, monkeypatch):
    checked, lock = [], threading.Lock()

    def wrong(*given):
        with lock:
            checked.append(given)
        return False

    monkeypatch.setattr(passwords, "fits", wrong)

    def guess():
        with pytest.raises((Refused, slowing.TooSoon)):
            attempt(database)

    together([guess] * 16)
    assert len(checked) == slowing.ACCOUNT.free


def test_what_is_counted_is_forgotten_after_a_day(database, member):
    refuse(database, 3)
    refuse(database, 1, now=later(days=1, seconds=1))
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(sign_in_failures)) == 2


def test_a_good_try_is_no_failure(database, member):
    for _ in range(20):
        assert come_in(database)
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(sign_in_failures)) == 0


def test_a_clock_that_was_set_back_makes_nobody_wait_for_long(database, member):
    refuse(database, slowing.ACCOUNT.free, now=later(hours=5))
    with pytest.raises(slowing.TooSoon) as told:
        attempt(database)
    assert told.value.seconds == 1


def test_an_old_hash_is_made_anew(database, member, monkeypatch):
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.write() as connection:
        accounts.replace_hash(connection, member.id, old)
    assert come_in(database)
    with database.read() as connection:
        assert "m=19456" in accounts.of_person(connection, member.id).password_hash


# The second factor


def test_the_password_alone_opens_nothing(database, member, with_factor):
    half = halfway(database)
    with database.read() as connection:
        assert signing_in.who(connection, half, NOW) is None
        assert password_sign_in.is_halfway(connection, half, NOW)


def test_a_code_lets_in_and_works_once(database, member, with_factor):
    secret, _ = with_factor
    now = later(minutes=1)
    first, second = halfway(database, now), halfway(database, now)
    token = finish(database, first, code(secret, now), now)
    with database.read() as connection:
        assert signing_in.who(connection, token, now) == member
        assert not password_sign_in.is_halfway(connection, first, now)
    # A replay of the same code, and of the one before it.
    assert finish(database, second, code(secret, now), now) is None
    assert finish(database, second, code(secret, now - timedelta(seconds=30)), now) is None


def test_the_code_that_switched_it_on_is_used_up(database, with_factor):
    secret, _ = with_factor
    assert finish(database, halfway(database), code(secret, NOW), NOW) is None


def test_of_eight_with_one_code_exactly_one_comes_in(database, with_factor):
    secret, _ = with_factor
    now = later(minutes=1)
    with database.write() as connection:
        owner = account.of_email(connection, EMAIL).person_id
        halves = [password_sign_in.begin_half(connection, owner, now) for _ in range(8)]

    def enter(half):
        try:
            return finish(database, half, code(secret, now), now)
        except slowing.TooSoon:
            return None

    got = together([partial(enter, half) for half in halves])
    assert len([token for token in got if token]) == 1


def test_five_tries_and_five_minutes(database, with_factor):
    secret, _ = with_factor
    half = halfway(database)
    for _ in range(5):
        assert finish(database, half, "000000", NOW) is None
    with pytest.raises((Refused, slowing.TooSoon)):
        finish(database, half, code(secret, later(minutes=1)), later(minutes=1))
    with database.read() as connection:
        assert not password_sign_in.is_halfway(connection, half, NOW)
    late = halfway(database, later(hours=2))
    for passed in (300, 301):
        with pytest.raises(Refused):
            finish(database, late, "000000", later(hours=2, seconds=passed))


def test_who_has_the_password_cannot_go_on_guessing_codes(database, with_factor):
    """However often they begin again: some thirty tries a day, of a million codes."""
    now, tried = NOW, 0
    with database.read() as connection:
        owner = account.of_email(connection, EMAIL).person_id
    while now < later(days=1):
        with database.write() as connection:
            half = password_sign_in.begin_half(connection, owner, now)
        try:
            assert finish(database, half, "000000", now) is None
            tried += 1
        except slowing.TooSoon:
            pass
        now += timedelta(minutes=5)
    assert 20 < tried < 50


def test_each_recovery_code_works_once(database, with_factor):
    _, codes = with_factor
    assert len(set(codes)) == 10
    assert all(len(one.replace("-", "")) == 16 for one in codes)
    typed = (codes[0], codes[1].lower(), codes[2].replace("-", " "))
    for given in typed:
        assert finish(database, halfway(database), given, NOW)
    assert finish(database, halfway(database), codes[0], NOW) is None
    with database.read() as connection:
        owner = account.of_email(connection, EMAIL).person_id
        assert second_steps.codes_left(connection, owner) == 7


def test_new_recovery_codes_end_the_old_ones(database, member, with_factor):
    secret, codes = with_factor
    now = later(minutes=1)
    with database.write() as connection:
        with pytest.raises(second_factor.WrongCode):
            second_factor.renew_codes(connection, KEY, member, "000000", now)
        fresh = second_factor.renew_codes(connection, KEY, member, code(secret, now), now)
    assert finish(database, halfway(database, now), codes[0], now) is None
    assert finish(database, halfway(database, now), fresh[0], now)


def test_switching_it_off_takes_a_code(database, member, with_factor):
    secret, _ = with_factor
    now = later(minutes=1)
    with database.write() as connection:
        with pytest.raises(second_factor.WrongCode):
            second_factor.remove(connection, KEY, member, "000000", now)
        second_factor.remove(connection, KEY, member, code(secret, now), now)
    assert come_in(database, now=now)


def test_recovery_codes_of_someone_else_are_worth_nothing(database, colleague, with_factor):
    with database.write() as connection:
        assert not second_factor.check(connection, KEY, colleague.id, with_factor[1][0], NOW)
        assert second_factor.check(
            connection, KEY, account.of_email(connection, EMAIL).person_id, with_factor[1][0], NOW
        )


def test_the_secret_is_of_one_person_and_one_key(database, member, colleague, with_factor):
    secret, _ = with_factor
    with database.read() as connection:
        sealed = accounts.of_person(connection, member.id).totp_secret
    assert sealing.unseal(KEY, member.id, sealed) == secret
    for key, owner, text in (
        ("een andere sleutel van deze installatie", member.id, sealed),
        (KEY, colleague.id, sealed),
        (KEY, member.id, sealed[:-8] + "AAAAAAA="),
        (KEY, member.id, "geen base64 é"),
        (KEY, member.id, ""),
    ):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(key, owner, text)
    half = halfway(database)
    with database.write() as connection:
        other = "een andere sleutel van deze installatie"
        assert password_sign_in.finish(connection, other, half, "123456", NOW, None) is None


def test_no_secret_stands_in_the_tables(database, member, with_factor):
    import base64

    secret, codes = with_factor
    refuse(database, 1)
    half = halfway(database)
    with database.write() as connection:
        link = account.new_password_link(connection, member.id, NOW)
    looked_for = [
        PASSWORD,
        half,
        link,
        HOME,
        base64.b32encode(secret).decode(),
        base64.b64encode(secret).decode(),
        secret.hex(),
        *codes,
        *(one.replace("-", "") for one in codes),
    ]
    with database.read() as connection:
        for table in metadata.tables.values():
            for row in connection.execute(select(*(cast(column, Text) for column in table.c))):
                for text in looked_for:
                    assert text not in repr(row), (table.name, text)
        for row in connection.execute(select(audit_events)):
            assert EMAIL not in repr(row)


# Changing things


def test_a_new_password_ends_sessions_links_and_what_was_halfway(database, member, with_factor):
    half = halfway(database)
    with database.write() as connection:
        here, there = (signing_in.start(connection, member.id, "password", NOW) for _ in "ab")
        link = signing_in.new_link(connection, NOW, member.id)
        reset = account.new_password_link(connection, member.id, NOW)
        account.set_password(connection, member, passwords.hashed("iets heel anders"), NOW, here)
        assert signing_in.who(connection, here, NOW)
        assert signing_in.who(connection, there, NOW) is None
        assert not password_sign_in.is_halfway(connection, half, NOW)
        assert not signing_in.look_at_link(connection, link, NOW)
        assert account.look_at_password_link(connection, reset, NOW) is None
    with pytest.raises(Refused):
        attempt(database)


def test_a_password_that_is_changed_while_it_is_checked_lets_nobody_in(database, member):
    passed = attempt(database)
    with database.write() as connection:
        account.set_password(connection, member, passwords.hashed("iets heel anders"), NOW)
        with pytest.raises(Refused):
            password_sign_in.come_in(connection, passed, NOW, None)


def test_a_link_for_a_password_works_once_and_lets_nobody_in(database, member):
    with database.write() as connection:
        token = account.new_password_link(connection, member.id, NOW)
        assert not signing_in.look_at_link(connection, token, NOW)
        assert signing_in.use_link(connection, token, NOW) is None
        assert account.look_at_password_link(connection, token, NOW) == member
        assert account.look_at_password_link(connection, token, later(hours=1)) is None
        assert not account.use_password_link(connection, token, "x", later(hours=1))
        assert account.use_password_link(connection, token, passwords.hashed("nieuw"), NOW)
        assert not account.use_password_link(connection, token, passwords.hashed("nog"), NOW)
        # A link to come in is no link for a password either.
        other = signing_in.new_link(connection, NOW, member.id)
        assert account.look_at_password_link(connection, other, NOW) is None


def test_one_address_belongs_to_one_account(database, member, colleague):
    with database.write() as connection, pytest.raises(account.Taken):
        account.set_email(connection, colleague, "JEUGD@voorbeeld.EXAMPLE", NOW)
    with database.write() as connection:
        account.set_email(connection, member, "jeugd@Voorbeeld.example", NOW)


def test_a_new_session_ends_the_one_that_the_browser_had(database, member):
    with database.write() as connection:
        old = signing_in.start(connection, member.id, "password", NOW)
        new = signing_in.start(connection, member.id, "password", NOW, old)
        assert old != new
        assert signing_in.who(connection, old, NOW) is None
        assert signing_in.who(connection, new, NOW) == member
