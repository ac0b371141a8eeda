"""The first page, beginning, and the particulars of an assessment."""

import pytest


def begin(browser, **fill):
    browser.get("/beginnen")
    return browser.press("Beginnen", {"municipality": "Hilversum", **fill})


def test_the_first_page_says_what_this_is(browser):
    browser.get("/")
    for words in ("begin van een gesprek, geen inspectie", "Geen namen, geen zaken", "minuten"):
        assert words in browser.page.text


def test_both_versions_say_how_much_work_they_are(browser):
    browser.get("/")
    for words in ("Kort: 49 vragen", "30 tot 40 min", "Volledig: 76 vragen", "60 tot 90 min"):
        assert words in browser.page.text
    assert "Deze tijden zijn een schatting" in browser.page.text


@pytest.mark.parametrize("version", ["kort", "volledig"])
def test_the_version_that_was_chosen_is_the_one_that_begins(browser, version):
    browser.get("/").follow(f"Begin {version}")
    browser.press("Beginnen", {"municipality": "Hilversum"})
    assert f"{version.capitalize()}: " in browser.page.text


def test_the_parts_take_less_time_in_the_short_version(browser, here):
    full = browser.get(f"{here}/").page.text
    browser.get(f"{here}/gegevens").press("Opslaan", {"depth": "kort"})
    assert "vragen, ongeveer 14 minuten" in full
    assert "ongeveer 7 minuten" in browser.page.text


def test_a_new_assessment_begins_today_with_the_short_version(browser):
    begin(browser)
    assert browser.page.heading == "De scan van gemeente Hilversum"
    assert "21 november 2026" in browser.page.text
    assert "Kort: alleen de belangrijkste vragen" in browser.page.text
    assert "Gemeente Hilversum" in browser.get("/").page.text


@pytest.mark.parametrize("name", ["Den Haag", "den bosch", "GM0402", "  SUDWEST fryslan "])
def test_a_municipality_is_found_by_any_name_that_people_use(browser, name):
    assert begin(browser, municipality=name).page.heading.startswith("De scan van gemeente")


def test_who_means_several_chooses(browser):
    begin(browser, municipality="Bergen")
    assert browser.status == 422
    assert browser.page.title.startswith("Fout: ")
    choices = [label.text for label in browser.page.all("label")]
    assert [text for text in choices if text.startswith("Bergen")]
    code = browser.page.id("code-0").get("value")
    assert browser.press("Beginnen", {"code": code}).page.heading.startswith("De scan van")


def test_a_slip_of_the_finger_is_understood(browser):
    begin(browser, municipality="Hilversm")
    assert browser.status == 422
    browser.press("Beginnen", {"code": "GM0402"})
    assert browser.page.heading == "De scan van gemeente Hilversum"


def test_a_choice_of_before_does_not_count_for_another_name(browser):
    begin(browser, municipality="Bergen")
    code = browser.page.id("code-0").get("value")
    browser.press("Beginnen", {"code": code, "municipality": "Utrecht"})
    assert browser.page.heading == "De scan van gemeente Utrecht"


@pytest.mark.parametrize(
    ("fill", "message"),
    [
        ({"municipality": ""}, "Vul de naam van uw gemeente in."),
        ({"municipality": "Atlantis"}, "Wij kennen geen gemeente met deze naam."),
        ({"municipality": "b"}, "Typ meer letters."),
        ({"day": "31", "month": "2"}, "31-2-2026 bestaat niet."),
        ({"day": "", "month": "", "year": ""}, "Vul een peildatum in."),
        ({"year": "26"}, "met vier cijfers"),
        ({"month": "mei"}, "Schrijf de maand met cijfers."),
        ({"day": ""}, "Vul ook de dag in."),
        ({"depth": None}, "Kies kort of volledig."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(browser, fill, message):
    begin(browser, **{"municipality": "Utrecht", **fill})
    assert browser.status == 422
    assert message in browser.page.text
    kept = browser.form("Beginnen")[1]
    assert all(kept.get(name, "") == (value or "") for name, value in fill.items())
    assert "Gemeente Utrecht" not in browser.get("/").page.text


def test_the_particulars_can_be_changed(browser, here):
    browser.get(f"{here}/gegevens")
    browser.press("Opslaan", {"municipality": "Den Haag", "depth": "kort", "day": "2"})
    assert browser.page.heading == "De scan van gemeente Den Haag"
    assert "2 november 2026" in browser.page.text
    assert "Kort:" in browser.page.text


def test_particulars_left_alone_stay_the_same(browser, here):
    browser.get(f"{here}/gegevens").press("Opslaan")
    assert browser.page.heading == "De scan van gemeente Hilversum"
    assert "1 november 2026" in browser.page.text


def test_removing_is_asked_first_and_can_be_undone(browser, filled):
    browser.get(f"{filled}/").follow("Scan verwijderen")
    assert "Hilversum" in browser.page.text
    browser.press("Ja, verwijderen")
    assert "Gemeente Hilversum" not in browser.page.text
    gone = browser.page
    assert browser.get(f"{filled}/").status == 404
    browser.page = gone
    browser.press("Ongedaan maken")
    assert browser.page.heading == "De scan van gemeente Hilversum"
    assert browser.get(f"{filled}/stap/stap-1/controle").page.text.count("Nota") == 7


def test_undoing_what_never_was_is_not_found(browser):
    browser.get("/?verwijderd=verzonnen")
    assert browser.press("Ongedaan maken").status == 404
