"""Single values of tools.yaml change; every other character stays."""

from datetime import date

import pytest

from assessment.library.tools_file import CannotEdit, Edit, edited
from tests.core.builders import ROOT

DAY = date(2027, 3, 1)
ODD = """\
# Boven.
checked_on_note: 'Tekst.'
tools:
# Over de eerste.
- address: 'https://a.nl/'   # het oude adres
  id: eerste
  address_state:   unchecked  # nog kijken

  checked_on: 2026-11-21\t# vandaag
- id: tweede
  address: https://b.nl/pad?a=b#deel
  address_state: works
  checked_on: 2026-11-21
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "tools.yaml"

    def write(text):
        path.write_bytes(text.encode())
        return path

    return write


def changed_lines(before, after):
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(old, new) for old, new in pairs if old != new]


def test_comments_order_and_spaces_stay(file):
    edits = [Edit("eerste", "address_state", "dead"), Edit("eerste", "checked_on", DAY)]
    before, after = edited(file(ODD), [*edits, Edit("eerste", "address", "https://c.nl/")])
    assert before == ODD
    assert changed_lines(before, after) == [
        (
            "- address: 'https://a.nl/'   # het oude adres",
            "- address: https://c.nl/   # het oude adres",
        ),
        ("  address_state:   unchecked  # nog kijken", "  address_state:   dead  # nog kijken"),
        ("  checked_on: 2026-11-21\t# vandaag", "  checked_on: 2027-03-01\t# vandaag"),
    ]


def test_line_endings_stay(file):
    text = ODD.replace("\n", "\r\n")
    before, after = edited(file(text), [Edit("tweede", "checked_on", DAY)])
    assert before == text
    assert after == text.replace(
        "works\r\n  checked_on: 2026-11-21", "works\r\n  checked_on: 2027-03-01"
    )


def test_what_is_so_already_is_left_alone(file):
    before, after = edited(file(ODD), [Edit("eerste", "address", "https://a.nl/")])
    assert after == before == ODD


def test_what_changed_on_the_way_is_left_alone(file):
    other = Edit("eerste", "address_state", "dead", visited="https://ander.nl/")
    before, after = edited(file(ODD), [other, Edit("weg", "address_state", "dead")])
    assert after == before
    same = Edit("eerste", "address_state", "dead", visited="https://a.nl/")
    assert edited(file(ODD), [same])[1] != before


def test_an_address_that_yaml_would_misread_is_quoted(file):
    address = "https://a.nl/: #x"
    _, after = edited(file(ODD), [Edit("tweede", "address", address)])
    assert f"address: '{address}'" in after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  address_state: works", "  address_state:\n    works"),
        ("  address_state: works", "  address_state: >\n    works"),
        ("  address_state: works", "  address_state: &x works\n  note: *x"),
        ("  address_state: works", '  "address_state": works'),
    ],
)
def test_what_is_written_otherwise_is_refused_rather_than_guessed(file, old, new):
    with pytest.raises(CannotEdit, match=r"tools\.yaml"):
        edited(file(ODD.replace(old, new)), [Edit("tweede", "address_state", "dead")])


def test_the_real_catalogue_can_be_edited_everywhere():
    path = ROOT / "questions" / "tools.yaml"
    tools = [
        line.removeprefix("- id: ")
        for line in path.read_text().splitlines()
        if line.startswith("- id: ")
    ]
    edits = [Edit(tool, "checked_on", DAY) for tool in tools]
    edits += [Edit(tool, "address_state", "dead") for tool in tools]
    before, after = edited(path, edits)
    assert len(changed_lines(before, after)) == 2 * len(tools) > 300
