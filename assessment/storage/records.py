"""What storage hands out: frozen values, so that no page can cause a query by looking at one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assessment.core.activities import Activity
from assessment.core.answers import Answer
from assessment.core.identity import Sharing, Status
from assessment.core.values import Depth


class UnknownAssessment(LookupError):
    """There is no such assessment, or it was removed: to a reader that is the same."""


class UnknownActivity(LookupError):
    """This assessment has no such activity."""


@dataclass(frozen=True)
class PersonRecord:
    """Someone who fills in. Known by function only: no name, no mail address."""

    id: str
    function: str
    created_at: datetime


@dataclass(frozen=True)
class AssessmentRecord:
    """One assessment, without its answers. `version` counts the changes to this record itself."""

    id: str
    municipality_code: str
    municipality_name: str
    list_year: int
    question_set: str
    depth: Depth
    reference_date: date
    inventory_complete: bool
    created_at: datetime
    updated_at: datetime
    version: int
    removed_at: datetime | None = None
    begun_from: str | None = None  # the scan of which this one is the next round


@dataclass(frozen=True)
class ActivityRecord:
    """One activity with its history number; the id of the activity is the id of the record."""

    activity: Activity
    version: int
    by: str | None
    at: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True)
class HistoryRecord:
    """One earlier or present content of an answer; `answer` holds the version, who and when."""

    answer: Answer


class UnknownReport(LookupError):
    """This assessment has no such finished report."""


@dataclass(frozen=True)
class ReportFile:
    """What is known of one file of a finished report, without the file itself."""

    kind: str
    digest: str  # SHA-256, hexadecimal
    size: int


@dataclass(frozen=True)
class FinishedReport:
    """A report that was finished. Nothing of it ever changes."""

    number: str
    assessment_id: str
    municipality_code: str
    municipality_name: str
    reference_date: date
    question_set: str
    depth: Depth
    status: Status
    sharing: Sharing
    changes: int  # how many changes the assessment had by then
    versions: Mapping[str, str]  # of the product, of the PDF engine, of texts and tools
    made_by: str | None
    made_at: datetime


@dataclass(frozen=True)
class AuditEvent:
    """One act: who did what to which thing, and when. It never holds a word that was answered."""

    at: datetime
    function: str | None
    action: str
    object_id: str
    details: Mapping[str, Any]
    assessment_id: str | None = None


class UnknownAction(LookupError):
    """The plan of this assessment has no such action."""
