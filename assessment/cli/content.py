"""`content`: check, list and release what a content author writes."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from assessment.cli.speaking import Trouble, write_whole
from assessment.config import ROOT
from assessment.core.bridge_file import Bridge
from assessment.core.inventory_model import InventoryModel
from assessment.core.question_set import QuestionSet, Term
from assessment.core.question_types import YES_PARTLY_NO
from assessment.core.questions import Question, Step
from assessment.core.reading import Language
from assessment.core.rules import Rule, StandingLine
from assessment.core.tools import Tool
from assessment.core.values import Content, Many
from assessment.library.checking import RELEASED, check, fingerprints, open_library
from assessment.library.content import BrokenContent, Library


class RulesFile(Content):
    """rules.yaml"""

    standing_lines: Many[StandingLine]
    rules: Many[Rule]


class GlossaryFile(Content):
    """glossary.yaml"""

    terms: Many[Term]


class ToolsFile(Content):
    """tools.yaml"""

    checked_on_note: str
    tools: Many[Tool]


# One schema per kind of file, so that an editor can complete keys in it.
SCHEMAS: dict[str, type[BaseModel]] = {
    "bridge": Bridge,
    "steps": Step,
    "rules": RulesFile,
    "inventory": InventoryModel,
    "glossary": GlossaryFile,
    "tools": ToolsFile,
    "language": Language,
}


def add_commands(commands: Any) -> None:
    content = commands.add_parser(
        "content",
        help="vragen, regels en hulpmiddelen controleren of opsommen",
        description="Controleert of toont wat er in questions/ staat.",
        epilog="Voorbeeld: python3 run.py content check",
    )
    parts = content.add_subparsers(dest="part", required=True, metavar="DEEL")
    for name, run, text in (
        ("check", run_check, "alle bestanden controleren; noemt bestand en regel"),
        ("list", run_list, "vragen, regels, plekken, thema's en hulpmiddelen tonen"),
        ("schema", run_schema, "JSON Schema schrijven, waarmee een editor kan aanvullen"),
        ("release", run_release, "een versie uitgeven: daarna verandert zij niet meer"),
    ):
        part = parts.add_parser(
            name, help=text, description=text, epilog=f"Voorbeeld: python3 run.py content {name}"
        )
        part.add_argument(
            "--root", type=Path, default=ROOT / "questions", metavar="MAP", help="de map questions/"
        )
        part.set_defaults(run=run)
        if name == "list":
            part.add_argument("--json", action="store_true", help="als JSON, met alle codes")
        if name == "schema":
            part.add_argument(
                "-o", dest="output", type=Path, help="map om de schema's te schrijven"
            )
        if name == "release":
            part.add_argument("set", help="bijvoorbeeld veilig-online/1.0")


def load(root: Path) -> Library:
    """The library, or the complaints as one message."""
    try:
        return open_library(root)
    except BrokenContent as broken:
        raise Trouble(str(broken), 1) from None


def run_check(arguments: argparse.Namespace) -> int:
    library, complaints = check(arguments.root)
    for complaint in complaints:
        print(complaint)
    if complaints:
        print(f"\n{len(complaints)} meldingen.", file=sys.stderr)
        return 1
    if library:
        for key, content in library.question_sets.items():
            rules, questions = len(content.rules), len(content.questions)
            print(f"{key}: {questions} vragen en {rules} regels, niets op aan te merken.")
        print(f"{len(library.catalogue.tools)} hulpmiddelen, niets op aan te merken.")
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    library = load(arguments.root)
    if arguments.json:
        print(json.dumps(listing(library), ensure_ascii=False, indent=1))
        return 0
    for key, content in library.question_sets.items():
        print(f"{key} · {content.title}")
        for step in content.steps:
            print(f"\n{step.label}")
            for question in step.questions:
                mark = "★" if question.core else " "
                print(f"  {mark} {question.ref:5} {question.id:34} {question.text}")
        print("\nRegels")
        for rule in content.rules:
            print(f"    {rule.ref:5} {rule.id:34} {rule.name} ({rule.severity})")
    return 0


def listing(library: Library) -> dict[str, Any]:
    """Every code with its text, for other programs."""
    return {
        "question_sets": [_listed_set(content) for content in library.question_sets.values()],
        "tools": [tool.model_dump(mode="json") for tool in library.catalogue.tools],
    }


def _listed_set(content: QuestionSet) -> dict[str, Any]:
    model = content.inventory
    return {
        "question_set": content.key,
        "title": content.title,
        "scale": [level.model_dump() for level in content.scale],
        "reasons": [reason.model_dump() for reason in content.reasons],
        "steps": [
            {"id": step.id, "ref": step.ref, "title": step.title, "scored": step.scored}
            for step in content.steps
        ],
        "questions": [
            _listed_question(step, question)
            for step in content.steps
            for question in step.questions
        ],
        "rules": [
            {
                "id": rule.id,
                "ref": rule.ref,
                "kind": rule.kind,
                "step": rule.step,
                "severity": rule.severity,
                "name": rule.name,
                "plain": rule.plain,
                "variants": [variant.id for variant in rule.variants],
                "tools": list(rule.tools),
                "tools_for": [
                    need.model_dump(mode="json", by_alias=True, exclude_none=True)
                    for need in rule.tools_for
                ],
                "source": list(rule.source),
            }
            for rule in content.rules
        ],
        "settings": [item.model_dump(mode="json", exclude_none=True) for item in model.settings],
        "themes": [item.model_dump(mode="json") for item in model.themes],
        "audiences": [item.model_dump() for item in model.audiences],
        "forms": [item.model_dump() for item in model.forms],
    }


def _listed_question(step: Step, question: Question) -> dict[str, Any]:
    listed: dict[str, Any] = {
        "id": question.id,
        "ref": question.ref,
        "step": step.id,
        "type": question.type,
        "core": question.core,
        "text": question.text,
        "source": list(question.source),
        "allow_unknown": question.allow_unknown,
        "allow_not_applicable": question.allow_not_applicable,
    }
    if question.type == "yes_partly_no":
        listed["options"] = [{"id": key, "text": text} for key, text in YES_PARTLY_NO.items()]
    elif question.options:
        listed["options"] = [
            {**option.model_dump(), "source": list(option.source or question.source)}
            for option in question.options
        ]
    if question.anchors:
        listed["anchors"] = list(question.anchors)
    if question.rows:
        listed["rows"] = [{"id": r.id, "ref": r.ref, "text": r.text} for r in question.rows]
        listed["columns"] = [column.model_dump() for column in question.columns]
    for key in ("minimum", "maximum", "fills"):
        if getattr(question, key) is not None:
            listed[key] = getattr(question, key)
    for key in ("none", "detail"):
        if part := getattr(question, key):
            listed[key] = part.model_dump(mode="json")
    return listed


def run_schema(arguments: argparse.Namespace) -> int:
    schemas = {name: model.model_json_schema() for name, model in SCHEMAS.items()}
    if arguments.output is None:
        print(json.dumps(schemas, ensure_ascii=False, indent=1))
        return 0
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas.items():
        path = arguments.output / f"{name}.schema.json"
        write_whole(path, (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode())
        print(path)
    return 0


def run_release(arguments: argparse.Namespace) -> int:
    library, complaints = check(arguments.root)
    # That an earlier version is not released yet is what this command is for.
    wrong = [complaint for complaint in complaints if complaint.kind != "release"]
    if library is None or wrong:
        raise Trouble("\n".join(map(str, wrong)) + "\nLos dit eerst op.", 1)
    files = library.sets.get(arguments.set)
    if files is None:
        known = ", ".join(library.sets)
        raise Trouble(f"{arguments.set}: deze vragenlijst is er niet; kies uit {known}")
    record = files.directory / RELEASED
    head = "# Uitgegeven: deze bestanden veranderen niet meer. Iets wijzigen? Maak een versie.\n"
    body = yaml.safe_dump(fingerprints(files.directory), sort_keys=True)
    write_whole(record, (head + body).encode())
    print(f"{arguments.set} is uitgegeven.")
    return 0
