"""From the reports of several municipalities to one value: fair by the way it is made.

The order is that of names or of sizes. There is no total and no rank; whoever wants another order
sorts a column on the page. See docs/decisions/0021-comparing.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.core.calendar import in_words
from assessment.core.network_aliases import place_of
from assessment.core.network_basis import Basis, basis_of
from assessment.core.network_comparison import FEWEST, Member, NetworkComparison, Order
from assessment.core.network_entries import Background, Entry
from assessment.core.network_files import FileVerdict
from assessment.core.network_gaps import fitting_tools, shared_chances, shared_gaps
from assessment.core.network_rounds import Rounds, rounds_of
from assessment.core.network_shared import shared_names
from assessment.core.network_steps import cells_of, columns_of, size_place, sizes_of
from assessment.core.network_trend_making import compared, member_trends, network_trend
from assessment.core.plain_names import by_name

ONLY_LEVELS = "Deelt alleen de stand, niet de gaten."
NO_NAMES = "Deelt geen namen van activiteiten en aanbieders."
FEW = (
    f"Een gemiddelde staat er alleen als van minstens {FEWEST} gemeenten de stand bekend is. "
    "Een hoogste en een laagste staan er nooit."
)
ALIASED = (
    "De gemeenten hebben een letter in plaats van een naam. "
    "Wie de regio kent, kan een gemeente soms toch herkennen."
)
NAMES_LEFT_OUT = (
    "Met letters in plaats van namen noemen wij geen activiteiten en aanbieders. "
    "Daar staat vaak een plaatsnaam in."
)
OTHER_DEPTH = "niet alle gemeenten vulden dezelfde versie in, kort of volledig"
OTHER_SET = "niet alle gemeenten kregen dezelfde vragen"


@dataclass(frozen=True)
class Choices:
    """What the one who compares chose."""

    own: str | None = None  # the code of the own municipality
    order: Order = "naam"
    aliases: Mapping[str, str] | None = None  # from code to alias; every code has one
    made_on: date | None = None
    network: str = ""


def compare_network(
    entries: Iterable[Entry],
    background: Background,
    choices: Choices | None = None,
    files: Sequence[FileVerdict] = (),
) -> NetworkComparison:
    """The comparison; of each municipality the newest report counts, earlier ones are the trend."""
    return _Maker(rounds_of(entries), background, choices or Choices(), tuple(files)).made()


class _Maker:
    def __init__(
        self,
        rounds: Sequence[Rounds],
        background: Background,
        choices: Choices,
        files: tuple[FileVerdict, ...],
    ) -> None:
        self.background, self.choices, self.files = background, choices, files
        self.sizes_told = self._sizes_told([item.now for item in rounds])
        self.rounds = sorted(rounds, key=lambda item: self._place(item.now))
        self.entries = [item.now for item in self.rounds]
        newest = max(background.question_sets.values(), key=lambda item: item.number)
        self.basis: Basis = basis_of(self.entries, newest)

    def made(self) -> NetworkComparison:
        members = tuple(map(self._member, self.entries))
        gaps = shared_gaps(self.entries, self.basis, self._name, self._is_own)
        pairs = tuple(compared(self.rounds))
        catalogue = self.background.catalogue
        names = (
            ()
            if self._aliased
            else shared_names(
                self.entries,
                self.basis,
                self._name,
                self._is_own,
                catalogue.national_helplines,
            )
        )
        return NetworkComparison(
            # Which network it is tells for most letters who is behind them.
            network="" if self._aliased else self.choices.network,
            made_on=self.choices.made_on,
            question_set=self.basis.content.key,
            question_title=self.basis.content.title,
            depth=self.basis.depth,
            order=self.choices.order,
            aliased=self._aliased,
            columns=columns_of(members, self.basis),
            members=members,
            sizes=sizes_of(members),
            gaps=gaps,
            chances=shared_chances(self.entries, self.basis, self._name, self._is_own),
            names=names,
            tools=fitting_tools(self.entries, gaps, self.basis, catalogue),
            trends=member_trends(pairs, self._name, self._is_own, aliased=self._aliased),
            trend=network_trend(pairs, self.basis),
            remarks=tuple(self._remarks()),
            disclaimer=self.basis.content.disclaimer,
            files=() if self._aliased else self.files,
        )

    @property
    def _aliased(self) -> bool:
        return self.choices.aliases is not None

    def _name(self, entry: Entry) -> str:
        place = entry.municipality
        return place.name if self.choices.aliases is None else self.choices.aliases[place.code]

    def _is_own(self, entry: Entry) -> bool:
        return entry.municipality.code == self.choices.own

    def _sizes_told(self, entries: Sequence[Entry]) -> set[str]:
        """With aliases, no class of so few that their size gives them away."""
        count = Counter(entry.municipality.size_class for entry in entries)
        if not self._aliased:
            return set(count)
        told = {size for size, some in count.items() if some >= FEWEST}
        untold = sum(some for size, some in count.items() if size not in told)
        # Of a few that are left over, one knows the size as well.
        return set() if 0 < untold < FEWEST else told

    def _place(self, entry: Entry) -> tuple[object, ...]:
        """Where a row stands: never by what it says."""
        name = self._name(entry)
        among_names = place_of(name) if self._aliased else by_name(name)
        if self.choices.order == "naam":
            return among_names
        size = entry.municipality.size_class
        return size_place(size if size in self.sizes_told else ""), among_names

    def _member(self, entry: Entry) -> Member:
        side, place = entry.side, entry.municipality
        return Member(
            key=self._name(entry) if self._aliased else place.code,
            name=self._name(entry),
            code=None if self._aliased else place.code,
            size_class=place.size_class if place.size_class in self.sizes_told else None,
            own=self._is_own(entry),
            number=None if self._aliased or entry.from_answers else side.number,
            status=side.status,
            reference_date=None if self._aliased else side.on,
            when=str(side.on.year) if self._aliased else in_words(side.on),
            question_set=side.key,
            depth=side.depth,
            sharing=entry.sharing,
            changed=entry.changed,
            from_answers=entry.from_answers,
            cells=cells_of(entry, self.basis),
            withheld=tuple(_withheld(entry)),
        )

    def _remarks(self) -> Iterator[str]:
        """What a reader would look for in vain, with the reason."""
        yield FEW
        if self._aliased:
            yield ALIASED
            yield NAMES_LEFT_OUT
        total = len(self.entries)
        if less := sum(entry.side.result.gaps is None for entry in self.entries):
            yield f"{_of(less, total)} alleen de stand. Over hun gaten zeggen wij niets."
        named = sum(entry.activities is not None for entry in self.entries)
        if named < total and not self._aliased:
            yield f"{_of(total - named, total)} geen namen van activiteiten en aanbieders."
        same = {entry.side.depth for entry in self.entries} <= {self.basis.depth}
        same_set = {entry.side.key for entry in self.entries} <= {self.basis.content.key}
        for fits, why in ((same, OTHER_DEPTH), (same_set, OTHER_SET)):
            if not fits:
                yield f"Let op: {why}. Wij vergelijken alleen wat hetzelfde is."


def _withheld(entry: Entry) -> Iterator[str]:
    if entry.side.result.gaps is None:
        yield ONLY_LEVELS
    if entry.activities is None:
        yield NO_NAMES


def _of(some: int, total: int) -> str:
    return f"{some} van de {total} gemeenten {'deelt' if some == 1 else 'delen'}"
