"""*Aan de slag*: entering what already happens, with two at the same time as well."""

from datetime import date

import pytest

from assessment.core.activities import Activity
from assessment.services import activities
from tests.core.builders import content
from tests.database import NOW
from tests.web.conftest import ACTIVITY

NEW = {"name": "Week van de norm", "providers": "GGD\nHalt", "settings": ["vo"], "themes": ["norm"]}


@pytest.fixture
def overview(here):
    return f"{here}/aan-de-slag/"


@pytest.fixture
def one(database, assessment, person, here):
    """An activity that is there already; its address."""
    with database.write() as connection:
        record = activities.add(connection, assessment.id, ACTIVITY, by=person, now=NOW)
    return f"{here}/aan-de-slag/{record.activity.id}"


def test_adding_an_activity(browser, overview, listed):
    browser.get(overview).follow("Activiteit toevoegen").press("Opslaan", NEW)
    assert "Week van de norm" in browser.page.text
    (record,) = listed()
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
    browser, overview, listed, fill, message
):
    browser.get(overview).follow("Activiteit toevoegen").press("Opslaan", {**NEW, **fill})
    assert browser.status == 422
    assert message in browser.page.id("fouten").parent.text
    assert listed() == []
    sent = browser.form("Opslaan")[1]
    for name in ("name", "providers", "link", "reach", "start_month"):
        if name in fill:
            assert sent[name].split() == fill[name].split()
    if "themes" not in fill:
        assert sent.getlist("themes") == ["norm"]


def test_an_activity_that_is_left_alone_stays_the_same(browser, one, listed):
    before = listed()
    browser.get(one).press("Opslaan")
    assert listed() == before


def test_changing_keeps_the_rest_and_notes_the_day(browser, one, listed):
    browser.get(one).press("Opslaan", {"reach": "0", "start_day": "5"})
    (record,) = listed()
    assert record.activity.reach == 0
    assert record.activity.start.isoformat() == "2024-09-05"
    assert record.activity.updated_on == NOW.date()
    assert record.activity.themes == ACTIVITY.themes


def test_a_month_is_enough(browser, one, listed):
    browser.get(one).press("Opslaan", {"next_month": "3", "next_year": "2027"})
    assert listed()[0].activity.next.isoformat() == "2027-03-01"
    assert browser.get(one).form("Opslaan")[1]["next_day"] == ""


def test_a_known_activity_is_offered_and_counts_only_when_saved(browser, overview, listed):
    starter = content().inventory.starters[0]
    browser.get(overview).follow(starter.name)
    assert listed() == []
    browser.press("Opslaan")
    (record,) = listed()
    assert record.activity.name == starter.name
    assert record.activity.settings == starter.settings
    assert f"Ja, toevoegen : {starter.name}" not in browser.page.text


def test_copying(browser, overview, one, listed):
    browser.get(overview).press("Kopiëren")
    assert browser.page.heading == "Activiteit aanpassen"
    assert [record.activity.name for record in listed()] == [
        "Lessen van de GGD",
        "Lessen van de GGD (kopie)",
    ]


def test_removing_is_asked_first_and_can_be_undone(browser, overview, one, listed):
    browser.get(overview).follow("Verwijderen").press("Ja, verwijderen")
    assert listed() == []
    assert browser.press("Ongedaan maken").status == 200
    assert len(listed()) == 1


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


LIST = [
    {"name": "Spreekuur", "settings": ("sport",), "themes": ("norm",), "status": "gepland"},
    {"name": "Één lijn", "providers": ("Halt",), "settings": ("vo", "po"), "themes": ("ouders",)},
    {"name": "Avond", "description": "Voor café’s", "updated_on": date(2020, 1, 1)},
]


@pytest.fixture
def several(database, assessment, person):
    with database.write() as connection:
        for item in LIST:
            activities.add(connection, assessment.id, Activity(**item), by=person, now=NOW)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Spreekuur", "Één lijn", "Avond"]),
        ("?plek=vo", ["Één lijn"]),
        ("?thema=norm", ["Spreekuur"]),
        ("?plek=vo&thema=norm", []),
        ("?status=gepland", ["Spreekuur"]),
        ("?status=aan-te-vullen", ["Spreekuur", "Avond"]),
        ("?tekst=een+LIJN", ["Één lijn"]),
        ("?tekst=halt", ["Één lijn"]),
        ("?tekst=cafe", ["Avond"]),
        ("?tekst=zoiets", []),
        ("?volgorde=naam", ["Avond", "Één lijn", "Spreekuur"]),
        ("?volgorde=plek", ["Één lijn", "Spreekuur", "Avond"]),
        ("?volgorde=bijgewerkt&status=loopt", ["Één lijn", "Avond"]),
        ("?plek=maan&thema=x&status=y&volgorde=z", ["Spreekuur", "Één lijn", "Avond"]),
    ],
)
def test_finding_and_sorting_activities(browser, overview, several, asked, names):
    browser.get(overview + asked)
    shown = [item.text for item in browser.page.all("h3") if item.text in {x["name"] for x in LIST}]
    assert shown == names
    if len(names) < 3:
        assert f"U ziet {len(names)} van 3 activiteiten" in browser.page.text
        browser.follow("Filter wissen")
    assert "U ziet alle 3 activiteiten" in browser.page.text


def test_the_form_of_the_filter_keeps_what_was_chosen(browser, overview, several):
    browser.get(f"{overview}?plek=sport&volgorde=naam")
    form, sent = browser.form("Toon")
    assert form.get("method") == "get"
    assert sent.to_dict() == {
        "tekst": "", "plek": "sport", "thema": "", "status": "", "volgorde": "naam",
    }  # fmt: skip


def test_a_cell_leads_to_what_is_there_or_to_a_new_activity(browser, overview, one, listed):
    browser.get(overview).follow("Nog niet bekeken (1) : primair onderwijs, norm.")
    assert "U ziet 1 van 1 activiteiten" in browser.page.text
    browser.follow("Activiteit toevoegen bij deze plek en dit thema")
    _, sent = browser.form("Opslaan")
    assert (sent.getlist("settings"), sent.getlist("themes")) == (["po"], ["norm"])
    browser.get(overview).follow("Niets bekend : sport, norm. Activiteit toevoegen")
    browser.press("Opslaan", {"name": "Training", "providers": "Sportservice"})
    assert listed()[1].activity.settings == ("sport",)
    assert listed()[1].activity.themes == ("norm",)


def test_the_list_of_a_phone_says_the_same_as_the_table(browser, overview, one):
    browser.get(overview)
    (places,) = (item for item in browser.page.all("ul") if "app-places" in item.get("class"))
    told = {link.get("href") for link in places.all("a")}
    assert told == {link.get("href") for link in browser.page.all("table")[0].all("a")}
    sensible = content().inventory.sensible_cells
    assert len(told) == sensible
    assert "1 van 7 thema’s bekend" in places.text


def test_each_conclusion_says_what_it_follows_from(browser, overview, here, one):
    browser.get(f"{here}/stap/stap-6/1").press(
        "Opslaan en verder", {"q-campagne-gehouden--value": "ja"}
    )
    browser.get(overview).press("Ja, het overzicht is af voor nu")
    text = browser.page.text
    assert "Dit volgt uit: Lessen van de GGD" in text
    assert "U antwoordde dat er een campagne was" in text
    assert any("/stap/stap-6/1" in link.get("href") for link in browser.page.all("a"))
    # Of sixty blank cells a line per place remains, and a theme that is known nowhere is said once.
    assert "Op geen enkele plek" in text
    assert "Per plek" in text
    blank = [item.text for item in browser.page.all("dd") if item.text == "norm"]
    norm = next(theme.id for theme in content().inventory.themes if theme.name == "norm")
    asked = [item for item in content().inventory.settings if norm in item.themes]
    assert len(blank) == len(asked) - 2


@pytest.fixture
def clash(browser, sign_in, colleague, one):
    other = sign_in(colleague)
    browser.get(one)
    other.get(one).press("Opslaan", {"name": "Lessen van Halt", "themes": ["norm", "ouders"]})
    return browser.press("Opslaan", {"name": "Lessen van Rutgers"})


def test_two_versions_are_laid_side_by_side(clash, listed):
    assert clash.status == 409
    for words in ("Lessen van Halt", "Lessen van Rutgers", "Adviseur veiligheid", "norm; ouders"):
        assert words in clash.page.text
    assert listed()[0].activity.name == "Lessen van Halt"


@pytest.mark.parametrize(("keep", "name"), [("mine", "Rutgers"), ("theirs", "Halt")])
def test_one_of_the_two_versions_is_kept(clash, listed, keep, name):
    assert clash.press("Opslaan", {"keep": keep}).status == 200
    assert listed()[0].activity.name == f"Lessen van {name}"


def test_not_choosing_between_versions_asks_again(clash, listed):
    assert "Er is nog niets gekozen" not in clash.page.text
    assert clash.press("Opslaan").status == 409
    assert "Er is nog niets gekozen" in clash.page.text
    assert listed()[0].activity.name == "Lessen van Halt"


def test_what_someone_removed_meanwhile_can_be_added_again(
    browser, sign_in, colleague, one, listed
):
    other = sign_in(colleague)
    browser.get(one)
    other.get(f"{one}/verwijderen").press("Ja, verwijderen")
    browser.press("Opslaan", {"name": "Lessen van Rutgers"})
    assert browser.status == 409
    browser.press("Als nieuwe activiteit toevoegen")
    assert [record.activity.name for record in listed()] == ["Lessen van Rutgers"]


def test_removing_what_someone_just_changed_is_asked_again(
    browser, sign_in, colleague, one, listed
):
    other = sign_in(colleague)
    browser.get(f"{one}/verwijderen")
    other.get(one).press("Opslaan", {"name": "Lessen van Halt"})
    assert browser.press("Ja, verwijderen").status == 409
    assert len(listed()) == 1
    browser.press("Ja, verwijderen")
    assert listed() == []
