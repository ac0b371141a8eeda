"""The catalogue of organisations, tools and help lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from assessment.core.assessment import Municipality
from assessment.core.values import Content, Id, Many, Text

GONE = ("outdated", "dead")

Kind = Literal[
    "organisation", "tool", "training", "campaign", "lesson", "helpline", "video", "publication",
    "website", "method", "service", "podcast", "event", "game", "app", "theatre", "network",
    "policy", "other",
]  # fmt: skip

# doubtful: no good answer on one day, which may be a bad day; a second day makes it dead.
AddressState = Literal[
    "unchecked", "repaired", "outdated", "unknown", "works", "doubtful", "dead"
]  # fmt: skip


class Tool(Content):
    """One entry of the catalogue."""

    id: Id
    title: Text
    organisation: Text | None
    kind: Kind
    audiences: Many[Id]
    themes: Many[Id]
    country: Literal["NL", "BE"]
    region: str | None
    language: str
    address: str | None
    phone: str | None
    address_state: AddressState
    sources: Annotated[Many[str], Field(min_length=1)]
    in_seeds: bool
    refs: Many[str]
    commercial: bool
    use: Literal["recommend", "name"]
    help_line: bool
    help_for: Text | None
    warnings: Many[Text]
    checked_on: date
    note: Text | None

    @property
    def usable(self) -> bool:
        """An address that a reader may be sent to."""
        return self.address is not None and self.address_state not in GONE

    @property
    def short_address(self) -> str:
        """What is printed: a link is invisible on paper."""
        if self.address is None:
            return ""
        parts = urlsplit(self.address)
        path = parts.path.rstrip("/")
        host = parts.netloc.removeprefix("www.")
        return host + path if len(host + path) <= 40 else host

    def recommendable(self, municipality: Municipality) -> bool:
        """Dutch, meant to be recommended, and offered in this region."""
        here = (None, municipality.name, municipality.ggd_region)
        alive = self.address_state not in GONE
        fits = self.country == "NL" and self.language == "nl" and self.region in here
        return alive and fits and self.use == "recommend"


@dataclass(frozen=True)
class Catalogue:
    """All tools, by id."""

    tools: tuple[Tool, ...]

    @cached_property
    def by_id(self) -> dict[str, Tool]:
        return {tool.id: tool for tool in self.tools}

    @cached_property
    def audiences(self) -> frozenset[str]:
        return frozenset(name for tool in self.tools for name in tool.audiences)

    @cached_property
    def themes(self) -> frozenset[str]:
        return frozenset(name for tool in self.tools for name in tool.themes)

    @cached_property
    def help_lines(self) -> tuple[Tool, ...]:
        """Stand in every report, whatever the answers are."""
        return tuple(tool for tool in self.tools if tool.help_line)

    @cached_property
    def national_helplines(self) -> frozenset[str]:
        names = [(tool.title, tool.organisation) for tool in self.help_lines]
        return frozenset(name for pair in names for name in pair if name)
