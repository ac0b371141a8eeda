"""What the product keeps of one person, to see and to take along."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from assessment.storage import accounts, own_data
from assessment.storage.records import PersonRecord

# How a reader knows what refers to them; what is not here has no line of its own on the page.
_NAMES = {
    "sessions.person_id": "Plekken waar u nu bent ingelogd",
    "sign_in_links.person_id": "Links waarmee u binnenkomt",
    "ties.person_id": "Rollen die u heeft",
    "tie_history.person_id": "Keren dat u een rol kreeg of verloor",
    "recovery_codes.person_id": "Herstelcodes (alleen een afdruk)",
    "known_places.person_id": "Plekken waarvan u inlogde (alleen een afdruk)",
    "invitations.made_by": "Uitnodigingen die u maakte",
    "answer_history.person_id": "Antwoorden die u gaf",
    "activity_history.person_id": "Keren dat u een activiteit opschreef of aanpaste",
    "plan_action_history.person_id": "Keren dat u iets in het verbeterplan zette",
    "advice_history.author_id": "Keren dat u advies gaf bij een rapport",
    "adviser_houses.person_id": "Naam, regel en logo voor uw voorblad",
    "step_mark_history.person_id": "Keren dat u zei hoe ver een onderdeel is",
    "finished_reports.person_id": "Rapporten die u vaststelde",
    "shares.person_id": "Rapporten die u deelde",
    "reader_links.person_id": "Links voor lezers die u maakte",
    "api_tokens.person_id": "Sleutels voor andere programma’s die u maakte",
}


@dataclass(frozen=True)
class OwnData:
    """The lines of the page, and all of it for the file."""

    person: PersonRecord
    email: str | None
    has_second_factor: bool
    numbers: tuple[tuple[str, int], ...]
    acts: int
    everything: dict[str, Any]


def of(conn: Connection, person: PersonRecord) -> OwnData:
    account = accounts.of_person(conn, person.id)
    rows, noted = own_data.of_person(conn, person.id), own_data.noted(conn, person.id)
    return OwnData(
        person,
        account.email,
        account.totp_secret is not None,
        tuple((name, len(rows[key])) for key, name in _NAMES.items() if key in rows),
        len(noted),
        {
            "person": {
                "id": person.id,
                "function": person.function,
                "created_at": person.created_at,
                "second_factor": account.totp_secret is not None,
            },
            "kept": rows,
            "logbook": noted,
        },
    )


def as_json(found: OwnData) -> bytes:
    text = json.dumps(found.everything, ensure_ascii=False, indent=1, default=_moment)
    return f"{text}\n".encode()


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value)} is not told to anyone")
