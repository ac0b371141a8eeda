"""Loading everything under `questions/`, with all complaints at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from assessment.core.assessment import Municipality
from assessment.core.bridge_file import Bridge
from assessment.core.inventory_model import InventoryModel
from assessment.core.plain_names import plain
from assessment.core.question_set import Level, QuestionSet, Reason, Term
from assessment.core.questions import Step
from assessment.core.reading import Language
from assessment.core.rules import Rule, StandingLine
from assessment.core.tools import Catalogue, Tool
from assessment.library.municipalities import Municipalities, read_municipalities
from assessment.library.parsing import parse
from assessment.library.yaml_files import Complaint, Place, Source, read_yaml

M = TypeVar("M", bound=BaseModel)

MUNICIPALITIES = "municipalities-2026.csv"
FICTIONAL = "municipalities-demo.csv"
CSV_FILES = (MUNICIPALITIES, FICTIONAL)


class BrokenContent(Exception):
    """The content files cannot be used; the message lists every complaint."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(map(str, self.complaints)))


@dataclass
class SetFiles:
    """One question set with the files that it came from, for the checks that name a line."""

    directory: Path
    earlier: SetFiles | None = None  # a file that does not stand here is the one that stands there
    content: QuestionSet | None = None
    sources: dict[str, Source] = field(default_factory=dict)
    # Where each step, rule and so on stands: (file, place in that file).
    places: dict[tuple[str, str], tuple[Source, Place]] = field(default_factory=dict)

    @property
    def directories(self) -> list[Path]:
        """Everywhere that its files may stand, its own folder first."""
        return [self.directory, *(self.earlier.directories if self.earlier else [])]


@dataclass
class Library:
    """Everything that a content author may change, parsed."""

    root: Path
    sets: dict[str, SetFiles]
    catalogue: Catalogue
    tools_source: Source
    municipalities: Municipalities
    fictional: Municipalities  # for the demonstration: invented answers never get a real name
    language: Language

    @property
    def question_sets(self) -> dict[str, QuestionSet]:
        return {key: item.content for key, item in self.sets.items() if item.content}

    @property
    def everyone(self) -> dict[str, Municipality]:
        """Every municipality that an answers file may name."""
        return self.municipalities.by_code | self.fictional.by_code

    def called(self, text: str) -> list[Municipality]:
        """Everyone with this code or name, also the invented ones; usually one."""
        if known := self.everyone.get(text.strip().upper()):
            return [known]
        return [
            place
            for place in self.everyone.values()
            if plain(text) in {plain(name) for name in place.names if name}
        ]

    @property
    def newest(self) -> QuestionSet:
        """The set that a new assessment starts with."""
        return max(self.question_sets.values(), key=lambda item: item.number)


class Reader:
    """Reads files under one root and gathers what is wrong."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.complaints: list[Complaint] = []

    def file(self, path: Path) -> Source:
        source, complaints = read_yaml(path, self.name(path))
        self.complaints += complaints
        if source.data is not None and not isinstance(source.data, dict):
            self.complaints.append(Complaint(source.name, 1, "verwacht sleutels met waarden"))
            return Source(source.name, None, source.lines)
        return source

    def name(self, path: Path) -> str:
        return f"{self.root.name}/{path.relative_to(self.root).as_posix()}"

    def value(self, model: type[M], source: Source, data: Any, at: Place = ()) -> M | None:
        value, complaints = parse(model, source, data, at)
        self.complaints += complaints
        return value

    def municipalities(self, name: str) -> Municipalities:
        path = self.root / name
        municipalities, complaints = read_municipalities(path, self.name(path))
        self.complaints += complaints
        return municipalities

    def many(self, model: type[M], source: Source, key: str) -> tuple[M, ...]:
        """A list under one key of a file."""
        items = (source.data or {}).get(key)
        if not isinstance(items, list):
            self.complaints.append(source.complaint((), f"verwacht een lijst onder “{key}”"))
            return ()
        parsed = [self.value(model, source, item, (key, i)) for i, item in enumerate(items)]
        return tuple(item for item in parsed if item is not None)


def load_library(root: Path) -> tuple[Library | None, list[Complaint]]:
    """The library, or None when the files are too broken to go on."""
    reader = Reader(root)
    sets: dict[str, SetFiles] = {}
    for directory in sorted((path.parent for path in root.glob("*/*/set.yaml")), key=_in_order):
        key = f"{directory.parent.name}/{directory.name}"
        sets[key] = _load_set(reader, directory, key, sets)
    if not sets:
        reader.complaints.append(Complaint(root.name, 1, "hier staat geen enkele vragenlijst"))
    tools_source = reader.file(root / "tools.yaml")
    tools = reader.many(Tool, tools_source, "tools")
    municipalities, fictional = (reader.municipalities(name) for name in CSV_FILES)
    language_source = reader.file(root / "language.yaml")
    language = reader.value(Language, language_source, language_source.data)
    if reader.complaints or language is None:
        # A file that two versions share is complained about once.
        return None, sorted(set(reader.complaints))
    catalogue = Catalogue(tools)
    return Library(root, sets, catalogue, tools_source, municipalities, fictional, language), []


def _in_order(directory: Path) -> tuple[str, list[int | str]]:
    """A version after the one that it builds on: 1.10 after 1.9."""
    parts = directory.name.split(".")
    return directory.parent.name, [int(part) if part.isdigit() else 0 for part in parts]


def _load_set(reader: Reader, directory: Path, key: str, known: Mapping[str, SetFiles]) -> SetFiles:
    files = SetFiles(directory)
    before = len(reader.complaints)

    def source(name: str) -> Source:
        there = files.earlier.sources.get(name) if files.earlier else None
        own = there is None or (directory / name).exists()
        files.sources[name] = reader.file(directory / name) if own or not there else there
        return files.sources[name]

    head = source("set.yaml")
    bridge = None
    if earlier := (head.data or {}).get("earlier"):
        files.earlier = known.get(f"{directory.parent.name}/{earlier}")
        if files.earlier is None:
            text = f"de versie “{earlier}” staat er niet, of is niet ouder dan deze"
            reader.complaints.append(head.complaint(("earlier",), text))
            return files
        # What became of the questions says each version for itself.
        files.sources["bridge.yaml"] = reader.file(directory / "bridge.yaml")
        bridge_source = files.sources["bridge.yaml"]
        bridge = reader.value(Bridge, bridge_source, bridge_source.data)
    steps: list[Step] = []
    names = {f"steps/{path.name}" for path in (directory / "steps").glob("*.yaml")}
    if files.earlier:
        names |= {name for name in files.earlier.sources if name.startswith("steps/")}
    for name in sorted(names):
        step_source = source(name)
        step = reader.value(Step, step_source, step_source.data)
        if step:
            steps.append(step)
            _place_step(files, step_source, step)
    inventory_source = source("inventory.yaml")
    inventory = reader.value(InventoryModel, inventory_source, inventory_source.data)
    rules_source = source("rules.yaml")
    rules = reader.many(Rule, rules_source, "rules")
    for index, rule in enumerate(rules):
        files.places[("rule", rule.id)] = (rules_source, ("rules", index))
    lines = reader.many(StandingLine, rules_source, "standing_lines")
    terms = reader.many(Term, source("glossary.yaml"), "terms")
    scale = reader.many(Level, head, "scale")
    reasons = reader.many(Reason, head, "reasons")
    if len(reader.complaints) > before:
        return files
    whole = {
        **(head.data or {}),
        "bridge": bridge,
        "steps": tuple(steps),
        "inventory": inventory,
        "rules": rules,
        "standing_lines": lines,
        "glossary": terms,
        "scale": scale,
        "reasons": reasons,
    }
    files.content = reader.value(QuestionSet, head, whole)
    if files.content and files.content.key != key:
        text = f"id en version horen bij de map; verwacht {key}"
        reader.complaints.append(head.complaint(("version",), text))
    return files


def _place_step(files: SetFiles, source: Source, step: Step) -> None:
    files.places[("step", step.id)] = (source, ())
    for p, page in enumerate(step.pages):
        for q, question in enumerate(page.questions):
            place: Place = ("pages", p, "questions", q)
            files.places[("question", question.id)] = (source, place)
