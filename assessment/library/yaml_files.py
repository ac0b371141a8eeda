"""Reading YAML with line numbers, so that every complaint names its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

# libyaml makes loading ten times as fast; without it the same files still load.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Complaint:
    """One thing that is wrong, where it is, and what was expected."""

    file: str
    line: int
    message: str
    kind: Literal["structure", "wording", "release"] = "structure"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Source:
    """A file's data, and the line of every place in it."""

    name: str
    data: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it."""
        while place not in self.lines:
            if not place:
                return 1
            place = place[:-1]
        return self.lines[place]

    def find(self, value: object, inside: Place) -> Place:
        """Where a value stands inside a place; the place itself when it is not there."""
        for place in self.lines:
            if place[: len(inside)] == inside and self._at(place) == value:
                return place
        return inside

    def _at(self, place: Place) -> Any:
        data = self.data
        for part in place:
            data = data[part]
        return data

    def complaint(self, place: Place, message: str) -> Complaint:
        return Complaint(self.name, self.line(place), message)


def read_yaml(path: Path, name: str) -> tuple[Source, list[Complaint]]:
    """The file, and what makes it unreadable: broken YAML, or the same key twice."""
    try:
        loader = Loader(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return Source(name, None, {}), [Complaint(name, 1, f"is niet te lezen: {error}")]
    try:
        node = loader.get_single_node()
        lines: dict[Place, int] = {}
        complaints = [Complaint(name, line, text) for line, text in _walk(node, (), lines)]
        data = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        text = f"is geen geldige YAML ({error.problem}); kijk naar inspringen en aanhalingstekens"
        return Source(name, None, {}), [Complaint(name, line, text)]
    finally:
        loader.dispose()
    return Source(name, data, lines), complaints


def _walk(node: Any, place: Place, lines: dict[Place, int]) -> list[tuple[int, str]]:
    """Note the line of every place, and find keys that stand there twice."""
    if node is None:
        return []
    lines.setdefault(place, node.start_mark.line + 1)
    found: list[tuple[int, str]] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                found.append((line, f"de sleutel “{key.value}” staat hier voor de tweede keer"))
            seen.add(key.value)
            lines[(*place, key.value)] = line
            found += _walk(value, (*place, key.value), lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            found += _walk(value, (*place, index), lines)
    return found
