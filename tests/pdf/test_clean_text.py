"""Text that anyone may have typed becomes text that our fonts can show."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from assessment.pdf.clean_text import LONGEST_WORD, MOST_CHARACTERS, REPLACEMENT, clean, printable
from tests.pdf.samples import NASTY


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Súdwest-Fryslân, 's-Hertogenbosch: “goed” – 5 €", None),
        ("Çağla Şahin en Łukasz", None),
        ("a\x00b\x1bc\u202ed\ufeffe\u200bf", "abcdef"),
        ("e\u0301\u00e9n", "één"),
        ("😀 漢 ש", " ".join([REPLACEMENT] * 3)),
        ("😀😀😀👩‍👩‍👧 en שלום", f"{REPLACEMENT} en {REPLACEMENT}"),
        ("boven\r\n \r\n\n \n\nonder", "boven\n\nonder"),
        ("ver     weg", "ver weg"),
        ("half \ud800 teken", f"half {REPLACEMENT} teken"),
        ("regel een\nregel twee\teinde", None),
        ("", None),
    ],
)
def test_what_cannot_be_shown_is_replaced_and_the_rest_stays(typed, printed):
    assert str(clean(typed)).replace("&#39;", "'") == (typed if printed is None else printed)


def test_html_is_only_text():
    assert "<" not in str(clean(NASTY)).replace("<wbr>", "")


def test_a_long_word_can_break_and_loses_nothing():
    word = "<é&" * 500
    printed = str(clean(word))
    assert "<wbr>" in printed
    assert Markup(printed).unescape().replace("<wbr>", "") == word
    assert all(len(Markup(part).unescape()) <= LONGEST_WORD for part in printed.split("<wbr>"))


def test_a_text_that_is_too_long_is_cut_and_says_so():
    printed = Markup(clean("woord " * 5000)).unescape()
    assert len(printed) < MOST_CHARACTERS + 10
    assert printed.endswith("[…]")


def test_nothing_behind_many_empty_lines_is_lost():
    assert str(clean("boven" + "\n" * 50_000 + "onder")) == "boven\n\nonder"


def test_what_is_not_text_is_left_alone():
    for value in (3, None, Markup("<b>af</b>")):
        assert clean(value) is value


@given(st.text(max_size=400))
def test_whatever_is_typed_has_a_glyph_and_fits(typed):
    printed = Markup(str(clean(typed)).replace("<wbr>", "\n")).unescape()
    assert all(character in "\t\n\r" or ord(character) in printable() for character in printed)
    assert not re.search(rf"\S{{{LONGEST_WORD + 1},}}", printed)
