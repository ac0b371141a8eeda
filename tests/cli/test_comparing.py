"""`compare` as someone types it."""

import json
import subprocess
import sys

import pytest

from assessment.cli import comparing, main
from assessment.config import PREFIX, ROOT
from assessment.pdf.rendering import Limits
from assessment.services import network_writers
from tests.core.builders import library
from tests.pdf.hostile import carrying, flate
from tests.services.test_network_files import BAD, report


@pytest.fixture(autouse=True)
def instance(monkeypatch, tmp_path):
    monkeypatch.setenv(f"{PREFIX}INSTANCE", str(tmp_path / "instance"))
    # Read once; the last test starts the whole command.
    monkeypatch.setattr(comparing, "load", lambda root: library())


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "rapporten"
    (made / "mail").mkdir(parents=True)
    (made / "a.json").write_bytes(report(0))
    (made / "b.JSON").write_bytes(report(1, "levels"))
    (made / "mail" / "c.pdf").write_bytes(carrying(flate(report(2, "gaps"))))
    (made / "lees mij.txt").write_text("hallo")
    return made


def compared(path):
    return json.loads(path.read_bytes())


def test_a_folder_is_compared_and_nothing_else_is_left(folder, tmp_path, capsys):
    out = tmp_path / "vergelijking.json"
    assert main(["compare", str(folder), "-o", str(out), "--own", "appelwold"]) == 0
    made = compared(out)
    assert [(row["name"], row["own"]) for row in made["members"]] == [
        ("Appelwold", True),
        ("Fluisterveen", False),
        ("Hazelkerke", False),
    ]
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "3 bestanden, 3 in de vergelijking\n"
    assert {path.name for path in tmp_path.iterdir()} <= {"rapporten", out.name, "instance"}


def test_files_patterns_and_folders_count_each_file_once(folder, tmp_path):
    out, table = tmp_path / "v.json", tmp_path / "v.csv"
    given = [str(folder / "*.json"), str(folder), str(folder / "a.json")]
    assert main(["compare", *given, "-o", str(out), "-o", str(table)]) == 0
    assert len(compared(out)["files"]) == 3
    assert table.read_bytes().count(b"\r\n") == 4


def test_what_was_made_before_is_not_read_again(folder):
    out = folder / "vergelijking.json"
    for _ in range(2):
        assert main(["compare", str(folder), "-o", str(out)]) == 0
    assert len(compared(out)["files"]) == 3


def test_a_bad_file_is_told_and_the_others_are_compared(folder, tmp_path, capsys):
    for name in ("letter", "deep", "cut"):
        (folder / f"{name}.json").write_bytes(BAD[name])
    out = tmp_path / "v.json"
    assert main(["compare", str(folder), "weg.pdf", "-o", str(out)]) == 1
    said = capsys.readouterr().err
    assert "letter.json: Niet van de Preventiespiegel." in said
    assert "deep.json: Beschadigd." in said
    assert "weg.pdf: Niet te lezen." in said
    assert "7 bestanden, 3 in de vergelijking" in said
    assert len(compared(out)["members"]) == 3


def test_what_was_changed_needs_insisting(folder, tmp_path, capsys):
    path = folder / "a.json"
    path.write_bytes(report(0).replace(b'"known":', b'"known":1', 1))
    out = tmp_path / "v.json"
    assert main(["compare", str(folder), "-o", str(out)]) == 1
    assert len(compared(out)["members"]) == 2
    assert "Gewijzigd nadat het is gemaakt" in capsys.readouterr().err
    assert main(["compare", str(folder), "-o", str(out), "--insist"]) == 1
    assert [row["changed"] for row in compared(out)["members"]] == [True, False, False]


def test_an_own_municipality_without_a_report_is_told(folder, tmp_path, capsys):
    out = tmp_path / "v.json"
    assert main(["compare", str(folder), "-o", str(out), "--own", "GM0402"]) == 0
    assert "Van Hilversum zit er geen bruikbaar rapport bij" in capsys.readouterr().err
    assert not any(row["own"] for row in compared(out)["members"])


def test_nothing_to_compare_writes_nothing(folder, tmp_path, capsys):
    out = tmp_path / "v.json"
    assert main(["compare", str(folder / "lees mij.txt"), "-o", str(out)]) == 2
    assert "geen enkel bestand" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["-o", "v.txt"], ".json"),
        (["-o", "/bestaat/niet/v.json"], "deze map is er niet"),
        (["-o", "v.json", "--own", "Nergens"], "kennen wij niet"),
        (["-o", "v.json", "--named", "VB0001,Nergens"], "Nergens"),
    ],
)
def test_a_wrong_call_is_told_before_anything_is_read(given, words, folder, capsys, monkeypatch):
    monkeypatch.chdir(folder)
    assert main(["compare", str(folder), *given]) == 2
    assert words in capsys.readouterr().err
    assert not (folder / "v.json").exists()


def test_with_the_same_word_each_municipality_keeps_its_letter(folder, tmp_path):
    outs = [tmp_path / f"{number}.json" for number in range(3)]
    for out, word in zip(outs, ("zomer", "zomer", "winter"), strict=True):
        assert main(["compare", str(folder), "-o", str(out), "--alias-word", word]) == 0
    first, again, _ = (path.read_bytes() for path in outs)
    assert first == again
    assert b"Appelwold" not in first
    assert [row["name"] for row in compared(outs[0])["members"]] == [
        "Gemeente A",
        "Gemeente B",
        "Gemeente C",
    ]
    assert main(["compare", str(folder), "-o", str(outs[0]), "--alias"]) == 0
    assert compared(outs[0])["aliased"]


def test_who_agreed_is_named_and_nobody_else(folder, tmp_path):
    def named(*more):
        out = tmp_path / "v.json"
        assert main(["compare", str(folder), "-o", str(out), *more]) == 0
        return {name for gap in compared(out)["gaps"] for name in gap["already"]}

    assert named() == set()
    assert named("--named", "VB0003") <= {"Hazelkerke"}
    assert "Hazelkerke" in named("--named", "alle")


def test_a_pdf_that_cannot_be_made_is_told_with_the_way_out(folder, tmp_path, capsys, monkeypatch):
    # As much as a comparison that is far too large: the process that makes the PDF runs out.
    monkeypatch.setattr(network_writers, "PDF_LIMITS", Limits(memory=50_000_000))
    pdf, book = tmp_path / "v.pdf", tmp_path / "v.xlsx"
    assert main(["compare", str(folder), "-o", str(pdf), "-o", str(book)]) == 1
    said = capsys.readouterr().err
    assert "v.pdf: Het maken van de PDF is niet gelukt." in said
    assert "Kies een rekenblad" in said
    assert not pdf.exists()
    assert book.exists()


def test_the_whole_command_keeps_within_its_memory(folder, tmp_path):
    """Hostile files beside good ones, counted with all processes that it starts."""
    for name in ("deep", "long number", "many keys", "many faults", "large"):
        (folder / f"{name}.json").write_bytes(BAD[name])
    # What the system tells of a process itself begins with the size of who started it: the tests.
    code = (
        "import re, resource, sys; from assessment.cli import main;"
        "code = main(sys.argv[1:]);"
        "own = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1];"
        "print(max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss), code)"
    )
    line = [sys.executable, "-c", code, "compare", str(folder), "-o", str(tmp_path / "v.json")]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=True)
    memory, code = map(int, done.stdout.split())
    assert code == 1
    assert memory * 1024 < 200_000_000
