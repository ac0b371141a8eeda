"""What was erased after a backup is erased again when that backup is put back, and nothing else."""

import json
import shutil

import pytest

from assessment.config import PREFIX
from assessment.core.access import Tie
from assessment.core.answers import Answer
from assessment.services import activities, answering, assessments, erasing, erasing_words
from assessment.services.answering import Change
from assessment.storage import accounts, people, ties
from assessment.storage.database import Database
from tests.cli.test_erasing import database, say  # noqa: F401
from tests.database import NOW, later
from tests.services.test_erasing import CANARY, LEVEL, OTHER, UTRECHT, raw, rows

MADE = '"made_at": "2026-11-21T09:00:00Z"'
ADDRESS = "kanarievogel@gemeente.example"


def who(database, address=ADDRESS):  # noqa: F811
    with database.read() as conn:
        return next(item.person for item in erasing.everyone(conn) if item.email == address)


def the_scan(database, code="GM0402"):  # noqa: F811
    with database.read() as conn:
        [found] = [
            item for item in erasing.of_municipality(conn, code).scans if not item.removed_at
        ]
    return found


def wipe(database, field="note", now=later(hours=1)):  # noqa: B008, F811
    with database.write() as conn:
        by, scan = who(database), the_scan(database)
        erasing_words.erase(conn, "answer", scan.id, LEVEL, field, by=by, now=now)


def add_another(database):  # noqa: F811
    with database.write() as conn:
        other = people.add(conn, "Opvolger", NOW)
        ties.give(conn, other.id, Tie("eindverantwoordelijke", UTRECHT.code), by=None, now=NOW)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "gewist.json"


@pytest.fixture
def backup(database, tmp_path, monkeypatch):  # noqa: F811
    """Puts back the database as it is now, in a place where no program has the old one open."""
    database.overwrite_what_is_gone()
    kept = tmp_path / "teruggezet"
    kept.mkdir()
    shutil.copyfile(database.engine.url.database, kept / "preventiespiegel.db")

    def restore():
        monkeypatch.setenv(f"{PREFIX}INSTANCE", str(kept))
        return Database.open(f"sqlite:///{kept}/preventiespiegel.db")

    return restore


def test_words_that_came_back_go_again(say, database, backup, file):  # noqa: F811
    scan, by = the_scan(database), who(database)
    with database.write() as conn:
        [activity] = activities.list_all(conn, scan.id)
        words = ("activity", scan.id, activity.activity.id, "name")
        erasing_words.erase(conn, *words, by=by, now=later(hours=1))
    wipe(database)
    code, said = say("erasures", "--since", "2026-11-21", "-o", str(file))
    assert (code, "2 keer iets gewist" in said) == (0, True)
    restored = backup()
    assert f"{CANARY} 1".encode() in raw(restored)
    before = rows(restored)
    code, said = say("erase-again", str(file))
    assert (code, "Hier opnieuw te wissen: 2." in said) == (0, True)
    assert f"activiteit {activity.activity.id} in scan {scan.id}: naam" in said
    assert "niets gewist" in said
    assert rows(restored) == before
    code, said = say("erase-again", str(file), "--delete")
    assert (code, said.count("gewist: ")) == (0, 2)
    with restored.read() as conn:
        notes = [item.answer.note for item in answering.history(conn, scan.id, LEVEL)]
        names = [item.activity.name for item in activities.history(conn, scan.id, words[2])]
    assert not any(CANARY in text for text in notes + names)
    assert OTHER.encode() in raw(restored)
    after = rows(restored)
    code, said = say("erase-again", str(file), "--delete")
    assert (code, "Hier opnieuw te wissen: 0." in said) == (0, True)
    assert rows(restored) == after
    restored.dispose()


def test_what_was_typed_after_an_erasure_that_the_backup_knows_stays(
    say,  # noqa: F811
    database,  # noqa: F811
    file,
):
    wipe(database)
    with database.write() as conn:
        given = Answer("answered", 3, note="Zonder persoon", evidence=CANARY)
        answering.save(
            conn, the_scan(database).id, [Change(LEVEL, given, 3)], by=who(database), now=NOW
        )
    assert say("erasures", "-o", str(file))[0] == 0
    code, said = say("erase-again", str(file), "--delete")
    assert (code, "Hier opnieuw te wissen: 0." in said) == (0, True)
    with database.read() as conn:
        assert answering.history(conn, the_scan(database).id, LEVEL)[0].answer.note


def test_words_in_a_scan_that_is_removed_go_too(say, database, backup, file):  # noqa: F811
    scan, by = the_scan(database), who(database)
    wipe(database)
    say("erasures", "-o", str(file))
    restored = backup()
    with restored.write() as conn:
        assessments.remove(conn, scan.id, by=by, now=NOW)
    assert say("erase-again", str(file), "--delete")[0] == 0
    assert f"{CANARY} 1".encode() not in raw(restored)
    restored.dispose()


def test_a_municipality_and_a_person_go_again(say, database, backup, file):  # noqa: F811
    add_another(database)
    leaving = who(database, f"{OTHER.casefold()}@gemeente.example")
    assert say("forget-person", leaving.id, "--delete")[0] == 0
    assert say("remove-municipality", "GM0402", "--delete", typed="Hilversum")[0] == 0
    say("erasures", "-o", str(file))
    restored = backup()
    listed = json.loads(file.read_text())["erasures"]
    assert {item["act"] for item in listed} == {
        "assessment.erased",
        "municipality.erased",
        "person.forgotten",
    }
    # The successor was not there yet when the backup was made, and nobody said yes to the code.
    code, said = say("erase-again", str(file), "--delete", typed="GM0344\n")
    assert (code, said.count("Niet gewist")) == (1, 2)
    assert "als enige verantwoordelijk voor GM0344" in said
    add_another(restored)
    code, said = say("erase-again", str(file), "--delete", typed="gm0402\n")
    assert code == 0, said
    assert CANARY.encode() not in raw(restored)
    with restored.read() as conn:
        assert not accounts.of_person(conn, leaving.id).email
    assert "te wissen: 0." in say("erase-again", str(file))[1]
    restored.dispose()


def test_whoever_erased_words_stays_on_the_list(say, database, file):  # noqa: F811
    """Who is named nowhere else goes whole, but not the trail of what they erased."""
    with database.write() as conn:
        old = Answer("answered", 2)
        answering.save(
            conn, the_scan(database).id, [Change(LEVEL, old, 2)], by=who(database), now=NOW
        )
        by = people.add(conn, "Invaller", NOW)
        erase_it = ("answer", the_scan(database).id, LEVEL, "note")
        assert erasing_words.erase(conn, *erase_it, by=by, now=later(hours=1)) == 2
    assert say("forget-person", by.id, "--delete")[0] == 0
    say("erasures", "-o", str(file))
    assert "answers.words_erased" in file.read_text()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "hier is het geen geldige JSON meer"),
        ("[]", "is geen lijst van wat er is gewist"),
        (
            f'{{"preventiespiegel_erasures": 2, {MADE}, "erasures": []}}',
            "hoort bij een andere versie",
        ),
        (
            f'{{"preventiespiegel_erasures": 1, {MADE}, "erasures": [{{"act": "all.gone"}}]}}',
            "gewist nummer 1: “act” klopt niet",
        ),
    ],
)
def test_a_list_that_is_not_right_erases_nothing(say, database, file, given, said):  # noqa: F811
    file.write_text(given)
    before = rows(database)
    code, heard = say("erase-again", str(file), "--delete")
    assert (code, said in heard, "Er is niets gewist." in heard) == (2, True, True), heard
    assert rows(database) == before


def test_a_day_that_is_none(say, file, capsys):  # noqa: F811
    with pytest.raises(SystemExit):
        say("erasures", "--since", "gisteren", "-o", str(file))
    assert "gisteren is geen datum zoals 2026-11-01" in capsys.readouterr().err
