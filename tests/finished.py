"""A finished report for tests, without the seconds that it takes to make a real PDF."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessment.storage.records import FinishedReport
from tests.database import NOW

NUMBER = "PS-2026-7KQ4-M2XT"
FILES = {
    "page": b'<div class="report"><h1>Gemeente Hilversum</h1></div>',
    "style": b".report { color: black }",
    "data": b'{"preventiespiegel_report": 1}',
    "full": b'{"preventiespiegel_report": 1, "note": "Nota"}',
    "pdf": b"%PDF-1.7\n\x00\xff",
}


def finished(assessment_id: str, number: str = NUMBER, **changed: Any) -> FinishedReport:
    given: dict[str, Any] = {
        "municipality_code": "GM0402",
        "municipality_name": "Hilversum",
        "reference_date": date(2026, 11, 1),
        "question_set": "veilig-online/1.0",
        "depth": "volledig",
        "status": "vastgesteld",
        "sharing": "gaps",
        "changes": 1,
        "versions": {"product": "0.1"},
        "made_by": "Beleidsmedewerker jeugd",
        "made_at": NOW,
    }
    return FinishedReport(number, assessment_id, **{**given, **changed})
