"""Two people on the same page: nobody's work disappears unseen."""

import pytest

LEVEL = "q-beeld-van-het-probleem--value"
SOURCES = "q-bronnen-voor-beeld--value"
KEEP = "q-beeld-van-het-probleem--keep"


@pytest.fixture
def page(here):
    return f"{here}/stap/stap-1/1"


@pytest.fixture
def clash(browser, other, page):
    """Both answered the same question; the second one gets the conflict."""
    browser.get(page)
    other.get(page).press("Opslaan en verder", {LEVEL: "1", SOURCES: ["ggd"]})
    return browser.press("Opslaan en verder", {LEVEL: "3", "q-jongeren-gevraagd--value": "ja"})


def test_both_answers_are_shown_with_who_and_when(clash, value):
    assert clash.status == 409
    for words in (
        "samen met vaste partners",
        "niemand verzamelt het",
        "Adviseur veiligheid",
        "21 november 2026 om 10:30",
    ):
        assert words in clash.page.text
    assert value() == 1


def test_what_did_not_clash_is_saved_and_what_was_not_touched_stays_theirs(clash, value):
    assert value("jongeren-gevraagd") == "ja"
    assert value("bronnen-voor-beeld") == ("ggd",)
    assert clash.form("Opslaan en verder")[1].getlist(SOURCES) == ["ggd"]


def test_keeping_mine(clash, value):
    assert clash.press("Opslaan en verder", {KEEP: "mine"}).status == 200
    assert value() == 3
    assert value("bronnen-voor-beeld") == ("ggd",)


def test_taking_theirs(clash, value):
    assert clash.press("Opslaan en verder", {KEEP: "theirs"}).status == 200
    assert value() == 1


def test_who_does_not_choose_is_asked_again(clash, value):
    assert clash.press("Opslaan en verder").status == 409
    assert value() == 1
    assert clash.press("Opslaan en verder", {KEEP: "mine"}).status == 200
    assert value() == 3


def test_a_third_answer_in_between_is_a_new_conflict(clash, other, page, value):
    other.get(page).press("Opslaan en verder", {LEVEL: "0"})
    assert clash.press("Opslaan en verder", {KEEP: "mine"}).status == 409
    assert "We hebben nog geen beeld" in clash.page.text
    assert value() == 0


def test_the_same_answer_twice_is_no_conflict(browser, other, page, value):
    browser.get(page)
    other.get(page).press("Opslaan en verder", {LEVEL: "2"})
    assert browser.press("Opslaan en verder", {LEVEL: "2"}).status == 200
    assert value() == 2


def test_a_conflict_and_a_mistake_on_one_page(browser, other, page, value):
    browser.get(page)
    other.get(page).press("Opslaan en verder", {LEVEL: "1"})
    browser.press("Opslaan en verder", {LEVEL: "3", "q-jaar-van-cijfers--value": "ooit"})
    assert browser.status == 409
    assert "Vul een jaartal in" in browser.page.text
    browser.press("Opslaan en verder", {KEEP: "mine", "q-jaar-van-cijfers--value": "2025"})
    assert browser.status == 200
    assert (value(), value("jaar-van-cijfers")) == (3, 2025)


def test_a_made_up_version_writes_over_nothing(browser, other, page, value):
    other.get(page).press("Opslaan en verder", {LEVEL: "1"})
    for version in ("7", "-1", "x", "9" * 30, "１"):
        browser.get(page)
        fill = {LEVEL: "3", "q-beeld-van-het-probleem--version": version}
        assert browser.press("Opslaan en verder", fill).status == 409
    assert value() == 1
