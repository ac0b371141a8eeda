"""The data file of a report, as it is made and as someone changes it afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from assessment.core.activities import Activity
from assessment.core.answers import Answer
from assessment.core.assessment import Assessment
from assessment.core.identity import Sharing
from assessment.core.report_file import canonical, fingerprint
from assessment.core.report_making import make_report
from assessment.services.report_files import data_file
from tests.core.builders import assessment, everything, library, worst

CANARY = "kanarie"


@cache
def planted() -> Assessment:
    """A canary in every place where a person can type."""
    made = assessment(everything(worst))
    answers = {
        name: replace(
            given,
            note=f"{CANARY}-note",
            evidence=f"{CANARY}-evidence",
            by=f"{CANARY}-by",
            at=datetime(2026, 10, 1, tzinfo=UTC),
        )
        for name, given in made.answers.items()
    }
    last = list(answers)[-1]
    answers[last] = Answer("not_applicable", None, None, "anders", f"{CANARY}-reason")
    activities = tuple(
        Activity(
            id=f"{CANARY}-id{index}",
            name=f"{CANARY}-name {index}",
            description=f"{CANARY}-text",
            providers=(f"{CANARY}-provider {index % 2}", *(("113",) if index == 2 else ())),
            settings=("po", "vo"),
            themes=("norm",),
            frequency="eenmalig",
            contact_role=f"{CANARY}-role",
            link=f"https://{CANARY}-link.example/",
            source=f"{CANARY}-source",
        )
        for index in range(4)
    )
    return replace(made, answers=answers, activities=activities, inventory_complete=True)


def written(
    made: Assessment, sharing: Sharing, number: str = "PS-2026-7KQ4-M2XT", **changed: Any
) -> bytes:
    given = {"status": "concept", "made_on": date(2026, 11, 21), **changed}
    report = make_report(made, library().catalogue)
    return data_file(report, made, number=number, sharing=sharing, **given)


def forged(raw: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """By someone who knows how the checksum is made."""
    data = json.loads(raw)
    change(data["report"])
    return mended(data)


def mended(data: dict[str, Any]) -> bytes:
    """With a checksum that fits."""
    data["checksum"] = fingerprint(canonical(data["report"]))
    return canonical(data)
