"""What is kept of someone, for them to see and to take along; nothing of anyone else, no secret."""

import json

from assessment.services import answering, api_tokens
from assessment.services.answering import Answer, Change
from assessment.storage import accounts
from assessment.storage.own_data import _TOLD
from assessment.storage.tables import metadata
from tests.database import HILVERSUM, NOW

QUESTION = "beeld-van-het-probleem"
SECRETS = ("digest", "hash", "secret", "totp", "token", "_key")
TYPED = ("note", "value", "evidence", "reason_text", "data", "title", "owner", "body", "handed_to")


def test_the_page_and_the_file_say_what_is_kept(browser, database, assessment, person, colleague):
    with database.write() as conn:
        for base, (who, note) in enumerate(((person, "Kanarie"), (colleague, "Zwaluw"))):
            given = Answer("answered", 1 + base, note=note)
            answering.save(conn, assessment.id, [Change(QUESTION, given, base)], by=who, now=NOW)
        assert accounts.set_email(conn, person.id, "ik@gemeente.example", "ik@gemeente.example")
    browser.get("/privacy").follow("Mijn gegevens")
    text = browser.page.text
    for words in (person.function, "ik@gemeente.example", "Antwoorden die u gaf: 1"):
        assert words in text
    assert colleague.function not in text
    raw = browser.follow("Mijn gegevens als bestand (JSON)").response
    assert "attachment" in raw.headers["Content-Disposition"]
    found = json.loads(raw.data)
    [answer] = found["kept"]["answer_history.person_id"]
    assert (answer["question_id"], answer["assessment_id"]) == (QUESTION, assessment.id)
    assert "answers.saved" in [line["action"] for line in found["logbook"]]
    for word in ("Kanarie", "Zwaluw", colleague.id):
        assert word not in raw.text


def test_a_key_of_a_program_is_told_to_who_made_it_and_never_opened(browser, database, person):
    with database.write() as conn:
        given = conn, HILVERSUM.code, "Dashboard", "gaps", 30
        token = api_tokens.make(*given, by=person, now=NOW)
    assert (
        "Sleutels voor andere programma’s die u maakte: 1" in browser.get("/ik/gegevens").page.text
    )
    raw = browser.follow("Mijn gegevens als bestand (JSON)").response
    [kept] = json.loads(raw.data)["kept"]["api_tokens.person_id"]
    assert (kept["place"], kept["level"]) == (HILVERSUM.code, "gaps")
    assert {"at", "expires_at", "used_at", "withdrawn_at"} < set(kept)
    assert token not in raw.text
    assert "digest" not in kept


def test_no_secret_and_no_answer_can_be_told():
    assert not [name for name in _TOLD if any(part in name for part in SECRETS)]
    assert not _TOLD & set(TYPED)
    columns = {column.name for table in metadata.sorted_tables for column in table.c}
    assert columns >= _TOLD


def test_a_stranger_gets_nothing(stranger):
    assert stranger.get("/ik/gegevens").status == 401
    assert stranger.get("/ik/gegevens/bestand").status == 401
