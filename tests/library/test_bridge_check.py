"""A bridge that forgets a question, or promises what does not fit, is refused with its line."""

import shutil
from pathlib import Path

import pytest

from assessment.cli import main
from assessment.library.checking import check, open_library
from assessment.services import versions
from tests.core.builders import ROOT
from tests.library.test_content_check import change, complaints

SET = "veilig-online/1.1"
BRIDGE = f"{SET}/bridge.yaml"
BROKEN = {
    "forgotten": ("  - vast-netwerk\n", "", "de vraag “vast-netwerk” van veilig-online/1.0"),
    "twice": ("  - vast-netwerk\n", "  - vast-netwerk\n  - vast-netwerk\n", "staat hier twee keer"),
    "unknown": ("- vast-netwerk\n", "- vast-netwrk\n", "“vast-netwrk” staat niet in"),
    "not the same": (
        "  - vast-netwerk\n",
        "  - vast-netwerk\n  - doel-minder-plegen\n",
        "niet meer precies dezelfde vraag",
    ),
    "counts otherwise": ("    options: { intern: zorg-op-school }\n", "", "telt anders dan"),
    "unknown old option": ("{ deels: null }", "{ beetje: null }", "kent geen keuze “beetje”"),
    "unknown new option": ("{ deels: null }", "{ deels: beetje }", "kent geen keuze “beetje”"),
    "other type": ("    now: een-afspraak-over-gedrag\n", "    now: vast-netwerk\n", "van type"),
    "unknown kind": ("\nmerged:", "\nsamengevoegd:", "onbekende sleutel “samengevoegd”"),
}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    root = tmp_path / "questions"
    shutil.copytree(ROOT / "questions", root)
    (root / SET / "released.yaml").unlink(missing_ok=True)
    return root


@pytest.mark.parametrize("case", BROKEN)
def test_each_fault_is_named_with_its_place(questions, case):
    old, new, expected = BROKEN[case]
    change(questions, BRIDGE, old, new)
    found = [complaint for complaint in complaints(questions) if expected in complaint]
    assert found, complaints(questions)
    assert found[0].startswith(f"questions/{BRIDGE}:")


def test_a_version_without_a_bridge_is_refused(questions):
    (questions / BRIDGE).unlink()
    assert any("bridge.yaml:1: is niet te lezen" in item for item in complaints(questions))


def test_a_version_comes_from_one_that_is_there(questions):
    line = change(questions, f"{SET}/set.yaml", 'earlier: "1.0"', 'earlier: "0.9"')
    assert f"questions/{SET}/set.yaml:{line}: de versie “0.9” staat er niet" in "\n".join(
        complaints(questions)
    )


def test_what_does_not_stand_in_the_folder_is_that_of_the_version_before(questions):
    library = open_library(questions)
    older, newer = (library.sets[key] for key in ("veilig-online/1.0", SET))
    assert newer.content.rules == older.content.rules
    assert newer.sources["rules.yaml"] is older.sources["rules.yaml"]
    # A fault in a file that both use is told once.
    (questions / "veilig-online/1.0/released.yaml").unlink()
    change(questions, "veilig-online/1.0/glossary.yaml", "terms:", "termen:")
    assert len({*complaints(questions)}) == len(complaints(questions))


def test_the_version_before_is_released_first(questions):
    (questions / "veilig-online/1.0/released.yaml").unlink()
    assert any("doe dat eerst" in complaint for complaint in complaints(questions))
    assert open_library(questions).newest.key == SET
    assert main(["content", "release", "veilig-online/1.0", "--root", str(questions)]) == 0
    assert check(questions)[1] == []


def test_a_report_of_a_version_names_the_files_of_both(questions):
    before = versions.of_report(open_library(questions), SET)["question_set"]
    versions._of_folder.cache_clear()
    (questions / "veilig-online/1.0/released.yaml").unlink()
    change(questions, "veilig-online/1.0/rules.yaml", "standing_lines:", "# iets\nstanding_lines:")
    assert versions.of_report(open_library(questions), SET)["question_set"] != before
