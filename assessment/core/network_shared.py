"""The same activity, or the same provider, in several overviews: one regional agreement may do.

Only names that a municipality shared as they were typed. At the level below, names are numbers:
“Aanbieder 1” of one municipality is not “Aanbieder 1” of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assessment.core.network_basis import Basis
from assessment.core.network_comparison import SharedKind, SharedName
from assessment.core.network_entries import Entry
from assessment.core.network_gaps import IsOwn, NameOf
from assessment.core.plain_names import plain


@dataclass
class _Seen:
    """One name, in the overviews in which it stands."""

    name: str
    entries: dict[str, Entry] = field(default_factory=dict)
    regional: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


def shared_names(
    entries: Sequence[Entry],
    basis: Basis,
    name_of: NameOf,
    is_own: IsOwn,
    everywhere: frozenset[str],
) -> tuple[SharedName, ...]:
    """What at least two of them have; `everywhere` are the national help lines, that all have."""
    sharing = [entry for entry in entries if entry.activities is not None]
    seen: dict[tuple[SharedKind, str], _Seen] = {}
    left_out = {plain(name) for name in everywhere}
    for entry in sharing:
        for activity in entry.activities or ():
            named: list[tuple[SharedKind, str]] = [("activiteit", activity.name)]
            named += [("aanbieder", provider) for provider in activity.providers]
            for kind, name in named:
                bare = plain(name)
                if not bare or bare in left_out:
                    continue
                found = seen.setdefault((kind, bare), _Seen(name))
                found.entries[entry.municipality.code] = entry
                found.places.update(activity.places)
                if activity.regional:
                    found.regional.add(entry.municipality.code)
    made = [
        SharedName(
            kind=kind,
            name=found.name,
            count=len(found.entries),
            of=len(sharing),
            named=tuple(name_of(entry) for entry in found.entries.values() if entry.agreed),
            own=any(map(is_own, found.entries.values())),
            regional=len(found.regional),
            places=tuple(
                setting.name
                for setting in basis.content.inventory.settings
                if setting.id in found.places
            ),
        )
        for (kind, _), found in seen.items()
        if len(found.entries) > 1
    ]
    return tuple(sorted(made, key=lambda item: (item.kind, -item.count, item.name)))
