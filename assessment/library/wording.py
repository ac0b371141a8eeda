"""Every text of the content files against the rules for our language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assessment.library.content import Library
from assessment.library.yaml_files import Complaint, Place, Source

# Keys whose value a reader sees, also when it is one word. Under any other key that is not known
# as a fact, whatever has a space in it is a text too: nothing new slips past.
TEXT_KEYS = frozenset(
    [
        "text",
        "why",
        "evidence_hint",
        "example",
        "when_yes",
        "title",
        "intro",
        "name",
        "plain",
        "advice",
        "good",
        "partly",
        "unknown",
        "meaning",
        "explanation",
        "about",
        "disclaimer",
        "no_tools_because",
        "help_for",
        "note",
        "label",
        "anchors",
        "warnings",
        "word",
    ]
)
FACT_KEYS = frozenset(["also", "organisation", "provider", "refs", "region", "source", "sources"])
# The names that others gave to what they made.
FACTS_IN_TOOLS = frozenset({"title", "organisation"})


def wording_complaints(library: Library) -> Iterator[Complaint]:
    for source, place, text, where in _every_text(library):
        for remark in library.language.remarks(text, _text_id(source, place), where):
            yield Complaint(source.name, source.line(place), remark, "wording")


def texts_of_library(library: Library) -> Iterator[tuple[str, str]]:
    """Every text with the name that it has in the list of exceptions."""
    for source, place, text, _ in _every_text(library):
        yield _text_id(source, place), text


def _every_text(library: Library) -> Iterator[tuple[Source, Place, str, str]]:
    for files in library.sets.values():
        before = files.earlier.sources if files.earlier else {}
        for name, source in files.sources.items():
            if source is before.get(name):
                continue  # it stands in an earlier version, and was read there
            where = "glossary" if name == "glossary.yaml" else ""
            yield from ((source, place, text, where) for place, text in texts_in(source.data))
    for place, text in texts_in(library.tools_source.data):
        if place[-1] not in FACTS_IN_TOOLS:
            yield library.tools_source, place, text, "tools"


def _text_id(source: Source, place: Place) -> str:
    """The name of a text in the list of exceptions: the id of what it belongs to, and its key."""
    data, owner = source.data, source.name
    for part in place:
        data = data[part]
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            owner = data["id"]
    key = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
    return f"{owner}.{key}"


def texts_in(data: Any, place: Place = (), key: str = "") -> Iterator[tuple[Place, str]]:
    """Every text in a piece of a content file, with its place."""
    if isinstance(data, str):
        if key in TEXT_KEYS or (" " in data and key not in FACT_KEYS):
            yield place, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from texts_in(value, (*place, name), name)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from texts_in(value, (*place, index), key)
