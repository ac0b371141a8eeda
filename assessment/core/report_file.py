"""The data file that a report carries: what it concludes and, if shared, the answers behind it.

It is written in one way only (sorted keys, no spaces, no fractions). So the same report always has
the same bytes, and whoever rewrites the file shows that. See docs/decisions/0010-report-file.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import StringConstraints, ValidationError, model_validator

from assessment.core.activity_faults import in_dutch
from assessment.core.answers_out import write_answers_file
from assessment.core.assessment import Assessment
from assessment.core.identity import SHARING, Sharing, Status
from assessment.core.report_result import FROM_GAPS, Result
from assessment.core.shared_answers import without_words
from assessment.core.strict_json import MOST_BYTES, BadFile, Fault, strict_json
from assessment.core.values import Content, Depth, Id

C = TypeVar("C", bound=Content)

VERSION = 1
MARK = "preventiespiegel_report"
TOP_KEYS = (MARK, "report", "checksum", "signature")

Number = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{3,39}$")]
SetKey = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*/\d+(\.\d+)*$", max_length=80)
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}\d{4}$")]
PlaceName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Function = Annotated[str, StringConstraints(max_length=120)]
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
SignatureText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]


class NotOurs(BadFile):
    """It may be a fine file, but it is not the data of a report."""


class TooMuch(ValueError):
    """The answers do not fit in the file; the message is Dutch and says what to do."""


class Place(Content):
    """The municipality as the file names it."""

    code: Code
    name: PlaceName


class GivenBy(Content):
    """Which function gave an answer, and when."""

    by: Function | None
    at: datetime | None


class ReportFile(Content):
    """What one report says of itself. Everything in it is a claim until it is checked."""

    number: Number
    status: Status
    made_on: date
    sharing: Sharing
    question_set: SetKey
    municipality: Place
    reference_date: date
    depth: Depth
    result: Result
    answers: dict[str, Any] | None = None
    given_by: dict[Id, GivenBy] | None = None

    @model_validator(mode="after")
    def holds_what_it_shares(self) -> ReportFile:
        """Nothing less than the level promises and, above all, nothing more."""
        level = SHARING.index(self.sharing)
        wanted = dict.fromkeys(FROM_GAPS, level >= 1)
        have = {name: getattr(self.result, name) is not None for name in FROM_GAPS}
        wanted |= {"answers": level >= 2, "given_by": level >= 3}
        have |= {"answers": self.answers is not None, "given_by": self.given_by is not None}
        if wanted != have:
            raise ValueError("past niet bij wat de gemeente wilde delen")
        return self


class Signature(Content):
    """Made with the key of an installation: Ed25519, base64."""

    key: KeyId
    value: SignatureText


@dataclass(frozen=True)
class SealedFile:
    """A report file as it was read, with what is needed to judge its seal."""

    report: ReportFile
    whole: bool  # the checksum inside belongs to the data beside it
    as_written: bool  # the bytes are exactly the ones that our program writes
    signature: Signature | None
    signed: bytes  # what a signature has to be over
    fingerprint: str


def canonical(data: Any) -> bytes:
    """The one way to write this data down."""
    text = json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")


def fingerprint(raw: bytes) -> str:
    """What a report prints at its foot, and what `sha256sum` says of the file in it."""
    return hashlib.sha256(raw).hexdigest()


def to_sign(body: bytes) -> bytes:
    """Named first, so that a signature under something else never fits a report."""
    return f"{MARK} {VERSION}\n".encode() + body


def data_of(report: ReportFile) -> Any:
    """What the file holds of it; a part that is not shared is absent and not null."""
    return report.model_dump(mode="json", exclude_unset=True)


def write_report_file(
    report: ReportFile, sign: Callable[[bytes], Signature] | None = None
) -> bytes:
    """The bytes of the file; whoever has a key signs them."""
    data = data_of(report)
    body = canonical(data)
    sealed: dict[str, Any] = {MARK: VERSION, "report": data, "checksum": fingerprint(body)}
    if sign:
        sealed["signature"] = sign(to_sign(body)).model_dump()
    raw = canonical(sealed)
    if len(raw) > MOST_BYTES:
        raise TooMuch(
            "De antwoorden en toelichtingen passen niet in het rapport. "
            "Kies dat u minder meegeeft, bijvoorbeeld alleen de niveaus en de gaten."
        )
    return raw


def shared_parts(
    assessment: Assessment, sharing: Sharing, public_names: frozenset[str]
) -> dict[str, Any]:
    """The answers as far as this level shares them; nothing at all for the two lowest levels."""
    match sharing:
        case "levels" | "gaps":
            return {}
        case "answers":
            return {"answers": write_answers_file(without_words(assessment, public_names))}
        case "notes":
            given = {
                name: GivenBy(by=answer.by, at=answer.at)
                for name, answer in sorted(assessment.answers.items())
                if answer.by or answer.at
            }
            return {"answers": write_answers_file(assessment), "given_by": given}


def read_report_file(raw: bytes) -> SealedFile:
    """The file, or `NotOurs`, or a `BadFile` that says what is wrong and where."""
    data = strict_json(raw)
    if not isinstance(data, dict) or MARK not in data:
        raise NotOurs([Fault("het bestand", "hier staan geen gegevens van een rapport in")])
    version = data[MARK]
    if version != VERSION or isinstance(version, bool):
        text = f"verwacht {VERSION}. Dit rapport is van een andere versie van de Preventiespiegel"
        raise BadFile([Fault(MARK, text)])
    _only_these_keys(data)
    try:
        body, whole_file = canonical(data["report"]), canonical(data)
    except (UnicodeEncodeError, RecursionError, ValueError):
        raise BadFile([Fault("report", "bevat tekens die geen tekst zijn")]) from None
    report = _parse(ReportFile, data["report"], "report")
    given = data.get("signature")
    signature = None if given is None else _parse(Signature, given, "signature")
    return SealedFile(
        report=report,
        whole=data["checksum"] == fingerprint(body),
        as_written=raw == whole_file,
        signature=signature,
        signed=to_sign(body),
        fingerprint=fingerprint(raw),
    )


def _only_these_keys(data: Mapping[str, Any]) -> None:
    faults = [
        Fault("het bestand", f"onbekende sleutel “{key[:60]}”")
        for key in data
        if key not in TOP_KEYS
    ]
    faults += [Fault(key, "dit ontbreekt") for key in ("report", "checksum") if key not in data]
    if faults:
        raise BadFile(faults)


def _parse(model: type[C], data: Any, place: str) -> C:
    try:
        return model.model_validate_json(canonical(data))
    except ValidationError as error:
        faults = []
        for item in error.errors(include_url=False, include_input=False):
            where = " › ".join([place, *(str(part)[:60] for part in item["loc"])])
            own = item["type"] == "value_error"
            said = str(item["ctx"]["error"]) if own else in_dutch(item)
            faults.append(Fault(where, said))
        raise BadFile(faults) from None
