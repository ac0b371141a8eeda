"""Own advice beside a report: giving it, taking it away and putting it back, and who sees which.

A municipality sees all advice about its scan. Who advises sees only their own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from assessment.core.advice import NOT_HERE, SUBJECT_MAX, WHOLE, Advice, House, Layer
from assessment.core.report import Report
from assessment.core.shared_report import SharedReport
from assessment.services import audit
from assessment.storage import advice as stored_advice
from assessment.storage import assessments
from assessment.storage.advice import UnknownAdvice
from assessment.storage.ids import new_id
from assessment.storage.records import PersonRecord

__all__ = ["Advice", "AdviceConflict", "House", "TakenAway", "UnknownAdvice"]


class TakenAway(Exception):
    """The municipality took it away, and only the municipality can put it back."""

    def __init__(self, theirs: Advice) -> None:
        super().__init__(theirs.id)
        self.theirs = theirs


@dataclass(frozen=True)
class AdviceConflict:
    """It was changed since it was in view. `theirs` is stored, `mine` is not."""

    mine: Advice
    theirs: Advice


def subjects(report: Report | SharedReport) -> dict[str, str]:
    """What advice can be about, in the order of the report, and how a reader knows it."""
    found = {WHOLE: "Het hele rapport"}
    if isinstance(report, SharedReport) and not report.shows_gaps:
        return found
    for step in report.steps:
        found[step.level.step.id] = step.level.step.label
        found |= _gaps(report, step.level.step.id)
    return found | _gaps(report)


def of_scan(conn: Connection, assessment_id: str) -> list[Advice]:
    """All of it, also what was taken away; for the municipality itself."""
    return stored_advice.stored(conn, assessment_id)


def of_author(conn: Connection, assessment_id: str, author: PersonRecord) -> list[Advice]:
    """What this person advised, also what was taken away."""
    return [item for item in of_scan(conn, assessment_id) if item.author_id == author.id]


def from_whom(conn: Connection, assessment_id: str) -> str:
    """The organisations whose advice stands now; empty when there is none."""
    return Layer(_standing(of_scan(conn, assessment_id))).from_whom


def about(
    conn: Connection, assessment_id: str, subject: str, author: PersonRecord
) -> Advice | None:
    return stored_advice.of_author(conn, assessment_id, subject, author.id)


def beside(conn: Connection, assessment_id: str, report: Report) -> Report:
    """The report of the municipality itself, with all advice that stands now."""
    given = _standing(of_scan(conn, assessment_id))
    told = {*subjects(report), *(card.id for card in report.chances)}
    unknown = frozenset(point.id for point in report.open_points)
    layer = Layer(given, _houses(conn, given), frozenset(told), unknown)
    return dataclasses.replace(report, layer=layer)


def beside_shared(
    conn: Connection, assessment_id: str, report: SharedReport, author: PersonRecord | None = None
) -> SharedReport:
    """A finished report with the advice of one author, or for the municipality with all of it.

    Where the level holds no gaps, advice about one would tell of it. Then only what is said of the
    whole report is there.
    """
    found = of_author(conn, assessment_id, author) if author else of_scan(conn, assessment_id)
    told = frozenset(subjects(report))
    given = tuple(i for i in _standing(found) if report.shows_gaps or i.about == WHOLE)
    layer = Layer(given, _houses(conn, given), told, gone=NOT_HERE)
    return dataclasses.replace(report, layer=layer)


def save(
    conn: Connection,
    assessment_id: str,
    mine: Advice,
    base_version: int,
    *,
    by: PersonRecord,
    now: datetime,
) -> Advice | AdviceConflict:
    """Writes what somebody advises, unless it was changed in the meantime. Raises TakenAway."""
    assessments.lock_for_change(conn, assessment_id)
    theirs = stored_advice.of_author(conn, assessment_id, mine.about, by.id)
    mine = dataclasses.replace(
        mine, author_id=by.id, function=by.function, title=mine.title[:SUBJECT_MAX]
    )
    if theirs is None:
        made = dataclasses.replace(mine, id=new_id())
        return _write(conn, assessment_id, made, 0, "advice.added", by, now)
    mine = dataclasses.replace(mine, id=theirs.id)
    same = (mine.text, mine.organisation, False)
    if same == (theirs.text, theirs.organisation, theirs.removed):
        return theirs
    if theirs.taken_by_another:
        raise TakenAway(theirs)
    if base_version != theirs.version:
        return AdviceConflict(mine, theirs)
    return _write(conn, assessment_id, mine, theirs.version, "advice.changed", by, now)


def set_removed(
    conn: Connection,
    assessment_id: str,
    advice_id: str,
    removed: bool,
    *,
    by: PersonRecord,
    now: datetime,
    own: bool = False,
) -> Advice:
    """Takes it away, or puts it back as it was. Raises UnknownAdvice.

    With `own` only by who gave it, and they put back only what they took away themselves.
    """
    assessments.lock_for_change(conn, assessment_id)
    found = stored_advice.get(conn, assessment_id, advice_id)
    if own and (found.author_id != by.id or found.taken_by_another):
        raise UnknownAdvice(advice_id)
    if found.removed == removed:
        return found
    act: audit.Action = "advice.removed" if removed else "advice.restored"
    new = dataclasses.replace(found, removed=removed)
    return _write(conn, assessment_id, new, found.version, act, by, now)


def house_of(conn: Connection, person: PersonRecord) -> House | None:
    return stored_advice.houses(conn, {person.id}).get(person.id)


def save_house(conn: Connection, house: House, *, by: PersonRecord, now: datetime) -> None:
    """How this adviser presents the organisation from now on."""
    stored_advice.save_house(conn, by.id, house, now)
    audit.note(conn, "house.changed", by.id, by=by, now=now, logo="yes" if house.logo else "no")


def _write(
    conn: Connection,
    assessment_id: str,
    new: Advice,
    over_version: int,
    act: audit.Action,
    by: PersonRecord,
    now: datetime,
) -> Advice:
    version = stored_advice.write(conn, assessment_id, over_version, new, by=by, now=now)
    audit.note(conn, act, new.id, by=by, now=now, assessment_id=assessment_id, about=new.about)
    return dataclasses.replace(new, version=version, by=by.function, by_id=by.id, at=now)


def _standing(found: Iterable[Advice]) -> tuple[Advice, ...]:
    return tuple(item for item in found if not item.removed)


def _houses(conn: Connection, given: tuple[Advice, ...]) -> tuple[House, ...]:
    authors = list(dict.fromkeys(item.author_id for item in given))
    if not authors:
        return ()
    found = stored_advice.houses(conn, set(authors))
    return tuple(dict.fromkeys(found[author] for author in authors if author in found))


def _gaps(report: Report | SharedReport, step: str | None = None) -> dict[str, str]:
    return {gap.id: gap.name for gap in report.gaps if step in (None, gap.step)}
