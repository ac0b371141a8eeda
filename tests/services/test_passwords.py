"""Which passwords are refused, how they are kept, and that a guess costs the same for everyone."""

import threading
from functools import partial

import pytest

from assessment.services import passwords
from tests.together import together

GOOD = (
    "kastanje fietspomp noorderlicht trui",
    "x7Gq-pL2v-Rw9k-Zt4m",
    "zwaluw strijkbout ελιά 北京 vla",
    "    spaties horen erbij    ",
)
WEAK = (
    "",
    "kort",
    "elf tekens!",
    "aaaaaaaaaaaaaaaa",
    "123456789012",
    "qwertyuiopasdf",
    "password1234",
    "welkom2026!!",
    "Preventiespiegel1!",
    "gemeentehilversum",
    "Hilversum2026!",
    "jeugd@voorbeeld.example",
    "Preventiespiegel-Hilversum",
    "wethouderjeugd2026",
    "1qaz2wsx3edc",
)
OWN = ("jeugd@voorbeeld.example", "Beleidsmedewerker jeugd", "Hilversum")


@pytest.mark.parametrize("password", GOOD)
def test_any_composition_is_good(password):
    assert passwords.fault(password, OWN) == ""
    assert passwords.fits(password, passwords.hashed(password))


@pytest.mark.parametrize("password", WEAK)
def test_what_is_guessed_first_is_refused(password):
    assert passwords.fault(password, OWN)


def test_every_context_word_is_refused_with_what_people_put_behind_it():
    for word in passwords.CONTEXT_WORDS:
        for behind in ("2026!", "12345", "Abc1"):
            assert passwords.fault((word.capitalize() + behind).ljust(12, "!"), OWN), word


def test_long_ones_are_taken_whole():
    long = "kastanje fietspomp noorderlicht trui " * 4
    whole = long[: passwords.MOST]
    assert len(whole) == 128
    assert passwords.fault(whole) == ""
    hashed = passwords.hashed(whole)
    assert passwords.fits(whole, hashed)
    assert not passwords.fits(whole[:-1], hashed)
    assert not passwords.fits(whole.upper(), hashed)
    assert "hooguit 128" in passwords.fault(long[:129])


def test_a_letter_that_a_keyboard_writes_in_another_way_is_the_same():
    assert passwords.fits("cafe\u0301 kastanje pomp", passwords.hashed("caf\u00e9 kastanje pomp"))


@pytest.mark.parametrize("nasty", ["\x00", "\ud800", "é" * 128, "{{7*7}}", "' OR 1=1 --"])
def test_nothing_breaks_it(nasty):
    assert passwords.fits(nasty, passwords.hashed(nasty))
    assert not passwords.fits(nasty, passwords.hashed("iets anders"))
    assert not passwords.fits(nasty, None)
    assert not passwords.fits(nasty, "dit is geen hash")


def test_the_hash_is_argon2id_with_what_owasp_asks():
    assert passwords.hashed(GOOD[0]).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.hashed(GOOD[0]) != passwords.hashed(GOOD[0])
    assert not passwords.is_outdated(passwords.hashed(GOOD[0]))
    assert passwords.is_outdated("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo")


def test_without_a_hash_just_as_much_is_computed(monkeypatch):
    checked = []

    class Noting:
        def verify(self, stored, password):
            checked.append(stored.rsplit("$", 2)[0])

    passwords.fits("x", None)
    own = passwords.hashed(GOOD[0])
    monkeypatch.setattr(passwords, "_HASHER", Noting())
    assert not passwords.fits("x", None)
    assert passwords.fits("x", own)
    assert checked == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2


def test_only_a_few_are_hashed_at_once(monkeypatch):
    """Twenty at the same time take the memory of four."""
    busy, most, lock = 0, 0, threading.Lock()
    verify = passwords._HASHER.verify

    class Counting:
        def verify(self, *given):
            nonlocal busy, most
            with lock:
                busy += 1
                most = max(most, busy)
            try:
                return verify(*given)
            finally:
                with lock:
                    busy -= 1

    hashed = passwords.hashed(GOOD[0])
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    together([partial(passwords.fits, "x", hashed)] * 20)
    assert 1 <= most <= passwords.AT_ONCE
