"""Looking around: every address that someone knows or could guess, and what it may hold."""

from __future__ import annotations

import re
from random import Random

from tests.database import HILVERSUM
from tests.web.who_sees_what import LEVELS, Scan, Shared, Someone
from tests.web.who_sees_world import QUESTION, QUESTION_PAGE, UTRECHT, World

SHARED_FILES = ("", "", "rapport.pdf", "gegevens.json")
CHEAP = ("", "logboek", "logboek.csv", "controle", "rapporten/", "delen/", "gegevens")
SCAN_PAGES = (
    *CHEAP,
    *CHEAP,
    f"stap/{QUESTION_PAGE}",
    f"vraag/{QUESTION}/geschiedenis",
    "aan-de-slag/",
    "aan-de-slag/excel/aan-de-slag.xlsx",
    "excel/vragen.xlsx",
    "op-papier",
    "raadsbrief.odt",
    "rapport",
    "rapport.pdf",
    "rapport/vergelijken/",
    "verbeterplan/",
    "verbeterplan.xlsx",
    "verbeterplan.ods",
)
REPORT_FILES = ("", "rapport.pdf", "gegevens.json")
PLAIN = (
    "/",
    "/account",
    "/ik",
    "/ik/gegevens",
    "/mensen",
    "/netwerken/",
    "/beheer",
    "/controleer/",
)
NUMBER = re.compile(r"PS-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def look(world: World, who: Someone, dice: Random) -> None:
    """One look of one person, at a random address."""
    looks = [_at_share] * 4 + [_at_link] * 2 + [_at_scan] * 2 + [_at_report, _at_preview]
    dice.choice([*looks, _at_network, _at_network, _at_advice, _at_plain])(world, who, dice)


def check(world: World, who: Someone, address: str, may: set[str], opens: bool | None) -> None:
    """Nothing of what this person may not see is in what came back. `opens` None: either way."""
    status, text = world.ask(who, "GET", address)
    came = {word for word in world.model.everything() if word in text}
    # The address that was asked for says nothing to whoever asked for it.
    leaked = came - may - {word for word in came if word in address}
    assert not leaked, f"{who.name} reads {sorted(leaked)} at {address}"
    if opens is not None:
        assert (status == 200) == opens, f"{who.name} gets {status} at {address}"
    world.looks["opened" if status == 200 else "shut"] += 1
    if status == 200:
        who.known |= came & may & set(NUMBER.findall(text))


def _at_share(world: World, who: Someone, dice: Random) -> None:
    model = world.model
    if not model.shares:
        return check(world, who, "/gedeeld/aaaaaaaaaaaaaaaaaaaaaa/", set(), opens=False)
    # The latest is where the news is.
    item = dice.choice([*model.shares, *model.shares[-3:]])
    name = dice.choice(SHARED_FILES)
    may = model.of_share(who, item)
    who.known |= {item.report.number} & may
    return check(world, who, f"/gedeeld/{item.id}/{name}", may, model.sees(who, item))


def _at_link(world: World, who: Someone, dice: Random) -> None:
    """A token that leaked opens what the link opens, to anyone; and nothing when it ended."""
    if not world.model.links:
        return check(
            world, who, "/lezen/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/", set(), False
        )
    item = dice.choice(world.model.links)
    name = dice.choice(("", "", "rapport.pdf"))
    opens, may = world.model.holds(item), world.model.of_link(item)
    check(world, who, f"/lezen/{item.token}/{name}", may, opens)
    return check(world, who, f"/lezen/{item.token}/gegevens.json", set(), opens=False)


def _at_scan(world: World, who: Someone, dice: Random) -> None:
    scan = dice.choice(world.model.scans)
    fills = world.model.fills(who, scan)
    name = dice.choice(SCAN_PAGES)
    opens = fills and not scan.removed
    if name.startswith("logboek"):
        opens = opens and world.model.decides(who, scan)
    check(world, who, f"/invullen/{scan.id}/{name}", _own(world, who, scan), opens)


def _at_report(world: World, who: Someone, dice: Random) -> None:
    """A number of one municipality under the scan of the other is tried as well."""
    scan, report = dice.choice(world.model.scans), dice.choice(world.model.reports)
    opens = world.model.fills(who, scan) and not scan.removed and report.scan is scan
    address = f"/invullen/{scan.id}/rapporten/{report.number}/{dice.choice(REPORT_FILES)}"
    check(world, who, address, _own(world, who, scan), opens)


def _at_preview(world: World, who: Someone, dice: Random) -> None:
    scan, report = dice.choice(world.model.scans), dice.choice(world.model.reports)
    level = dice.choice(LEVELS)
    opens = world.model.decides(who, scan) and not scan.removed and report.scan is scan
    may = report.up_to(level) if opens else _own(world, who, scan)
    query = f"rapport={report.number}&niveau={level}"
    check(world, who, f"/invullen/{scan.id}/delen/voorbeeld?{query}", may, opens)


def _at_network(world: World, who: Someone, dice: Random) -> None:
    network = dice.choice(sorted(world.model.networks))
    name = dice.choice(("", "", "gemeenten", "mensen/"))
    roles = ("coordinator",) if name else ("coordinator", "adviser")
    may = world.model.of_place(who, network)
    check(world, who, f"/netwerk/{network}/{name}", may, who.has(network, *roles))


def _at_advice(world: World, who: Someone, dice: Random) -> None:
    code = dice.choice((HILVERSUM.code, UTRECHT.code))
    if dice.random() < 0.3:
        opens = who.has(code, "eindverantwoordelijke")
        return check(world, who, f"/gemeente/{code}/mensen", set(), opens)
    may = world.model.of_place(who, code)
    return check(world, who, f"/advies/{code}/", may, who.has(code, "adviser"))


def _at_plain(world: World, who: Someone, dice: Random) -> None:
    if dice.random() < 0.1 and who.id and not who.closed:
        # What someone did keeps the number of the report that they did it with.
        return check(world, who, "/ik/gegevens/bestand", who.known, opens=True)
    return check(world, who, dice.choice(PLAIN), set(), opens=None)


def _own(world: World, who: Someone, scan: Scan) -> set[str]:
    return world.model.of_scan(scan) if world.model.fills(who, scan) else set()


def look_at_all_of(world: World, items: list[Shared]) -> None:
    """Right after something ended or began: everybody, at each of these."""
    for item in items:
        for who in world.model.people:
            address = f"/gedeeld/{item.id}/"
            check(world, who, address, world.model.of_share(who, item), world.model.sees(who, item))
