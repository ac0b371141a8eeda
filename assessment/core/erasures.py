"""The list of what was erased, to be erased again when an old backup was put back.

It holds what kind of thing went, its id and when; never a word of what stood there.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, StringConstraints, ValidationError

from assessment.core.strict_json import BadFile, Fault, strict_json
from assessment.core.values import Content, Many

ErasureAct = Literal[
    "answers.words_erased",
    "activity.words_erased",
    "plan.words_erased",
    "advice.words_erased",
    "step.words_erased",
    "assessment.erased",
    "municipality.erased",
    "person.forgotten",
]
ERASURE_ACTS: tuple[ErasureAct, ...] = get_args(ErasureAct)

_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_Code = Annotated[str, StringConstraints(pattern=r"^[a-z_-]{0,40}$")]


class Erasure(Content):
    """One thing that was erased."""

    act: ErasureAct
    at: AwareDatetime
    about: _Id  # a question, an activity, an action, a scan, a municipality, a person, …
    scan: _Id | None = None  # in which the words stood
    field: _Code = ""
    why: _Code = ""  # a scan went

    @property
    def key(self) -> tuple[str, str, str | None, str]:
        """What is the same erasure, done another time."""
        return self.act, self.about, self.scan, self.field


class ErasureFile(Content):
    """The list as a file."""

    preventiespiegel_erasures: Literal[1] = 1
    made_at: AwareDatetime
    erasures: Many[Erasure]


def write_erasures(erasures: tuple[Erasure, ...], now: datetime) -> bytes:
    made = ErasureFile(made_at=now, erasures=erasures).model_dump(mode="json")
    return (json.dumps(made, indent=1) + "\n").encode()


def read_erasures(raw: bytes) -> tuple[Erasure, ...]:
    """Raises BadFile with every fault. One line that is not right stops it all: half of a list
    would leave behind what somebody was promised is gone."""
    data = strict_json(raw)
    if not isinstance(data, dict) or "preventiespiegel_erasures" not in data:
        raise BadFile([Fault("het bestand", "is geen lijst van wat er is gewist")])
    try:
        return ErasureFile.model_validate_json(json.dumps(data)).erasures
    except ValidationError as error:
        faults = [Fault(_place(item["loc"]), _why(item["loc"])) for item in error.errors()]
        raise BadFile(faults) from None


def _place(where: tuple[int | str, ...]) -> str:
    match where:
        case ("erasures", int(index), *_):
            return f"gewist nummer {index + 1}"
    return "het bestand"


def _why(where: tuple[int | str, ...]) -> str:
    if where[-1:] == ("preventiespiegel_erasures",):
        return "hoort bij een andere versie van de Preventiespiegel"
    return f"“{where[-1]}” klopt niet of hoort hier niet" if where else "klopt niet"
