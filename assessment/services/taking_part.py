"""Who takes part for which municipality, and how that changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assessment.core.access import EVERYWHERE, Tie, may
from assessment.storage import ties
from assessment.storage.records import PersonRecord

KEEPER = Tie("beheerder", EVERYWHERE)


class LastOneInCharge(Exception):
    """Without anyone in charge nobody could finish a report or invite a successor."""


def may_begin(conn: Connection, held: frozenset[Tie], place: str) -> bool:
    """One's own municipality; the keeper also one where nobody takes part yet.

    So nobody claims a municipality that others fill in for: whoever wants to join is invited.
    """
    if may(held, "assessment.begin", place):
        return True
    return may(held, "municipality.open", EVERYWHERE) and not ties.held_at(conn, place)


def open_for(conn: Connection, person: PersonRecord, place: str, now: datetime) -> None:
    """The first who begins for a municipality is in charge there; who comes later is not."""
    if not any(item.role == "eindverantwoordelijke" for item in ties.held_at(conn, place)):
        ties.give(conn, person.id, Tie("eindverantwoordelijke", place), by=person, now=now)


def withdraw(
    conn: Connection, person_id: str, tie: Tie, *, by: PersonRecord, now: datetime
) -> bool:
    """Takes effect at the next request of that person. Raises LastOneInCharge."""
    if tie.role == "eindverantwoordelijke":
        held = ties.held_at(conn, tie.place, lock=True)
        others = [item for item in held if item.role == tie.role and item.person.id != person_id]
        if not others:
            raise LastOneInCharge
    return ties.withdraw(conn, person_id, tie, by=by, now=now)
