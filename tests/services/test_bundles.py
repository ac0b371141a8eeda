"""All reports of a network in one ZIP: what is in it, what is not, and that it is never held."""

import csv
import io
import subprocess
import threading
import zipfile
from datetime import date
from hashlib import sha256

import pytest

from assessment.core.access import Tie
from assessment.pdf.rendering import PdfFailed
from assessment.services import audit, sharing
from assessment.services.bundles import CONTENTS, Bundles
from assessment.services.keys import Keys
from assessment.services.pdf_cache import PdfCache
from assessment.services.pdf_drafts import Drafts
from assessment.services.stored_zip import StoredZip, TooLarge
from assessment.storage import ties
from tests import shared
from tests.core.builders import library
from tests.database import NOW
from tests.shared import NETWORK

NUMBERS = [f"PS-2026-{number:04}-AAAA" for number in range(4)]


class Press:
    """A PDF that shows what would go into it, without the seconds of a real one."""

    def __init__(self):
        self.made, self.fails = [], False

    def __call__(self, document):
        if self.fails:
            raise PdfFailed("Het papier is op.")
        self.made.append(document)
        return b"%PDF-1.7 " + document.html.encode() + document.attachment.body


@pytest.fixture
def press():
    return Press()


@pytest.fixture
def shares(database, assessment, person):
    """Four finished reports of one municipality, each at a level of its own."""
    with database.write() as connection:
        shared.add_network(connection, person)
        ties.give(connection, person.id, Tie("coordinator", NETWORK), by=person, now=NOW)
        for number in NUMBERS:
            shared.store(connection, assessment.id, person, number)
        for number, level in zip(NUMBERS, ("levels", "gaps", "answers", "notes"), strict=True):
            given = connection, assessment.id, number, NETWORK, level
            sharing.share(*given, by=person, now=NOW)
        return sharing.of_place(connection, NETWORK)


@pytest.fixture
def bundles(database, tmp_path, press):
    drafts = Drafts(PdfCache(tmp_path / "concepten"), press)
    return Bundles(database, library(), drafts, Keys())


def make(bundles):
    return list(bundles.make(NETWORK))


def stream(bundles, by):
    return bundles.stream(NETWORK, by, lambda: NOW)


def opened(raw):
    made = zipfile.ZipFile(io.BytesIO(raw))
    assert made.testzip() is None
    return made


def contents(made):
    text = made.read(CONTENTS).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def withdraw(database, assessment, share, person):
    with database.write() as connection:
        sharing.withdraw(connection, assessment.id, share.id, by=person, now=NOW)


def test_each_report_stands_in_it_at_its_own_level_and_on_the_list(bundles, shares, person):
    make(bundles)
    made = opened(b"".join(stream(bundles, person)))
    rows = contents(made)
    assert {row["Rapport"] for row in rows} == set(NUMBERS)
    assert set(made.namelist()) == {row["Bestand"] for row in rows} | {CONTENTS}
    for row, share in zip(rows, shares, strict=True):
        body = made.read(row["Bestand"])
        assert sha256(body).hexdigest() == row["SHA-256"]
        assert row["Let op"] == ""
        for secret in shared.secrets(share.level):
            assert secret.encode() not in body, (share.level, secret)


def test_unzip_has_nothing_to_say(bundles, shares, person, tmp_path):
    path = tmp_path / "alles.zip"
    path.write_bytes(b"".join(stream(bundles, person)))
    done = subprocess.run(["unzip", "-t", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "No errors detected" in done.stdout
    for info in zipfile.ZipFile(path).infolist():
        assert info.filename.isascii()
        assert not set(info.filename) & set("/\\:\0 ")


def test_it_goes_out_one_report_at_a_time(bundles, shares, person, press):
    """Nothing is made before it is its turn, and no report is held after it went out."""
    sent = stream(bundles, person)
    assert press.made == []
    assert next(sent).startswith(b"PK\3\4")
    assert len(press.made) == 1


def test_what_is_withdrawn_meanwhile_is_left_out_from_then_on(
    bundles, shares, person, database, assessment
):
    make(bundles)
    sent = stream(bundles, person)
    first = next(sent)
    gone = shares[2]
    withdraw(database, assessment, gone, person)
    made = opened(first + b"".join(sent))
    assert gone.number not in {row["Rapport"] for row in contents(made)}
    assert not any(gone.number.lower() in name for name in made.namelist())
    assert len(made.namelist()) == len(NUMBERS)  # three reports and the list


def test_who_may_not_see_them_any_more_gets_no_more(bundles, shares, person, database):
    make(bundles)
    sent = stream(bundles, person)
    first = next(sent)
    with database.write() as connection:
        ties.withdraw(connection, person.id, Tie("coordinator", NETWORK), by=person, now=NOW)
    assert len(contents(opened(first + b"".join(sent)))) == 1


def test_each_is_noted_before_it_goes_out_and_none_that_does_not(
    bundles, shares, person, database, assessment
):
    make(bundles)
    sent = stream(bundles, person)
    for number in (1, 2):
        next(sent)
        with database.read() as connection:
            events = audit.listed(connection, assessment.id)
        assert sum(item.action == "report.downloaded" for item in events) == number
    sent.close()


def test_what_was_made_is_not_made_again_by_another_process(bundles, shares, press, tmp_path):
    made = bundles.make(NETWORK)
    next(made), next(made), next(made)
    made.close()  # two are made; this is where it was stopped
    again = Bundles(
        bundles.database,
        bundles.library,
        Drafts(PdfCache(tmp_path / "concepten"), press),
        Keys(),
    )
    with bundles.database.read() as connection:
        assert again.progress(connection, NETWORK).made == 2
    make(again)
    assert len(press.made) == len(NUMBERS)
    with bundles.database.read() as connection:
        progress = again.progress(connection, NETWORK)
    assert progress.is_ready
    assert progress.made == len(NUMBERS)


def test_two_processes_do_not_both_make_them(bundles, shares, press):
    """The second finds the lock of the first, and gives it no other work."""
    begun, may = threading.Event(), threading.Event()
    plain = press.__call__

    def slow(document):
        begun.set()
        may.wait(10)
        return plain(document)

    bundles.drafts._make = slow
    bundles.go_on(NETWORK, 0)
    assert begun.wait(10)
    before = threading.active_count()
    bundles.go_on(NETWORK, 0)
    assert threading.active_count() == before
    may.set()
    for thread in threading.enumerate():
        if thread.name == "bundle":
            thread.join(10)
    assert len(press.made) == len(NUMBERS)


def test_one_that_cannot_be_made_spoils_nothing_and_can_be_tried_again(
    bundles, shares, person, press, database
):
    press.fails = True
    make(bundles)
    with database.read() as connection:
        progress = bundles.progress(connection, NETWORK)
    assert (progress.is_ready, progress.failed) == (True, len(NUMBERS))
    rows = contents(opened(b"".join(stream(bundles, person))))
    assert {row["Let op"] for row in rows} == {"Het papier is op."}
    press.fails = False
    with database.read() as connection:
        bundles.try_again(connection, NETWORK)
        assert not bundles.progress(connection, NETWORK).is_ready
    make(bundles)
    assert len(press.made) == len(NUMBERS)


def test_progress_costs_one_query_and_reads_no_report(bundles, shares, database, statements):
    with database.read() as connection:
        statements.sent.clear()
        bundles.progress(connection, NETWORK)
    assert len(statements) == 1


def test_more_than_every_program_can_read_is_refused(monkeypatch):
    monkeypatch.setattr("assessment.services.stored_zip._MOST_BYTES", 1000)
    made = StoredZip()
    made.file("een.pdf", bytes(500), date(2026, 1, 1))
    with pytest.raises(TooLarge):
        made.file("twee.pdf", bytes(500), date(2026, 1, 1))
