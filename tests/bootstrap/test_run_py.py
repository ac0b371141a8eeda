"""The first start: what run.py notices, says and installs on machines that are not ready."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import run

ABSENT = [run.Need(lambda: False, *need[1:]) for need in [run.ENSUREPIP, *run.LIBRARIES]]
APT = (
    "apt-get install -y --no-install-recommends "
    "python3-venv libpango-1.0-0 fonts-dejavu-core libpangoft2-1.0-0 libharfbuzz-subset0"
)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(run, "say", lines.append)
    return lines


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with locks, and a bare .venv whose Python is the one that runs the tests."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "requirements.txt").write_text("flask==1\n")
    (tmp_path / "tests" / "requirements.txt").write_text("pytest==1\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    # A link would leave the environment of the tests, and with it pip.
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "PYTHON", python)
    monkeypatch.setattr(run, "STAMP", tmp_path / ".venv" / "ready")
    monkeypatch.setattr(run, "PRODUCT", [tmp_path / "requirements.txt"])
    monkeypatch.setattr(run, "TESTS", [*run.PRODUCT, tmp_path / "tests" / "requirements.txt"])
    monkeypatch.setattr(run, "LIBRARIES", [])
    monkeypatch.setattr(run, "ENSUREPIP", run.Need(lambda: True, "", "", ""))
    return tmp_path


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Notes which programs would have been started, all of them with success."""
    started: list[tuple[str, ...]] = []

    def quietly(*command: str) -> bool:
        started.append(command)
        return True

    monkeypatch.setattr(run, "quietly", quietly)
    return started


def on(monkeypatch: pytest.MonkeyPatch, manager: str, *, root: bool) -> None:
    monkeypatch.setattr(run, "package_manager", lambda: manager)
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)


def test_an_old_python_can_read_the_file() -> None:
    source = Path(run.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {
        name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert "__future__" not in source
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_an_old_python_is_refused(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert run.main([]) == 1
    assert said == ["Preventiespiegel heeft Python 3.11 of nieuwer nodig; dit is Python 3.9.2."]


@pytest.mark.parametrize(
    ("manager", "root", "command"),
    [
        ("apt", False, f"sudo {APT}"),
        ("dnf", False, "sudo dnf install -y python3 pango harfbuzz"),
        ("dnf", True, "dnf install -y python3 pango harfbuzz"),
        ("brew", False, "brew install pango harfbuzz"),
        ("", False, "python3-venv libpango-1.0-0"),
    ],
)
def test_the_exact_command_is_said_where_nothing_may_be_installed(
    manager: str,
    root: bool,
    command: str,
    said: list[str],
    programs: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on(monkeypatch, manager, root=root)
    monkeypatch.setattr(run, "LIBRARIES", ABSENT)
    assert run.main([]) == 1
    assert command in said[-1]
    assert programs == []


def test_only_what_is_missing_is_asked_for(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, "apt", root=False)
    present = run.Need(lambda: True, "present", "present", "present")
    assert run.provide([present, ABSENT[-1]]) == [ABSENT[-1]]
    assert said[-1].rstrip().endswith("--no-install-recommends libharfbuzz-subset0")
    assert run.provide([present]) == []
    assert len(said) == 1


def test_root_with_apt_gets_it_installed(
    said: list[str], programs: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, "apt", root=True)
    assert run.provide([run.Need(lambda: len(programs) == 2, "one two", "", "")]) == []
    assert programs[1] == ("apt-get", "install", "-y", "--no-install-recommends", "one", "two")
    assert said == ["Systeempakketten installeren: one two"]


def test_a_failing_apt_ends_with_the_command(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, "apt", root=True)
    monkeypatch.setattr(run, "quietly", lambda *_: False)
    assert run.provide(ABSENT) == ABSENT
    assert "apt-get is niet gelukt" in said[-2]
    assert APT in said[-1]


def test_a_failing_program_shows_its_last_words(said: list[str]) -> None:
    assert run.quietly(sys.executable, "-c", "print('unheard')")
    assert said == []
    assert not run.quietly(sys.executable, "-c", "print('heard'); exit(3)")
    assert said == ["heard"]


def test_a_start_that_is_ready_is_silent(
    project: Path, said: list[str], programs: list[tuple[str, ...]]
) -> None:
    assert run.set_up(run.TESTS)
    assert any("--require-hashes" in command for command in programs)
    programs.clear()
    said.clear()
    assert run.set_up(run.TESTS)
    assert run.set_up(run.PRODUCT), "who can test can also start"
    assert (said, programs) == ([], [])


@pytest.mark.usefixtures("said", "programs")
def test_the_product_alone_is_not_ready_for_tests(project: Path) -> None:
    assert run.set_up(run.PRODUCT)
    assert run.is_ready(run.PRODUCT)
    assert not run.is_ready(run.TESTS)


def change_lock(project: Path) -> None:
    (project / "requirements.txt").write_text("flask==2\n")


def lose_python(project: Path) -> None:
    (project / ".venv" / "bin" / "python").unlink()


def break_off(project: Path) -> None:
    (project / ".venv" / "ready").write_text(run.INTERRUPTED)


@pytest.mark.usefixtures("said")
@pytest.mark.parametrize(
    ("accident", "remade"), [(change_lock, False), (lose_python, True), (break_off, True)]
)
def test_what_no_longer_fits_is_installed_again(
    accident: Callable[[Path], None],
    remade: bool,
    project: Path,
    programs: list[tuple[str, ...]],
) -> None:
    run.set_up(run.PRODUCT)
    programs.clear()
    accident(project)
    assert not run.is_ready(run.PRODUCT)
    assert run.set_up(run.PRODUCT)
    assert any("pip" in command for command in programs)
    assert any("--clear" in command for command in programs) == remade


@pytest.mark.usefixtures("said", "programs")
def test_another_python_makes_the_environment_anew(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run.is_usable()
    run.set_up(run.PRODUCT)
    monkeypatch.setattr(sys, "version_info", (3, 99, 0))
    monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    assert not run.is_ready(run.PRODUCT)
    assert not run.is_usable()


def test_a_failing_installation_leaves_no_stamp_behind(
    project: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "quietly", lambda *command: "pip" not in command)
    assert not run.set_up(run.PRODUCT)
    assert said[-1].startswith("Dat is niet gelukt.")
    assert not run.is_ready(run.PRODUCT)
    assert not run.is_usable(), "a half-filled environment is made anew"


def test_what_is_asked_for_is_handed_to_the_command_line() -> None:
    command = [sys.executable, run.__file__, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "test" in done.stdout
