"""From a file to conclusions without a browser: the same words, and clear refusals."""

import json
import os

import pytest

from assessment.cli import main
from assessment.core.answers_out import write_answers_file
from tests.core.builders import assessment, best, everything, worst


@pytest.fixture
def write(tmp_path):
    def write(made, name="antwoorden.json"):
        path = tmp_path / name
        path.write_text(json.dumps(write_answers_file(made)), encoding="utf-8")
        return path

    return write


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_gaps_as_json_explain_themselves(write, capsys):
    path = write(assessment(everything(worst)))
    code, out, _ = run(capsys, "gaps", path, "--json")
    data = json.loads(out)
    assert code == 0
    first = data["gaps"][0]
    assert (first["ref"], first["severity"], first["variant"]) == ("G01", "kritiek", None)
    because = {item["question"]: item["answer"] for item in first["because"] if "question" in item}
    assert because["slachtoffers-hulp-geregeld"].startswith("Nog niet")
    assert first["tools"][0]["address"].startswith("https://")
    extra = (
        next(gap for gap in data["gaps"] if gap["ref"] == "G12")
        if any(gap["ref"] == "G12" for gap in data["gaps"])
        else None
    )
    assert extra is None or extra["extra_under"] == "geen-aanpak-plegers"
    assert [line["state"] for line in data["standing_lines"]] == ["gat"] * 3
    assert data["help_lines"]
    again = run(capsys, "gaps", path, "--json")[1]
    assert again == out


def test_what_is_not_known_names_what_it_needs(write, capsys):
    data = json.loads(run(capsys, "gaps", write(assessment({"sl_1": 1})), "--json")[1])
    assert data["gaps"] == []
    point = next(item for item in data["open_points"] if item["ref"] == "G01")
    assert [need["question"] for need in point["needs"]] == ["slachtoffers-hulp-in-route"]
    assert data["open_points"][0]["ref"] != "U01" or data["open_points"][0]["severity"]


def test_gaps_in_words(write, capsys):
    code, out, _ = run(capsys, "gaps", write(assessment(everything(best, s6_2=1, s6_3="nee"))))
    assert code == 0
    assert "Gaten (1)" in out
    assert "De campagne wordt niet herhaald" in out


@pytest.mark.parametrize("kind", ["html", "json", "pdf"])
def test_a_report_of_each_kind(write, capsys, tmp_path, kind):
    target = tmp_path / f"rapport.{kind}"
    code, _, err = run(capsys, "report", write(assessment(everything(worst))), "-o", target)
    assert (code, err) == (0, "")
    starts = {"html": b"<!DOCTYPE html>", "json": b"{", "pdf": b"%PDF-"}
    assert target.read_bytes().lower().startswith(starts[kind].lower())


def test_several_files_go_into_a_folder(write, capsys, tmp_path):
    one = write(assessment(), "een.json")
    two = write(assessment(everything(best)), "twee.json")
    code, _, _ = run(capsys, "report", one, two, "-o", tmp_path / "uit", "--format", "json")
    assert code == 0
    assert sorted(os.listdir(tmp_path / "uit")) == ["een.json", "twee.json"]


def test_one_bad_file_and_nothing_is_written(write, capsys, tmp_path):
    good = write(assessment(), "goed.json")
    bad = tmp_path / "fout.json"
    bad.write_text("{")
    code, out, err = run(capsys, "report", good, bad, "-o", tmp_path / "uit", "--format", "json")
    assert (code, out) == (2, "")
    assert err.startswith(f"{bad}: regel 1, teken 2")
    assert not (tmp_path / "uit").exists()


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("rapport.docx", "kies een naam die eindigt op .pdf, .html, .json"),
        ("er/is/niet/rapport.pdf", "deze map is er niet"),
    ],
)
def test_where_a_report_cannot_go(write, capsys, tmp_path, output, expected):
    code, _, err = run(capsys, "report", write(assessment()), "-o", tmp_path / output)
    assert code == 2
    assert expected in err
    assert sorted(os.listdir(tmp_path)) == ["antwoorden.json"]


def test_two_files_of_one_name_do_not_overwrite_each_other(write, capsys, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    files = [write(assessment(), "a/x.json"), write(assessment(), "b/x.json")]
    code, _, err = run(capsys, "report", *files, "-o", tmp_path / "uit")
    assert code == 2
    assert "zouden elkaar overschrijven" in err


def test_ten_megabytes_of_text(capsys, tmp_path):
    path = tmp_path / "groot.json"
    path.write_bytes(b"x" * 10_000_000)
    code, out, err = run(capsys, "gaps", path, "--json")
    assert (code, out) == (2, "")
    assert "is te groot" in err
    assert len(err) < 300


def test_a_file_that_is_not_there(capsys, tmp_path):
    code, _, err = run(capsys, "gaps", tmp_path / "weg.json")
    assert code == 2
    assert "is niet te lezen" in err


def test_a_report_replaces_the_old_one_whole(write, capsys, tmp_path):
    target = tmp_path / "rapport.json"
    target.write_text("oud")
    run(capsys, "report", write(assessment()), "-o", target)
    assert json.loads(target.read_text())["schema"] == 1
    assert sorted(os.listdir(tmp_path)) == ["antwoorden.json", "rapport.json"]
