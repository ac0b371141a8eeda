"""What is erased is gone, to the last byte; what is not named stays, to the last row."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assessment.core.access import EVERYWHERE, Tie
from assessment.core.activities import Activity
from assessment.core.advice import WHOLE, Advice, House
from assessment.core.answers import Answer
from assessment.core.plan import PlanAction
from assessment.core.retention import Keep
from assessment.services import (
    activities,
    advising,
    answering,
    api_tokens,
    assessments,
    erasing,
    erasing_words,
    plans,
    retention,
    signing_in,
    steps,
)
from assessment.services.answering import Change
from assessment.services.taking_part import LastOneInCharge
from assessment.storage import (
    accounts,
    finished_reports,
    identities,
    invitations,
    networks,
    people,
    reader_links,
    ties,
)
from assessment.storage import assessments as stored_assessments
from assessment.storage import audit as stored_audit
from assessment.storage import erasing as stored_erasing
from assessment.storage import erasing_words as stored_words
from assessment.storage import sharing as shares
from assessment.storage.database import Database
from assessment.storage.tables import audit_events, metadata
from assessment.storage.types import Words
from tests.core.builders import content
from tests.database import HILVERSUM, NOW, UTRECHT, later, only_sqlite, start
from tests.finished import FILES, finished
from tests.web.conftest import ACTIVITY

CANARY = "Kanarievogel"
OTHER = "Zwaluwvogel"
LEVEL = "beeld-van-het-probleem"


def fill(database, municipality, word, number, **changed):
    """A municipality with something in every table, and `word` in everything that takes text."""
    with database.write() as conn:
        who = people.add(conn, f"Adviseur {word}", NOW)
        ties.give(conn, who.id, Tie("eindverantwoordelijke", municipality.code), by=None, now=NOW)
        email = f"{word.casefold()}@gemeente.example"
        assert accounts.set_email(conn, who.id, email, email)
        token = signing_in.new_link(conn, NOW, who.id)
        assert signing_in.use_link(conn, token, NOW)
        record = start(conn, who, municipality=municipality)
        here = {"by": who, "now": NOW}
        for version in range(2):
            given = Answer("answered", 2 + version, note=f"{word} {version}", evidence=word)
            answering.save(conn, record.id, [Change(LEVEL, given, version)], **here)
        made = activities.add(conn, record.id, named(word), **here)
        activities.change(conn, record.id, made.activity.id, named(f"{word} 2"), 1, **here)
        plans.save(conn, record.id, PlanAction("own", None, word, note=word), 0, **here)
        steps.hand_out(conn, record.id, content().steps[0], word, base_version=0, **here)
        files = {kind: word.encode() for kind in FILES}
        report = finished(
            record.id,
            number,
            municipality_code=municipality.code,
            municipality_name=word,
            made_by=who.function,
        )
        finished_reports.add(conn, report, files, who)
        network = networks.add(conn, f"Netwerk {number[-1]}", NOW)
        networks.put_on_list(conn, network.id, [municipality.code], NOW)
        share = shares.add(conn, number, network.id, "notes", 1, by=who, now=NOW)
        shares.end(conn, share, "withdrawn", by=who, now=NOW)
        reader_links.add(
            conn, number.ljust(64, "x"), number, "notes", later(days=9), by=who, now=NOW
        )
        invited = Tie("invuller", municipality.code)
        end = later(days=14)
        invitations.add(
            conn,
            number.rjust(64, "x"),
            invited,
            email=None,
            email_key=None,
            by=who,
            now=NOW,
            expires_at=end,
        )
        said = Advice(WHOLE, word, word, word, author_id=who.id)
        advising.save(conn, record.id, said, 0, **here)
        advising.save_house(conn, House(word, word), **here)
        api_tokens.make(conn, municipality.code, word, "levels", 9, **here)
        identities.link(conn, "https://login.example", word, who.id, NOW)
        gone = start(conn, who, municipality=municipality)
        assessments.remove(conn, gone.id, by=who, now=NOW)
    return who, record, gone


def named(word):
    return ACTIVITY.model_copy(update={"name": word})


def rows(database):
    with database.read() as conn:
        return {
            table.name: sorted(map(repr, conn.execute(select(table)).all()))
            for table in metadata.sorted_tables
        }


def raw(database):
    """Every byte of the files of a SQLite database."""
    path = database.engine.url.database
    return b"".join(
        file.read_bytes() for end in ("", "-wal", "-shm") if (file := path_of(path, end)).exists()
    )


def path_of(path, end):
    return Path(path + end)


@pytest.fixture
def both(database):
    one = fill(database, HILVERSUM, CANARY, "PS-2026-7KQ4-M2XT")
    two = fill(database, UTRECHT, OTHER, "PS-2026-7KQ4-M2XX")
    return one, two


def erase(database, code=HILVERSUM.code):
    told = []
    erasing.municipality(database, code, later(hours=1), told.append)
    return told


def test_a_municipality_goes_with_everything_and_nothing_of_another(both, database):
    before = rows(database)
    assert CANARY in repr(before)
    erase(database)
    after = rows(database)
    assert CANARY not in repr(after)
    assert HILVERSUM.name not in repr(after)
    # Of the other municipality every row is the same, in every table.
    kept = {name: [row for row in found if row in before[name]] for name, found in after.items()}
    new = {name: set(after[name]) - set(kept[name]) for name in after}
    assert {name for name, found in new.items() if found} == {"audit_events"}
    assert repr(after).count(OTHER) == repr(before).count(OTHER)
    gone = {name for name in before if len(kept[name]) < len(before[name])}
    empty = {"erasing", "recovery_codes", "half_sign_ins", "known_places", "sign_in_failures"}
    assert gone == before.keys() - empty - {"networks"}


def test_that_it_happened_stays_without_a_name(both, database):
    (_, record, gone), _ = both
    erase(database)
    with database.read() as conn:
        noted = conn.execute(
            select(audit_events).where(audit_events.c.action.endswith("erased"))
        ).all()
    assert sorted(event.object_id for event in noted) == sorted(
        [record.id, gone.id, HILVERSUM.code]
    )
    assert {(event.function, event.person_id, event.assessment_id) for event in noted} == {
        (None, None, None)
    }
    assert not erasing_left(database)
    assert erase(database) == ["0 personen"]


def erasing_left(database):
    with database.read() as conn:
        return not erasing.of_municipality(conn, HILVERSUM.code).is_empty


@only_sqlite
def test_no_byte_of_it_is_left_in_the_file(both, database):
    assert CANARY.encode() in raw(database)
    erase(database)
    assert database.overwrite_what_is_gone()
    left = raw(database)
    for word in (CANARY, CANARY.casefold(), HILVERSUM.name, "PS-2026-7KQ4-M2XT"):
        assert word.encode() not in left, word
    assert OTHER.encode() in left


def test_stopped_halfway_the_next_call_goes_on(both, database, monkeypatch):
    note, seen = stored_audit.add_all, []

    def stop_at_the_second(conn, action, *rest, **more):
        seen.append(action)
        if len(seen) == 2:
            raise KeyboardInterrupt
        note(conn, action, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr(stored_audit, "add_all", stop_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            erase(database)
    with database.read() as conn:
        found = erasing.of_municipality(conn, HILVERSUM.code)
    # One scan went whole, the other is whole, and the people still take part.
    assert (len(found.scans), len(found.people)) == (1, 1)
    erase(database)
    assert CANARY not in repr(rows(database))


def test_who_also_takes_part_elsewhere_stays(both, database):
    (who, *_), _ = both
    with database.write() as conn:
        ties.give(conn, who.id, Tie("invuller", UTRECHT.code), by=None, now=NOW)
    erase(database)
    with database.read() as conn:
        assert ties.of_person(conn, who.id) == {Tie("invuller", UTRECHT.code)}
        assert accounts.of_person(conn, who.id).email


def test_a_report_in_a_scan_that_moved_goes_and_the_scan_stays(both, database):
    (_, record, _), (other, *_) = both
    with database.write() as conn:
        ties.give(conn, other.id, Tie("eindverantwoordelijke", HILVERSUM.code), by=None, now=NOW)
        assessments.change(conn, record.id, municipality=UTRECHT, by=other, now=NOW)
    erase(database)
    with database.read() as conn:
        assert assessments.get(conn, record.id).municipality_code == UTRECHT.code
        assert finished_reports.listed(conn, record.id) == []
        assert answering.history(conn, record.id, LEVEL)


# The words of one field


def wipe(database, record, who, field="note"):
    with database.write() as conn:
        return erasing_words.erase(
            conn, "answer", record.id, LEVEL, field, by=who, now=later(hours=1)
        )


def history(database, record):
    with database.read() as conn:
        return [item.answer for item in answering.history(conn, record.id, LEVEL)]


def test_words_go_and_what_was_chosen_stays(both, database):
    (who, record, _), _ = both
    before = history(database, record)
    assert wipe(database, record, who) == 2
    after = history(database, record)
    assert [item.note for item in after] == ["[gewist op 21 november 2026]"] * 3
    assert [(item.value, item.evidence) for item in after[1:]] == [
        (item.value, item.evidence) for item in before
    ]
    assert [(item.version, item.by, item.at) for item in after[1:]] == [
        (item.version, item.by, item.at) for item in before
    ]
    assert after[0].value == before[0].value
    # Once more there is nothing left, and the mark stays as it is.
    assert wipe(database, record, who) == 0
    assert history(database, record) == after


def test_erasing_words_is_noted_without_the_words(both, database):
    (who, record, _), _ = both
    wipe(database, record, who)
    with database.read() as conn:
        event = stored_audit.listed(conn, record.id, most=1)[0]
    assert (event.action, event.function) == ("answers.words_erased", who.function)
    assert event.details == {"questions": [LEVEL], "field": "note", "versions": 2}


# Of each other kind of thing: which one `fill` made, and in how many versions its words stand.
TYPED = [
    ("activity", "name", 2),
    ("activity", "providers", 2),
    ("action", "title", 1),
    ("action", "note", 1),
    ("advice", "text", 1),
    ("advice", "organisation", 1),
    ("step", "handed_to", 1),
]
MARK = "[gewist op 21 november 2026]"


def kept(database, thing, record):
    """The id of the one that this scan has, and all rows of it: as it is now, and its history."""
    known = stored_words.KEPT[thing]
    own = known.present.c.assessment_id == record.id
    with database.read() as conn:
        thing_id = conn.execute(select(known.present.c[known.key]).where(own)).scalar_one()
        now = conn.execute(select(known.present).where(own)).mappings().one()
        return thing_id, dict(now), stored_words.versions(conn, thing, record.id, thing_id)


def without(row, field):
    """What has to stay as it was."""
    inside = {name: value for name, value in row.get("data", row).items() if name != field}
    return inside, *(
        row[name] for name in ("id", "version", "changed_by", "changed_at", "person_id")
    )


@pytest.mark.parametrize(("thing", "field", "number"), TYPED)
def test_words_of_other_things_go_too(both, database, thing, field, number):
    (who, record, _), (_, theirs, _) = both
    thing_id, _, before = kept(database, thing, record)
    untouched = kept(database, thing, theirs)
    erase_it = (thing, record.id, thing_id, field)
    with database.write() as conn:
        words = erasing_words.look(conn, *erase_it)
        assert (bool(words.texts), words.version) == (True, before[0]["version"])
        assert erasing_words.erase(conn, *erase_it, by=who, now=later(hours=1)) == number
        assert erasing_words.look(conn, *erase_it).texts == ()
        assert erasing_words.erase(conn, *erase_it, by=who, now=later(hours=2)) == 0
        event = stored_audit.listed(conn, record.id, most=1)[0]
    _, now, after = kept(database, thing, record)
    told = [row.get("data", row)[field] for row in after]
    assert told == [[MARK] if field == "providers" else MARK] * (number + 1)
    assert [without(row, field) for row in after[1:]] == [without(row, field) for row in before]
    assert after[0]["version"] == now["version"] == before[0]["version"] + 1
    assert now.get("data", now)[field] == told[0]
    assert kept(database, thing, theirs) == untouched
    assert (event.action, event.object_id) == (erasing_words.KINDS[thing].act, thing_id)
    assert event.details == {"field": field, "versions": number}


def test_every_history_can_lose_words_and_every_text_in_one_is_listed():
    """What people type stands in no history from which it cannot be taken."""
    histories = {name for name in metadata.tables if name.endswith("_history")}
    listed = {known.history.name for known in stored_words.KEPT.values()}
    # Who takes part where, and what a scan is: codes, dates and the name of a municipality.
    assert histories - listed == {"tie_history", "assessment_history"}
    codes = {"state", "reason", "status", "kind", "about", "term", "function", "changed_by"}
    for thing, known in stored_words.KEPT.items():
        texts = {column.name for column in known.history.c if isinstance(column.type, Words)}
        if thing == "activity":
            texts |= {
                name
                for name, field in Activity.model_fields.items()
                if field.annotation is str or name == "providers"
            }
        ids = {name for name in texts if name == "id" or name.endswith("_id")}
        fields = set(erasing_words.KINDS[thing].fields)
        assert fields <= texts
        assert texts - fields - ids <= codes | ({"title"} if thing == "advice" else set()), thing


def test_a_web_address_leaves_nothing_behind_for_a_mark_is_none(both, database):
    (who, record, _), _ = both
    with database.write() as conn:
        linked = ACTIVITY.model_copy(update={"link": "https://voorbeeld.example/kanarie"})
        made = activities.add(conn, record.id, linked, by=who, now=NOW).activity.id
        wiped = ("activity", record.id, made, "link")
        assert erasing_words.erase(conn, *wiped, by=who, now=later(hours=1)) == 1
        assert [item.activity.link for item in activities.history(conn, record.id, made)] == [
            "",
            "",
        ]


def test_the_name_of_a_gap_is_ours_and_stays(both, database):
    (who, record, _), _ = both
    with database.write() as conn:
        gap = PlanAction("gap", "geen-steun-slachtoffers", "Geen steun", note=CANARY)
        made = plans.save(conn, record.id, gap, 0, by=who, now=NOW)
        assert list(erasing_words.with_words(conn, "action", record.id, made.id)) == ["toelichting"]
        wiped = ("action", record.id, made.id, "title")
        assert erasing_words.erase(conn, *wiped, by=who, now=later(hours=1)) == 0


def test_a_finished_report_that_shows_the_words_of_an_action_is_named(both, database):
    (who, record, _), _ = both
    with database.write() as conn:
        said = ("Vraag het Piet & co", "Piet", "Vraag het")
        actions = [
            plans.save(conn, record.id, PlanAction("own", None, f"Actie {note}", note=note), 0,
                       by=who, now=NOW)
            for note in said
        ]  # fmt: skip
        page = b"<td>Waarom niet: te duur. Vraag het Piet &amp; co</td><p>Pieter</p>"
        made = finished(record.id, "PS-2026-7KQ4-M2XQ")
        finished_reports.add(conn, made, FILES | {"page": page, "full": b"{}"}, who)
        found = [
            erasing_words.look(conn, "action", record.id, action.id, "note").reports
            for action in actions
        ]
    assert found == [(made.number,), (made.number,), (made.number,)]


def test_an_open_page_cannot_put_the_words_back_unnoticed(both, database):
    (who, record, _), _ = both
    seen = history(database, record)[0]
    wipe(database, record, who)
    again = Change(LEVEL, Answer("answered", 4, note=seen.note, evidence=seen.evidence), 2)
    with database.write() as conn:
        saved = answering.save(conn, record.id, [again], by=who, now=later(hours=2))
    assert [conflict.question_id for conflict in saved.conflicts] == [LEVEL]


@only_sqlite
def test_the_words_are_in_no_file_afterwards(both, database):
    (who, record, _), _ = both
    for field in ("note", "evidence"):
        wipe(database, record, who, field)
    assert database.overwrite_what_is_gone()
    assert f"{CANARY} 0".encode() not in raw(database)
    assert f"{CANARY} 1".encode() not in raw(database)


# Someone who leaves


def forget(database, person):
    with database.write() as conn:
        return erasing.person(conn, person.id, now=later(hours=1))


def test_who_leaves_keeps_a_function_and_nothing_else(both, database):
    (who, record, _), _ = both
    with database.write() as conn:
        other = people.add(conn, "Opvolger", NOW)
        ties.give(conn, other.id, Tie("eindverantwoordelijke", HILVERSUM.code), by=None, now=NOW)
    assert forget(database, who) is False
    with database.read() as conn:
        account = accounts.of_person(conn, who.id)
        assert (account.email, account.email_key) == (None, None)
        assert account.closed_at == later(hours=1)
        assert ties.of_person(conn, who.id) == frozenset()
    left = rows(database)
    for table in ("sessions", "sign_in_links", "ties"):
        assert who.id not in repr(left[table])
    assert CANARY.casefold() not in repr(left)
    assert history(database, record)[0].by == who.function


def test_who_did_nothing_leaves_nothing(database):
    with database.write() as conn:
        who = people.add(conn, f"Stagiair {CANARY}", NOW)
        ties.give(conn, who.id, Tie("invuller", HILVERSUM.code), by=None, now=NOW)
        signing_in.use_link(conn, signing_in.new_link(conn, NOW, who.id), NOW)
    assert forget(database, who) is True
    assert CANARY not in repr(rows(database))


def test_the_last_one_in_charge_is_not_forgotten(both, database):
    (who, *_), _ = both
    before = rows(database)
    with pytest.raises(LastOneInCharge):
        forget(database, who)
    assert rows(database) == before


# What has been kept long enough


def due(database, now, keep=None):
    with database.read() as conn:
        return {item.name: item.number for item in retention.due(conn, keep or Keep(), now)}


def tidy(database, now, keep=None):
    told = []
    retention.tidy(database, keep or Keep(), now, told.append)
    return told


@pytest.mark.parametrize(("days", "number"), [(29, 0), (31, 2)])
def test_a_removed_scan_goes_after_its_days(both, database, days, number):
    now = later(days=days)
    assert due(database, now).get("verwijderde scans", 0) == number
    (_, record, gone), _ = both
    tidy(database, now)
    left = repr(rows(database)["assessments"])
    assert record.id in left
    assert (gone.id in left) == (number == 0)


def test_what_was_done_in_it_stays_until_its_own_time(both, database):
    (_, _, gone), _ = both
    tidy(database, later(days=31))
    with database.read() as conn:
        acts = [event.action for event in stored_audit.listed(conn, gone.id)]
    assert acts == ["assessment.erased", "assessment.removed", "assessment.started"]


def test_a_scan_that_is_there_is_kept_unless_asked(both, database):
    now = later(days=4000)
    assert "scans die niemand meer wijzigde" not in due(database, now)
    keep = Keep(scans_years=3)
    assert due(database, now, keep)["scans die niemand meer wijzigde"] == 2
    assert due(database, later(days=900), keep).get("scans die niemand meer wijzigde") is None
    tidy(database, now, keep)
    assert rows(database)["assessments"] == []


def test_a_report_that_was_just_finished_keeps_its_scan(both, database):
    (who, record, _), _ = both
    now = later(days=4000)
    with database.write() as conn:
        made = finished(record.id, "PS-2037-7KQ4-M2XT", made_at=now - timedelta(days=1))
        finished_reports.add(conn, made, FILES, who)
    tidy(database, now, Keep(scans_years=3))
    assert [record.id in row for row in rows(database)["assessments"]] == [True]


def test_sessions_links_and_the_logbook_go_in_time(both, database, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    before = rows(database)
    assert len(before["audit_events"]) > 10
    tidy(database, later(days=2))
    soon = rows(database)
    assert soon["sessions"] == []
    assert len(soon["sign_in_links"]) == len(before["sign_in_links"])
    tidy(database, later(days=60))
    later_on = rows(database)
    # The last one that was used tells that somebody came in before.
    assert len(later_on["sign_in_links"]) == 1
    assert later_on["reader_links"] == []
    assert later_on["api_tokens"] == []
    assert set(soon["audit_events"]) <= set(later_on["audit_events"])
    now = later(days=5 * 366)
    tidy(database, now)
    assert {row.action for row in events(database)} == {"trail.tidied", "assessment.erased"}
    assert min(row.at for row in events(database)) == later(days=60)
    assert due(database, now) == {}
    # Who takes part now, and since when, is known for as long as they do.
    assert rows(database)["tie_history"] == before["tie_history"]


@pytest.mark.parametrize(("number", "ended"), [(2, later(days=9)), (1, later(days=3))])
def test_a_key_of_a_program_goes_so_many_days_after_its_end(both, database, number, ended):
    """Both have the same last day; one of them may be withdrawn before."""
    (who, *_), _ = both
    name = "sleutels voor andere programma’s"
    if number == 1:
        with database.write() as conn:
            [found] = api_tokens.of_place(conn, HILVERSUM.code, NOW)
            api_tokens.withdraw(conn, HILVERSUM.code, found.id, by=who, now=ended)
    before = rows(database)["api_tokens"]
    kept = ended + timedelta(days=Keep().links_days)
    tidy(database, kept)
    assert rows(database)["api_tokens"] == before
    assert due(database, kept + timedelta(seconds=1)).get(name) == number
    tidy(database, kept + timedelta(seconds=1))
    assert len(rows(database)["api_tokens"]) == 2 - number


def events(database):
    with database.read() as conn:
        return conn.execute(select(audit_events)).all()


def test_what_was_put_back_since_it_was_listed_stays(both, database, monkeypatch):
    (who, _, gone), _ = both
    listed = retention._scans

    def put_back_after_listing(conn, *given):
        found = listed(conn, *given)
        monkeypatch.setattr(retention, "_scans", listed)
        return found

    monkeypatch.setattr(retention, "_scans", put_back_after_listing)
    lock = stored_assessments.lock

    def restore_first(conn, assessment_id):
        if assessment_id == gone.id:
            monkeypatch.setattr(stored_assessments, "lock", lock)
            assessments.restore(conn, gone.id, by=who, now=later(days=31))
        return lock(conn, assessment_id)

    monkeypatch.setattr(stored_assessments, "lock", restore_first)
    tidy(database, later(days=31))
    assert gone.id in repr(rows(database)["assessments"])


def test_a_restored_backup_is_tidied_by_the_same_call(both, database, tmp_path):
    """A backup is a database of before: what was due then is due again."""
    if database.dialect != "sqlite":
        pytest.skip("the same rows, whatever the database")
    path = database.engine.url.database
    database.overwrite_what_is_gone()
    shutil.copyfile(path, tmp_path / "backup.db")
    tidy(database, later(days=31))
    restored = Database.open(f"sqlite:///{tmp_path / 'backup.db'}")
    assert due(restored, later(days=31)) != {}
    tidy(restored, later(days=31))
    assert due(restored, later(days=31)) == {}
    restored.dispose()


def test_a_role_for_the_installation_is_no_place_to_erase(database):
    with pytest.raises(Exception, match="place_named"), database.write() as conn:
        stored_erasing.place(conn, EVERYWHERE)
