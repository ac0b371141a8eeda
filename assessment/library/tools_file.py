"""Changing single values in questions/tools.yaml, with every other character left as it was."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assessment.library.yaml_files import Loader, read_yaml

_VALUE = re.compile(
    r"(?P<head>\s*(?:- )?(?P<key>\w+):[ \t]+)(?P<value>.*?)(?P<rest>[ \t]*(?:[ \t]#.*)?\r?\n?)"
)


@dataclass(frozen=True)
class Edit:
    """One new value of one tool; `visited` is the address that it must still have."""

    tool: str
    key: str
    value: str | date
    visited: str | None = None


class CannotEdit(Exception):
    """The file is not written the way that we can change; the message is Dutch."""


def edited(path: Path, edits: Iterable[Edit]) -> tuple[str, str]:
    """The text as it is, and as it would be. Nothing is written."""
    with path.open(encoding="utf-8", newline="") as file:
        before = file.read()
    source, complaints = read_yaml(path, path.name)
    if complaints:
        raise CannotEdit("\n".join(map(str, complaints)))
    lines = before.splitlines(keepends=True)
    wanted = copy.deepcopy(source.data)
    index_of = {tool["id"]: index for index, tool in enumerate(source.data["tools"])}
    for edit in edits:
        index = index_of.get(edit.tool)
        if index is None or _is_another(source.data["tools"][index], edit):
            continue  # Someone changed it while we were on our way.
        if wanted["tools"][index].get(edit.key) == edit.value:
            continue
        wanted["tools"][index][edit.key] = edit.value
        at = source.line(("tools", index, edit.key)) - 1
        lines[at] = _changed(lines[at], edit, f"{path.name}:{at + 1}")
    after = "".join(lines)
    # However clever the line above is: only a file that says exactly what we mean will do.
    if _read(after) != wanted:
        raise CannotEdit(f"{path.name}: is anders geschreven dan wij kunnen wijzigen")
    return before, after


def _is_another(tool: dict[str, Any], edit: Edit) -> bool:
    return edit.visited is not None and tool.get("address") != edit.visited


def _changed(line: str, edit: Edit, place: str) -> str:
    found = _VALUE.fullmatch(line)
    if not found or found["key"] != edit.key:
        raise CannotEdit(f"{place}: verwacht hier “{edit.key}: …” op één regel")
    value = yaml.safe_dump(edit.value, allow_unicode=True, width=10_000)
    return found["head"] + value.removesuffix("\n").removesuffix("\n...") + found["rest"]


def _read(text: str) -> Any:
    loader = Loader(text)
    try:
        return loader.get_single_data()
    except yaml.YAMLError:
        return None
    finally:
        loader.dispose()
