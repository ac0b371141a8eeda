"""What may be erased at this moment, by this transaction and by nobody else."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table

from assessment.storage.columns import ID_MAX, at_most, metadata
from assessment.storage.types import UtcDateTime, Words

_SCOPES = ("assessment_id", "place", "person_id", "until")
_named = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in _SCOPES)

# The tables that only grow let a row go while this one row names what it belongs to. The row can
# never be committed: it refers to a second row, and there is room for one only. So the gate is
# open for the transaction that opened it, and shut before anyone else could see it.
erasing = Table(
    "erasing",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column(
        "shut_by",
        Integer,
        ForeignKey("erasing.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    # Exactly one of these says what: a scan, a municipality, a person, or all that is older.
    Column("assessment_id", Words(ID_MAX)),
    Column("place", Words(ID_MAX)),
    Column("person_id", Words(ID_MAX)),
    Column("until", UtcDateTime),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("shut_by = 2", name="never_kept"),
    CheckConstraint(f"{_named} = 1", name="one_thing"),
    # A role for the whole installation has no place; its history goes by age only.
    CheckConstraint("place <> ''", name="place_named"),
    at_most("assessment_id", ID_MAX),
    at_most("place", ID_MAX),
    at_most("person_id", ID_MAX),
)
