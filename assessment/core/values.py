"""The base of everything that is parsed from a content file: frozen, strict, nothing unknown."""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

T = TypeVar("T")

# YAML gives lists; a frozen value holds tuples. Only this outer step is lenient.
Many = Annotated[tuple[T, ...], Field(strict=False)]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1200)]

Severity = Literal["kritiek", "hoog", "midden", "laag", "kans", "uitzoeken"]
SEVERITIES: tuple[Severity, ...] = ("kritiek", "hoog", "midden", "laag", "kans", "uitzoeken")
SEVERITY_WORDS: dict[Severity, str] = {
    "kritiek": "Dringend",
    "hoog": "Belangrijk",
    "midden": "Kan beter",
    "laag": "Klein punt",
    "kans": "Kans",
    "uitzoeken": "Uitzoeken",
}

Depth = Literal["kort", "volledig"]


class Content(BaseModel):
    """A piece of a content file."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
