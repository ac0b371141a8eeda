"""Two municipalities, two networks, advisers, a keeper and a reader, in the real application.

The world is made once and copied for each walk, so that a walk costs what its actions cost. Every
word that leaves the application is read here: pages, data, spreadsheets and what goes into a PDF.
"""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import sqlite3
import zipfile
from collections import Counter
from contextlib import closing
from copy import deepcopy
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

from assessment import create_app
from assessment.config import Settings
from assessment.core.access import EVERYWHERE, Tie
from assessment.core.activities import Activity
from assessment.core.plan import PlanAction
from assessment.core.report_file import read_report_file
from assessment.services import activities, answering, networks, plans, signing_in
from assessment.services.answering import Change
from assessment.services.pdf_cache import PdfCache
from assessment.services.pdf_drafts import Document, Drafts
from assessment.storage import finished_reports, people, ties
from assessment.storage.database import Database
from assessment.web.current import KEY
from tests.core import builders
from tests.core.builders import ROOT, best, content, everything, library, worst
from tests.database import HILVERSUM, NOW, UTRECHT, start
from tests.web.who_sees_what import Model, Report, Scan, Someone

# What each types, and counts: nothing of the one stands anywhere at the other.
TYPED = {HILVERSUM.code: ("7319941", 583711), UTRECHT.code: ("4628813", 964927)}
QUESTION, QUESTION_PAGE = "beeld-van-het-probleem", "stap-1/1"
PEOPLE = {
    "Hilversum, eindverantwoordelijke": [("eindverantwoordelijke", HILVERSUM.code)],
    "Hilversum, invuller": [("invuller", HILVERSUM.code)],
    "Utrecht, eindverantwoordelijke": [("eindverantwoordelijke", UTRECHT.code)],
    "Utrecht, invuller": [("invuller", UTRECHT.code)],
    "coordinator van het ene": [("coordinator", "een")],
    "coordinator van het andere": [("coordinator", "ander")],
    "adviseur van het netwerk": [("adviser", "een")],
    "adviseur van Hilversum": [("adviser", HILVERSUM.code)],
    "beheerder": [("beheerder", EVERYWHERE)],
    "niemand": [],
}


@dataclasses.dataclass
class World:
    """The application as it stands, with who is signed in, and what the model knows of it."""

    app: Flask
    database: Database
    model: Model
    sessions: dict[str, str]
    form_cookie: str
    csrf: str
    looks: Counter[str] = dataclasses.field(default_factory=Counter)

    @property
    def now(self) -> datetime:
        return self.model.now

    def ask(self, who: Someone, method: str, address: str, data: Any = None) -> tuple[int, str]:
        """The status and every word that came back, in its headers too."""
        client = self.app.test_client()
        client.set_cookie("formulieren", self.form_cookie)
        if who.name in self.sessions:
            client.set_cookie("preventiespiegel", self.sessions[who.name])
        if method == "POST":
            data = {"csrf_token": self.csrf, "person": who.id, **(data or {})}
        with client.open(address, method=method, data=data) as response:
            assert response.status_code < 500, (address, response.text)
            return response.status_code, f"{response.headers}\n{words_of(response.get_data())}"

    def sign_in(self, who: Someone) -> None:
        with self.database.write() as conn:
            token = signing_in.start(conn, who.id, "link", self.now)
        assert (token is None) == who.closed
        if token:
            self.sessions[who.name] = token


def words_of(raw: bytes) -> str:
    """Spreadsheets and documents are packed; in them, and in numbers, dots come and go."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            raw = b"\n".join(packed.read(name) for name in packed.namelist())
    text = raw.decode("utf-8", "replace")
    return text + re.sub(r"(?<=\d)\.(?=\d{3})", "", text)


def _press(document: Document) -> bytes:
    """All that would go into a real PDF, without the seconds that it takes."""
    return b"%PDF-1.7 " + document.html.encode() + document.attachment.body


@cache
def _made(folder: Path) -> tuple[Flask, Model, World]:
    """The world before anything happened in it."""
    database = Database.open(f"sqlite:///{folder / 'first.db'}")
    database.migrate()
    settings = Settings(
        database_url="",
        instance=folder,
        secret_key="een sleutel die alleen in deze test bestaat",
        demo=False,
        secure_cookies=False,
        content=ROOT / "questions",
    )
    app = create_app(settings, library(), database)
    app.testing = True
    drafts = Drafts(PdfCache(folder / "pdf"), _press)
    app.extensions[KEY] = dataclasses.replace(app.extensions[KEY], drafts=drafts, clock=lambda: NOW)
    model = Model(NOW)
    world = World(app, database, model, {}, "", "")
    _settle(world)
    for who in model.people:
        world.sign_in(who)
    client = app.test_client()
    client.set_cookie("preventiespiegel", world.sessions[model.people[0].name])
    page = client.get("/ik").text
    world.csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]
    world.form_cookie = client.get_cookie("formulieren").value  # type: ignore[union-attr]
    for scan in model.scans:
        finish(world, model.people[2 * model.scans.index(scan)], scan)
    _only_what_differs(world)
    database.dispose()
    with closing(sqlite3.connect(folder / "first.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return app, model, world


def _settle(world: World) -> None:
    model = world.model
    with world.database.write() as conn:
        keeper = people.add(conn, "Wie de wereld maakt", NOW)
        ids = {}
        for key, codes in (("een", [HILVERSUM.code, UTRECHT.code]), ("ander", [UTRECHT.code])):
            ids[key] = networks.make(conn, f"Netwerk {key}", codes, by=keeper, now=NOW).id
            model.networks[ids[key]] = set(codes)
        for name, held in PEOPLE.items():
            made = people.add(conn, name, NOW)
            who = Someone(name, made.id, {(role, ids.get(at, at)) for role, at in held})
            for role, place in who.ties:
                ties.give(conn, made.id, Tie(role, place), by=None, now=NOW)  # type: ignore[arg-type]
            model.people.append(who)
        for turn, place in enumerate((HILVERSUM, UTRECHT)):
            by = people.find(conn, model.people[2 * turn].id)
            assert by is not None
            record = start(conn, by, municipality=place)
            typed = [f"kanarie-{place.code}-{what}" for what in ("nota-0-einde", "les", "actie")]
            money, reach = TYPED[place.code]
            changes = [Change(key, given, 0) for key, given in _answers(turn, typed[0]).items()]
            saved = answering.save(conn, record.id, changes, by=by, now=NOW)
            assert not saved.conflicts
            given = Activity(
                name=typed[1],
                providers=("GGD",),
                settings=("po",),
                themes=("norm",),
                frequency="elk-jaar",
                reach=reach,
            )
            activities.add(conn, record.id, given, by=by, now=NOW)
            plans.save(conn, record.id, PlanAction("own", None, typed[2]), 0, by=by, now=NOW)
            words = [*typed, money, str(reach)]
            model.scans.append(Scan(record.id, place.code, typed[0], words))


def _answers(turn: int, note: str) -> dict[str, Any]:
    """Where the one is at its best the other is at its worst, so that they differ in gaps."""
    order = {question.ref: index for index, question in enumerate(content().questions.values())}
    code = (HILVERSUM.code, UTRECHT.code)[turn]
    given = everything(
        lambda question: (best if (order[question.ref] + turn) % 2 else worst)(question),
        s8_3=("ja", int(TYPED[code][0])),
        s2_3=("ja", None),
    )
    found = builders.assessment(given).answers
    return {**found, QUESTION: dataclasses.replace(found[QUESTION], note=note)}


def finish(world: World, who: Someone, scan: Scan) -> bool:
    """Whether it could be finished; the model knows the report from then on."""
    address = f"/invullen/{scan.id}/rapporten/vaststellen"
    seen = re.search(r'name="seen" value="(\d+)"', world.ask(who, "GET", address)[1])
    data = {"seen": seen[1] if seen else "", "sharing": "levels", "earlier": ""}
    data["attempt"] = f"keer {len(world.model.reports)}"
    if world.ask(who, "POST", address, data)[0] != 302:
        return False
    with world.database.read() as conn:
        numbers = [item.number for item in finished_reports.listed(conn, scan.id)]
        known = {item.number for item in world.model.reports}
        [number] = set(numbers) - known
        raw = finished_reports.body_of(conn, number, "full")
    result = read_report_file(raw).report.result
    money, reach = TYPED[scan.municipality]
    world.model.reports.append(
        Report(
            number,
            scan,
            {
                "levels": (number,),
                "gaps": tuple(gap.id for gap in result.gaps or ()),
                "answers": (money, str(reach)),
                "notes": (scan.word, scan.words[1]),
            },
        )
    )
    if len(world.model.reports) > 2:
        first = next(item for item in world.model.reports if item.scan is scan)
        world.model.reports[-1].canaries["gaps"] = first.canaries["gaps"]
    who.known.add(number)
    return True


def _only_what_differs(world: World) -> None:
    """A gap that both have, or that a page of the other names as a chance, gives nobody away."""
    model, names = world.model, library().newest.rule
    drafts = [
        world.ask(model.people[2 * turn], "GET", f"/invullen/{scan.id}/{page}")[1]
        for turn, scan in enumerate(model.scans)
        for page in ("rapport", "verbeterplan/")
    ]
    for report, there in zip(model.reports, (drafts[2:], drafts[:2]), strict=True):
        called = [names[code].name for code in report.canaries["gaps"]]
        differ = [name for name in called if not any(name in text for text in there)]
        assert len(differ) > 2
        report.canaries["gaps"] = tuple(differ[:3])


def copy_of_the_world(folder: Path, walk: Path) -> World:
    """As it was in the beginning."""
    app, model, first = _made(folder)
    shutil.copyfile(folder / "first.db", walk)
    database = Database.open(f"sqlite:///{walk}")
    own = deepcopy(model)
    parts = app.extensions[KEY]
    app.extensions[KEY] = dataclasses.replace(parts, database=database, clock=lambda: own.now)
    return World(app, database, own, dict(first.sessions), first.form_cookie, first.csrf)
