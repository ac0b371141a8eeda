"""*Aan de slag*: entering what already happens, with two at the same time as well."""

import pytest

from assessment.services import activities
from tests.core.builders import content
from tests.database import NOW
from tests.web.conftest import ACTIVITY

NEW = {"name": "Week van de norm", "providers": "GGD\nHalt", "settings": ["vo"], "themes": ["norm"]}


@pytest.fixture
def overview(here):
    return f"{here}/aan-de-slag/"


@pytest.fixture
def stored(database, assessment):
    def look():
        with database.read() as connection:
            return activities.list_all(connection, assessment.id)

    return look


@pytest.fixture
def one(database, assessment, person, here):
    """An activity that is there already; its address."""
    with database.write() as connection:
        record = activities.add(connection, assessment.id, ACTIVITY, by=person, now=NOW)
    return f"{here}/aan-de-slag/{record.activity.id}"


def test_adding_an_activity(browser, overview, stored):
    browser.get(overview).follow("Activiteit toevoegen").press("Opslaan", NEW)
    assert "Week van de norm" in browser.page.text
    (record,) = stored()
    assert record.activity.providers == ("GGD", "Halt")
    assert record.activity.reach is None
    assert record.activity.updated_on == NOW.date()


@pytest.mark.parametrize(
    ("fill", "message"),
    [
        ({"name": " "}, "Vul een naam in."),
        ({"name": "x" * 121}, "Maak de naam korter"),
        ({"providers": "\n \n"}, "Vul minstens één uitvoerder in."),
        ({"settings": None}, "Kies minstens één plek."),
        ({"settings": ["maan"]}, "Kies of typ iets anders."),
        ({"themes": None}, "Kies minstens één thema."),
        ({"link": "javascript:alert(1)"}, "Vul een adres in dat begint met https://."),
        ({"reach": "veel"}, "met alleen cijfers"),
        ({"reach_year": "1800"}, "van 1990 tot en met 2100"),
        ({"start_month": "14", "start_year": "2024"}, "Vul een maand in van 1 tot en met 12."),
        ({"start_month": "4"}, "Vul ook het jaar in."),
        ({"status": "misschien"}, "Kies of typ iets anders."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_everything_is_kept(
    browser, overview, stored, fill, message
):
    browser.get(overview).follow("Activiteit toevoegen").press("Opslaan", {**NEW, **fill})
    assert browser.status == 422
    assert message in browser.page.id("fouten").parent.text
    assert stored() == []
    sent = browser.form("Opslaan")[1]
    for name in ("name", "providers", "link", "reach", "start_month"):
        if name in fill:
            assert sent[name].split() == fill[name].split()
    if "themes" not in fill:
        assert sent.getlist("themes") == ["norm"]


def test_an_activity_that_is_left_alone_stays_the_same(browser, one, stored):
    before = stored()
    browser.get(one).press("Opslaan")
    assert stored() == before


def test_changing_keeps_the_rest_and_notes_the_day(browser, one, stored):
    browser.get(one).press("Opslaan", {"reach": "0", "start_day": "5"})
    (record,) = stored()
    assert record.activity.reach == 0
    assert record.activity.start.isoformat() == "2024-09-05"
    assert record.activity.updated_on == NOW.date()
    assert record.activity.themes == ACTIVITY.themes


def test_a_month_is_enough(browser, one, stored):
    browser.get(one).press("Opslaan", {"next_month": "3", "next_year": "2027"})
    assert stored()[0].activity.next.isoformat() == "2027-03-01"
    assert browser.get(one).form("Opslaan")[1]["next_day"] == ""


def test_a_known_activity_is_offered_and_counts_only_when_saved(browser, overview, stored):
    starter = content().inventory.starters[0]
    browser.get(overview).follow(starter.name)
    assert stored() == []
    browser.press("Opslaan")
    (record,) = stored()
    assert record.activity.name == starter.name
    assert record.activity.settings == starter.settings
    assert f"Ja, toevoegen : {starter.name}" not in browser.page.text


def test_copying(browser, overview, one, stored):
    browser.get(overview).press("Kopiëren")
    assert browser.page.heading == "Activiteit aanpassen"
    assert [record.activity.name for record in stored()] == [
        "Lessen van de GGD",
        "Lessen van de GGD (kopie)",
    ]


def test_removing_is_asked_first_and_can_be_undone(browser, overview, one, stored):
    browser.get(overview).follow("Verwijderen").press("Ja, verwijderen")
    assert stored() == []
    assert browser.press("Ongedaan maken").status == 200
    assert len(stored()) == 1


def test_the_matrix_says_every_state_in_words(browser, overview, one):
    browser.get(overview)
    table = browser.page.all("table")[0]
    model = content().inventory
    assert len(table.all("tr")) == 1 + len(model.settings)
    assert len(table.all("td")) == len(model.settings) * len(model.themes)
    assert all(cell.text for cell in table.all("td"))
    assert "Nog niet bekeken (1)" in table.text
    assert "Niets bekend" in table.text


def test_nothing_is_concluded_before_the_overview_is_called_complete(browser, overview, one):
    browser.get(overview)
    assert "Lacunes" not in browser.page.text
    browser.press("Ja, het overzicht is af voor nu")
    assert "Lacunes" in browser.page.text
    browser.press("Nee, het is nog niet af")
    assert "Lacunes" not in browser.page.text


@pytest.fixture
def clash(browser, sign_in, colleague, one):
    other = sign_in(colleague)
    browser.get(one)
    other.get(one).press("Opslaan", {"name": "Lessen van Halt", "themes": ["norm", "ouders"]})
    return browser.press("Opslaan", {"name": "Lessen van Rutgers"})


def test_two_versions_are_laid_side_by_side(clash, stored):
    assert clash.status == 409
    for words in ("Lessen van Halt", "Lessen van Rutgers", "Adviseur veiligheid", "norm; ouders"):
        assert words in clash.page.text
    assert stored()[0].activity.name == "Lessen van Halt"


@pytest.mark.parametrize(("keep", "name"), [("mine", "Rutgers"), ("theirs", "Halt")])
def test_one_of_the_two_versions_is_kept(clash, stored, keep, name):
    assert clash.press("Opslaan", {"keep": keep}).status == 200
    assert stored()[0].activity.name == f"Lessen van {name}"


def test_not_choosing_between_versions_asks_again(clash, stored):
    assert clash.press("Opslaan").status == 409
    assert stored()[0].activity.name == "Lessen van Halt"


def test_what_someone_removed_meanwhile_can_be_added_again(
    browser, sign_in, colleague, one, stored
):
    other = sign_in(colleague)
    browser.get(one)
    other.get(f"{one}/verwijderen").press("Ja, verwijderen")
    browser.press("Opslaan", {"name": "Lessen van Rutgers"})
    assert browser.status == 409
    browser.press("Als nieuwe activiteit toevoegen")
    assert [record.activity.name for record in stored()] == ["Lessen van Rutgers"]


def test_removing_what_someone_just_changed_is_asked_again(
    browser, sign_in, colleague, one, stored
):
    other = sign_in(colleague)
    browser.get(f"{one}/verwijderen")
    other.get(one).press("Opslaan", {"name": "Lessen van Halt"})
    assert browser.press("Ja, verwijderen").status == 409
    assert len(stored()) == 1
    browser.press("Ja, verwijderen")
    assert stored() == []
