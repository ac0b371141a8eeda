"""Reading JSON from strangers: bounded, strict, and with a Dutch message for every fault."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from assessment.core.question_types import BadValue

MOST_BYTES = 2_000_000
MOST_FAULTS = 50


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in the file, and where."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class BadFile(ValueError):
    """The file cannot be used; the message lists every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults[:MOST_FAULTS])
        self.left = len(faults) - len(self.faults)
        more = [f"… en nog {self.left} meldingen"] if self.left else []
        super().__init__("\n".join([*map(str, self.faults), *more]))


def strict_json(raw: bytes) -> Any:
    """The data, or a `BadFile` that says where it stops being JSON."""
    if len(raw) > MOST_BYTES:
        size, most = len(raw) / 1e6, MOST_BYTES / 1e6
        text = f"is te groot: {size:.1f} MB, en {most:.0f} MB is het meeste"
        raise BadFile([Fault("het bestand", text)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = f"is geen tekst in UTF-8 (teken {error.start})"
        raise BadFile([Fault("het bestand", fault)]) from None
    try:
        return json.loads(text, object_pairs_hook=_no_doubles, parse_constant=_no_constants)
    except json.JSONDecodeError as error:
        place = f"regel {error.lineno}, teken {error.colno}"
        raise BadFile([Fault(place, "hier is het geen geldige JSON meer")]) from None
    except RecursionError:
        raise BadFile([Fault("het bestand", "is te diep genest")]) from None
    except ValueError as error:
        # Python refuses to read endless numbers; a double key or NaN comes along here too.
        message = str(error) if isinstance(error, BadValue) else "bevat een getal dat te lang is"
        raise BadFile([Fault("het bestand", message)]) from None


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadValue(f"de sleutel “{key[:60]}” staat er twee keer in")
        found[key] = value
    return found


def _no_constants(name: str) -> Any:
    raise BadValue(f"{name} is geen getal")
