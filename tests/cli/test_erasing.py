"""`tidy`, `remove-municipality` and `forget-person` as someone types them."""

import io
from datetime import UTC, datetime

import pytest

from assessment.cli import main
from assessment.config import PREFIX, Settings
from assessment.core.access import Tie
from assessment.core.retention import Keep
from assessment.services.mail import Mail, send
from assessment.storage import people, ties
from assessment.storage.database import Database
from tests.database import HILVERSUM, NOW
from tests.services.test_erasing import CANARY, OTHER, UTRECHT, fill, raw, rows


@pytest.fixture
def database(monkeypatch, tmp_path):
    monkeypatch.setenv(f"{PREFIX}INSTANCE", str(tmp_path))
    found = Database.open(f"sqlite:///{tmp_path}/preventiespiegel.db")
    found.migrate()
    fill(found, HILVERSUM, CANARY, "PS-2026-7KQ4-M2XT")
    fill(found, UTRECHT, OTHER, "PS-2026-7KQ4-M2XX")
    draft = tmp_path / "concepten" / "draft.pdf"
    draft.parent.mkdir()
    draft.write_text(CANARY)
    for to in (CANARY, OTHER):
        letter = Mail(f"{to}@gemeente.example", "Uw link", "Kom binnen")
        send(None, tmp_path, letter, datetime.now(UTC))
    yield found
    found.dispose()


@pytest.fixture
def say(capsys, monkeypatch):
    def run(*words, typed=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(list(words))
        heard = capsys.readouterr()
        return code, heard.out + heard.err

    return run


@pytest.mark.parametrize(
    "words",
    [
        ("tidy",),
        ("remove-municipality", "gm0402"),
        ("forget-person", "kanarievogel@gemeente.example"),
    ],
)
def test_without_delete_nothing_happens(say, database, words, monkeypatch):
    monkeypatch.setenv(f"{PREFIX}KEEP_REMOVED_DAYS", "1")
    before = rows(database)
    code, said = say(*words)
    assert code == 0
    assert "niets gewist" in said or "niets aan de beurt" in said
    assert rows(database) == before


def test_a_municipality_goes_when_its_name_is_typed(say, database, tmp_path):
    code, said = say("remove-municipality", "GM0402", "--delete", typed="Utrecht\n")
    assert (code, "Er is niets gewist." in said) == (1, True)
    assert CANARY in repr(rows(database))
    for words in ("een scan met peildatum 1 november 2026, verwijderd", "Adviseur Kanarievogel"):
        assert words in said
    code, said = say("remove-municipality", "GM0402", "--delete", typed="hilversum\n")
    assert (code, "back-ups" in said) == (0, True)
    assert CANARY.encode() not in raw(database)
    assert OTHER.encode() in raw(database)
    assert not (tmp_path / "concepten" / "draft.pdf").exists()
    code, said = say("remove-municipality", "GM0402")
    assert (code, "niets bewaard" in said) == (1, True)


def letters(tmp_path):
    return [path.read_text() for path in (tmp_path / "outbox").glob("*.eml")]


def test_someone_who_leaves(say, database, tmp_path):
    address = "kanarievogel@gemeente.example"
    code, said = say("forget-person")
    assert (code, address in said) == (0, True)
    code, said = say("forget-person", address, "--delete")
    assert (code, "als enige verantwoordelijk voor GM0402" in said) == (1, True)
    with database.write() as conn:
        other = people.add(conn, "Opvolger", NOW)
        ties.give(conn, other.id, Tie("eindverantwoordelijke", "GM0402"), by=None, now=NOW)
    code, said = say("forget-person", address.upper(), "--delete")
    assert (code, "Alleen de functie" in said) == (0, True)
    assert address.encode() not in raw(database)
    assert [OTHER in letter for letter in letters(tmp_path)] == [True]
    code, said = say("forget-person", address)
    assert (code, "niet bekend" in said) == (1, True)


def test_tidying_says_what_and_why(say, database, tmp_path):
    old = tmp_path / "outbox" / "20160101-000000-00000000.eml"
    old.write_text("To: iemand@gemeente.example\n\nKom binnen")
    with database.write() as conn:
        # Ten years is longer than anything but a scan is kept.
        conn.exec_driver_sql("UPDATE assessments SET removed_at = '2016-11-21 09:30:00.000000'")
    code, said = say("tidy")
    assert "4 verwijderde scans: langer dan 30 dagen geleden verwijderd" in said
    assert "van Hilversum, peildatum 1 november 2026, verwijderd op 21 november 2016" in said
    assert "met 1 vastgesteld rapport\n" in said
    code, said = say("tidy", "--delete")
    assert (code, said.count("gewist: scan")) == (0, 4)
    assert (old.exists(), len(letters(tmp_path))) == (False, 2)
    code, said = say("tidy")
    assert "verwijderde scans" not in said


@pytest.mark.parametrize("given", ["0", "-1", "x", "1.5", "99999", "3651"])
def test_a_period_that_is_no_number_stops_the_start(tmp_path, given):
    names = {f"{PREFIX}INSTANCE": str(tmp_path), f"{PREFIX}KEEP_LOGBOOK_YEARS": given}
    with pytest.raises(ValueError, match=r"KEEP_LOGBOOK_YEARS moet een getal zijn van 1 tot"):
        Settings.from_environment(names)


def test_periods_come_from_the_settings(tmp_path):
    given = {"REMOVED_DAYS": "7", "SCANS_YEARS": "3", "LOGBOOK_YEARS": "2", "LINKS_DAYS": "1"}
    names = {f"{PREFIX}KEEP_{name}": value for name, value in given.items()}
    found = Settings.from_environment({f"{PREFIX}INSTANCE": str(tmp_path), **names})
    assert found.keep == Keep(7, 3, 2, 1)
