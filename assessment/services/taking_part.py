"""Who takes part for which municipality, and how that changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assessment.core.access import EVERYWHERE, IN_CHARGE, Role, Tie, may
from assessment.services import audit
from assessment.storage import invitations, ties
from assessment.storage.records import PersonRecord
from assessment.storage.ties import Holder

__all__ = ["KEEPER", "Holder", "LastOneInCharge"]

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


def everyone_at(conn: Connection, place: str) -> list[Holder]:
    """Who takes part here, the first one first."""
    return ties.held_at(conn, place)


def open_for(conn: Connection, person: PersonRecord, place: str, now: datetime) -> None:
    """The first who begins for a municipality is in charge there; who comes later is not."""
    if not any(item.role == "eindverantwoordelijke" for item in ties.held_at(conn, place)):
        ties.give(conn, person.id, Tie("eindverantwoordelijke", place), by=person, now=now)


def join(
    conn: Connection, person_id: str, tie: Tie, *, by: PersonRecord | None, now: datetime
) -> None:
    """Whoever is in charge of a place also fills in there, so nobody is both."""
    held = ties.of_person(conn, person_id)
    charge = Tie("eindverantwoordelijke", tie.place) if tie.place else None
    if tie.role == "invuller" and charge in held:
        return
    ties.give(conn, person_id, tie, by=by, now=now)
    if tie == charge:
        ties.withdraw(conn, person_id, Tie("invuller", tie.place), by=by, now=now)


def change_role(
    conn: Connection, person_id: str, place: str, role: Role, *, by: PersonRecord, now: datetime
) -> bool:
    """From invuller to eindverantwoordelijke or back. False when nothing was to change.

    Raises LastOneInCharge.
    """
    old = next((tie for tie in ties.of_person(conn, person_id) if _other(tie, place, role)), None)
    if old is None:
        return False
    if old.role in IN_CHARGE:
        _someone_stays(conn, person_id, place)
        invitations.withdraw_all_of(conn, person_id, now, place)
    ties.give(conn, person_id, Tie(role, place), by=by, now=now)
    ties.withdraw(conn, person_id, old, by=by, now=now)
    audit.note(conn, "tie.changed", person_id, by=by, now=now, place=place, role=role)
    return True


def withdraw(
    conn: Connection, person_id: str, tie: Tie, *, by: PersonRecord, now: datetime
) -> bool:
    """Takes effect at the next request of that person, and ends the invitations that they made
    there. Raises LastOneInCharge."""
    if tie.role in (*IN_CHARGE, "beheerder"):
        _someone_stays(conn, person_id, tie.place)
    if not ties.withdraw(conn, person_id, tie, by=by, now=now):
        return False
    if tie.role in (*IN_CHARGE, "beheerder"):
        invitations.withdraw_all_of(conn, person_id, now, tie.place)
    place = {"place": tie.place} if tie.place else {}
    audit.note(conn, "tie.withdrawn", person_id, by=by, now=now, role=tie.role, **place)
    return True


def _someone_stays(conn: Connection, person_id: str, place: str) -> None:
    if not ties.in_charge(conn, place, lock=True) - {person_id}:
        raise LastOneInCharge


def _other(tie: Tie, place: str, role: Role) -> bool:
    """A tie of this municipality that is not this one but could become it."""
    return tie.place == place and tie.role != role and tie.role in ("invuller", *IN_CHARGE[:1])
