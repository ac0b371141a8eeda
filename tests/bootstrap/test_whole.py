"""The command that runs everything: which parts, what is missing, and what only makes it faster."""

import os
import subprocess

import pytest

from run import Need
from tests import whole


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    for module in ("run", "tests.whole"):
        monkeypatch.setattr(f"{module}.say", lines.append)
    return lines


@pytest.mark.parametrize(("root", "works"), [(True, True), (True, False), (False, True)])
def test_what_is_only_faster_is_never_in_the_way(
    root: bool, works: bool, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(whole, "package_manager", lambda: "apt")
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr("run.quietly", lambda *command: bool(started.append(command[1]) or works))
    faster = Need(lambda: False, "shell", "", "")
    whole.hasten([faster])
    assert started == (["-qq", "install"] if root else [])
    assert said[1:] == ([] if works else ["De tests gaan ook zonder, maar langzamer."])
    started.clear()
    whole.hasten([faster._replace(present=lambda: True)])
    assert started == []


@pytest.mark.usefixtures("said")
@pytest.mark.parametrize(
    ("tool", "environment", "failing", "code"),
    [
        ("present", {}, "", 0),
        ("absent", {}, "", 0),
        ("absent", {"CI": "true"}, "", 1),
        ("present", {}, "mypy", 1),
    ],
)
def test_every_part_is_run_and_one_failure_is_enough(
    tool: str,
    environment: dict[str, str],
    failing: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    started: list[list[str]] = []

    def call(command: list[str], **_: object) -> int:
        started.append(command)
        return int(failing in command)

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.delenv("CI", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    postgresql = Need(lambda: tool == "present", "postgresql", "", "")
    monkeypatch.setattr(whole, "POSTGRESQL", postgresql)
    monkeypatch.setattr(whole, "TEST_TOOLS", [postgresql])
    monkeypatch.setattr(whole, "FASTER", [Need(lambda: False, "shell", "", "")])
    monkeypatch.setattr(subprocess, "call", call)
    assert whole.run_tests([]) == code
    assert "pytest" in started[-1]
    assert sum("pg_virtualenv" in command for command in started) == (tool == "present")
    assert len(started) == (7 if tool == "present" else 6)
    assert ("Overgeslagen" in capfd.readouterr().out) == (tool == "absent")


@pytest.mark.usefixtures("said")
def test_arguments_go_to_pytest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(whole, "TEST_TOOLS", [])
    monkeypatch.setattr(whole, "FASTER", [])
    monkeypatch.setattr(subprocess, "call", lambda command, **_: started.append(command) or 3)
    assert whole.run_tests(["-k", "naam"]) == 3
    assert [command[1:] for command in started] == [["-m", "pytest", "-k", "naam"]]
