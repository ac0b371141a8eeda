"""What people do, by the forms of the application; the model is told what succeeded.

Each act says whether it had to succeed, so that a refusal that should not be is found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from random import Random

from assessment.services import inviting, reading_links, sharing
from tests.database import HILVERSUM
from tests.web.who_sees_looks import look_at_all_of
from tests.web.who_sees_what import (
    FILLING,
    GIVES,
    IN_CHARGE,
    KEEPER,
    LEVELS,
    Offer,
    Scan,
    Shared,
    Someone,
)
from tests.web.who_sees_world import QUESTION, QUESTION_PAGE, UTRECHT, World, finish

CODES = (HILVERSUM.code, UTRECHT.code)


def someone(world: World, dice: Random, able: Iterable[Someone] = ()) -> Someone:
    """Mostly one who may do it, so that a lot happens; now and then anyone at all."""
    may = list(able)
    return dice.choice(may if may and dice.random() < 0.8 else world.model.people)


def a_scan(world: World, dice: Random) -> tuple[Scan, Someone, bool]:
    """With someone, and whether that one may decide over it."""
    model, scan = world.model, dice.choice(world.model.scans)
    who = someone(world, dice, [item for item in model.people if model.decides(item, scan)])
    return scan, who, model.decides(who, scan)


def types_a_note(world: World, dice: Random) -> None:
    model, scan = world.model, dice.choice(world.model.scans)
    who = someone(world, dice, [item for item in model.people if model.fills(item, scan)])
    address = f"/invullen/{scan.id}/stap/{QUESTION_PAGE}"
    page = world.ask(who, "GET", address)[1]
    version = re.search(rf'name="q-{QUESTION}--version"[^>]* value="(\d+)"', page)
    word = f"kanarie-{scan.municipality}-nota-{len(scan.words)}-einde"
    start = f"q-{QUESTION}--"
    data = {f"{start}value": "2", f"{start}note": word}
    data[f"{start}version"] = version[1] if version else "0"
    status, _ = world.ask(who, "POST", f"{address}/vraag/{QUESTION}", data)
    assert (status == 200) == (model.fills(who, scan) and not scan.removed)
    if status == 200:
        scan.word = word
        scan.words.append(word)


def finishes(world: World, dice: Random) -> None:
    scan, who, may = a_scan(world, dice)
    if sum(item.scan is scan for item in world.model.reports) >= 3:
        return
    assert finish(world, who, scan) == (may and not scan.removed)


def shares(world: World, dice: Random) -> None:
    model = world.model
    scan, who, may = a_scan(world, dice)
    report, level = dice.choice(model.reports), dice.choice(LEVELS)
    if dice.random() < 0.8:
        report = next(item for item in model.reports[::-1] if item.scan is scan)
    place = dice.choice([*model.networks, *CODES])
    data = {"rapport": report.number, "niveau": level, "place": place}
    status, _ = world.ask(who, "POST", f"/invullen/{scan.id}/delen/", data)
    may = may and not scan.removed and report.scan is scan and model.can_share_with(scan, place)
    assert (status == 302) == may
    if not may:
        return
    old = [
        item
        for item in model.shares
        if item.report is report and item.place == place and not item.ended
    ]
    if not old or old[0].level != level:
        for item in old:
            item.ended = True
        with world.database.read() as conn:
            known = {item.id for item in model.shares}
            [made] = [item for item in sharing.of_place(conn, place) if item.id not in known]
        model.shares.append(Shared(made.id, report, level, place))
        who.known |= {made.id, report.number, *(item.id for item in old)}
    look_at_all_of(world, model.shares[-1:])


def stops_sharing(world: World, dice: Random) -> None:
    model = world.model
    if not model.shares:
        return
    item = dice.choice([*model.shares, *[one for one in model.shares if not one.ended]])
    scan, who, may = a_scan(world, dice)
    if dice.random() < 0.8:
        scan = item.report.scan
        may = model.decides(who, scan)
    status, _ = world.ask(who, "POST", f"/invullen/{scan.id}/delen/{item.id}/intrekken")
    may = may and not scan.removed and item.report.scan is scan and not item.ended
    assert (status == 302) == may
    if may:
        item.ended = True
        who.known |= {item.id, item.report.number}
        look_at_all_of(world, [item])


def makes_a_link(world: World, dice: Random) -> None:
    model = world.model
    scan, who, may = a_scan(world, dice)
    report, level = dice.choice(model.reports), dice.choice(LEVELS)
    days = dice.randint(1, 4)
    data = {"link-rapport": report.number, "link-niveau": level, "link-dagen": str(days)}
    status, text = world.ask(who, "POST", f"/invullen/{scan.id}/delen/leeslink", data)
    may = may and not scan.removed and report.scan is scan
    assert (status == 200) == may
    if may:
        with world.database.read() as conn:
            there = reading_links.of_municipality(conn, scan.municipality, world.now)
        [made] = [item for item in there if item.id not in {link.id for link in model.links}]
        token = re.search(r"/lezen/([\w-]{43})", text)[1]  # type: ignore[index]
        ends = model.now + timedelta(days=days)
        model.links.append(Shared(made.id, report, level, token=token, ends=ends))
        who.known |= {made.id, report.number}


def ends_a_link(world: World, dice: Random) -> None:
    model = world.model
    if not model.links:
        return
    item = dice.choice(model.links)
    scan, who, may = a_scan(world, dice)
    status, _ = world.ask(who, "POST", f"/invullen/{scan.id}/delen/leeslink/{item.id}/intrekken")
    may = may and not scan.removed and item.report.scan is scan and model.holds(item)
    assert (status == 302) == may
    if may:
        item.ended = True
        who.known.add(item.report.number)


def removes_or_puts_back(world: World, dice: Random) -> None:
    scan, who, may = a_scan(world, dice)
    verb = "terugzetten" if scan.removed else "verwijderen"
    status, _ = world.ask(who, "POST", f"/invullen/{scan.id}/{verb}")
    assert (status == 302) == may
    if may and scan.removed:
        scan.removed = False
    elif may:
        # That this ended what was shared is noted with the number, and stays one's own act.
        who.known |= {item.number for item in world.model.reports if item.scan is scan}
        world.model.remove(scan)
        look_at_all_of(world, world.model.shares[-3:])


def changes_a_list(world: World, dice: Random) -> None:
    model = world.model
    network = dice.choice(sorted(model.networks))
    able = [item for item in model.people if item.has(network, "coordinator")]
    who = someone(world, dice, able)
    codes = {code for code in CODES if dice.random() < 0.7}
    data = {"name": "Netwerk", "region": "", "municipalities": "\n".join(sorted(codes))}
    status, _ = world.ask(who, "POST", f"/netwerk/{network}/gemeenten", data)
    assert (status == 302) == (who in able)
    if who in able:
        who.known |= {item.report.number for item in model.shares if item.place == network}
        model.list_of(network, codes)
        look_at_all_of(world, [item for item in model.shares if item.place == network][-3:])


def _people_at(place: str) -> str:
    return f"/gemeente/{place}/mensen" if place in CODES else f"/netwerk/{place}/mensen"


def _in_charge_at(world: World, place: str) -> list[Someone]:
    role = "eindverantwoordelijke" if place in CODES else "coordinator"
    return [item for item in world.model.people if item.has(place, role)]


def invites(world: World, dice: Random) -> None:
    model = world.model
    place = dice.choice([*model.networks, *CODES])
    role = dice.choice(sorted(GIVES["eindverantwoordelijke" if place in CODES else "coordinator"]))
    able = _in_charge_at(world, place)
    who = someone(world, dice, able)
    data = {"role": role, "email": ""}
    status, text = world.ask(who, "POST", f"{_people_at(place)}/uitnodigen", data)
    assert (status == 200) == (who in able)
    if who in able:
        token = re.search(r"/uitnodiging/([\w-]{43})", text)[1]  # type: ignore[index]
        with world.database.read() as conn:
            record = inviting.look(conn, token, model.now)
        assert record
        model.offers.append(Offer(record.id, token, role, place, who, model.now))
        who.known.add(record.id)


def takes_up_an_invitation(world: World, dice: Random) -> None:
    model = world.model
    if not model.offers:
        return
    offer, who = dice.choice(model.offers), dice.choice(model.people)
    status, _ = world.ask(who, "POST", f"/uitnodiging/{offer.token}/meedoen")
    may = model.still_given(offer) and offer.by is not who and not who.closed and bool(who.id)
    assert (status == 302) == may
    if may:
        offer.over = True
        model.join(who, offer.role, offer.place)


def takes_an_invitation_back(world: World, dice: Random) -> None:
    model = world.model
    if not model.offers:
        return
    offer = dice.choice(model.offers)
    able = _in_charge_at(world, offer.place)
    who = someone(world, dice, able)
    address = f"{_people_at(offer.place)}/uitnodigingen/{offer.id}/intrekken"
    status, _ = world.ask(who, "POST", address)
    if status == 302:
        assert who in able
        offer.over = True
    assert not (model.still_given(offer) and who in able)


def takes_a_role_away(world: World, dice: Random) -> None:
    model = world.model
    held = [(who, role, place) for who in model.people for role, place in sorted(who.ties) if place]
    if not held:
        return
    other, role, place = dice.choice(held)
    able = _in_charge_at(world, place)
    who = someone(world, dice, able)
    address = f"{_people_at(place)}/{other.id}/weghalen"
    status, _ = world.ask(who, "POST", address, {"role": role})
    if status == 302:
        assert who in able
        model.take_away(other, role, place)
        look_at_all_of(world, [item for item in model.shares if item.place == place][-3:])
    elif who in able:
        assert role in IN_CHARGE
        assert not model.someone_else_in_charge(other, place)


def changes_a_role(world: World, dice: Random) -> None:
    model, place = world.model, dice.choice(CODES)
    able = _in_charge_at(world, place)
    who, other, role = someone(world, dice, able), dice.choice(model.people), dice.choice(FILLING)
    if not other.id:
        return
    address = f"{_people_at(place)}/{other.id}/rol"
    status, _ = world.ask(who, "POST", address, {"role": role})
    if status != 302:
        return
    assert who in able
    [old] = [item for item in FILLING if item != role]
    if (old, place) in other.ties:
        model.take_away(other, old, place)
        other.ties.add((role, place))


def closes_or_opens_an_account(world: World, dice: Random) -> None:
    model = world.model
    able = [item for item in model.people if item.has("", "beheerder")]
    # Most accounts are open: otherwise little happens after a while.
    closed = [item for item in model.people if item.closed]
    other = dice.choice(closed if len(closed) > 1 else [one for one in model.people if one.id])
    who = someone(world, dice, able)
    verb = "openen" if other.closed else "sluiten"
    status, _ = world.ask(who, "POST", f"/beheer/accounts/{other.id}/{verb}")
    may = who in able and other is not who
    assert (status == 302) == may
    if may and other.closed:
        other.closed = False
        world.sign_in(other)
    elif may:
        other.closed = True
        model.end_offers(other)
        assert KEEPER not in other.ties or len(able) > 1


def a_day_passes(world: World, dice: Random) -> None:
    """Longer than a session holds, so everyone comes in again."""
    world.model.now += timedelta(days=1, seconds=1)
    for who in world.model.people:
        if who.id and not who.closed:
            world.sign_in(who)
