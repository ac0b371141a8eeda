"""Roles and places in words, as pages and mails say them."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.core.access import Role
from assessment.services import networks
from assessment.web.current import library, reading


@dataclass(frozen=True)
class RoleWords:
    """How a role is called, and what someone with it does."""

    name: str
    does: str


ROLE_WORDS: dict[Role, RoleWords] = {
    "invuller": RoleWords(
        "invuller", "Ziet alles van de gemeente, vult in en maakt concepten van het rapport."
    ),
    "eindverantwoordelijke": RoleWords(
        "eindverantwoordelijke",
        "Doet wat een invuller doet. Stelt ook rapporten vast en nodigt mensen uit.",
    ),
    "coordinator": RoleWords("coördinator", "Ziet wat gemeenten met het netwerk delen."),
    "adviser": RoleWords("adviseur", "Ziet wat een gemeente of netwerk met de adviseur deelt."),
    "beheerder": RoleWords("beheerder", "Regelt de accounts. Ziet geen antwoorden."),
}


def place_name(place: str) -> str:
    """As it stands behind “voor”."""
    if not place:
        return "deze Preventiespiegel"
    known = library().everyone.get(place)
    if known:
        return f"gemeente {known.name}"
    with reading() as conn:
        found = networks.named(conn, [place])
    return f"netwerk {found[0].name}" if found else f"gemeente {place}"
