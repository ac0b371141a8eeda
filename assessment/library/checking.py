"""Checks that look further than one value: do the files agree with each other?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import yaml

from assessment.library.bridge_checks import bridge_complaints
from assessment.library.content import BrokenContent, Library, SetFiles, load_library
from assessment.library.set_checks import set_complaints, twice
from assessment.library.wording import wording_complaints
from assessment.library.yaml_files import Complaint

RELEASED = "released.yaml"


def check(root: Path) -> tuple[Library | None, list[Complaint]]:
    """The library, and everything that is wrong with its files."""
    library, complaints = _read(root)
    if library is not None:
        complaints += wording_complaints(library)
    # A file that two versions share is complained about once.
    return library, sorted(set(complaints))


def _read(root: Path) -> tuple[Library | None, list[Complaint]]:
    """Without the wording, which takes longer than all the rest together."""
    library, complaints = load_library(root)
    if library is None:
        return None, complaints
    for files in library.sets.values():
        complaints += set_complaints(files, library.catalogue)
        complaints += bridge_complaints(files)
    complaints += twice(library.tools_source, ("tools",), (t.id for t in library.catalogue.tools))
    complaints += _released(library)
    return library, complaints


def open_library(root: Path) -> Library:
    """The library for a server: it starts on wording, and on what is still to be released."""
    library, complaints = _read(root)
    broken = sorted({complaint for complaint in complaints if complaint.kind == "structure"})
    if library is None or broken:
        raise BrokenContent(broken)
    return library


def fingerprints(directory: Path) -> dict[str, str]:
    """The SHA-256 of every file of a set, by its path inside the set."""
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*.yaml"))
        if path.name != RELEASED
    }


def is_released(files: SetFiles) -> bool:
    return (files.directory / RELEASED).exists()


def _released(library: Library) -> Iterator[Complaint]:
    """A released version never changes: reports of that day must stay true."""
    for files in library.sets.values():
        if files.earlier and not is_released(files.earlier):
            # Whatever changed there would change this version too, unseen.
            head = files.sources["set.yaml"]
            text = "deze versie bouwt voort op een versie die nog niet is uitgegeven; doe dat eerst"
            yield Complaint(head.name, head.line(("earlier",)), text, "release")
        if not is_released(files):
            continue
        known = yaml.safe_load((files.directory / RELEASED).read_text(encoding="utf-8")) or {}
        now = fingerprints(files.directory)
        for name in sorted(known.keys() | now.keys()):
            if known.get(name) != now.get(name):
                place = f"{library.root.name}/{files.directory.relative_to(library.root)}/{name}"
                text = "deze versie is uitgegeven en mag niet meer veranderen; maak een nieuwe"
                yield Complaint(place, 1, text)
