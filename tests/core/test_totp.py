"""Codes of an app, against the examples of RFC 6238."""

from datetime import UTC, datetime, timedelta

import pytest

from assessment.core import totp
from assessment.core.email import email_key

SECRET = b"12345678901234567890"
EXAMPLES = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize("seconds", EXAMPLES)
def test_the_codes_of_the_standard(seconds):
    assert totp.code_at(SECRET, seconds // 30) == EXAMPLES[seconds]


def test_a_code_works_near_its_moment_and_not_after_a_later_one():
    now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    step = totp.step_of(now)
    code = totp.code_at(SECRET, step)
    for seconds, expected in ((-31, None), (-30, step), (0, step), (59, step), (60, None)):
        at = now + timedelta(seconds=seconds)
        assert totp.matching_step(SECRET, code, at, None) == expected, seconds
    assert totp.matching_step(SECRET, code, now, step - 1) == step
    assert totp.matching_step(SECRET, code, now, step) is None
    assert totp.matching_step(SECRET, code, now, step + 1) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "\ud800", "abcdef"])
def test_anything_else_is_no_code(code):
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    assert (
        totp.matching_step(SECRET, code.encode("utf-8", "replace").decode(), moment, None) is None
    )


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (" Jeugd@Voorbeeld.Example ", "jeugd@voorbeeld.example"),
        ("Ａ@ｂ.nl", "a@b.nl"),
        ("één@gemeenté.nl", "één@gemeenté.nl"),
        ("a@b", ""),
        ("a b@c.nl", ""),
        ("a@b.nl\nBcc: x@y.nl", ""),
        ("a@b.nl,c@d.nl", ""),
        ("<a@b.nl>", ""),
        ("a\u200b@b.nl", ""),
        ("a" * 65 + "@b.nl", ""),
        ("a@" + "b" * 260 + ".nl", ""),
        ("", ""),
    ],
)
def test_one_address_has_one_key(written, key):
    assert email_key(written) == key
