"""Which report of a municipality counts, and which older one stands beside it as what was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.core.identity import SHARING
from assessment.core.network_entries import Entry


@dataclass(frozen=True)
class Rounds:
    """One municipality: the report that is used, and the others, newest first."""

    now: Entry
    others: tuple[Entry, ...]

    @property
    def was(self) -> Entry | None:
        """The newest of an earlier day: a second version of the same day is no trend."""
        earlier = (item for item in self.others if item.side.on < self.now.side.on)
        return next(earlier, None)


def rounds_of(entries: Iterable[Entry]) -> tuple[Rounds, ...]:
    """Per municipality, in the order of their codes; the order of the files decides nothing."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.municipality.code, []).append(entry)
    made = []
    for _, several in sorted(found.items()):
        newest, *others = sorted(several, key=_age, reverse=True)
        made.append(Rounds(newest, tuple(others)))
    return tuple(made)


def _age(entry: Entry) -> tuple[object, ...]:
    """What is finished goes before a draft of that day, and what shares more before less."""
    side = entry.side
    return (
        side.on,
        side.status == "vastgesteld",
        side.made_on,
        SHARING.index(entry.sharing),
        not entry.changed,
        side.number,
    )
