"""The improvement plan on screen."""

import pytest

from assessment.core.plan import PlanAction
from assessment.services import answering, plans
from assessment.services.answering import Change
from tests.core import builders
from tests.database import NOW

RULE = "geen-steun-slachtoffers"


@pytest.fixture
def worst(database, assessment, person):
    """The address of an assessment with every gap that there is."""
    made = builders.assessment(builders.everything(builders.worst))
    changes = [Change(name, given, 0) for name, given in made.answers.items()]
    with database.write() as connection:
        answering.save(connection, assessment.id, changes, by=person, now=NOW)
    return f"/invullen/{assessment.id}"


def test_from_a_gap_in_the_report_to_the_plan_and_back(browser, worst):
    browser.get(f"{worst}/rapport").follow("Zet in het verbeterplan")
    name = browser.page.heading
    assert "Wat u kunt doen" in browser.page.text
    browser.press("Opslaan", {"owner": "GGD", "quarter": "2027-K2", "status": "gepland"})
    assert "De actie staat in het verbeterplan." in browser.page.text
    assert "Wie: GGD. Wanneer: 2e kwartaal van 2027." in browser.page.text
    browser.get(f"{worst}/rapport")
    assert "Gepland: door GGD, voor 2e kwartaal van 2027." in browser.page.text
    assert name in browser.page.text
    browser.follow("Pas het verbeterplan aan")
    assert browser.page.heading == name
    browser.press("Opslaan", {"quarter": "", "day": "1", "month": "3", "year": "2027"})
    assert "Wanneer: 1 maart 2027." in browser.page.text


def test_the_list_can_be_filtered(browser, worst):
    browser.get(f"{worst}/verbeterplan/nieuw")
    browser.press("Opslaan", {"title": "Een avond voor ouders", "status": "bezig"})
    browser.follow("Bezig (1)")
    assert [h.text for h in browser.page.all("h3")] == ["Een avond voor ouders"]
    assert "U ziet 1 van de" in browser.page.text
    browser.follow("Klaar (0)")
    assert "Hier staat niets." in browser.page.text
    assert browser.get(f"{worst}/verbeterplan/?status=onzin").status == 200


@pytest.mark.parametrize(
    ("fill", "says"),
    [
        ({"title": ""}, "Schrijf kort op wat u gaat doen."),
        ({"title": "x" * 200}, "hooguit 160 tekens"),
        ({"status": None}, "Kies hoe het ervoor staat."),
        ({"status": "doen we niet"}, "Schrijf kort op waarom u dit niet doet."),
        ({"month": "13", "day": "1", "year": "2027"}, "Vul een maand in"),
        ({"day": "1", "month": "3", "year": "2027", "quarter": "2027-K2"}, "niet allebei"),
        ({"note": "x" * 301}, "hooguit 300 tekens"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_lost(browser, worst, fill, says):
    browser.get(f"{worst}/verbeterplan/nieuw")
    browser.press("Opslaan", {"title": "Een avond", "owner": "Jeugd", **fill})
    assert browser.status == 422
    assert says in browser.page.text
    assert browser.page.title.startswith("Fout: ")
    assert browser.form("Opslaan")[1]["owner"] == "Jeugd"


def test_why_not_is_kept_only_where_it_belongs(browser, worst):
    browser.get(f"{worst}/verbeterplan/nieuw")
    browser.press("Opslaan", {"title": "Folder", "status": "doen we niet", "reason": "Te duur"})
    assert "Waarom niet: Te duur." in browser.page.text
    browser.follow("Aanpassen").press("Opslaan", {"status": "gepland"})
    assert "Te duur" not in browser.page.text


def test_two_people_at_once_choose(browser, other, database, assessment, worst):
    page = f"{worst}/verbeterplan/punt/{RULE}"
    browser.get(page)
    other.get(page).press("Opslaan", {"owner": "GGD"})
    browser.press("Opslaan", {"owner": "Jeugd en gezin", "note": "Samen."})
    assert browser.status == 409
    assert "GGD" in browser.page.text
    assert "Jeugd en gezin" in browser.page.text

    def owner():
        with database.read() as connection:
            return plans.about(connection, assessment.id, RULE).owner

    assert owner() == "GGD"
    browser.press("Opslaan")
    assert browser.status == 422
    assert "Er is nog niets gekozen" in browser.page.text
    assert owner() == "GGD"
    browser.press("Opslaan", {"keep": "mine"})
    assert owner() == "Jeugd en gezin"
    browser.get(page)
    assert "Eerdere versies (1)" in browser.page.text


def test_the_other_version_can_stay(browser, other, database, assessment, worst):
    page = f"{worst}/verbeterplan/punt/{RULE}"
    browser.get(page)
    other.get(page).press("Opslaan", {"owner": "GGD"})
    browser.press("Opslaan", {"owner": "Jeugd"}).press("Opslaan", {"keep": "theirs"})
    assert "De andere versie is gebleven." in browser.page.text
    assert "Wie: GGD." in browser.page.text


def test_what_may_point_at_a_person_gets_a_tip_and_is_saved(browser, worst):
    browser.get(f"{worst}/verbeterplan/nieuw")
    browser.press("Opslaan", {"title": "Bellen", "owner": "jan@example.nl"})
    assert "lijkt een e-mailadres te staan" in browser.page.text
    assert "Wie: jan@example.nl." in browser.page.text


def test_a_point_that_is_not_there_is_not_found(browser, worst):
    for rest in ("punt/bestaat-niet", "actie/aaaaaaaaaaaaaaaaaaaaaaaa"):
        assert browser.get(f"{worst}/verbeterplan/{rest}").status == 404


def test_what_has_to_be_found_out_is_no_gap(browser, here):
    browser.get(f"{here}/verbeterplan/")
    headings = [h.text for h in browser.page.all("h2")]
    assert headings == ["Nog uitzoeken"]
    assert "Dit zijn geen gaten." in browser.page.text


def test_a_gap_that_is_gone_keeps_its_action(browser, database, assessment, here, person):
    action = PlanAction("gap", "weg", "Er is geen campagne", owner="GGD")
    with database.write() as connection:
        plans.save(connection, assessment.id, action, 0, by=person, now=NOW)
    browser.get(f"{here}/verbeterplan/")
    assert "Dit gat is er niet meer." in browser.page.text
    browser.follow("Aanpassen")
    assert browser.page.heading == "Er is geen campagne"
    browser.press("Opslaan", {"status": "klaar"})
    assert "Er is geen campagne" in browser.page.text
