"""Every text of the content files against the rules for our language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assessment.core.reading import Language
from assessment.library.content import Library
from assessment.library.yaml_files import Complaint, Place, Source

# Keys whose value a reader sees. Titles of tools and names of organisations are facts.
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
FACTS_IN_TOOLS = frozenset({"title", "organisation"})


def wording_complaints(library: Library) -> Iterator[Complaint]:
    for files in library.sets.values():
        for name, source in files.sources.items():
            where = "glossary" if name == "glossary.yaml" else ""
            for place, text in _texts(source.data):
                yield from _remarks(source, place, text, where, library.language)
    for place, text in _texts(library.tools_source.data):
        if place[-1] not in FACTS_IN_TOOLS:
            yield from _remarks(library.tools_source, place, text, "tools", library.language)


def _remarks(
    source: Source, place: Place, text: str, where: str, language: Language
) -> Iterator[Complaint]:
    for remark in language.remarks(text, _text_id(source, place), where):
        yield Complaint(source.name, source.line(place), remark, "wording")


def _text_id(source: Source, place: Place) -> str:
    """The name of a text in the list of exceptions: the id of what it belongs to, and its key."""
    data, owner = source.data, source.name
    for part in place:
        data = data[part]
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            owner = data["id"]
    key = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
    return f"{owner}.{key}"


def _texts(data: Any, place: Place = (), shown: bool = False) -> Iterator[tuple[Place, str]]:
    if isinstance(data, str):
        if shown:
            yield place, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*place, key), key in TEXT_KEYS)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*place, index), shown)
