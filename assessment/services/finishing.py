"""Finishing a report: making it takes long and holds nothing; keeping it is one short write."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.advice import NO_LAYER
from assessment.core.calendar import LOCAL_TIME
from assessment.core.identity import Identity, Sharing
from assessment.core.numbering import report_number
from assessment.pdf.assets import SCREEN_CSS
from assessment.pdf.document import report_body
from assessment.services import audit
from assessment.services.keys import Sign
from assessment.services.pdf_drafts import Drafts
from assessment.services.reporting import PATIENCE, Prepared, document_of, sealed
from assessment.storage import assessments, finished_reports
from assessment.storage.records import FinishedReport, PersonRecord


@dataclass(frozen=True)
class Rendered:
    """A report that is ready to be stored."""

    prepared: Prepared
    identity: Identity
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Changed:
    """Something was changed while the report was being made, so nothing was stored."""


def render(
    drafts: Drafts,
    prepared: Prepared,
    *,
    sharing: Sharing,
    attempt: str,
    now: datetime,
    sign: Sign | None = None,
) -> Rendered:
    """Makes all files of a report that is being finished. The caller holds no transaction.

    The number follows from the attempt: who sends the same form twice gets one report.
    """
    made_on = now.astimezone(LOCAL_TIME).date()
    # Advice can be taken away for ever, and what is finished cannot: it never becomes a part of it.
    report = dataclasses.replace(prepared.report, layer=NO_LAYER)
    prepared = dataclasses.replace(prepared, report=report)
    number = report_number(made_on.year, f"{prepared.record.id} {attempt}")
    identity, data = sealed(prepared, number, "vastgesteld", made_on, sharing, sign)
    _, full = sealed(prepared, number, "vastgesteld", made_on, "notes", sign)
    files = {
        "page": report_body(prepared.report, identity).encode("utf-8", "replace"),
        "style": SCREEN_CSS.read_bytes(),
        "data": data,
        "full": full,
        "pdf": drafts.wait(document_of(prepared, identity, data), PATIENCE),
    }
    return Rendered(prepared, identity, files)


def finish(
    conn: Connection, rendered: Rendered, *, by: PersonRecord, now: datetime
) -> FinishedReport | Changed:
    """Stores it for ever in one short write; not when something was changed since."""
    prepared, identity = rendered.prepared, rendered.identity
    record = assessments.lock_for_change(conn, prepared.record.id)
    for earlier in finished_reports.listed(conn, record.id):
        if earlier.number == identity.number:
            return earlier
    if finished_reports.changes_of(conn, record.id) != prepared.changes:
        return Changed()
    report = FinishedReport(
        number=identity.number,
        assessment_id=record.id,
        municipality_code=record.municipality_code,
        municipality_name=record.municipality_name,
        reference_date=record.reference_date,
        question_set=record.question_set,
        depth=record.depth,
        status=identity.status,
        sharing=identity.sharing,
        changes=prepared.changes,
        versions=prepared.versions,
        made_by=by.function,
        made_at=now,
    )
    finished_reports.add(conn, report, rendered.files, by)
    audit.note(
        conn,
        "report.finished",
        report.number,
        by=by,
        now=now,
        assessment_id=record.id,
        sharing=report.sharing,
    )
    return report
