"""A comparison as a file: complete for a program, and readable in a spreadsheet."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

from assessment.core.network_aliases import aliases
from assessment.core.network_comparison import SharedChance
from assessment.core.network_making import Choices, compare_network
from assessment.services.network_writers import WRITERS, as_csv, as_html, as_json
from tests.core.networks import EVERYONE, GAPS, STEPS, background, entry


def compared(**choices):
    made = [
        entry("VB0001", stands=250, gaps=(GAPS[0].id,)),
        entry("VB0002", sharing="levels", stands=None),
        entry("VB0003", stands=100, day=date(2025, 1, 1), number="PS-2025"),
        entry("VB0003", stands=200, changed=True),
    ]
    return compare_network(made, background(), Choices(made_on=date(2026, 11, 21), **choices))


def test_for_a_program_everything_is_there():
    made = compared(own="VB0001")
    data = json.loads(as_json(made))
    assert data["preventiespiegel_comparison"] == 1
    assert data["made_on"] == "2026-11-21"
    assert {row["name"] for row in data["members"]} == {
        EVERYONE[f"VB000{n}"].name for n in (1, 2, 3)
    }
    unknown = next(row for row in data["members"] if row["code"] == "VB0002")
    assert [cell["stand"] for cell in unknown["cells"]] == [None] * len(STEPS)
    assert set(data) == {"preventiespiegel_comparison", *made.__dataclass_fields__}
    assert as_json(made) == as_json(compared(own="VB0001"))


def rows(raw):
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))


def test_for_a_spreadsheet_what_nobody_knows_is_a_question_mark():
    heading, *found = rows(as_csv(compared()))
    assert len(found) == 3
    assert {len(row) for row in found} == {len(heading)}
    by_code = {row[1]: row for row in found}
    first = heading.index(next(text for text in heading if text.endswith("stand")))
    assert by_code["VB0001"][first : first + 2] == ["2,5", "6 van 7"]
    assert by_code["VB0002"][first : first + 2] == ["?", "3 van 7"]
    assert by_code["VB0003"][6] == "gewijzigd nadat het is gemaakt"
    assert by_code["VB0002"][5] == "Alleen de stand"


def test_a_name_is_no_formula():
    made = compared()
    bad = replace(made.members[0], name='=HYPERLINK("http://kwaad.example";1)')
    found = rows(as_csv(replace(made, members=(bad, *made.members[1:]))))
    assert found[1][0].startswith("'=")


def test_with_aliases_no_file_tells_who_it_is():
    given = aliases(["VB0001", "VB0002", "VB0003"], "geheim")
    made = compared(aliases=given, network="Regio Zuid")
    for writer in WRITERS.values():
        text = writer(made).decode("utf-8", "replace")
        assert "Regio Zuid" not in text
        for code in ("VB0001", "VB0002", "VB0003"):
            assert code not in text
            assert EVERYONE[code].name not in text


def test_the_same_chance_at_several_places_is_named_once():
    def chance(place, count):
        return SharedChance("x", "Voeg toe", place, "steun", count, 4, (), False, "")

    alone = SharedChance("y", "Leer samen", "sport", "", 2, 3, (), False, "Begin klein.")
    made = replace(compared(), chances=(chance("mbo", 3), alone, chance("online", 2)))
    page = " ".join(as_html(made).decode().split())
    assert page.count("Voeg toe") == 1
    assert "mbo, steun: 3 van 4 gemeenten." in page
    assert "online, steun: 2 van 4 gemeenten." in page
    assert "<strong>Leer samen</strong> (sport): 2 van 3 gemeenten. Begin klein." in page
