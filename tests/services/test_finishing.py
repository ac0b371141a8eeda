"""Finishing a report: it is kept as it was, whatever changes after that."""

import dataclasses
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from assessment.core.answers import Answer
from assessment.core.numbering import is_report_number
from assessment.core.plan import PlanAction
from assessment.core.report_parts import FULL
from assessment.pdf import document
from assessment.services import activities, answering, assessments, finishing, plans, reporting
from assessment.services.answering import Change
from assessment.services.checking import check
from assessment.services.finishing import Changed
from assessment.services.keys import make_key, read_keys
from assessment.services.pdf_cache import PdfCache
from assessment.services.pdf_drafts import Drafts
from assessment.services.reporting import UnknownReport
from assessment.storage import finished_reports
from assessment.storage.finished_reports import Damaged
from assessment.storage.records import UnknownAssessment
from assessment.storage.tables import finished_report_files
from tests.core.builders import library
from tests.database import later, only_sqlite, start
from tests.finished import FILES, NUMBER, finished

QUESTION = "beeld-van-het-probleem"


@pytest.fixture
def drafts(tmp_path):
    """Without the seconds of a real PDF; one test makes a real one."""
    cache = PdfCache(tmp_path / "concepten")
    return Drafts(cache, lambda made: b"%PDF " + sha256(made.html.encode()).digest())


@pytest.fixture
def answer(database, assessment, person):
    def give(value, base):
        with database.write() as connection:
            change = Change(QUESTION, Answer("answered", value, note="Nota."), base)
            answering.save(connection, assessment.id, [change], by=person, now=later())

    return give


@pytest.fixture
def rendered(database, assessment, drafts):
    def make(attempt="een", sharing="gaps", using=drafts, known=None, sign=None):
        with database.read() as connection:
            prepared = reporting.prepare(connection, assessment.id, known or library())
        return finishing.render(
            using, prepared, sharing=sharing, attempt=attempt, now=later(), sign=sign
        )

    return make


@pytest.fixture
def finish(database, rendered, person):
    def store(*given, by=person, **named):
        made = rendered(*given, **named)
        with database.write() as connection:
            return finishing.finish(connection, made, by=by, now=later(minutes=1))

    return store


def everything(database, assessment, number):
    with database.read() as connection:
        known = finished_reports.files_of(connection, number)
        return {
            kind: (known[kind], finished_reports.body_of(connection, number, kind))
            for kind in known
        }


def test_a_finished_report_is_all_there(database, assessment, answer, finish, person):
    answer(1, 0)
    report = finish()
    assert is_report_number(report.number)
    assert report.number.startswith("PS-2026-")
    assert (report.status, report.sharing, report.made_by) == (
        "vastgesteld",
        "gaps",
        person.function,
    )
    assert set(report.versions) == {"product", "engine", "template", "question_set", "tools"}
    files = everything(database, assessment, report.number)
    assert set(files) == {"page", "style", "data", "full", "pdf"}
    for known, body in files.values():
        assert (known.digest, known.size) == (sha256(body).hexdigest(), len(body))
    page = files["page"][1].decode()
    assert f"Rapportnummer {report.number}" in page
    assert "Concept." not in page
    assert b"Nota." in files["full"][1]
    assert b"Nota." not in files["data"][1]
    with database.read() as connection:
        assert reporting.finished(connection, assessment.id) == [report]


def test_nothing_that_changes_later_changes_it(
    database, assessment, answer, finish, person, monkeypatch
):
    """Answers, the inventory, the plan, the rules, the texts, the tools and the template."""
    answer(1, 0)
    report = finish()
    before = everything(database, assessment, report.number)
    answer(4, 1)
    known = library()
    tools = tuple(tool.model_copy(update={"title": "ANDERS"}) for tool in known.catalogue.tools)
    files = known.sets["veilig-online/1.0"]
    rules = tuple(rule.model_copy(update={"name": "ANDERS"}) for rule in files.content.rules)
    changed = dataclasses.replace(
        known,
        catalogue=dataclasses.replace(known.catalogue, tools=tools),
        sets={
            "veilig-online/1.0": dataclasses.replace(
                files, content=files.content.model_copy(update={"rules": rules, "title": "ANDERS"})
            )
        },
    )
    environment = document._environment()
    monkeypatch.setattr(
        document, "_environment", lambda: environment.overlay(finalize=lambda value: "ANDERS")
    )
    again = finish("twee", known=changed)
    assert everything(database, assessment, report.number) == before
    assert b"ANDERS" in everything(database, assessment, again.number)["page"][1]
    assert b"ANDERS" not in before["page"][1]


def test_the_pdf_is_made_once_and_says_its_number(database, assessment, finish, tmp_path):
    report = finish(using=Drafts(PdfCache(tmp_path / "echt")))
    pdf = everything(database, assessment, report.number)["pdf"][1]
    first = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert report.number in first
    assert "Vastgesteld" in first


def test_what_changed_in_between_is_not_finished(
    database, assessment, answer, rendered, person, drafts
):
    """Every kind of change, made while the PDF was being made."""
    unknown = Change(QUESTION, Answer("unknown"), 0)
    ways = [
        lambda connection: answering.save(
            connection,
            assessment.id,
            [unknown],
            by=person,
            now=later(),
        ),
        lambda connection: activities.add(
            connection, assessment.id, _activity(), by=person, now=later()
        ),
        lambda connection: plans.save(
            connection, assessment.id, PlanAction("own", None, "Iets"), 0, by=person, now=later()
        ),
        lambda connection: assessments.change(
            connection, assessment.id, depth="kort", by=person, now=later()
        ),
    ]
    for way in ways:
        made = rendered()
        with database.write() as connection:
            way(connection)
        with database.write() as connection:
            assert finishing.finish(connection, made, by=person, now=later()) == Changed()
    with database.read() as connection:
        assert reporting.finished(connection, assessment.id) == []


def _activity():
    from tests.web.conftest import ACTIVITY

    return ACTIVITY


def test_sending_it_twice_gives_one_report(database, assessment, finish):
    assert finish("een") == finish("een")
    with database.read() as connection:
        assert len(reporting.finished(connection, assessment.id)) == 1


def test_two_people_at_once_get_one_each(database, assessment, rendered, person, colleague):
    """Neither has changed anything, so neither stands in the way of the other."""
    mine, theirs = rendered("een"), rendered("twee")
    with database.write() as connection:
        one = finishing.finish(connection, mine, by=person, now=later())
    with database.write() as connection:
        two = finishing.finish(connection, theirs, by=colleague, now=later(seconds=1))
    assert one.number != two.number
    with database.read() as connection:
        assert reporting.finished(connection, assessment.id) == [two, one]


def test_finishing_blocks_nothing(database, assessment, answer, finish):
    finish()
    answer(2, 0)
    with database.read() as connection:
        [report] = reporting.finished(connection, assessment.id)
        assert reporting.changes(connection, assessment.id) > report.changes


def test_a_removed_assessment_cannot_be_finished(database, assessment, rendered, person):
    made = rendered()
    with database.write() as connection:
        assessments.remove(connection, assessment.id, by=person, now=later())
    with pytest.raises(UnknownAssessment), database.write() as connection:
        finishing.finish(connection, made, by=person, now=later())


def test_of_another_or_a_removed_assessment_there_is_no_report(database, assessment, person):
    with database.write() as connection:
        other = start(connection, person)
        finished_reports.add(connection, finished(assessment.id), FILES, person)
    with database.read() as connection:
        for number, place in ((NUMBER, other.id), ("PS-2026-2222-2222", assessment.id)):
            with pytest.raises(UnknownReport):
                reporting.finished_page(connection, place, number)
            with pytest.raises(UnknownReport):
                reporting.download(connection, place, number, "pdf")
    with database.write() as connection:
        assessments.remove(connection, assessment.id, by=person, now=later())
    with database.read() as connection, pytest.raises(UnknownReport):
        reporting.download(connection, assessment.id, NUMBER, "pdf")


def test_a_list_reads_no_files(database, assessment, person, statements):
    with database.write() as connection:
        finished_reports.add(connection, finished(assessment.id), FILES, person)
    statements.sent.clear()
    with database.read() as connection:
        reporting.finished(connection, assessment.id)
    [query] = statements.sent
    assert finished_report_files.name not in query


@only_sqlite
def test_a_damaged_file_is_not_shown(database, assessment, person):
    with database.write() as connection:
        finished_reports.add(connection, finished(assessment.id), FILES, person)
        # Somebody with the file in hand can do this; a digest notices.
        connection.execute(text("DROP TRIGGER finished_report_files_no_update"))
        connection.execute(
            text("UPDATE finished_report_files SET body = :body WHERE kind = 'pdf'"),
            {"body": FILES["pdf"].replace(b"PDF", b"PDE")},
        )
    with database.read() as connection, pytest.raises(Damaged):
        reporting.body(connection, NUMBER, "pdf")


def test_at_every_level_only_what_it_says_is_in_the_file(database, assessment, answer, finish):
    answer(1, 0)
    sizes = []
    for sharing in ("levels", "gaps", "answers", "notes"):
        report = finish(sharing, sharing)
        data = everything(database, assessment, report.number)["data"][1]
        assert (b"Nota." in data) == (sharing == "notes")
        assert (b'"answers"' in data) == (sharing in ("answers", "notes"))
        assert (b'"gaps"' in data) == (sharing != "levels")
        sizes.append(len(data))
    assert sizes == sorted(sizes)


def test_drafts_are_the_same_as_long_as_nothing_changes(database, assessment, answer, drafts):
    def draft():
        with database.read() as connection:
            prepared = reporting.prepare(connection, assessment.id, library())
        return reporting.draft_pdf(drafts, prepared, FULL, later().date())

    first = draft()
    assert draft() == first
    answer(1, 0)
    assert draft() != first


def test_with_a_key_a_finished_report_says_who_made_it(rendered, tmp_path):
    make_key(tmp_path / "rapport.key")
    keys = read_keys(tmp_path / "rapport.key", tmp_path / "geen")
    made = rendered(sign=keys.sign)
    found = check(None, made.files["data"], library(), keys)
    assert (found.kind, found.maker, found.why) == ("unchanged", "here", ())
    assert found.sealed.fingerprint == made.identity.fingerprint
