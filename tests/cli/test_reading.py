"""`read` and `key` as someone types them."""

import json

import pytest

from assessment.cli import main
from assessment.config import PREFIX
from tests.pdf.hostile import carrying, flate
from tests.report_data import planted, written


@pytest.fixture(autouse=True)
def instance(monkeypatch, tmp_path):
    monkeypatch.setenv(f"{PREFIX}INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


@pytest.fixture
def files(tmp_path):
    good = written(planted(), "answers")
    made = {
        "goed.json": good,
        "goed.pdf": carrying(flate(good)),
        "anders.json": good.replace(b'"known":', b'"known":1', 1),
        "brief.pdf": b"hallo",
    }
    for name, raw in made.items():
        (tmp_path / name).write_bytes(raw)
    return {name: str(tmp_path / name) for name in made}


def test_unchanged_reports_end_well(files, capsys):
    assert main(["read", files["goed.pdf"], files["goed.json"]]) == 0
    said = capsys.readouterr().out
    assert said.count(": Geen wijziging gevonden") == 2
    assert "Gemeente Hilversum" in said
    assert "Uit de antwoorden volgen dezelfde conclusies." in said


def test_one_that_is_not_well_is_told_and_the_others_are_read_too(files, capsys):
    assert main(["read", files["anders.json"], files["brief.pdf"], files["goed.json"]]) == 1
    said = capsys.readouterr().out
    for words in ("Gewijzigd", "Geen rapport van de Preventiespiegel", "Geen wijziging gevonden"):
        assert words in said


def test_a_file_that_is_not_there_is_told(files, capsys):
    assert main(["read", "/bestaat/niet.pdf", files["goed.json"]]) == 2
    said = capsys.readouterr().out
    assert "/bestaat/niet.pdf: is niet te lezen" in said
    assert "Geen wijziging gevonden" in said


def test_for_a_program_each_file_is_a_line(files, capsys):
    assert main(["read", "--json", *files.values()]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    kinds = ["unchanged", "unchanged", "changed", "not_ours"]
    assert [line["verdict"] for line in lines] == kinds
    assert lines[0]["municipality"] == {"code": "GM0402", "name": "Hilversum"}


def test_a_key_is_made_once(capsys, instance):
    assert main(["key"]) == 0
    first = capsys.readouterr().out
    assert "Er is een sleutel gemaakt." in first
    assert main(["key"]) == 0
    assert first.splitlines()[2] in capsys.readouterr().out
    assert (instance / "rapport.key").stat().st_mode & 0o777 == 0o600
    assert (instance / "rapport.key").read_text().strip() not in first


def test_an_open_key_stops_it(capsys, instance):
    main(["key"])
    (instance / "rapport.key").chmod(0o644)
    assert main(["key"]) == 1
    assert "chmod 600" in capsys.readouterr().err
