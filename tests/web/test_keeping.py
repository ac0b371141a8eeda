"""What a beheerder does and sees, and above all what not."""

import pytest

from assessment.core.access import Tie
from assessment.services import assessments
from assessment.services.taking_part import KEEPER
from assessment.storage import accounts, ties
from tests.database import HILVERSUM, NOW, UTRECHT, dump, start
from tests.web.test_people import link_on

CHARGE = Tie("eindverantwoordelijke", HILVERSUM.code)


@pytest.fixture
def keeper(someone):
    """A beheerder who takes part nowhere."""
    return someone(KEEPER)


def at(person):
    return f"/beheer/accounts/{person.id}"


def test_accounts_with_their_roles(keeper, filled, person, colleague):
    text = keeper.get("/").follow("Beheer").page.text
    for word in (
        "Beleidsmedewerker jeugd",
        "Eindverantwoordelijke van gemeente Hilversum",
        "Invuller van gemeente Hilversum",
        "Nog nooit binnengekomen",
        "Vragenlijst",
        "versie 1.1",
    ):
        assert word in text


def test_no_word_of_any_answer_reaches_a_beheerder(keeper, filled, person, database):
    """Every page of a beheerder, with all that the municipality filled in."""
    with database.read() as connection:
        [record] = assessments.list_of(connection, frozenset({CHARGE}))
    for address in ("/", "/beheer", at(person), "/mensen", "/beginnen"):
        text = keeper.get(address).response.text
        for secret in ("Nota ", "Lessen van de GGD", record.id, "peildatum 1 november"):
            assert secret not in text, (address, secret)
    assert keeper.get(f"/invullen/{record.id}/").status == 404
    assert keeper.get(f"/gemeente/{HILVERSUM.code}/mensen").status == 404


def test_the_first_of_a_municipality(keeper, stranger, database):
    keeper.get("/beheer").press("Uitnodigen", {"municipality": "Hilversum"})
    assert "gemeente Hilversum, als eindverantwoordelijke" in keeper.page.text
    link = link_on(keeper.page).removeprefix("http://localhost")
    assert "eindverantwoordelijke, voor gemeente Hilversum" in keeper.get("/beheer").page.text
    stranger.get(link).press("Meedoen", {"functie": "Teamleider"})
    assert stranger.get(f"/gemeente/{HILVERSUM.code}/mensen").status == 200
    assert keeper.get(f"/gemeente/{HILVERSUM.code}/mensen").status == 404


def test_where_someone_is_in_charge_a_beheerder_invites_nobody(keeper, here, database):
    before = dump(database)
    keeper.get("/beheer").press("Uitnodigen", {"municipality": "Hilversum"})
    assert keeper.status == 422
    assert "is al iemand eindverantwoordelijk" in keeper.page.text
    assert dump(database) == before


def test_what_is_not_right_is_said(keeper, database):
    before = dump(database)
    for fill, said in (
        ({}, "Vul de naam van uw gemeente in"),
        ({"municipality": "Nergenshuizen"}, "Wij kennen geen gemeente met deze naam"),
        ({"kind": "invuller"}, "Kies wie u uitnodigt"),
        ({"municipality": "Hilversum", "email": "x"}, "Dit is geen e-mailadres"),
    ):
        keeper.get("/beheer").press("Uitnodigen", fill)
        assert keeper.status == 422
        assert said in keeper.page.text
    assert dump(database) == before


def test_a_name_that_fits_more_is_chosen(keeper):
    keeper.get("/beheer").press("Uitnodigen", {"municipality": "Berg"})
    assert keeper.status == 422
    assert "Kies welke gemeente u bedoelt" in keeper.page.text


def test_another_beheerder_and_a_withdrawal(keeper, stranger):
    keeper.get("/beheer").press("Uitnodigen", {"kind": "beheerder"})
    link = link_on(keeper.page).removeprefix("http://localhost")
    keeper.get("/beheer").press("Intrekken")
    assert stranger.get(link).status == 410


def test_a_closed_account_is_out_at_once_and_comes_back(keeper, browser, person, here, database):
    with database.write() as connection:
        ties.give(connection, person.id, KEEPER, by=None, now=NOW)
    assert browser.get(f"{here}/").status == 200
    keeper.get(at(person)).press("Account sluiten")
    assert "Het account is gesloten" in keeper.page.text
    assert browser.get(f"{here}/").status == 401
    with database.read() as connection:
        assert CHARGE in ties.of_person(connection, person.id)
        assert accounts.of_person(connection, person.id).closed_at == NOW
    keeper.press("Account weer openen")
    assert "Het account is weer open" in keeper.page.text
    assert browser.get(f"{here}/").status == 401


def test_everywhere_out(keeper, browser, person):
    keeper.get(at(person)).press("Overal uitloggen")
    assert "overal uitgelogd" in keeper.page.text
    assert browser.get("/").status == 401


def test_the_last_beheerder_stays(keeper, database):
    page = keeper.get(at(keeper.person))
    assert "Account sluiten" not in page.page.text
    token = page.form("Overal uitloggen")[1]["csrf_token"]
    before = dump(database)["ties"]
    keeper.post(f"{at(keeper.person)}/sluiten", {"csrf_token": token})
    assert (keeper.status, "uw eigen account" in keeper.page.text) == (409, True)
    keeper.get(at(keeper.person)).press("Rol van beheerder weghalen")
    assert (keeper.status, "enige beheerder" in keeper.page.text) == (409, True)
    assert dump(database)["ties"] == before


def test_one_of_two_beheerders_stops(keeper, someone, database):
    other = someone(KEEPER)
    other.get(at(keeper.person)).press("Rol van beheerder weghalen")
    assert "geen beheerder meer" in other.page.text
    assert keeper.get("/beheer").status == 404
    other.get(at(other.person)).press("Rol van beheerder weghalen")
    assert other.status == 409


def test_someone_who_is_not_there(keeper):
    assert keeper.get("/beheer/accounts/bestaat-niet").status == 404
    token = keeper.get("/").form("Uitloggen")[1]["csrf_token"]
    for what in ("sluiten", "openen", "uitloggen", "geen-beheerder"):
        address = f"/beheer/accounts/bestaat-niet/{what}"
        assert keeper.post(address, {"csrf_token": token}).status == 404


def test_only_a_beheerder_has_it_in_the_menu(someone):
    assert "Beheer" not in someone(CHARGE).get("/").page.text
    assert someone(CHARGE).get("/beheer").status == 404


def test_whose_municipality_is_not_in_the_list_is_shown_by_code(keeper, someone, database):
    gone = someone(Tie("invuller", "GM9999"))
    assert "gemeente GM9999" in keeper.get(at(gone.person)).page.text


def test_a_beheerder_who_takes_part_sees_what_is_theirs(browser, database, person):
    with database.write() as connection:
        start(connection, person, municipality=UTRECHT)
    assert browser.get(f"/gemeente/{UTRECHT.code}/mensen").status == 200


def test_a_person_is_forgotten_when_a_beheerder_says_so(
    keeper, database, filled, person, colleague
):
    with database.write() as connection:
        accounts.set_email(
            connection, colleague.id, "collega@gemeente.example", "collega@gemeente.example"
        )
        ties.give(connection, person.id, CHARGE, by=None, now=NOW)
    keeper.get(at(colleague)).follow("Kijk wat er verdwijnt en wat er blijft")
    assert "collega@gemeente.example" in keeper.page.text
    assert "Dit verdwijnt" in keeper.page.text
    keeper.press("Ja, voorgoed vergeten")
    assert "De gegevens zijn gewist." in keeper.page.text
    assert "collega@gemeente.example" not in keeper.page.text
    with database.read() as connection:
        assert not ties.of_person(connection, colleague.id)


def test_the_last_one_in_charge_and_oneself_are_not_forgotten(keeper, database, someone):
    someone(KEEPER)  # There is another one, so only that it is one's own account is in the way.
    both = [Tie("invuller", UTRECHT.code), CHARGE]
    other = someone(*both).person
    before = dump(database)["ties"]
    keeper.get(f"{at(other)}/voorgoed-vergeten").press("Ja, voorgoed vergeten")
    assert keeper.status == 409
    assert "als enige verantwoordelijk voor gemeente Hilversum" in keeper.page.text
    own = keeper.get(f"{at(keeper.person)}/voorgoed-vergeten")
    assert "Dit is uw eigen account" in own.page.text
    # Looking is no fault; only who presses nevertheless made one.
    assert "<title>Persoon vergeten" in own.page.html
    assert "Ja, voorgoed vergeten" not in own.page.text
    _, sent = keeper.get(f"{at(other)}/voorgoed-vergeten").form("Ja, voorgoed vergeten")
    assert keeper.post(f"{at(keeper.person)}/voorgoed-vergeten", sent).status == 409
    assert "<title>Fout: Persoon vergeten" in keeper.page.html
    # Not one role of theirs went either.
    assert dump(database)["ties"] == before
