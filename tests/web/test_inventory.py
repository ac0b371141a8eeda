"""*Aan de slag*: entering what already happens, with two at the same time as well."""

import re
from datetime import date

import pytest

from assessment.core.activities import Activity
from assessment.services import activities
from tests.core.builders import content
from tests.database import NOW
from tests.web.conftest import ACTIVITY

ADD_KNOWN = "Voeg toe wat is aangevinkt"
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


def test_several_known_activities_are_added_at_once_and_only_those(browser, overview, listed):
    one, two, three, *_ = content().inventory.starters
    form, sent = browser.get(overview).form(ADD_KNOWN)
    assert listed() == []
    # Somebody sees what it brings before it counts.
    assert f"Door: {one.provider}" in form.text
    sent.setlist("bekend", [one.id, three.id, "maan"])
    browser.post(form.get("action"), sent)
    assert "2 activiteiten staan in het overzicht" in browser.page.text
    assert [record.activity.name for record in listed()] == [one.name, three.name]
    added = listed()[0].activity
    assert (added.providers, added.settings, added.themes, added.form, added.regional) == (
        (one.provider,), one.settings, one.themes, one.form, one.regional,
    )  # fmt: skip
    assert added.updated_on == NOW.date()
    # A second press adds nothing twice, and what is there is not offered again.
    browser.post(form.get("action"), sent)
    assert "Er is niets toegevoegd" in browser.page.text
    assert len(listed()) == 2
    offered = [box.get("value") for box in browser.form(ADD_KNOWN)[0].all("input")]
    assert two.id in offered
    assert one.id not in offered


def test_the_known_activities_come_first_while_nothing_is_there(browser, overview, one):
    empty = browser.get(f"{one}/verwijderen").press("Ja, verwijderen").page.text
    assert empty.index("Week van de Liefde") < empty.index("Uw overzicht Er staat nog niets in")
    text = browser.press("Ongedaan maken").get(overview).page.text
    assert text.index("Lessen van de GGD") < text.index("Week van de Liefde")


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
    assert len(table.all("tr")) == 1 + len(model.settings) + 1
    assert len(table.all("td")) == (len(model.settings) + 1) * len(model.themes)
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
        many = "past" if len(names) == 1 else "passen"
        assert f"{len(names)} van 3 activiteiten {many} hierbij" in browser.page.text
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
    assert "1 van 1 activiteit past hierbij" in browser.page.text
    browser.follow("Activiteit toevoegen bij deze plek en dit thema")
    _, sent = browser.form("Opslaan")
    assert (sent.getlist("settings"), sent.getlist("themes")) == (["po"], ["norm"])
    browser.get(overview).follow("Niets bekend : sport, norm. Activiteit toevoegen")
    browser.press("Opslaan", {"name": "Training", "providers": "Sportservice"})
    assert "1 van 2 activiteiten past hierbij. Plek: sport. Thema: norm." in browser.page.text
    assert listed()[1].activity.settings == ("sport",)
    assert listed()[1].activity.themes == ("norm",)


def test_the_list_of_a_phone_says_the_same_as_the_table(browser, overview, one):
    browser.get(overview)
    (places,) = (item for item in browser.page.all("ul") if "app-places" in item.get("class"))
    told = {link.get("href") for link in places.all("a")}
    assert told == {link.get("href") for link in browser.page.all("table")[0].all("a")}
    sensible = content().inventory.sensible_cells
    assert len(told) == sensible
    assert "1 van 7 bekend" in places.text


def test_the_matrix_counts_what_is_known(browser, overview, one):
    """Per place, per theme and altogether; two lessons are at a place and a theme that count."""
    text = browser.get(overview).page.all("table")[0].text
    assert "primair onderwijs 1 van 7 bekend" in text
    asked = sum("norm" in setting.themes for setting in content().inventory.settings)
    assert f"Bekend 2 van {asked} 0 van" in text
    all_cells = content().inventory.sensible_cells
    assert f"Bij {all_cells - 2} van de {all_cells} vakken" in browser.page.text


def test_what_stands_where_nothing_is_asked_is_seen_and_not_counted(
    browser, overview, database, assessment, person
):
    beside = Activity(name="Les", settings=("po",), themes=("melden-aangifte-recht",))
    with database.write() as connection:
        activities.add(connection, assessment.id, beside, by=person, now=NOW)
    browser.get(overview).follow("Bekend (1) : primair onderwijs, melden, aangifte, recht.")
    assert "1 van 1 activiteit past hierbij" in browser.page.text
    assert "primair onderwijs 0 van 7 bekend" in browser.page.text


@pytest.fixture
def forty(database, assessment, person):
    with database.write() as connection:
        for number in range(40):
            place = ("sport",) if number % 2 else ("po",)
            item = Activity(name=f"Les {number}", settings=place, updated_on=date(2024, 1, 1))
            activities.add(connection, assessment.id, item, by=person, now=NOW)


def names(browser):
    return [item.text for item in browser.page.all("h3") if item.text.startswith("Les ")]


def test_of_a_long_list_the_first_ones_are_shown_and_the_rest_is_one_press_away(
    browser, overview, forty
):
    browser.get(overview)
    assert len(names(browser)) == 25
    assert "U ziet de eerste 25 van 40 activiteiten." in browser.page.text
    browser.follow("Toon alle 40 activiteiten")
    assert len(names(browser)) == 40
    assert "Toon alle" not in browser.page.text


def test_who_looked_for_something_comes_back_to_it(browser, overview, forty):
    def still_there():
        assert "20 van 40 activiteiten passen hierbij. Plek: sport." in browser.page.text
        assert "plek=sport" in browser.page.link("Aanpassen")

    browser.get(f"{overview}?plek=sport&volgorde=naam").follow("Aanpassen")
    fill = {"name": "Les 0", "providers": "Halt", "settings": ["sport"], "themes": ["norm"]}
    browser.press("Opslaan", {"name": ""}).press("Opslaan", fill)
    assert "“Les 0” is opgeslagen." in browser.page.text
    still_there()
    browser.follow("Verwijderen").follow("Nee, bewaren")
    still_there()
    browser.follow("Verwijderen").press("Ja, verwijderen").press("Ongedaan maken")
    still_there()
    browser.press("Kopiëren").follow("Annuleren")
    assert "21 van 41 activiteiten" in browser.page.text


def test_what_is_old_is_asked_about_and_can_be_said_to_be_right(browser, overview, forty, listed):
    browser.get(overview)
    assert "Klopt dit nog?" in browser.page.text
    browser.follow("Aanpassen")
    assert "Klopt alles nog?" in browser.page.text
    browser.press("Opslaan", {"providers": "Halt", "themes": ["norm"]})
    with_all = listed()[0].activity
    assert with_all.updated_on == NOW.date()
    assert "Klopt alles nog?" not in browser.follow("Aanpassen").page.text


def test_saving_something_old_unchanged_says_that_it_is_still_right(
    browser, overview, database, assessment, person, listed
):
    old = ACTIVITY.model_copy(update={"updated_on": date(2024, 1, 1)})
    with database.write() as connection:
        activities.add(connection, assessment.id, old, by=person, now=NOW)
    browser.get(overview).follow("Aanpassen").press("Opslaan")
    assert listed()[0].activity.updated_on == NOW.date()
    assert "Klopt dit nog?" not in browser.page.text


def test_each_conclusion_says_what_it_follows_from(browser, overview, here, one):
    browser.get(f"{here}/stap/stap-6/1").press(
        "Opslaan en verder", {"q-campagne-gehouden--value": "ja"}
    )
    browser.get(overview).press("Ja, het overzicht is af voor nu")
    text = browser.page.text
    # A name in the sentence leads to the activity; what is not named there stands below it.
    assert "Van “ Lessen van de GGD ” is niet bekend hoeveel mensen" in text
    links = [link for link in browser.page.all("a") if link.text == "Lessen van de GGD"]
    assert {link.get("href") for link in links} == {one}
    assert "U antwoordde dat er een campagne was" in text
    assert any("/stap/stap-6/1" in link.get("href") for link in browser.page.all("a"))
    # Of sixty blank cells a line per place remains, and a theme that is known nowhere is said once.
    assert "Op geen enkele plek" in text
    assert "Per plek" in text
    asked = [item for item in content().inventory.settings if "norm" in item.themes]
    blank = [link for link in browser.page.all("a") if link.text.startswith("norm : activiteit")]
    assert len(blank) == len(asked) - 2
    browser.follow("norm : activiteit toevoegen bij sport")
    sent = browser.form("Opslaan")[1]
    assert (sent.getlist("settings"), sent.getlist("themes")) == (["sport"], ["norm"])


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


def test_the_report_says_the_same_in_the_same_words(
    browser, overview, here, one, database, assessment, person
):
    beside = ("melden-aangifte-recht",)
    more = [
        {"name": "Les over recht", "settings": ("po",), "themes": beside, "status": "gepland"},
        {"name": "Avond", "settings": ("ouders",), "themes": ("ouders",), "funding": "geen"},
    ]
    with database.write() as connection:
        for item in more:
            activities.add(connection, assessment.id, Activity(**item), by=person, now=NOW)
    browser.get(overview).press("Ja, het overzicht is af voor nu")
    page = browser.page
    report = browser.get(f"{here}/rapport").page
    titles = ["Kansen", "Knelpunten", "Lacunes: waar nog niets bekend is", "Wat is waar bekend?"]
    titles += ["Op geen enkele plek", "Per plek", "Geld stopt of ontbreekt", "Bereik niet bekend"]
    for text in (*titles, "Het geld voor “Avond” ontbreekt of stopt binnen een jaar."):
        # The names are links here.
        assert text in page.text.replace("“ ", "“").replace(" ”", "”")
        assert text in report.text
    (here_told,) = (table for table in page.all("table") if "app-matrix" in table.get("class"))
    (there_told,) = (table for table in report.all("table") if table.get("class") == "matrix")
    told = [
        [re.sub(r" \(\d+\)| ?:.*|Niet van toepassing", "", cell.text) for cell in row.all("td")]
        for row in here_told.all("tr")
    ]
    said = [[cell.text.replace("–", "") for cell in row.all("td")] for row in there_told.all("tr")]
    assert told[:-1] == said
    assert "Bekend" in told[1]


def test_a_name_that_is_also_a_theme_leads_to_the_activity_once(
    browser, overview, database, assessment, person
):
    twice = [
        {"name": "norm", "providers": ("GGD",)},
        {"name": "norm", "providers": ("Halt",)},
    ]
    with database.write() as connection:
        for item in twice:
            made = Activity(**item, settings=("sport",), themes=("norm",), audiences=("ouders",))
            activities.add(connection, assessment.id, made, by=person, now=NOW)
    browser.get(overview).press("Ja, het overzicht is af voor nu")
    assert "over “norm”, voor dezelfde mensen: “ norm ”, “ norm ”." in browser.page.text
    (line,) = (item for item in browser.page.all("li") if "voor dezelfde mensen" in item.text)
    assert len({link.get("href") for link in line.all("a")}) == 2
