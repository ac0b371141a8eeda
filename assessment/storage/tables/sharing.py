"""Networks, what municipalities shared with whom, and links for readers without an account."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table

from assessment.core.identity import SHARING
from assessment.storage.columns import (
    DIGEST_LENGTH,
    FUNCTION_MAX,
    ID_MAX,
    NAME_MAX,
    NUMBER_MAX,
    at_most,
    metadata,
    one_of,
)
from assessment.storage.types import UtcDateTime, Words

# Why a share ended: by hand, for another level, with the scan, or because the municipality or its
# scan belongs somewhere else now.
END_REASONS = ("withdrawn", "replaced", "removed", "moved", "left")

networks = Table(
    "networks",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    Column("name", Words(NAME_MAX), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    CheckConstraint(f"length(id) BETWEEN 22 AND {ID_MAX}", name="id_length"),
    CheckConstraint(f"length(name) BETWEEN 1 AND {NAME_MAX}", name="name_length"),
)


# Standing on the list gives nobody anything: it only lets the municipality choose this network.
network_members = Table(
    "network_members",
    metadata,
    Column("network_id", Words(ID_MAX), ForeignKey("networks.id"), primary_key=True),
    Column("municipality_code", Words(10), primary_key=True),
    Column("added_at", UtcDateTime, nullable=False),
    at_most("municipality_code", 10),
)


def by_someone() -> list[Any]:
    return [
        Column("person_id", Words(ID_MAX), ForeignKey("people.id"), nullable=False),
        Column("function", Words(FUNCTION_MAX), nullable=False),
        Column("at", UtcDateTime, nullable=False),
        at_most("function", FUNCTION_MAX),
    ]


# What a municipality agreed to: which report, with whom, how much of it, and under which words.
# `place` is a network, or the municipality itself: then it is for the advisers that it invited.
shares = Table(
    "shares",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    Column("number", Words(NUMBER_MAX), ForeignKey("finished_reports.number"), nullable=False),
    Column("place", Words(ID_MAX), nullable=False, index=True),
    Column("level", Words(20), nullable=False),
    Column("words", Integer, nullable=False),
    *by_someone(),
    one_of("level", SHARING),
    CheckConstraint(f"length(id) BETWEEN 22 AND {ID_MAX}", name="id_length"),
    CheckConstraint("words >= 1", name="words_counts"),
    CheckConstraint(f"length(place) BETWEEN 1 AND {ID_MAX}", name="place_length"),
)


share_ends = Table(
    "share_ends",
    metadata,
    Column("share_id", Words(ID_MAX), ForeignKey("shares.id"), primary_key=True),
    Column("why", Words(20), nullable=False),
    *by_someone(),
    one_of("why", END_REASONS),
)


# For a reader without an account. Only the digest of the token is here.
reader_links = Table(
    "reader_links",
    metadata,
    Column("id", Words(ID_MAX), primary_key=True),
    Column("digest", Words(DIGEST_LENGTH), nullable=False, unique=True),
    Column("number", Words(NUMBER_MAX), ForeignKey("finished_reports.number"), nullable=False),
    Column("level", Words(20), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("opened_at", UtcDateTime),
    *by_someone(),
    one_of("level", SHARING),
    CheckConstraint(f"length(id) BETWEEN 22 AND {ID_MAX}", name="id_length"),
    CheckConstraint(f"length(digest) = {DIGEST_LENGTH}", name="digest_length"),
)
