"""Filling in: the journeys of someone with an hour, a cup of coffee and half of the answers."""

import pytest

from assessment.services import answering, assessments
from tests.core.builders import content, library

LEVEL = "q-beeld-van-het-probleem--value"
SOURCES = "q-bronnen-voor-beeld--value"
YEAR = "q-jaar-van-cijfers--value"
YEAR_INSTEAD = "q-jaar-van-cijfers--instead"


@pytest.fixture
def stored(database, assessment):
    """What is stored for a question right now."""

    def look(question_id):
        with database.read() as connection:
            _, found = assessments.load(connection, assessment.id, library())
            return found.answer(question_id)

    return look


def test_help_with_a_question_is_folded_away_and_belongs_to_it(browser, here):
    browser.get(f"{here}/stap/bij-incidenten/1")
    question = browser.page.id("vraag-slachtoffers-hulp-geregeld")
    why, example, words = question.all("details")[:3]
    assert why.text.startswith("Waarom vragen wij dit?")
    assert example.text.startswith("Een voorbeeld Bijvoorbeeld: ")
    assert "De afgesproken weg naar hulp." in words.text
    assert "Code sl_1" in question.text
    assert question.all("legend")[0].text.startswith("Hoe goed is hulp geregeld")


def test_a_word_is_explained_once_on_a_page(browser, here):
    browser.get(f"{here}/stap/bij-incidenten/1")
    words = [item.text for item in browser.page.all("dt")]
    assert "slachtoffer" in words
    assert len(words) == len(set(words))
    # The introduction stands on the first page of a step only.
    browser.get(f"{here}/stap/bij-incidenten/2")
    assert "slachtoffer" in [item.text for item in browser.page.all("dt")]


def test_the_code_of_the_paper_stands_wherever_a_question_stands(browser, here):
    for address in ("stap/stap-1/controle", "controle", "stap/stap-1/1"):
        assert "Code s1_4" in browser.get(f"{here}/{address}").page.text
    assert "Code p_1" in browser.get(f"{here}/stap/profiel/1").page.text


def test_from_the_first_page_to_a_report(browser):
    browser.get("/").follow("Begin kort").press("Beginnen", {"municipality": "Katwijk"})
    browser.follow("Begin met het profiel")
    assert "Katwijk" in browser.page.text
    browser.press("Opslaan en verder", {"q-meegedaan--value": ["jeugd", "ggd"]})
    while "controle" not in browser.address:
        browser.press("Opslaan en verder")
    assert browser.page.heading == "Uw antwoorden"
    assert "Jeugd" in browser.page.text
    browser.follow("Verder met Stap 1").press("Opslaan en later verder", {LEVEL: "2"})
    assert browser.page.heading == "De scan van gemeente Katwijk"
    browser.follow("Ga verder waar u was")
    assert "stap-1/1" in browser.address
    assert browser.form("Opslaan en verder")[1][LEVEL] == "2"
    browser.get("/").follow("Gemeente Katwijk").follow("Bekijk het rapport")
    assert browser.page.heading == "Gemeente Katwijk"


def test_a_page_that_is_half_filled_in_is_saved(browser, here, stored):
    browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {SOURCES: ["ggd"]})
    assert "stap-1/2" in browser.address
    assert stored("bronnen-voor-beeld").value == ("ggd",)
    assert stored("beeld-van-het-probleem").version == 0


def test_unknown_no_does_not_apply_and_open_are_four_different_things(browser, here, stored):
    page = f"{here}/stap/stap-2/1"
    question = "vast-netwerk"
    name = f"q-{question}--value"
    seen = set()
    for value, state, words in (
        ("0", "answered", "Nog niet."),
        ("--unknown", "unknown", "Weet ik niet"),
        ("--na:geen-uitgaansgebied", "not_applicable", "Niet van toepassing: Er is bij ons geen"),
    ):
        browser.get(page).press("Opslaan en verder", {name: value})
        answer = stored(question)
        assert answer.state == state
        assert browser.get(page).form("Opslaan en verder")[1][name] == value
        assert words in browser.get(f"{here}/stap/stap-2/controle").page.text
        seen.add((answer.state, answer.value, answer.reason))
    browser.get(page).press("Opslaan en verder", {f"q-{question}--clear": "ja"})
    assert stored(question).state == "open"
    assert "Niet ingevuld" in browser.get(f"{here}/stap/stap-2/controle").page.text
    assert len(seen) == 3


def test_zero_is_an_answer(browser, here, stored):
    browser.get(f"{here}/stap/stap-2/1").press("Opslaan en verder", {"q-vast-netwerk--value": "4"})
    browser.get(f"{here}/stap/stap-2/2")
    browser.press("Opslaan en verder", {"q-bijeenkomsten-netwerk--value": "0"})
    assert stored("bijeenkomsten-netwerk").value == 0
    browser.get(f"{here}/stap/stap-2/2")
    assert browser.form("Opslaan en verder")[1]["q-bijeenkomsten-netwerk--value"] == "0"


def test_clearing_keeps_the_note(browser, here, stored):
    page = f"{here}/stap/stap-1/1"
    note = "q-beeld-van-het-probleem--note"
    browser.get(page).press("Opslaan en verder", {LEVEL: "3", note: "Zie de nota."})
    browser.get(page).press("Opslaan en verder", {"q-beeld-van-het-probleem--clear": "ja"})
    answer = stored("beeld-van-het-probleem")
    assert (answer.state, answer.value, answer.note) == ("open", None, "Zie de nota.")
    assert answer.version == 2


def test_a_reason_of_ones_own_needs_a_few_words(browser, here, stored):
    fill = {LEVEL: "--na:anders"}
    browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", fill)
    assert browser.status == 422
    assert "Schrijf kort op waarom" in browser.page.text
    browser.press("Opslaan en verder", {"q-beeld-van-het-probleem--reason_text": "Fusie loopt"})
    answer = stored("beeld-van-het-probleem")
    assert (answer.state, answer.reason, answer.reason_text) == (
        "not_applicable",
        "anders",
        "Fusie loopt",
    )


@pytest.mark.parametrize(
    ("fill", "message", "field"),
    [
        ({YEAR: "tweeduizend"}, "met alleen cijfers", "value"),
        ({YEAR: "1066"}, "van 1990 tot en met 2100", "value"),
        ({YEAR: "2024", YEAR_INSTEAD: ["--unknown"]}, "Kies één van beide", "instead"),
        ({YEAR_INSTEAD: ["geen", "--unknown"]}, "Kies één van beide", "instead"),
        ({"q-jaar-van-cijfers--note": "x" * 301}, "hooguit 300 tekens", "note"),
        ({"q-jaar-van-cijfers--evidence": "x" * 301}, "hooguit 300 tekens", "evidence"),
    ],
)
def test_what_is_wrong_is_kept_and_the_rest_is_saved(browser, here, stored, fill, message, field):
    page = f"{here}/stap/stap-1/1"
    browser.get(page).press("Opslaan en verder", {LEVEL: "3", SOURCES: ["ggd", "cbs"], **fill})
    assert browser.status == 422
    assert browser.page.title.startswith("Fout: ")
    summary = browser.page.id("fouten").parent
    assert message in summary.text
    assert "andere antwoorden op deze bladzijde zijn al opgeslagen" in summary.text
    assert stored("beeld-van-het-probleem").value == 3
    assert stored("bronnen-voor-beeld").value == ("ggd", "cbs")
    assert stored("jaar-van-cijfers").version == 0
    sent = browser.form("Opslaan en verder")[1]
    for name, value in fill.items():
        assert sent.getlist(name) == (value if isinstance(value, list) else [value])
    assert sent[LEVEL] == "3"
    mended = {YEAR: "2024", YEAR_INSTEAD: None, "q-jaar-van-cijfers--note": "kort"}
    browser.press("Opslaan en verder", {**mended, "q-jaar-van-cijfers--evidence": "kort"})
    assert browser.status == 200
    assert stored("jaar-van-cijfers").value == 2024
    assert stored("beeld-van-het-probleem").version == 1


def test_geen_never_stands_beside_something_else(browser, here, stored):
    browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {SOURCES: ["ggd", "geen"]})
    assert browser.status == 422
    assert "“Geen” kan niet samen met iets anders" in browser.page.text
    assert stored("bronnen-voor-beeld").version == 0


@pytest.mark.parametrize(
    ("day", "month", "year", "message"),
    [
        ("31", "2", "2026", "31-2-2026 bestaat niet."),
        ("1", "13", "2026", "Vul een maand in van 1 tot en met 12."),
        ("1", "1", "26", "met vier cijfers"),
        ("1", "", "2026", "Vul ook de maand in."),
        ("een", "1", "2026", "Schrijf de dag met cijfers."),
    ],
)
def test_a_date_that_does_not_exist_is_explained(browser, here, stored, day, month, year, message):
    browser.get(f"{here}/stap/stap-3/1").press(
        "Opslaan en verder", {"q-doelen-op-papier--value": "3"}
    )
    name = "q-datum-koersbepaling--"
    place = next(
        number
        for number, page in enumerate(content().steps[3].pages, start=1)
        if any(question.id == "datum-koersbepaling" for question in page.questions)
    )
    browser.get(f"{here}/stap/stap-3/{place}")
    typed = {f"{name}day": day, f"{name}month": month, f"{name}year": year}
    browser.press("Opslaan en verder", typed)
    assert browser.status == 422
    assert message in browser.page.text
    sent = browser.form("Opslaan en verder")[1]
    assert {field: sent[field] for field in typed} == typed
    assert stored("datum-koersbepaling").version == 0


def test_a_branch_opens_and_closes_and_keeps_what_was_behind_it(browser, here, stored):
    first, second = f"{here}/stap/stap-6/1", f"{here}/stap/stap-6/2"
    asked = "q-campagne-boodschappen--value"
    browser.get(first).press("Opslaan en verder", {"q-campagne-gehouden--value": "nee"})
    assert "controle" in browser.address, "the pages behind the branch are skipped"
    assert "controle" in browser.get(second).address
    browser.get(first).press("Opslaan en verder", {"q-campagne-gehouden--value": "ja"})
    assert "stap-6/2" in browser.address
    browser.press("Opslaan en verder", {asked: ["norm", "stuur-niet"]})
    browser.get(first).press("Opslaan en verder", {"q-campagne-gehouden--value": "nee"})
    assert "nooit door" not in browser.page.text
    assert stored("campagne-boodschappen").value == ("norm", "stuur-niet")
    browser.get(first).press("Opslaan en verder", {"q-campagne-gehouden--value": "ja"})
    assert browser.form("Opslaan en verder")[1].getlist(asked) == ["norm", "stuur-niet"]


def test_questions_that_appear_on_the_same_page_are_shown_before_going_on(
    browser, here, on_one_page, stored
):
    held, messages = "q-campagne-gehouden--value", "q-campagne-boodschappen--value"
    browser.get(f"{here}/stap/stap-6/1").press("Opslaan en verder", {held: "ja"})
    assert "stap-6/1" in browser.address
    assert "vragen bij gekomen" in browser.page.text
    browser.press("Opslaan en verder", {messages: ["norm"]})
    assert "controle" in browser.address
    assert stored("campagne-boodschappen").value == ("norm",)


def test_what_was_filled_in_behind_a_branch_that_closes_at_once_is_kept(
    browser, here, on_one_page, stored
):
    held, messages = "q-campagne-gehouden--value", "q-campagne-boodschappen--value"
    browser.get(f"{here}/stap/stap-6/1").press("Opslaan en verder", {held: "ja"})
    browser.press("Opslaan en verder", {held: "nee", messages: ["norm"]})
    assert "controle" in browser.address
    assert stored("campagne-boodschappen").value == ("norm",)


def test_a_warning_explains_and_does_not_stop_anyone(browser, here):
    browser.get(f"{here}/stap/stap-6/1").press(
        "Opslaan en verder", {"q-campagne-gehouden--value": "ja"}
    )
    browser.press("Opslaan en verder", {"q-campagne-boodschappen--value": ["stuur-niet"]})
    assert browser.status == 200
    assert "averechts" in browser.get(f"{here}/stap/stap-6/2").page.text
    assert "averechts" in browser.get(f"{here}/stap/stap-6/controle").page.text


def test_the_short_version_asks_less_and_forgets_nothing(browser, here, stored):
    page = f"{here}/stap/stap-1/1"
    browser.get(page).press("Opslaan en verder", {SOURCES: ["ggd"]})
    browser.get(f"{here}/gegevens").press("Opslaan", {"depth": "kort"})
    assert f"{SOURCES}" not in browser.get(page).response.text
    assert stored("bronnen-voor-beeld").value == ("ggd",)
    browser.get(f"{here}/gegevens").press("Opslaan", {"depth": "volledig"})
    assert browser.get(page).form("Opslaan en verder")[1].getlist(SOURCES) == ["ggd"]


def test_what_the_region_does_is_ticked_beforehand_but_is_no_answer(browser, here, stored):
    profile, page = f"{here}/stap/profiel/2", f"{here}/stap/stap-1/1"
    regional = "q-beeld-van-het-probleem--regional"
    browser.get(profile).press("Opslaan en verder", {"q-regionale-taken--value": ["beeld"]})
    assert browser.get(page).form("Opslaan en verder")[1][regional] == "ja"
    browser.press("Opslaan en verder")
    assert stored("beeld-van-het-probleem").version == 0
    browser.get(page).press("Opslaan en verder", {LEVEL: "2"})
    assert stored("beeld-van-het-probleem").regional is True
    browser.get(page).press("Opslaan en verder", {regional: None})
    assert stored("beeld-van-het-probleem").regional is False
    assert regional not in browser.get(page).form("Opslaan en verder")[1]


def test_a_row_that_another_answer_fills_in_is_not_asked(browser, here, stored):
    browser.get(f"{here}/stap/profiel/2")
    browser.press("Opslaan en verder", {"q-schooltypen-aanwezig--row-mbo": "elders"})
    browser.get(f"{here}/stap/stap-4/1")
    rows = {
        n for n in browser.form("Opslaan en verder")[0].all("input") if n.get("type") == "radio"
    }
    assert not [row for row in rows if row.get("name") == "q-vaste-lessen--row-mbo"]
    assert "Dit volgt uit een ander antwoord." in browser.page.text
    browser.press("Opslaan en verder", {"q-vaste-lessen--row-po": "vast"})
    assert stored("vaste-lessen").value == {"po": "vast"}


def test_changing_from_the_list_of_answers_leads_back_to_it(browser, here):
    browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {LEVEL: "1"})
    browser.get(f"{here}/stap/stap-1/controle").follow("Aanpassen")
    browser.press("Opslaan en verder", {LEVEL: "2"})
    assert "controle" in browser.address
    assert "één keer cijfers" in browser.page.text


def test_the_list_of_parts_counts_what_is_done_and_what_is_to_find_out(browser, here):
    browser.get(f"{here}/stap/stap-1/1")
    browser.press("Opslaan en verder", {LEVEL: "2", YEAR_INSTEAD: ["--unknown"]})
    browser.get(f"{here}/")
    assert "2 van 7 beantwoord, waarvan 1 uit te zoeken." in browser.page.text
    assert "Bezig" in browser.page.text
    assert "Nog niet begonnen" in browser.page.text


def bars(page):
    """Of each picture of how far something is: what is full, and where the stripes end."""
    return [
        (
            next((part.get("width") for part in picture.all("rect")), None),
            next((part.get("x2") for part in picture.all("line")), None),
        )
        for picture in page.all("svg")
    ]


def test_how_far_it_is_stands_there_in_words_and_as_a_picture(browser, here):
    assert bars(browser.get(f"{here}/").page) == [(None, None)]
    assert "0 van de 59 vragen zijn beantwoord." in browser.page.text
    assert "7 vragen, ongeveer 8 minuten." in browser.page.text
    browser.get(f"{here}/stap/stap-1/1")
    browser.press("Opslaan en verder", {LEVEL: "2", YEAR_INSTEAD: ["--unknown"]})
    browser.get(f"{here}/")
    assert "2 van de 59 vragen zijn beantwoord, waarvan 1 uit te zoeken." in browser.page.text
    # Only a part that was begun has one, and the words stand beside it.
    assert bars(browser.page) == [("1.7%", "3.4%"), ("14.3%", "28.6%")]
    assert {picture.get("aria-hidden") for picture in browser.page.all("svg")} == {"true"}


def test_who_comes_back_sees_what_others_answered_since(browser, other, here, passing):
    browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {LEVEL: "2"})
    assert "van anderen" not in browser.get(f"{here}/").page.text
    other.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {SOURCES: ["ggd"]})
    # Who never answered has nothing to come back to, and what is one's own is not new.
    assert "van anderen" not in other.get(f"{here}/").page.text
    browser.get(f"{here}/")
    assert "Nieuw: 1 antwoord van anderen" in browser.page.text
    assert "Van: Adviseur veiligheid" in browser.page.text
    question = content().questions["bronnen-voor-beeld"]
    assert browser.page.link(question.text).endswith("/stap/stap-1/controle#vraag-" + question.id)
    browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {LEVEL: "3"})
    assert "van anderen" not in browser.get(f"{here}/").page.text


def test_who_goes_on_comes_back_where_they_were_and_not_where_someone_else_was(
    browser, other, here, passing
):
    browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {LEVEL: "2"})
    # Who never answered begins with what is open first.
    other.get(f"{here}/")
    assert other.page.link("Ga verder").endswith("/stap/profiel/1")
    assert "waar u was" not in other.page.text
    other.get(f"{here}/stap/stap-7/1").press(
        "Opslaan en verder", {"q-geschoolde-groepen--value": ["leraren"]}
    )
    assert browser.get(f"{here}/").page.link("Ga verder waar u was").endswith("/stap/stap-1/1")
    assert other.get(f"{here}/").page.link("Ga verder waar u was").endswith("/stap/stap-7/1")


def test_when_all_is_answered_the_report_is_next(browser, filled):
    for number in (1, 2):
        browser.get(f"{filled}/stap/profiel/{number}")
        rows = [e.get("name") for e in browser.form("Opslaan en verder")[0].all("input")]
        fill = {name: "weet-niet" for name in rows if "--row-" in name}
        if number == 1:
            fill["q-meegedaan--value"] = ["jeugd"]
        browser.press("Opslaan en verder", fill)
    for step in content().steps:
        browser.get(f"{filled}/stap/{step.id}/controle")
    browser.get(f"{filled}/")
    assert "U heeft alle vragen beantwoord." in browser.page.text


def test_a_question_that_is_not_on_the_page_is_not_saved(browser, here, stored):
    form, sent = browser.get(f"{here}/stap/stap-1/1").form("Opslaan en verder")
    sent.add("q-campagne-gehouden--version", "0")
    sent.add("q-campagne-gehouden--value", "ja")
    browser.post(form.get("action"), sent)
    assert stored("campagne-gehouden").version == 0


def test_every_change_stays_in_the_history(browser, here, database, assessment, person):
    for level in "012":
        browser.get(f"{here}/stap/stap-1/1").press("Opslaan en verder", {LEVEL: level})
    with database.read() as connection:
        kept = answering.history(connection, assessment.id, "beeld-van-het-probleem")
    assert [record.answer.value for record in kept] == [2, 1, 0]
    assert {record.answer.by for record in kept} == {person.function}
