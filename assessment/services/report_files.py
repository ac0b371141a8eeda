"""The data file of a report: what another program, or this one later, can compute with."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Any

from assessment.core.answers_out import write_answers_file
from assessment.core.assessment import Assessment
from assessment.core.identity import Sharing, Status
from assessment.core.report import Report
from assessment.core.report_out import report_as_json

_ALWAYS = ("question_set", "municipality", "reference_date", "depth", "known", "levels")
_BRIEF = ("id", "ref", "severity", "variant")
_WORDS = ("note", "evidence", "reason")


def data_file(
    report: Report,
    assessment: Assessment,
    *,
    number: str,
    status: Status,
    made_on: date,
    sharing: Sharing,
) -> bytes:
    """Always the same bytes for the same report; what a level withholds is not in it."""
    found = report_as_json(report)
    written: dict[str, Any] = {
        "preventiespiegel_report": 1,
        "number": number,
        "status": status,
        "made_on": made_on.isoformat(),
        "sharing": sharing,
        **{key: found[key] for key in _ALWAYS},
    }
    if sharing != "levels":
        for key in ("gaps", "open_points"):
            written[key] = [{name: item.get(name) for name in _BRIEF} for item in found[key]]
    if sharing in ("answers", "notes"):
        written["answers"] = _answers(assessment, words=sharing == "notes")
    return json.dumps(written, ensure_ascii=False, sort_keys=True, indent=1).encode()


def fingerprint(body: bytes) -> str:
    return sha256(body).hexdigest()


def _answers(assessment: Assessment, *, words: bool) -> dict[str, Any]:
    file = write_answers_file(assessment)
    if not words:
        del file["activities"]
        for answer in file["answers"].values():
            for name in _WORDS:
                answer.pop(name, None)
    return file
