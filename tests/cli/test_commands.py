"""Every command is listed, explains itself and gives an example."""

import argparse
import json

import pytest

from assessment.cli import main, parser


def commands(of: argparse.ArgumentParser, path=()):
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield (*path, name)
                yield from commands(command, (*path, name))


@pytest.mark.parametrize("path", sorted(commands(parser())))
def test_each_command_has_help_with_an_example(path, capsys):
    with pytest.raises(SystemExit) as stop:
        main([*path, "--help"])
    said = capsys.readouterr().out
    assert stop.value.code == 0
    assert "python3 run.py" in said.split("\n", 1)[1]


def test_the_list_of_commands(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    for name in ("serve", "demo", "test", "gaps", "report", "content", "link", "bench"):
        assert name in said


def test_content_list_holds_every_code(capsys):
    assert main(["content", "list", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    listed = data["question_sets"][0]
    assert len(listed["questions"]) == 75
    assert sum(question["core"] for question in listed["questions"]) == 48
    assert (len(listed["rules"]), len(listed["settings"]), len(listed["themes"])) == (49, 22, 12)
    assert {rule["ref"] for rule in listed["rules"]} >= {"G01", "G40", "I05", "K03", "U01"}
    for question in listed["questions"]:
        assert question["id"]
        assert question["ref"]
        assert question["type"] != "level" or len(question["anchors"]) == 5
    assert all(tool["id"] and (tool["refs"] or not tool["in_seeds"]) for tool in data["tools"])


def test_content_check_and_schema(capsys, tmp_path):
    assert main(["content", "check"]) == 0
    assert "75 vragen en 49 regels, niets op aan te merken" in capsys.readouterr().out
    assert main(["content", "schema", "-o", str(tmp_path)]) == 0
    assert json.loads((tmp_path / "steps.schema.json").read_text())["title"] == "Step"


def test_content_check_of_a_broken_folder(capsys, tmp_path):
    assert main(["content", "check", "--root", str(tmp_path)]) == 1
    assert f"{tmp_path.name}:1: hier staat geen enkele vragenlijst" in capsys.readouterr().out


def test_a_wrong_port_is_told_in_dutch(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--port", "99999"])
    assert stop.value.code == 2
    assert "99999 is geen poort" in capsys.readouterr().err
