"""The answers file: every fault has its place, and nothing in it is believed."""

import json

import pytest

from assessment.core.answers_in import read_answers_file
from assessment.core.answers_out import write_answers_file
from assessment.core.answers_schema import answers_schema
from assessment.core.strict_json import MOST_BYTES, BadFile
from tests.core.builders import ROOT, assessment, by_ref, library

GOOD = {
    "schema": 1,
    "question_set": "veilig-online/1.0",
    "municipality": {"code": "GM0402", "name": "Hilversum"},
    "reference_date": "2026-11-01",
    "answers": {},
    "activities": [],
}
LESSON = {"name": "Les", "providers": ["GGD"], "settings": ["vo"], "themes": ["norm"]}


def read(raw):
    return read_answers_file(raw, library().question_sets, library().everyone)


def faults(change=None, **answers):
    data = json.loads(json.dumps(GOOD))
    data["answers"] = {by_ref()[ref].id: value for ref, value in answers.items()}
    if change:
        change(data)
    with pytest.raises(BadFile) as caught:
        read(json.dumps(data).encode())
    return str(caught.value)


def test_a_good_file():
    data = dict(GOOD, answers={"slachtoffers-hulp-geregeld": {"value": 1, "regional": True}})
    made = read(json.dumps(data).encode())
    assert made.municipality.name == "Hilversum"
    assert made.answer("slachtoffers-hulp-geregeld").regional
    assert made.depth == "volledig"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"{", "regel 1, teken 2: hier is het geen geldige JSON meer"),
        (b"", "regel 1, teken 1"),
        (b"[]", "het bestand: verwacht"),
        (b"\xff\xfe\x00", "geen tekst in UTF-8"),
        (b'{"schema": 2}', "schema: verwacht 1"),
        (b'{"schema": true}', "schema: verwacht 1"),
        (b'{"schema": 1, "schema": 1}', "“schema” staat er twee keer in"),
        (b'{"schema": NaN}', "NaN is geen getal"),
        (b"[" * 200_000, "te diep genest"),
        (b'{"schema": ' + b"9" * 5000 + b"}", "een getal dat te lang is"),
        (b"x" * (MOST_BYTES + 1), "is te groot: 2.0 MB"),
        (b'{"schema": 1, "question_set": "iets/1.0"}', "verwacht veilig-online/1.0"),
    ],
)
def test_what_is_not_an_answers_file(raw, expected):
    with pytest.raises(BadFile) as caught:
        read(raw)
    assert expected in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("ref", "given", "expected"),
    [
        ("sl_1", {"value": 5}, "5 valt buiten 0 tot en met 4"),
        ("sl_1", {"value": "1"}, "verwacht een heel getal van 0 tot en met 4"),
        ("sl_1", {"value": True}, "verwacht een heel getal"),
        ("sl_1", {"value": None}, "verwacht een heel getal"),
        ("sl_1", {"value": 1.5}, "verwacht een heel getal"),
        ("sl_1", {"value": 1, "unknown": True}, "kies één van value, unknown"),
        ("sl_1", {"unknown": False}, "verwacht true"),
        ("sl_1", {"not_applicable": "zomaar"}, "onbekende reden"),
        ("sl_1", {"value": 1, "note": "x" * 301}, "301 tekens, en 300 is het meeste"),
        ("sl_1", {"value": 1, "note": "a\u0000b"}, "tekens die geen tekst zijn"),
        ("sl_1", {"value": 1, "nota": "x"}, "onbekende sleutel “nota”"),
        ("sl_1", {"value": 1, "regional": "ja"}, "verwacht true of false"),
        ("sl_1", {"value": 1, "detail": 3}, "heeft geen vervolgvraag"),
        ("sl_1", 1, "verwacht een object"),
        ("sl_2", {"value": []}, "kies minstens één antwoord"),
        ("sl_2", {"value": ["geen", "school"]}, "kan niet samen met iets anders"),
        ("sl_2", {"value": "school"}, "verwacht een lijst"),
        ("sl_3", {"value": "misschien"}, "is geen keuze; kies uit: ja, deels, nee"),
        ("s4_1", {"value": {"po": "soms"}}, "rij “po”: “soms” is geen keuze"),
        ("s4_1", {"value": {"havo": "vast"}}, "onbekende rij “havo”"),
        ("s6_2", {"value": 51}, "51 valt buiten 0 tot en met 50"),
        ("s6_2", {"value": 10**30}, "valt buiten"),
        ("s1_3", {"value": 1500}, "1500 valt buiten 1990 tot en met 2100"),
        ("s3_6", {"value": "2026-02-30"}, "2026-02-30 is geen dag die bestaat"),
        ("s3_6", {"value": "1-2-2026"}, "verwacht een datum als 2026-11-01"),
        ("s6_3", {"value": "gepland", "detail": "morgen"}, "detail: verwacht een datum"),
        ("s6_3", {"unknown": True, "detail": "2027-01-01"}, "kan alleen bij een antwoord"),
        ("p_1", {"value": "GM0402"}, "hoort bovenaan het bestand"),
    ],
)
def test_a_wrong_answer_is_named_with_its_place(ref, given, expected):
    said = faults(**{ref: given})
    assert expected in said
    assert said.startswith(f"answers › {by_ref()[ref].id}")


def test_every_fault_is_told_at_once():
    def break_it(data):
        data["municipality"] = {"code": "GM9999"}
        data["reference_date"] = "2026-13-01"
        data["answers"]["bestaat-niet"] = {"value": 1}
        data["extra"] = 1

    said = faults(break_it, sl_1={"value": 9})
    for part in ("municipality", "reference_date", "bestaat-niet", "“extra”", "9 valt buiten"):
        assert part in said


def test_a_code_with_the_name_of_another_municipality():
    said = faults(lambda data: data.update(municipality={"code": "GM0402", "name": "Amsterdam"}))
    assert "GM0402 is Hilversum" in said


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": ""}, "name: mag niet leeg zijn"),
        ({"providers": [""]}, "mag niet leeg zijn"),
        ({"settings": ["maan"]}, "settings: “maan” bestaat niet"),
        ({"themes": ["T99"]}, "themes"),
        ({"status": "soms"}, "status: verwacht 'loopt', 'gepland' of 'gestopt'"),
        ({"start": "2026-13"}, "geen dag of maand die bestaat"),
        ({"start": 5}, "geen dag of maand die bestaat"),
        ({"reach": -1}, "is te klein"),
        ({"reach": 10**400}, "te groot"),
        ({"kleur": "rood"}, "deze sleutel is onbekend"),
        ({"link": "javascript:alert(1)"}, "niet de goede vorm"),
        ({"name": 3}, "verwacht tekst"),
    ],
)
def test_a_wrong_activity(change, expected):
    said = faults(lambda data: data.update(activities=[LESSON, {**LESSON, **change}]))
    assert said.startswith("activities › 2")
    assert expected in said


def test_a_month_is_enough():
    data = {**GOOD, "activities": [{**LESSON, "start": "2026-03", "next": "2027-02-14"}]}
    (activity,) = read(json.dumps(data).encode()).activities
    assert (activity.start.isoformat(), activity.next.isoformat()) == ("2026-03-01", "2027-02-14")


def test_a_hidden_answer_is_written_as_hidden_and_kept():
    made = assessment({"s6_1": "nee", "s6_4": ["stuur-niet"]})
    written = write_answers_file(made)
    assert written["answers"]["campagne-boodschappen"] == {"value": ["stuur-niet"], "hidden": True}
    back = read(json.dumps(written).encode())
    assert back.answer("campagne-boodschappen").value == ("stuur-niet",)


def test_the_four_states_stay_apart():
    made = assessment({"sl_1": None, "sl_3": "nee", "s6_1": "nee"})
    answers = write_answers_file(made)["answers"]
    assert answers["slachtoffers-hulp-geregeld"] == {"unknown": True}
    assert answers["route-vindbaar"] == {"value": "nee"}
    assert answers["campagne-rondes"] == {"hidden": True}
    assert "route-bekend-bij-professionals" not in answers


def test_the_published_schema_is_the_one_in_the_code():
    published = json.loads((ROOT / "docs" / "answers-file-1.schema.json").read_text())
    assert published == answers_schema()
