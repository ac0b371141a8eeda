"""Who may see what, said once more in a few lines, to hold the product against.

It knows nothing of `core/access.py` and reads no database: it is told what succeeded and says which
canaries an address may hold. A canary is a piece of text that belongs to one municipality and to
one level.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

LEVELS = ("levels", "gaps", "answers", "notes")
FILLING = ("invuller", "eindverantwoordelijke")
IN_CHARGE = ("eindverantwoordelijke", "coordinator")
KEEPER = ("beheerder", "")
GIVES = {
    "eindverantwoordelijke": {"invuller", "eindverantwoordelijke", "adviser"},
    "coordinator": {"coordinator", "adviser"},
}
INVITATION = timedelta(days=14)


@dataclass(eq=False)
class Someone:
    """A person with an account, or the reader without one, who has no id."""

    name: str
    id: str = ""
    ties: set[tuple[str, str]] = field(default_factory=set)
    closed: bool = False
    known: set[str] = field(default_factory=set)  # numbers of reports that were once in view

    def has(self, place: str, *roles: str) -> bool:
        return not self.closed and any((role, place) in self.ties for role in roles)


@dataclass(eq=False)
class Scan:
    """An assessment. `words` is what was ever typed in it, `word` what stands there now."""

    id: str
    municipality: str
    word: str
    words: list[str]
    removed: bool = False


@dataclass(eq=False)
class Report:
    """A finished one, with what its levels hold: those of the levels below come on top."""

    number: str
    scan: Scan
    canaries: dict[str, tuple[str, ...]]

    def up_to(self, level: str) -> set[str]:
        levels = LEVELS[: LEVELS.index(level) + 1]
        return {word for name in levels for word in self.canaries[name]}


@dataclass(eq=False)
class Shared:
    """With a place, or with whoever has a link, which has an end."""

    id: str
    report: Report
    level: str
    place: str = ""
    token: str = ""
    ends: datetime | None = None
    ended: bool = False


@dataclass(eq=False)
class Offer:
    """An invitation."""

    id: str
    token: str
    role: str
    place: str
    by: Someone
    made: datetime
    over: bool = False


@dataclass
class Model:
    """Everything that happened."""

    now: datetime
    people: list[Someone] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    shares: list[Shared] = field(default_factory=list)
    links: list[Shared] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    networks: dict[str, set[str]] = field(default_factory=dict)

    def fills(self, who: Someone, scan: Scan) -> bool:
        return who.has(scan.municipality, *FILLING)

    def decides(self, who: Someone, scan: Scan) -> bool:
        return who.has(scan.municipality, "eindverantwoordelijke")

    def holds(self, item: Shared) -> bool:
        if item.ended or item.report.scan.removed:
            return False
        if item.token:
            return item.ends is not None and self.now < item.ends
        listed = self.networks.get(item.place, {item.report.scan.municipality})
        return item.report.scan.municipality in listed

    def sees(self, who: Someone, item: Shared) -> bool:
        return self.holds(item) and who.has(item.place, "coordinator", "adviser")

    def can_share_with(self, scan: Scan, place: str) -> bool:
        if place in self.networks:
            return scan.municipality in self.networks[place]
        return place == scan.municipality and any(
            ("adviser", place) in who.ties and not who.closed for who in self.people
        )

    def still_given(self, offer: Offer) -> bool:
        if offer.over or self.now >= offer.made + INVITATION:
            return False
        return any(
            offer.role in GIVES.get(role, ()) and offer.by.has(offer.place, role)
            for role in IN_CHARGE
        )

    def someone_else_in_charge(self, who: Someone, place: str) -> bool:
        return any(other is not who and other.has(place, *IN_CHARGE) for other in self.people)

    # What an address may hold.

    def of_scan(self, scan: Scan) -> set[str]:
        """What those who fill it in may read, from the draft to what was finished and shared.

        One municipality has one page of what it shares, with all of its scans.
        """
        mine = [item for item in self.scans if item.municipality == scan.municipality]
        found = {word for item in mine for word in item.words}
        for report in self.reports:
            if report.scan in mine:
                found |= report.up_to("notes")
        shared = [item for item in (*self.shares, *self.links) if item.report.scan in mine]
        return found | {item.id for item in shared}

    def of_place(self, who: Someone, place: str) -> set[str]:
        """That something is shared there, and no word of what it says."""
        seen = [item for item in self.shares if item.place == place and self.sees(who, item)]
        return {word for item in seen for word in (item.id, item.report.number)}

    def of_share(self, who: Someone, item: Shared) -> set[str]:
        return {item.id} | item.report.up_to(item.level) if self.sees(who, item) else set()

    def of_link(self, item: Shared) -> set[str]:
        return item.report.up_to(item.level) | {item.token} if self.holds(item) else set()

    def everything(self) -> set[str]:
        """Every canary that there is."""
        found = {word for scan in self.scans for word in scan.words}
        found |= {word for report in self.reports for word in report.up_to("notes")}
        for item in (*self.shares, *self.links):
            found |= {item.id, item.token} - {""}
        return found

    # What happened.

    def take_away(self, who: Someone, role: str, place: str) -> None:
        who.ties.discard((role, place))
        if role in IN_CHARGE:
            self.end_offers(who, place)

    def end_offers(self, who: Someone, place: str | None = None) -> None:
        for offer in self.offers:
            if offer.by is who and place in (None, offer.place):
                offer.over = True

    def join(self, who: Someone, role: str, place: str) -> None:
        if role == "invuller" and ("eindverantwoordelijke", place) in who.ties:
            return
        who.ties.add((role, place))
        if role == "eindverantwoordelijke":
            who.ties.discard(("invuller", place))

    def list_of(self, network: str, codes: set[str]) -> None:
        """Going off the list ends what was shared there, for good."""
        for item in self.shares:
            gone = self.networks[network] - codes
            if item.place == network and item.report.scan.municipality in gone:
                item.ended = True
        self.networks[network] = codes

    def remove(self, scan: Scan) -> None:
        scan.removed = True
        for item in (*self.shares, *self.links):
            if item.report.scan is scan:
                item.ended = True
