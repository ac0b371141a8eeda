"""A list of activities: look, choose, take over."""

import pytest

from assessment.services import activities
from tests.database import NOW, dump, start
from tests.services.test_activity_lists import change, own
from tests.web.browser import upload
from tests.web.conftest import ACTIVITY


def send(browser, here, raw, name="lijst.xlsx"):
    browser.get(f"{here}/aan-de-slag/excel/")
    form, sent = browser.form("Bekijk wat er verandert")
    return upload(browser, form.get("action"), raw, name, sent["csrf_token"])


def download(browser, here):
    browser.get(f"{here}/aan-de-slag/excel/").follow("Download uw overzicht")
    return browser.response.data


@pytest.fixture
def lesson(database, assessment, person):
    with database.write() as connection:
        return activities.add(connection, assessment.id, ACTIVITY, by=person, now=NOW)


@pytest.fixture
def someone_else(database, assessment, colleague, lesson):
    def write(name=None):
        with database.write() as connection:
            if name is None:
                activities.remove(
                    connection, assessment.id, lesson.activity.id, 1, by=colleague, now=NOW
                )
            else:
                new = lesson.activity.model_copy(update={"name": name})
                activities.change(connection, assessment.id, new.id, new, 1, by=colleague, now=NOW)

    return write


def test_there_and_back(browser, here, lesson, listed, database):
    browser.get(f"{here}/aan-de-slag/").follow("Uit Excel of een eigen lijst")
    assert browser.page.heading == "Activiteiten uit een lijst"
    raw = change(download(browser, here), (2, "name", "Les"), (3, "name", "Spreekuur"))
    before = dump(database)
    send(browser, here, raw)
    assert browser.status == 200
    for words in ("1 activiteit komt erbij", "1 activiteit verandert", "Rij 2", "Lessen van de GGD",
                  "Nog aan te vullen: wie het uitvoert, plekken, thema’s."):  # fmt: skip
        assert words in browser.page.text
    assert dump(database) == before
    browser.press("Overnemen")
    assert "1 toegevoegd en 1 aangepast" in browser.page.text
    assert "Nog aan te vullen" in browser.page.text
    one, two = (item.activity for item in listed())
    assert one == ACTIVITY.model_copy(
        update={"id": one.id, "name": "Les", "updated_on": NOW.date()}
    )
    assert (two.name, two.status, two.updated_on) == ("Spreekuur", "loopt", NOW.date())
    send(browser, here, download(browser, here))
    assert "2 rijen zijn hetzelfde als nu" in browser.page.text
    assert "Overnemen" not in browser.page.text


def test_a_blank_list(browser, here, lesson):
    response = browser.get(f"{here}/aan-de-slag/excel/leeg.xlsx").response
    assert response.mimetype.endswith("spreadsheetml.sheet")
    name = "preventiespiegel-aan-de-slag-leeg-hilversum-2026-11-01.xlsx"
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    send(browser, here, change(response.data, (2, "name", "Spreekuur")))
    assert "1 activiteit komt erbij" in browser.page.text


def test_a_csv_of_ones_own(browser, here, listed):
    raw = b"Activiteit;Plek;Contact\nLessen;vo\nBel 06-12345678;de kroeg\n;x\n"
    send(browser, here, raw, "lijst.csv")
    for words in (
        "2 activiteiten komen erbij",
        "Rij 4, “Naam”: de naam ontbreekt.",
        "“de kroeg” kennen wij niet",
        "slaan wij over: Contact.",
        "loopt nu",
        "telefoonnummer",
    ):
        assert words in browser.page.text
    browser.press("Overnemen")
    assert [item.activity.name for item in listed()] == ["Lessen", "Bel 06-12345678"]


def test_pressing_twice_adds_once(browser, here, listed, sign_in, colleague):
    send(browser, here, own(["Naam"], ["Les"], ["Spreekuur"]))
    form, sent = browser.form("Overnemen")
    browser.post(form.get("action"), sent)
    # Also when somebody gave it another name in the meantime.
    sign_in(colleague).get(f"{here}/aan-de-slag/{listed()[0].activity.id}").press(
        "Opslaan", {"name": "Lessen", "providers": "GGD", "settings": "vo", "themes": "norm"}
    )
    browser.post(form.get("action"), sent)
    assert [item.activity.name for item in listed()] == ["Lessen", "Spreekuur"]
    assert "Er is niets veranderd" in browser.page.text


def test_what_someone_else_changed_asks_for_a_choice(browser, here, someone_else, listed):
    raw = change(download(browser, here), (2, "name", "Van mij"), (3, "name", "Nieuw"))
    someone_else("Van een ander")
    send(browser, here, raw)
    assert browser.page.title.startswith("Kies: ")
    assert "Van een ander" in browser.page.text
    browser.press("Overnemen")
    assert browser.status == 409
    assert {item.activity.name for item in listed()} == {"Van een ander", "Nieuw"}
    browser.press("Overnemen", {"keep-2": "theirs"})
    assert {item.activity.name for item in listed()} == {"Van een ander", "Nieuw"}
    send(browser, here, raw)
    browser.press("Overnemen", {"keep-2": "mine"})
    assert {item.activity.name for item in listed()} == {"Van mij", "Nieuw"}


def test_what_changed_while_someone_looked_asks_again(browser, here, lesson, someone_else, listed):
    send(browser, here, change(download(browser, here), (2, "name", "Van mij")))
    someone_else("Van een ander")
    browser.press("Overnemen")
    assert browser.status == 409
    assert [item.activity.name for item in listed()] == ["Van een ander"]
    browser.press("Overnemen", {"keep-2": "mine"})
    assert [item.activity.name for item in listed()] == ["Van mij"]


def test_a_choice_counts_for_what_was_seen(
    browser, here, lesson, someone_else, listed, sign_in, colleague
):
    raw = change(download(browser, here), (2, "name", "Van mij"))
    someone_else("Van een ander")
    send(browser, here, raw)
    address = f"{here}/aan-de-slag/{lesson.activity.id}"
    sign_in(colleague).get(address).press("Opslaan", {"name": "Nog een keer"})
    browser.press("Overnemen", {"keep-2": "mine"})
    assert browser.status == 409
    assert "Nog een keer" in browser.page.text
    assert [item.activity.name for item in listed()] == ["Nog een keer"]


def test_what_was_removed_stays_removed_unless_someone_wants_it_back(
    browser, here, lesson, someone_else, listed
):
    untouched = download(browser, here)
    raw = change(untouched, (2, "name", "Van mij"))
    someone_else()
    send(browser, here, untouched)
    assert "Overnemen" not in browser.page.text
    send(browser, here, raw)
    assert "intussen verwijderd door" in browser.page.text
    form, sent = browser.form("Overnemen")
    sent.setlist("keep-2", ["mine"])
    for _ in range(2):
        browser.post(form.get("action"), sent)
    (only,) = listed()
    assert only.activity.name == "Van mij"
    assert only.activity.id != lesson.activity.id


def test_a_name_that_is_there_already(browser, here, lesson, listed):
    send(browser, here, own(["Naam", "Vorm"], ["lessen van de ggd", "Gastles"]))
    assert "Er staat al een activiteit met deze naam" in browser.page.text
    browser.press("Overnemen", {"keep-2": "theirs"})
    assert len(listed()) == 1
    send(browser, here, own(["Naam", "Vorm"], ["lessen van de ggd", "Gastles"]))
    browser.press("Overnemen", {"keep-2": "mine"})
    assert len(listed()) == 2


@pytest.mark.parametrize("raw", [b"", b"\x00", b"PK\x03\x04", b"%PDF"])
def test_a_file_that_is_something_else(browser, here, raw):
    send(browser, here, raw)
    assert browser.status == 422
    assert browser.page.title.startswith("Fout: ")
    assert "Er is niets veranderd" in browser.page.text


def test_no_file_and_a_file_that_is_far_too_large(browser, here):
    browser.get(f"{here}/aan-de-slag/excel/").press("Bekijk wat er verandert")
    assert browser.status == 422
    assert "Kies eerst een bestand" in browser.page.text
    send(browser, here, b"x" * 4_100_000)
    assert browser.status == 413
    assert browser.page.heading == "Dit bestand is te groot"


def test_what_comes_back_is_what_was_shown(browser, here, listed, database, person):
    send(browser, here, own(["Naam"], ["Les"]))
    form, sent = browser.form("Overnemen")
    for wrong in ("", sent["inhoud"][:-2], "onzin"):
        browser.post(form.get("action"), {**sent.to_dict(), "inhoud": wrong})
        assert browser.status == 400
    with database.write() as connection:
        other = start(connection, person)
    there = form.get("action").replace(here.rsplit("/", 1)[1], other.id)
    assert browser.post(there, sent).status == 400
    assert listed() == []
