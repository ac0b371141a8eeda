"""Who may do what. This one table is all that decides it; every view and service asks `may`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["invuller", "eindverantwoordelijke", "coordinator", "adviser", "beheerder"]
Action = Literal[
    "assessment.see",
    "assessment.fill",
    "assessment.begin",
    "assessment.remove",
    "report.finish",
    "report.share",
    "report.advise",
    "logbook.see",
    "people.see",
    "people.manage",
    "keys.manage",
    "network.see",
    "network.edit",
    "network.make",
    "shared.see",
    "shared.compare",
    "shared.annotate",
    "municipality.open",
    "accounts.manage",
]

ROLES: tuple[Role, ...] = get_args(Role)
ACTIONS: tuple[Action, ...] = get_args(Action)

# The roles that someone has at a municipality, and the place of a role for the whole installation.
MUNICIPAL: tuple[Role, ...] = ("invuller", "eindverantwoordelijke")
EVERYWHERE = ""

_FILLING: frozenset[Role] = frozenset(MUNICIPAL)
_IN_CHARGE: frozenset[Role] = frozenset({"eindverantwoordelijke"})
_KEEPER: frozenset[Role] = frozenset({"beheerder"})
_COORDINATOR: frozenset[Role] = frozenset({"coordinator"})
_ADVISER: frozenset[Role] = frozenset({"adviser"})

WHO: Mapping[Action, frozenset[Role]] = {
    "assessment.see": _FILLING,
    "assessment.fill": _FILLING,
    "assessment.begin": _FILLING,
    "assessment.remove": _IN_CHARGE,
    "report.finish": _IN_CHARGE,
    "report.share": _IN_CHARGE,
    # Own advice beside the report, and taking away what an adviser wrote.
    "report.advise": _IN_CHARGE,
    "logbook.see": _IN_CHARGE,
    "people.see": _IN_CHARGE,
    "people.manage": _IN_CHARGE,
    # Keys with which another program reads what whoever made them may read.
    "keys.manage": _IN_CHARGE | _COORDINATOR,
    # A network: who stands on its list, and which of them shared something with it.
    "network.see": _COORDINATOR | _ADVISER,
    "network.edit": _COORDINATOR,
    # Making one opens nothing: its reports come from municipalities, each by its own choice.
    "network.make": _KEEPER,
    # What a municipality shares reaches the place that it shared it with: a network, or itself for
    # the advisers that it invited.
    "shared.see": _COORDINATOR | _ADVISER,
    "shared.compare": _COORDINATOR,
    "shared.annotate": _ADVISER,
    # Being the first of a municipality where nobody takes part yet. This opens no answers of
    # anyone: there are none.
    "municipality.open": _KEEPER,
    "accounts.manage": _KEEPER,
}

# What someone with a role may give to others at that same place. An adviser is somebody with whom
# a municipality or a network shares; that takes no right that they would not have themselves.
GIVES: Mapping[Role, frozenset[Role]] = {
    "eindverantwoordelijke": frozenset({"invuller", "eindverantwoordelijke", "adviser"}),
    "coordinator": frozenset({"coordinator", "adviser"}),
    "beheerder": frozenset({"beheerder"}),
}
# Who is in charge of a municipality or a network. Where nobody is, a beheerder brings in the first.
IN_CHARGE: tuple[Role, ...] = ("eindverantwoordelijke", "coordinator")


# Who sees beyond one municipality, or decides who comes in, shows more than a password.
_SECOND_FACTOR: frozenset[Role] = frozenset({"coordinator", "adviser", "beheerder"})


@dataclass(frozen=True)
class Tie:
    """What someone is, and where: the code of a municipality, or nothing for the installation."""

    role: Role
    place: str

    def __post_init__(self) -> None:
        if (self.role == "beheerder") != (self.place == EVERYWHERE):
            raise ValueError(f"a {self.role} cannot be one of “{self.place}”")


def may(ties: Iterable[Tie], action: Action, place: str) -> bool:
    """Whether someone with these ties may do this at this place. A tie reaches no other place."""
    return any(tie.place == place and tie.role in WHO[action] for tie in ties)


def places(ties: Iterable[Tie], action: Action) -> frozenset[str]:
    """Every place where someone with these ties may do this."""
    return frozenset(tie.place for tie in ties if tie.role in WHO[action])


def may_give(ties: Iterable[Tie], wanted: Tie, *, nobody_in_charge: bool) -> bool:
    """Whether someone with these ties may make someone else this."""
    for tie in ties:
        if tie.place == wanted.place and wanted.role in GIVES.get(tie.role, ()):
            return True
        if tie.role == "beheerder" and wanted.role in IN_CHARGE and nobody_in_charge:
            return True
    return False


def needs_second_factor(ties: Iterable[Tie]) -> bool:
    """Whether a password alone is too little for someone with these ties."""
    return any(tie.role in _SECOND_FACTOR for tie in ties)
