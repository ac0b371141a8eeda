"""The application on a database of its own, and someone who is signed in."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from assessment import create_app
from assessment.config import Settings
from assessment.core.access import Tie
from assessment.core.activities import Activity
from assessment.core.answers import Answer
from assessment.services import activities, answering, assessments, signing_in
from assessment.services.answering import Change
from assessment.services.pdf_cache import PdfCache
from assessment.services.pdf_drafts import Document, Drafts
from assessment.services.sharing import Share
from assessment.storage import people, ties
from assessment.storage.database import Database
from assessment.storage.records import ActivityRecord, AssessmentRecord, PersonRecord
from assessment.web.current import KEY
from tests import shared
from tests.core.builders import ROOT, content, library
from tests.database import NOW, later
from tests.web.browser import Browser


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=url,
        instance=tmp_path,
        secret_key="een sleutel die alleen in deze test bestaat",
        demo=False,
        secure_cookies=False,
        content=ROOT / "questions",
        security_contact="mailto:lek@gemeente.example",
    )


class _Compiled(BytecodeCache):
    """Every test has an application of its own; their templates are compiled once per worker.

    By name and checksum of the source, so another text is compiled anew.
    """

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.known[bucket.key, bucket.checksum] = bucket.code


COMPILED = _Compiled()


class _Address(Rule):
    """Likewise how an address is read and made, which is most of making an application."""

    READ = ("_parts", "_trace", "_converters", "arguments")
    known: ClassVar[dict[object, tuple[dict[str, Any], list[Callable[..., Any]]]]] = {}

    def compile(self) -> None:
        assert not self.defaults, "these would be part of what is kept"
        key = self.rule, self.subdomain, self.host, self.merge_slashes
        if key not in self.known:
            super().compile()
            made = [self._build.__func__, self._build_unknown.__func__]
            self.known[key] = {name: getattr(self, name) for name in self.READ}, made
        read, made = self.known[key]
        vars(self).update(read)
        self._build, self._build_unknown = (build.__get__(self) for build in made)


@pytest.fixture
def make_app(settings: Settings) -> Callable[..., Flask]:
    def make(database: Database, **changed: object) -> Flask:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Flask, "url_rule_class", _Address)
            app = create_app(dataclasses.replace(settings, **changed), library(), database)
        app.testing = True
        app.jinja_env.bytecode_cache = COMPILED
        app.extensions[KEY] = dataclasses.replace(app.extensions[KEY], clock=lambda: NOW)
        return app

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask], database: Database) -> Flask:
    return make_app(database)


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Someone who is not signed in."""
    return Browser(app)


@pytest.fixture
def sign_in(app: Flask, database: Database) -> Callable[[PersonRecord], Browser]:
    def enter(person: PersonRecord) -> Browser:
        with database.write() as connection:
            token = signing_in.new_link(connection, NOW, person.id)
        browser = Browser(app)
        return browser.get(f"/binnenkomen/{token}").press("Naar binnen")

    return enter


@pytest.fixture
def browser(sign_in: Callable[[PersonRecord], Browser], person: PersonRecord) -> Browser:
    """Someone who is signed in."""
    return sign_in(person)


@pytest.fixture
def here(assessment: AssessmentRecord) -> str:
    """The address of an empty assessment."""
    return f"/invullen/{assessment.id}"


ACTIVITY = Activity(
    name="Lessen van de GGD",
    providers=("GGD", "Halt"),
    settings=("po", "vo"),
    themes=("norm",),
    frequency="elk-jaar",
    start=date(2024, 9, 1),
    reach=250,
    updated_on=date(2026, 1, 15),
)


@pytest.fixture
def filled(database: Database, assessment: AssessmentRecord, person: PersonRecord) -> str:
    """An assessment in which every question has an answer, with an activity; its address."""
    changes = [
        Change(question.id, Answer("unknown", note=f"Nota {question.id}"), 0)
        for question in content().questions.values()
        if question.allow_unknown and not question.fills
    ]
    with database.write() as connection:
        answering.save(connection, assessment.id, changes, by=person, now=NOW)
        activities.add(connection, assessment.id, ACTIVITY, by=person, now=NOW)
    return f"/invullen/{assessment.id}"


@pytest.fixture
def on_one_page(app: Flask) -> None:
    """The same questions, with the whole of step 6 on one page."""
    steps = tuple(
        step.model_copy(
            update={"pages": (step.pages[0].model_copy(update={"questions": step.questions}),)}
        )
        if step.id == "stap-6"
        else step
        for step in content().steps
    )
    known = library()
    key = content().key
    changed = content().model_copy(update={"steps": steps})
    sets = {**known.sets, key: dataclasses.replace(known.sets[key], content=changed)}
    parts = app.extensions[KEY]
    app.extensions[KEY] = dataclasses.replace(parts, library=dataclasses.replace(known, sets=sets))


@pytest.fixture
def passing(app: Flask) -> None:
    """A clock that goes on by a minute whenever somebody looks at it."""
    minutes = count()
    parts = app.extensions[KEY]
    app.extensions[KEY] = dataclasses.replace(
        parts, clock=lambda: NOW + timedelta(minutes=next(minutes))
    )


@pytest.fixture
def other(sign_in: Callable[[PersonRecord], Browser], colleague: PersonRecord) -> Browser:
    """A colleague, who is signed in as well."""
    return sign_in(colleague)


@pytest.fixture
def someone(
    database: Database, sign_in: Callable[[PersonRecord], Browser]
) -> Callable[..., Browser]:
    """Makes a signed-in person with these ties, and no others."""

    def make(*held: Tie, function: str = "Iemand") -> Browser:
        with database.write() as connection:
            made = people.add(connection, function, later(days=1))
            for tie in held:
                ties.give(connection, made.id, tie, by=None, now=NOW)
        browser = sign_in(made)
        browser.person = made
        return browser

    return make


@pytest.fixture
def value(database: Database, assessment: AssessmentRecord) -> Callable[..., Any]:
    """What is stored as the answer to a question."""

    def look(question_id: str = "beeld-van-het-probleem") -> Any:
        with database.read() as connection:
            _, found = assessments.load(connection, assessment.id, library())
            return found.answer(question_id).value

    return look


@pytest.fixture
def listed(database: Database, assessment: AssessmentRecord) -> Callable[[], list[ActivityRecord]]:
    """The activities that are stored."""

    def look() -> list[ActivityRecord]:
        with database.read() as connection:
            return activities.list_all(connection, assessment.id)

    return look


class Press:
    """Makes PDFs without the seconds of a real one, and can be told to wait or to fail."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.may.set()
        self.fault: Exception | None = None
        self.made = 0

    def __call__(self, document: Document) -> bytes:
        self.may.wait(10)
        if self.fault:
            raise self.fault
        self.made += 1
        attached = document.attachment.body if document.attachment else b""
        return b"%PDF-1.7 " + document.html.encode() + attached


@pytest.fixture
def press(app: Flask, tmp_path: Path) -> Press:
    """What is in a PDF lies open: its text, and the file that it carries."""
    made = Press()
    drafts = Drafts(PdfCache(tmp_path / "snel"), made)
    app.extensions[KEY] = dataclasses.replace(app.extensions[KEY], drafts=drafts)
    return made


@pytest.fixture
def assessment_id(database: Database, assessment: AssessmentRecord, person: PersonRecord) -> str:
    """An assessment with a finished report, in a municipality that stands in two networks."""
    with database.write() as connection:
        shared.store(connection, assessment.id, person)
        shared.add_network(connection, person)
        shared.add_network(connection, person, shared.OTHER_NETWORK)
    return assessment.id


@pytest.fixture
def share(database: Database, assessment_id: str, person: PersonRecord) -> Callable[..., Share]:
    """Shares the report; gives what the others get."""

    def make(level: str, place: str = shared.NETWORK) -> Share:
        with database.write() as connection:
            return shared.share(connection, assessment_id, level, person, place)

    return make


@pytest.fixture
def delen(assessment_id: str) -> str:
    """The address of the page on which a municipality shares."""
    return f"/invullen/{assessment_id}/delen/"
