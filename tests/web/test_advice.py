"""Own advice on the pages: the municipality, an adviser, and who is neither."""

import pytest

from assessment.core.access import Tie
from assessment.core.advice import Advice
from assessment.services import advising
from tests import shared
from tests.database import HILVERSUM, NOW
from tests.finished import NUMBER
from tests.services.test_advising import picture

TEXT = "Begin met één aanspreekpunt."


@pytest.fixture
def share(database, here, person):
    """A report that is shared with a network, at the level of gaps."""
    assessment_id = here.rsplit("/", 1)[1]

    def make(level="gaps"):
        with database.write() as connection:
            shared.store(connection, assessment_id, person)
            shared.add_network(connection, person)
            found = shared.share(connection, assessment_id, level, person)
        return f"/gedeeld/{found.id}"

    return make


@pytest.fixture
def adviser(someone):
    return someone(Tie("adviser", shared.NETWORK), function="Adviseur GGD")


def write(browser, address, text=TEXT, **more):
    return browser.get(address).press("Opslaan", {"text": text, **more})


def test_an_adviser_advises_and_the_municipality_reads_it(share, adviser, here, browser):
    at = share()
    gap = shared.gap_id()
    write(adviser, f"{at}/advies/over/{gap}", organisation="GGD Gooi")
    assert TEXT in adviser.page.text
    page = adviser.get(f"{at}/").page
    assert "Advies van Adviseur GGD (GGD Gooi)" in page.text
    assert TEXT in browser.get(f"{here}/rapport").page.text
    assert TEXT in browser.get(f"{here}/advies/").page.text
    finished = browser.get(f"{here}/rapporten/{NUMBER}/").page
    assert TEXT not in finished.text
    assert "advies van: GGD Gooi" in finished.text
    assert any("met-advies.pdf" in link.get("href") for link in finished.all("a"))


def test_nobody_else_sees_it(share, adviser, someone, browser, here):
    at = share()
    write(adviser, f"{at}/advies/over/rapport", organisation="GGD Gooi")
    coordinator = someone(Tie("coordinator", shared.NETWORK))
    assert TEXT not in coordinator.get(f"{at}/").page.text
    assert coordinator.get(f"{at}/advies/").status == 404
    other = someone(Tie("adviser", shared.NETWORK))
    assert TEXT not in other.get(f"{at}/").page.text
    assert TEXT not in other.get(f"{at}/advies/").page.text
    away = someone(Tie("adviser", HILVERSUM.code))
    assert away.get(f"{at}/advies/").status == 404
    assert away.get(f"{at}/advies/over/rapport").status == 404


def test_who_fills_in_reads_and_who_is_in_charge_takes_away(share, adviser, someone, here):
    write(adviser, f"{share()}/advies/over/rapport", organisation="GGD Gooi")
    filler = someone(Tie("invuller", HILVERSUM.code))
    page = filler.get(f"{here}/advies/").page
    assert TEXT in page.text
    assert "Weghalen" not in page.text
    assert filler.get(f"{here}/advies/over/rapport").status == 404
    charge = someone(Tie("eindverantwoordelijke", HILVERSUM.code))
    charge.get(f"{here}/advies/").press("Weghalen")
    assert TEXT not in charge.get(f"{here}/rapport").page.text
    assert TEXT in charge.get(f"{here}/advies/").page.text
    charge.press("Terugzetten")
    assert TEXT in charge.get(f"{here}/rapport").page.text


def test_what_was_taken_away_is_not_written_over(share, adviser, here, browser):
    at = share()
    write(adviser, f"{at}/advies/over/rapport", organisation="GGD Gooi")
    browser.get(f"{here}/advies/").press("Weghalen")
    write(adviser, f"{at}/advies/over/rapport", "Toch dit.", organisation="GGD Gooi")
    assert adviser.status == 409
    assert "Alleen de gemeente kan het terugzetten" in adviser.page.text
    assert "Toch dit." in adviser.response.text  # What was typed is still in the field.


def test_two_windows_meet(share, adviser):
    address = f"{share()}/advies/over/rapport"
    write(adviser, address, "Eerst.", organisation="GGD Gooi")
    _, old = adviser.get(address).form("Opslaan")
    write(adviser, address, "Daarna.", organisation="GGD Gooi")
    old["text"] = "Ook daarna."
    adviser.post(address, old)
    assert adviser.status == 409
    assert "Ook daarna." in adviser.page.text
    assert "Daarna." in adviser.page.text
    assert adviser.press("Opslaan").status == 422
    adviser.press("Opslaan", {"keep": "mine"})
    assert "Ook daarna." in adviser.page.text


@pytest.mark.parametrize(
    ("fill", "why"),
    [
        ({"text": "", "organisation": "GGD"}, "Schrijf uw advies op."),
        ({"text": TEXT, "organisation": ""}, "Vul de naam van uw organisatie in."),
        ({"text": "a" * 2001, "organisation": "GGD"}, "hooguit 2000 tekens"),
        ({"text": TEXT, "organisation": "a" * 121}, "hooguit 120 tekens"),
    ],
)
def test_bad_input_is_said_and_nothing_is_kept(share, adviser, fill, why):
    at = share()
    adviser.get(f"{at}/advies/over/rapport").press("Opslaan", fill)
    assert adviser.status == 422
    assert why in adviser.page.text
    assert "U schreef nog geen advies" in adviser.get(f"{at}/advies/").page.text


def test_there_is_no_advice_about_what_is_not_shown(share, adviser):
    at = share("levels")
    assert adviser.get(f"{at}/advies/over/{shared.gap_id()}").status == 404
    assert adviser.get(f"{at}/advies/over/stap-1").status == 404
    assert adviser.get(f"{at}/advies/over/rapport").status == 200
    assert shared.gap_name() not in adviser.get(f"{at}/advies/").page.text


def test_a_lower_level_does_not_name_a_gap_of_before(share, adviser, database, here):
    at = share("levels")
    mine = Advice(shared.gap_id(), shared.gap_name(), TEXT, "GGD Gooi", "")
    with database.write() as connection:
        scan = here.rsplit("/", 1)[1]
        advising.save(connection, scan, mine, 0, by=adviser.person, now=NOW)
    for address in (f"{at}/", f"{at}/advies/"):
        assert shared.gap_name() not in adviser.get(address).response.text
        assert TEXT not in adviser.response.text


HOUSE = "/account/voorblad/"


def test_a_cover_is_for_advisers_alone(someone):
    assert someone(Tie("eindverantwoordelijke", HILVERSUM.code)).get(HOUSE).status == 404
    assert someone(Tie("adviser", shared.NETWORK)).get(HOUSE).status == 200


def send(browser, raw, logo_alt=""):
    """As a browser sends a form with a file."""
    _, sent = browser.get(HOUSE).form("Opslaan")
    fields = {"csrf_token": sent["csrf_token"], "organisation": "GGD Gooi", "logo_alt": logo_alt}
    head = '--grens\r\nContent-Disposition: form-data; name="{}"'
    parts = [f"{head.format(name)}\r\n\r\n{value}\r\n" for name, value in fields.items()]
    parts.append(f'{head.format("logo")}; filename="logo.png"\r\n\r\n')
    answer = browser.client.post(
        HOUSE,
        data="".join(parts).encode() + raw + b"\r\n--grens--\r\n",
        content_type="multipart/form-data; boundary=grens",
    )
    return browser._seen(answer, HOUSE)


def test_a_logo_is_taken_shown_and_removed(adviser):
    assert adviser.get(f"{HOUSE}logo.png").status == 404
    assert send(adviser, picture(), logo_alt="").status == 422
    assert "voor wie het niet ziet" in adviser.page.text
    assert send(adviser, picture(), logo_alt="Logo van GGD Gooi").status == 200
    assert adviser.get(f"{HOUSE}logo.png").response.data.startswith(b"\x89PNG")
    adviser.get(HOUSE).press("Opslaan", {"no_logo": "ja"})
    assert adviser.get(f"{HOUSE}logo.png").status == 404


@pytest.mark.parametrize(
    ("raw", "status", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "SVG"),
        (b"MZ", 422, "geen PNG of JPEG"),
        (picture() + bytes(1_000_000), 422, "hooguit 1 MB"),
        (bytes(2_100_000), 413, "hooguit 1 MB"),
    ],
)
def test_a_bad_logo_is_refused_in_words(adviser, raw, status, why):
    assert send(adviser, raw, logo_alt="Logo").status == status
    assert why in adviser.page.text
    assert adviser.get(f"{HOUSE}logo.png").status == 404
