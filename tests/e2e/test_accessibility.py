"""Every page and state, as axe-core sees it on a wide screen, a phone and at 400 percent zoom."""

import base64
import fcntl
import os
import re
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import expect
from werkzeug.exceptions import HTTPException

from assessment import create_app
from assessment.config import Settings
from assessment.core import totp
from assessment.core.answers import Answer
from assessment.services import answering
from assessment.services.answering import Change
from assessment.storage import people
from assessment.storage.database import Database
from tests.core.builders import ROOT, content, library
from tests.core.test_bridges import MERGED, SPLIT
from tests.database import start
from tests.e2e.conftest import Server
from tests.e2e.keyboard import without_a_mouse
from tests.e2e.test_journey import begin, come_in, save
from tests.services.sheets import File
from tests.services.test_activity_lists import change
from tests.services.test_report_files import planted, written

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
# 320 px is what a reader sees who enlarges a screen of 1280 px four times (WCAG 1.4.10).
WIDTHS = (1280, 390, 320)
# A page that was seen before under the same title is seen in its narrowest form only.
SEEN_BY_AXE, SEEN_AGAIN = WIDTHS, (320,)
ALL_RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# No style depends on a width below 640 px (tests/web/test_static_files.py holds that), so at 390 px
# only that can differ from 320 px which looks at where things are.
RULES = {390: {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
# No colour depends on the width, and contrast is most of the work.
COLOURS_SEEN = 1280
# Together these pages ask every type of question, with and without a follow-up.
QUESTION_PAGES = ["profiel/2", "stap-1/1", "stap-2/1", "stap-2/2", "stap-3/2", "stap-6/2"]
LOOK = """async ([runOnly, colours]) => {
    const options = {resultTypes: ["violations"], preload: false};
    const rules = {"color-contrast": {enabled: false}};
    const found = [await axe.run({...options, runOnly, rules})];
    if (colours) found.push(await axe.run({include: everyColour()}, {
        ...options, runOnly: {type: "rule", values: ["color-contrast"]},
    }));
    return found.flatMap(({violations}) => violations).map(
        (rule) => `${rule.id}: ${rule.nodes.map((node) => node.target).join(" | ")}`
    );
}"""
# Of a hundred texts in the same letter on the same ground one is enough: this gives the first
# text of every combination of colour, size, weight and all that lies below it.
EVERY_COLOUR = """window.everyColour = () => {
    const first = new Map(), known = new Map();
    const ground = (item) => {
        if (!item) return "";
        if (!known.has(item)) {
            const {backgroundColor, backgroundImage, opacity, position} = getComputedStyle(item);
            const clear = backgroundColor === "rgba(0, 0, 0, 0)";
            const own = [clear ? "" : backgroundColor, backgroundImage, opacity,
                ["static", "relative"].includes(position) ? "" : position];
            known.set(item, `${ground(item.parentElement)} ${own.join("").replace("none1", "")}`);
        }
        return known.get(item);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const item = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !item.checkVisibility()) continue;
        const {color, fontSize, fontWeight, textShadow} = getComputedStyle(item);
        const kind = [color, fontSize, fontWeight, textShadow, ground(item)].join();
        if (!first.has(kind)) first.set(kind, item);
    }
    for (const item of document.querySelectorAll("input, select, textarea"))
        if (item.checkVisibility()) first.set(item, item);
    return [...first.values()];
};"""
FITS = """() => document.documentElement.scrollWidth <= innerWidth"""

# Every page is looked at; these addresses give no page.
NO_PAGE = {
    "activity_spreadsheet.blank": "a spreadsheet",
    "activity_spreadsheet.download": "a spreadsheet",
    "adviser_house.logo": "a picture, that is looked at on its page",
    "advice.pdf": "a PDF, which has checks of its own",
    "shared_advice.pdf": "a PDF, which has checks of its own",
    "api.all_municipalities": "for programs",
    "api.all_networks": "for programs",
    "api.all_question_sets": "for programs",
    "api.all_reports": "for programs",
    "api.one_municipality": "for programs",
    "api.one_network": "for programs",
    "api.one_question_set": "for programs",
    "api.one_report": "for programs",
    "api.openapi": "for programs",
    "bundle.download": "a ZIP",
    "comparing_network.file": "a file to keep",
    "finished_report.data": "a file for programs",
    "finished_report.html": "the same page, as a file",
    "finished_report.pdf": "a PDF, which has checks of its own",
    "finished_report.style": "a style sheet",
    "finished_sheets.answers": "a file for programs",
    "finished_sheets.open_sheet": "a spreadsheet",
    "finished_sheets.workbook": "a spreadsheet",
    "health.alive": "for programs",
    "health.ready": "for programs",
    "letter.document": "a text document",
    "logbook.download": "a spreadsheet",
    "own_data.file": "a file for programs",
    "paper.blank_pdf": "a PDF, which has checks of its own",
    "paper.filled_pdf": "a PDF, which has checks of its own",
    "plan_sheets.open_sheet": "a spreadsheet",
    "plan_sheets.workbook": "a spreadsheet",
    "second_factor.picture": "a picture, that is looked at on its page",
    "public_pages.robots": "for programs",
    "reading_link.pdf": "a PDF, which has checks of its own",
    "shared_report.data": "a file for programs",
    "shared_report.pdf": "a PDF, which has checks of its own",
    "shared_sheets.open_sheet": "a spreadsheet",
    "shared_sheets.workbook": "a spreadsheet",
    "public_pages.security_txt": "for programs",
    "single_sign_on.come_back": "comes from elsewhere; looked at in tests/oidc",
    "single_sign_on.leave_for": "leads elsewhere; looked at in tests/oidc",
    "spreadsheet.download": "a spreadsheet",
    "static_files.static_file": "a style sheet, script or picture",
}
looked_at: dict[str, set[str]] = {}  # which titles were seen at which endpoint


def faults(page, by_axe=SEEN_BY_AXE):
    """What is wrong with this page at any width, with everything folded open."""
    page.evaluate("document.querySelectorAll('details').forEach((item) => { item.open = true; })")
    page.evaluate(f"{AXE}\n{EVERY_COLOUR}\n0")
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        rules = [RULES.get(width, ALL_RULES), width == COLOURS_SEEN]
        wrong = page.evaluate(LOOK, rules) if width in by_axe else []
        wrong += [] if page.evaluate(FITS) else ["scrolls sideways"]
        found += [f"{page.url} at {width}: {fault}" for fault in wrong]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def sound(page, title=""):
    # A link that was followed may still be on its way.
    page.wait_for_load_state()
    expect(page).to_have_title(re.compile(f"^{re.escape(title)}"))
    assert page.title().startswith(title), page.title()
    endpoint = endpoint_of(page.url)
    again = page.title() in looked_at.get(endpoint, ())
    assert faults(page, SEEN_AGAIN if again else SEEN_BY_AXE) == []
    if endpoint not in looked_at:
        assert [f"{page.url}: {fault}" for fault in without_a_mouse(page)] == []
        # The same style sheet prints every state of a page, so one look on paper is enough.
        page.emulate_media(media="print")
        assert [f"on paper: {fault}" for fault in page.evaluate(LOOK, [ALL_RULES, True])] == []
        assert page.evaluate(FITS)
        page.emulate_media(media="screen")
    looked_at.setdefault(endpoint, set()).add(page.title())


@cache
def routes():
    """The addresses of the real application; nothing is asked of it."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/unused.sqlite"
        settings = Settings(url, Path(folder), "x" * 40, False, False, ROOT / "questions")
        return create_app(settings, library(), Database.open(url)).url_map


def endpoint_of(address):
    """What answers at this address, or at the form that was sent to it."""
    path = urlsplit(address).path
    for method in ("GET", "POST"):
        try:
            return routes().bind("here").match(path, method)[0]
        except HTTPException:
            continue
    return "nothing"


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


@pytest.fixture(scope="module")
def browsing(chromium):
    """Opens a browser of its own at a server; all of them are closed at the end."""
    contexts = []

    def at(server):
        context = chromium.new_context(base_url=server.address, locale="nl-NL")
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context

    yield at
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("fresh")).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def person(browsing, fresh):
    """Someone who came in at an empty instance, after a look at every page before that."""
    context = browsing(fresh)
    tab = context.new_page()
    tab.goto("/")
    sound(tab, "U bent niet ingelogd")
    tab.goto(fresh.entrance)
    sound(tab, "Welkom")
    come_in(tab, fresh.entrance)
    sound(tab, "Begin")
    tab.goto("/beginnen")
    sound(tab, "Een scan beginnen")
    tab.get_by_label("Dag").fill("41")
    press(tab, "Beginnen")
    sound(tab, "Fout: Een scan beginnen")
    tab.goto("/beginnen")
    tab.get_by_label("Gemeente").fill("Bergen")
    press(tab, "Beginnen")
    sound(tab, "Fout: Een scan beginnen")
    tab.close()
    return context


@pytest.fixture(scope="module")
def here(person):
    """The address of an assessment in which the branches stand open."""
    tab = person.new_page()
    address = begin(tab)
    sound(tab, "De scan van gemeente Hilversum")
    tab.goto(f"{address}stap/stap-3/1")
    tab.locator('[name="q-doelen-op-papier--value"][value="3"]').check()
    press(tab, "Opslaan en verder")
    tab.goto(f"{address}stap/stap-6/1")
    tab.locator('[name="q-campagne-gehouden--value"][value="ja"]').check()
    press(tab, "Opslaan en verder")
    tab.close()
    return address


@pytest.fixture
def tab(person):
    tab = person.new_page()
    yield tab
    tab.close()


@pytest.fixture
def other(person):
    tab = person.new_page()
    yield tab
    tab.close()


def test_whoever_is_not_in_finds_the_way(browsing, fresh, person):
    tab = browsing(fresh).new_page()
    tab.goto(fresh.entrance)
    sound(tab, "Deze link werkt niet meer")
    tab.goto("/uitgelogd")
    sound(tab, "U bent uitgelogd")


def test_whoever_got_a_report_checks_it(browsing, fresh, person):
    """Without signing in: no file, a good one, a changed one and something else."""
    tab = browsing(fresh).new_page()
    tab.goto("/controleer/")
    sound(tab, "Controleer een rapport")
    press(tab, "Controleer")
    sound(tab, "Fout: Controleer een rapport")
    good = written(planted(), "gaps")
    changed = good.replace(b'"known":', b'"known":1', 1)
    for raw, title in (
        (good, "Geen wijziging gevonden"),
        (changed, "Gewijzigd"),
        (b"hallo", "Geen rapport"),
    ):
        tab.goto("/controleer/")
        given = {"name": "rapport.json", "mimeType": "application/json", "buffer": raw}
        tab.get_by_label("Het rapport").set_input_files(given)
        press(tab, "Controleer")
        sound(tab, title)


def test_comparing_files(tab):
    """No file, nothing that can be compared, and an outcome in another order."""
    tab.goto("/vergelijken/")
    sound(tab, "Vergelijk rapporten")
    press(tab, re.compile("^Vergelijk$"))
    sound(tab, "Fout: Vergelijk rapporten")
    one = {"name": "rapport.json", "mimeType": "application/json"}
    good = written(planted(), "gaps")
    for several, title in (
        ([{**one, "buffer": b"hallo"}], "Fout: Vergelijk rapporten"),
        ([{**one, "buffer": good}, {**one, "buffer": b"hallo"}], "Gemeenten naast elkaar"),
    ):
        tab.goto("/vergelijken/")
        tab.get_by_label("De rapporten").set_input_files(several)
        press(tab, re.compile("^Vergelijk$"))
        sound(tab, title)
    tab.get_by_label("Volgorde van de gemeenten").select_option("stap-1")
    press(tab, "Zet in deze volgorde")
    sound(tab, "Gemeenten naast elkaar")


@pytest.mark.parametrize("page", QUESTION_PAGES)
def test_empty_questions(tab, here, page):
    tab.goto(f"{here}stap/{page}")
    assert page in tab.url
    sound(tab)


def test_the_pages_ask_every_type_of_question():
    types = {}
    for step in content().steps:
        for number, page in enumerate(step.pages, start=1):
            types[f"{step.id}/{number}"] = {question.type for question in page.questions}
    assert set.union(*types.values()) == set.union(*(types[page] for page in QUESTION_PAGES))


def test_mistakes_in_a_question(tab, here):
    tab.goto(f"{here}stap/stap-1/1")
    tab.get_by_label("Jaartal").fill("1066")
    tab.locator('[name="q-beeld-van-het-probleem--value"][value="--na:anders"]').evaluate(
        "(item) => { item.checked = true; }"
    )
    for name in ("ggd", "geen"):
        tab.locator(f'[name="q-bronnen-voor-beeld--value"][value="{name}"]').check()
    press(tab, "Opslaan en verder")
    sound(tab, "Fout: ")
    tab.goto(f"{here}stap/stap-3/2")
    tab.get_by_label("Maand").fill("13")
    press(tab, "Opslaan en verder")
    sound(tab, "Fout: ")


def test_two_answers_to_one_question(tab, other, here):
    for page in (other, tab):
        page.goto(f"{here}stap/stap-7/1")
    for page, value in ((other, "1"), (tab, "3")):
        page.locator(f'[type="radio"][value="{value}"]').first.check()
        press(page, "Opslaan en verder")
    sound(tab, "Fout: ")
    assert "Het andere antwoord" in tab.content()


def test_what_the_page_says_while_it_saves(tab, here):
    """Nothing yet, saved, not possible yet, and no connection."""
    tab.goto(f"{here}stap/stap-7/1")
    line = tab.get_by_role("status")
    expect(line).to_have_text("Wij slaan uw antwoorden vanzelf op.")
    sound(tab)
    tab.locator("[type=radio][value='2']").first.check()
    expect(line).to_contain_text("Opgeslagen om")
    sound(tab)
    tab.goto(f"{here}stap/stap-1/1")
    tab.get_by_label("Jaartal").fill("20")
    expect(line).to_contain_text("Nog niet opgeslagen:")
    sound(tab)
    tab.context.set_offline(True)
    for option in tab.locator("[type=radio][value='--unknown']").all():
        option.check()
    expect(line).to_contain_text("we proberen het opnieuw")
    sound(tab)
    tab.context.set_offline(False)
    tab.get_by_label("Jaartal").fill("")
    expect(line).to_contain_text("Opgeslagen om")


def test_what_the_page_says_when_nobody_is_signed_in_any_more(tab, here):
    tab.goto(f"{here}stap/stap-7/1")
    cookies = tab.context.cookies()
    tab.context.clear_cookies(name="preventiespiegel")
    tab.locator("[type=radio][value='3']").first.check()
    expect(tab.get_by_role("link", name="Log opnieuw in")).to_be_visible()
    sound(tab)
    tab.context.add_cookies(cookies)
    expect(tab.get_by_role("status")).to_contain_text("Opgeslagen om")


def test_two_answers_to_one_question_while_filling_in(tab, other, here):
    for page in (other, tab):
        page.goto(f"{here}stap/stap-7/1")
    for page, value in ((other, "0"), (tab, "4")):
        page.locator(f'[type="radio"][value="{value}"]').first.check()
        expect(page.get_by_role("status")).to_contain_text("pgeslagen")
    expect(tab.get_by_role("group", name="Welk antwoord wilt u bewaren?")).to_be_visible()
    sound(tab)
    tab.get_by_label("Het andere antwoord overnemen").check()
    expect(tab.get_by_role("status")).to_contain_text("Opgeslagen om")
    sound(tab)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_line_that_says_what_is_saved_never_hides_what_has_the_focus(tab, here, width):
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto(f"{here}stap/stap-1/1")
    tab.get_by_label("Jaartal").fill("20")
    expect(tab.get_by_role("status")).to_contain_text("Nog niet opgeslagen:")
    tab.evaluate("scrollTo(0, 0)")
    tab.locator("h1").click()
    seen = set()
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 60:
        tab.keyboard.press(key)
        where = tab.evaluate("""() => {
            const item = document.activeElement, line = document.querySelector("[role=status]");
            if (item === document.body || line.contains(item)) return null;
            return [item.id, item.getBoundingClientRect().bottom, line.getBoundingClientRect().top,
                    item.getBoundingClientRect().top, line.getBoundingClientRect().bottom];
        }""")
        if where:
            name, bottom, top, start, end = where
            seen.add(name)
            # Wholly above the line, or under it at the end of the page.
            assert bottom <= top or start >= end, where
    assert len(seen) > 15


def test_what_was_answered(tab, here):
    tab.goto(f"{here}stap/stap-3/controle")
    sound(tab, "Uw antwoorden")


def test_everything_on_one_page(tab, here):
    tab.goto(f"{here}controle")
    sound(tab, "Controle van alle antwoorden")


def test_what_was_answered_before(tab, other, here):
    history = f"{here}vraag/doelen-op-papier/geschiedenis"
    for value in ("2", "1"):
        tab.goto(f"{here}stap/stap-3/1")
        tab.locator(f'[name="q-doelen-op-papier--value"][value="{value}"]').check()
        save(tab)
    for page in (tab, other):
        page.goto(history)
    sound(tab, "Eerdere antwoorden")
    tab.get_by_role("button", name="Terugzetten").last.click()
    press(other, "Terugzetten")
    sound(other, "Fout: Eerdere antwoorden")
    tab.goto(f"{here}vraag/beeld-van-het-probleem/geschiedenis")
    sound(tab, "Eerdere antwoorden")


def test_a_text_that_goes_for_good(tab, other, here):
    tab.goto(f"{here}stap/stap-3/1")
    note = tab.locator('[name="q-doelen-op-papier--note"]')
    note.evaluate("(field) => { field.value = 'Een tekst'; }")
    save(tab)
    for page in (tab, other):
        page.goto(f"{here}wissen/antwoord/doelen-op-papier")
        sound(page, "Welke tekst wilt u wissen?")
        page.get_by_role("link", name="Tekst voorgoed wissen: toelichting").click()
    sound(tab, "Tekst voorgoed wissen")
    press(other, "Ja, voorgoed wissen")
    press(tab, "Ja, voorgoed wissen")
    sound(tab, "Fout: Tekst voorgoed wissen")


def test_a_step_for_a_colleague(tab, other, here):
    for page in (tab, other):
        page.goto(f"{here}stap/stap-1/bij")
    sound(tab, "Geef aan een collega")
    for page, name in ((other, "Halt"), (tab, "GGD")):
        page.locator("[name=bij]").fill(name)
        press(page, "Opslaan")
    sound(tab, "Fout: Geef aan een collega")
    tab.locator("[name=bij]").fill("De GGD van onze regio. " * 5)
    press(tab, "Opslaan")
    sound(tab, "Fout: Geef aan een collega")


def test_a_step_is_done(tab, other, here):
    for page in (tab, other):
        page.goto(f"{here}stap/stap-5/controle")
    for page, place in ((other, 0), (tab, 1)):
        page.locator('[name="af"]').nth(place).check()
        press(page, "Opslaan")
    sound(tab, "Fout: Uw antwoorden")
    tab.goto(here)
    sound(tab, "De scan van gemeente")


def test_ones_own_function(tab):
    tab.goto("/ik")
    sound(tab, "Uw functie")
    tab.locator("[name=functie]").fill("Beleidsmedewerker jeugd. " * 5)
    press(tab, "Opslaan")
    sound(tab, "Fout: Uw functie")


def test_ones_own_data(tab):
    tab.goto("/ik/gegevens")
    sound(tab, "Mijn gegevens")


def test_inviting_and_taking_part(tab, here, browsing, fresh):
    newcomer = browsing(fresh).new_page()
    tab.goto("/")
    tab.get_by_role("link", name="Wie doen er mee").click()
    sound(tab, "Wie doen er mee")
    people = tab.url
    tab.get_by_label("E-mailadres").fill("geen adres")
    press(tab, "Uitnodigen")
    sound(tab, "Fout: Wie doen er mee")
    tab.get_by_label("E-mailadres").fill(
        "iemand.met-een-lange-naam@gemeente-met-een-lange-naam.example"
    )
    press(tab, "Uitnodigen")
    sound(tab, "De uitnodiging is klaar")
    tab.goto(people)
    press(tab, "Uitnodigen")
    link = tab.get_by_label("Kopieer deze link").input_value()
    newcomer.goto(link)
    sound(newcomer, "U bent uitgenodigd")
    press(newcomer, "Meedoen")
    sound(newcomer, "Fout: U bent uitgenodigd")
    newcomer.get_by_label("Wat is uw functie?").fill("Adviseur veiligheid")
    press(newcomer, "Meedoen")
    newcomer.goto(link)
    sound(newcomer, "Deze uitnodiging werkt niet meer")
    newcomer.goto("/mensen")
    sound(newcomer, "Wie doen er mee")
    tab.goto(people)
    press(tab, "Maak invuller")
    sound(tab, "Fout: Wie doen er mee")
    tab.goto(people)
    tab.get_by_role("link", name="Weghalen (Adviseur veiligheid)").click()
    sound(tab, "Rol weghalen")
    tab.goto(people)
    press(tab, "Uitnodigen")
    tab.goto(tab.get_by_label("Kopieer deze link").input_value())
    press(tab, "Meedoen met dit account")
    sound(tab, "Fout: U bent uitgenodigd")


def test_the_pages_of_a_beheerder(tab, here):
    tab.goto("/")
    tab.get_by_role("link", name="Beheer", exact=True).click()
    sound(tab, "Beheer")
    press(tab, "Uitnodigen")
    sound(tab, "Fout: Beheer")
    tab.get_by_label("Gemeente", exact=True).fill("Bergen")
    press(tab, "Uitnodigen")
    sound(tab, "Fout: Beheer")
    tab.get_by_label("Nog een beheerder").check()
    press(tab, "Uitnodigen")
    tab.goto("/beheer")
    sound(tab, "Beheer")
    tab.get_by_role("link", name=re.compile("account 1$")).click()
    sound(tab, "Account")
    press(tab, "Rol van beheerder weghalen")
    sound(tab, "Fout: Account")
    tab.goto(f"{tab.url.rpartition('/')[0]}/voorgoed-vergeten")
    sound(tab, "Persoon vergeten")


PASSWORD = "kastanje fietspomp noorderlicht trui"


def fill(tab, **texts):
    for name, text in texts.items():
        tab.locator(f"[name={name}]").fill(text)


def test_an_account_of_its_own(browsing, tmp_path):
    """From the first link to a password, an app, and signing in with both; then a new password."""
    server = Server(tmp_path).start()
    tab = browsing(server).new_page()
    come_in(tab, server.entrance)
    tab.goto("/account")
    sound(tab, "Uw account")
    tab.goto("/account/e-mail")
    sound(tab, "Uw e-mailadres")
    fill(tab, email="geen adres")
    press(tab, "Opslaan")
    sound(tab, "Fout: Uw e-mailadres")
    tab.goto("/account/wachtwoord")
    sound(tab, "Uw wachtwoord")
    fill(tab, email="a@voorbeeld.example", password="kort", again="kort")
    press(tab, "Opslaan")
    sound(tab, "Fout: Uw wachtwoord")
    fill(tab, password=PASSWORD, again=PASSWORD)
    press(tab, "Opslaan")
    sound(tab, "Tweede stap")
    fill(tab, current=PASSWORD)
    press(tab, "Tweede stap instellen")
    # The picture is there, and says the same as the words below it.
    assert tab.locator("main img").evaluate("(item) => item.naturalWidth") > 100
    secret = "".join(item.inner_text() for item in tab.locator("main p code").all())
    fill(tab, code="000000")
    press(tab, "Aanzetten")
    sound(tab, "Fout: Tweede stap")
    fill(tab, code=totp.code_at(base64.b32decode(secret), totp.step_of(datetime.now(UTC))))
    press(tab, "Aanzetten")
    sound(tab, "Uw herstelcodes")
    spare = tab.locator("main li code").first.inner_text()
    tab.goto("/account/tweede-stap")
    sound(tab, "Tweede stap")
    press(tab, "Uitloggen")
    sound(tab, "U bent uitgelogd")
    tab.goto("/wachtwoord-vergeten")
    sound(tab, "Wachtwoord vergeten")
    press(tab, "Link sturen")
    sound(tab, "Fout: Wachtwoord vergeten")
    fill(tab, email="a@voorbeeld.example")
    press(tab, "Link sturen")
    sound(tab, "Vraag uw beheerder")
    tab.goto(password_link(server))
    sound(tab, "Nieuw wachtwoord")
    fill(tab, password=PASSWORD[::-1], again=PASSWORD[::-1])
    press(tab, "Opslaan")
    sound(tab, "Inloggen")
    fill(tab, email="a@voorbeeld.example", password=PASSWORD)
    press(tab, "Inloggen")
    sound(tab, "Fout: Inloggen")
    fill(tab, password=PASSWORD[::-1])
    press(tab, "Inloggen")
    sound(tab, "Code uit uw app")
    fill(tab, code=spare)
    press(tab, "Verder")
    sound(tab, "Begin")
    server.stop()


def password_link(server):
    """What the mail says, that lies in a folder of the server."""
    folder = server.folder / "instance" / "outbox"
    for _ in range(100):
        mails = list(folder.glob("*.eml"))
        if mails:
            break
        time.sleep(0.1)
    text = mails[0].read_text(encoding="utf-8").replace("=\n", "")
    return re.search(r"http://\S+/wachtwoord/\S+", text)[0]


def test_what_everyone_may_read(tab):
    for address, heading in (("/privacy", "Privacy"), ("/toegankelijkheid", "Toegankelijkheid")):
        tab.goto(address)
        sound(tab, heading)


def test_the_logbook(tab, here):
    tab.goto(f"{here}logboek")
    sound(tab, "Logboek")
    tab.goto(f"{here}logboek?soort=report")
    sound(tab, "Logboek")


def test_a_spreadsheet(tab, here):
    def send(raw):
        tab.goto(f"{here}excel/")
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        file = {"name": "vragen.xlsx", "mimeType": kind, "buffer": raw}
        tab.get_by_label("Het ingevulde bestand").set_input_files(file)
        press(tab, "Bekijk wat er verandert")

    tab.goto(f"{here}excel/")
    sound(tab, "Invullen in Excel")
    raw = tab.context.request.get(f"{here}excel/vragen.xlsx").body()
    send(File(raw).put({"s1_4": "misschien"}).raw())
    sound(tab, "Fout: Invullen in Excel")
    send(raw)
    sound(tab, "Wat er verandert")
    tab.goto(f"{here}stap/stap-1/1")
    tab.get_by_label("Jaartal").fill("2024")
    save(tab)
    send(File(raw).put({"s1_3": 2025, "s4_1.po": "Geen lessen", "s2_3": "Ja"}).raw())
    sound(tab, "Kies: Wat er verandert")


@pytest.mark.parametrize("address", ["/vragenlijst", "op-papier"])
def test_the_questionnaire_on_paper(tab, here, address):
    tab.goto(address if address.startswith("/") else f"{here}{address}")
    sound(tab, "De vragenlijst op papier")


def test_activities(tab, other, here):
    overview = f"{here}aan-de-slag/"
    tab.goto(overview)
    sound(tab, "Aan de slag")
    tab.goto(f"{overview}nieuw")
    sound(tab, "Activiteit toevoegen")
    tab.locator("[name=start_month]").evaluate("(item) => { item.value = '13'; }")
    press(tab, "Opslaan")
    sound(tab, "Fout: Activiteit toevoegen")
    tab.goto(f"{overview}nieuw")
    tab.get_by_label("Hoe heet de activiteit?").fill("Gastles over online contact")
    tab.get_by_label("Wie voert het uit?").fill("Jongerenwerk")
    tab.get_by_role("checkbox", name="Voortgezet onderwijs").check()
    tab.get_by_role("checkbox", name=re.compile("^norm$", re.IGNORECASE)).check()
    press(tab, "Opslaan")
    sound(tab, "Aan de slag")
    press(tab, "Kopiëren")
    activity = tab.url
    other.goto(activity)
    for page, name in ((other, "De les van de een"), (tab, "De les van de ander")):
        page.get_by_label("Hoe heet de activiteit?").fill(name)
    press(other, "Opslaan")
    press(tab, "Opslaan")
    sound(tab, "Fout: iemand anders paste dit ook aan")
    tab.goto(f"{activity}/verwijderen")
    sound(tab, "Activiteit verwijderen")
    other.goto(activity)
    other.get_by_label("Hoe heet de activiteit?").fill("De les van de een, opnieuw")
    press(other, "Opslaan")
    other.goto(activity)
    press(tab, "Ja, verwijderen")
    sound(tab, "Activiteit verwijderen")
    press(tab, "Ja, verwijderen")
    sound(tab, "Aan de slag")
    press(other, "Opslaan")
    sound(other, "Fout: deze activiteit is verwijderd")


def test_finding_an_activity(tab, here):
    overview = f"{here}aan-de-slag/"
    for name, place in (("Spreekuur", "sport"), ("Training", "mbo")):
        tab.goto(f"{overview}nieuw")
        tab.get_by_label("Hoe heet de activiteit?").fill(name)
        tab.get_by_label("Wie voert het uit?").fill("Jongerenwerk")
        for field, value in (("settings", place), ("themes", "norm")):
            tab.locator(f'[name="{field}"][value="{value}"]').check()
        press(tab, "Opslaan")
    tab.goto(f"{overview}?plek=sport&thema=norm")
    sound(tab, "Aan de slag")
    assert tab.get_by_role("heading", name="Spreekuur").is_visible()
    tab.goto(f"{overview}?tekst=bestaat+niet")
    sound(tab, "Aan de slag")


def test_the_matrix_is_a_table_or_a_list(tab, here):
    """A cell leads somewhere on a wide screen and on a phone; only one of the two is there."""
    overview = f"{here}aan-de-slag/"
    for width, table in ((1280, True), (390, False), (320, False)):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(overview)
        assert tab.get_by_role("table").count() == table
        assert tab.locator(".app-places").is_visible() != table
        if not table:
            tab.locator(".app-places summary", has_text="cultuur en bibliotheek").click()
        cell = re.compile("cultuur en bibliotheek, ouders.*Activiteit toevoegen", re.IGNORECASE)
        tab.get_by_role("link", name=cell).click()
        assert tab.locator('[name="settings"][value="cultuur"]').is_checked()
        assert tab.locator('[name="themes"][value="ouders"]').is_checked()
    tab.set_viewport_size({"width": 700, "height": 900})
    tab.goto(overview)
    # Where it does not fit, the table scrolls and the page does not.
    assert tab.evaluate("document.documentElement.scrollWidth") == 700
    tab.emulate_media(forced_colors="active")
    tab.set_viewport_size({"width": 1280, "height": 900})
    empty = tab.locator("td.is-leeg .app-cell").first
    assert empty.evaluate("(item) => getComputedStyle(item).borderTopStyle") == "dashed"
    assert tab.locator("td.is-nvt").first.evaluate("(item) => item.children.length") == 1
    tab.emulate_media(forced_colors="none")


def test_a_list_of_activities(tab, here):
    def send(raw, name="lijst.xlsx"):
        tab.goto(f"{here}aan-de-slag/excel/")
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": raw}
        tab.get_by_label("Uw lijst").set_input_files(file)
        press(tab, "Bekijk wat er verandert")

    tab.goto(f"{here}aan-de-slag/excel/")
    sound(tab, "Activiteiten uit een lijst")
    send(b"%PDF")
    sound(tab, "Fout: Activiteiten uit een lijst")
    raw = b"Naam;Plek;Wat niet\nBel 06-12345678;de kroeg;x\nLessen aan ouders;vo;\n;vo;x\n"
    send(raw, "lijst.csv")
    sound(tab, "Wat er verandert in het overzicht")
    press(tab, "Overnemen")
    raw = tab.context.request.get(f"{here}aan-de-slag/excel/aan-de-slag.xlsx").body()
    send(raw)
    sound(tab, "Wat er verandert in het overzicht")
    row = (
        1 + len(tab.context.request.get(f"{here}aan-de-slag/").text().split("app-row-actions")) - 1
    )
    tab.goto(f"{here}aan-de-slag/?tekst=lessen+aan+ouders")
    tab.get_by_role("link", name=re.compile("Aanpassen.*Lessen aan ouders")).click()
    tab.get_by_label("Hoe heet de activiteit?").fill("Lessen aan verzorgers")
    tab.get_by_label("Wie voert het uit?").fill("GGD")
    tab.locator('[name="themes"][value="ouders"]').check()
    press(tab, "Opslaan")
    send(change(raw, (row, "name", "Lessen van de GGD"), (2, "status", "Gestopt")))
    sound(tab, "Kies: Wat er verandert in het overzicht")


def test_the_improvement_plan(tab, other, here):
    tab.goto(f"{here}verbeterplan/")
    sound(tab, "Verbeterplan")
    tab.goto(f"{here}verbeterplan/nieuw")
    sound(tab, "Een eigen actie")
    press(tab, "Opslaan")
    sound(tab, "Fout: Een eigen actie")
    rule = f"{here}verbeterplan/punt/geen-steun-slachtoffers"
    for page in (tab, other):
        page.goto(rule)
    for page, name in ((other, "GGD"), (tab, "Jeugd en gezin")):
        page.locator("[name=owner]").fill(name)
        press(page, "Opslaan")
    sound(other, "Verbeterplan")
    sound(tab, "Fout: iemand anders paste deze actie ook aan")
    press(tab, "Opslaan")
    sound(tab, "Fout: iemand anders paste deze actie ook aan")
    tab.locator("#keep-mine").check()
    press(tab, "Opslaan")
    tab.goto(rule)
    sound(tab, "Geen steun")
    tab.goto(f"{here}verbeterplan/?status=klaar")
    sound(tab, "Verbeterplan")


def test_finishing_a_report(tab, here):
    tab.goto(f"{here}rapporten/")
    sound(tab, "Rapporten van gemeente")
    tab.goto(f"{here}rapporten/vaststellen")
    sound(tab, "Rapport vaststellen")
    tab.locator("[name=sharing]:checked").evaluate("(item) => { item.checked = false; }")
    press(tab, "Nu vaststellen")
    sound(tab, "Fout: Rapport vaststellen")
    tab.locator("[name=sharing]").first.check()
    tab.set_default_timeout(60_000)  # a real PDF, on a machine that may be busy
    press(tab, "Nu vaststellen")
    sound(tab, "Rapport PS-")
    tab.goto(f"{here}rapporten/")
    sound(tab, "Rapporten van gemeente")
    raw = tab.context.request.get(
        tab.get_by_role("link", name="Gegevens").first.get_attribute("href")
    ).body()
    tab.goto(f"{here}rapporten/vaststellen")
    assert tab.get_by_label("Met welk eerder rapport vergelijkt u?").is_visible()
    sound(tab, "Rapport vaststellen")
    compare(tab, here, raw)


def compare(tab, here, raw):
    """With a report of the list, and with one out of a file."""
    tab.goto(f"{here}rapport/vergelijken/")
    sound(tab, "Vergelijken met een eerder rapport")
    press(tab, "Vergelijk")
    assert tab.get_by_role("heading", name="Was en wordt").is_visible()
    sound(tab, "Rapport gemeente")
    for body in (b"{}", raw):
        tab.goto(f"{here}rapport/vergelijken/")
        file = {"name": "rapport.json", "mimeType": "application/json", "buffer": body}
        tab.get_by_label("Het eerdere rapport").set_input_files(file)
        press(tab, "Vergelijk met dit bestand")
        if body != raw:
            sound(tab, "Fout: Vergelijken")
    assert "Wij bewaren dat bestand niet." in tab.content()
    sound(tab, "Rapport gemeente")


def take_part(page, link, function):
    """As someone new, with the second step that the role asks for."""
    page.goto(link)
    page.get_by_label("Wat is uw functie?").fill(function)
    press(page, "Meedoen")
    press(page, "Tweede stap instellen")
    key = "".join(page.locator("p", has_text="Sleutel:").locator("code").all_inner_texts())
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    code = totp.code_at(secret, totp.step_of(datetime.now(UTC)))
    page.get_by_label("Code uit de app").fill(code)
    press(page, "Aanzetten")
    page.goto("/")


def coordinator(tab, browsing, fresh):
    """Someone whom the beheerder invites for a network that is made on the way."""
    tab.goto("/netwerken/")
    sound(tab, "Netwerken")
    press(tab, "Maak dit netwerk")
    sound(tab, "Fout: Netwerken")
    tab.get_by_label("Naam van het netwerk").fill("Gooi en Vechtstreek")
    tab.get_by_label("Gemeenten, elk op een eigen regel").fill("Hilversum\nHuizen\nUtrecht")
    press(tab, "Maak dit netwerk")
    sound(tab, "Netwerken")
    press(tab, "Nodig een coördinator uit")
    link = tab.get_by_label("Kopieer deze link").input_value()
    newcomer = browsing(fresh).new_page()
    take_part(newcomer, link, "Coördinator regio")
    newcomer.get_by_role("link", name="Netwerk Gooi en Vechtstreek").click()
    sound(newcomer, "Netwerk Gooi")
    return newcomer


def test_sharing_with_a_network(tab, here, browsing, fresh):
    """After finishing a report: sharing it, what the network sees, and stopping."""
    newcomer = coordinator(tab, browsing, fresh)
    network = newcomer.url
    tab.goto(f"{here}delen/")
    sound(tab, "Delen van gemeente")
    press(tab, "Delen")
    sound(tab, "Fout: Delen van gemeente")
    for button, title in (
        ("Bekijk eerst wat zij zien", "Dit zien anderen"),
        (re.compile("^Delen$"), "Delen van gemeente"),
    ):
        tab.goto(f"{here}delen/")
        tab.get_by_role("radio", name="Gooi en Vechtstreek").check()
        tab.get_by_role("radio", name="Alles, ook de toelichtingen").first.check()
        press(tab, button)
        sound(tab, title)
    newcomer.goto(network)
    sound(newcomer, "Netwerk Gooi")
    newcomer.get_by_role("link", name="Rapport van").click()
    sound(newcomer, "Rapport PS-")
    newcomer.goto(network)
    newcomer.get_by_role("link", name="Zet de gemeenten naast elkaar").click()
    sound(newcomer, "Gemeenten naast elkaar")
    newcomer.goto(f"{network}gemeenten")
    sound(newcomer, "Netwerk Gooi")
    newcomer.get_by_label("Gemeenten, elk op een eigen regel").fill("Nergenshuizen")
    press(newcomer, "Opslaan")
    sound(newcomer, "Fout: Netwerk Gooi")
    newcomer.goto(f"{network}mensen/")
    sound(newcomer, "Wie doen er mee aan netwerk")
    press(newcomer, "Uitnodigen")
    newcomer.goto(f"{network}mensen/")
    sound(newcomer, "Wie doen er mee aan netwerk")
    newcomer.goto(f"{network}alle-rapporten/")
    sound(newcomer, "Alle rapporten van netwerk")
    newcomer.goto(network)
    newcomer.get_by_role("link", name="Sleutels voor andere programma’s").click()
    press(newcomer, "Maak een sleutel")
    sound(newcomer, "Fout: Sleutels")
    newcomer.get_by_label("Waarvoor is de sleutel?").fill("Dashboard van de regio")
    newcomer.get_by_role("radio", name="De stand en de gaten").check()
    press(newcomer, "Maak een sleutel")
    sound(newcomer, "Uw sleutel")
    newcomer.get_by_role("link", name="Terug naar de sleutels").click()
    sound(newcomer, "Sleutels voor andere programma’s")
    press(tab, "Stop met delen")
    sound(tab, "Delen van gemeente")
    newcomer.goto(network)
    assert "Rapport van" not in newcomer.content()
    newcomer.goto(f"{network}vergelijken/")
    sound(newcomer, "Nog niets te vergelijken")


def advise(adviser):
    """Own advice beside what was just shared, and the cover that belongs to it."""
    adviser.goto("/")
    adviser.get_by_role("link", name="Rapporten van gemeente").click()
    adviser.get_by_role("link", name="Rapport van").first.click()
    adviser.get_by_role("link", name="Uw advies", exact=True).click()
    sound(adviser, "Uw advies aan gemeente")
    adviser.get_by_role("link", name="Het hele rapport").click()
    sound(adviser, "Eigen advies: Het hele rapport")
    address = adviser.url
    press(adviser, "Opslaan")
    sound(adviser, "Fout: Eigen advies")
    other = adviser.context.new_page()
    other.goto(address)
    for page, text in ((adviser, "Eerst."), (other, "Ook.")):
        page.get_by_label("Uw advies").fill(text)
        page.get_by_label("Namens welke organisatie?").fill("GGD")
        press(page, "Opslaan")
    sound(adviser, "Uw advies aan gemeente")
    sound(other, "Fout: dit advies is intussen aangepast")
    other.close()
    adviser.goto("/account/voorblad/")
    sound(adviser, "Uw voorblad")
    press(adviser, "Opslaan")
    sound(adviser, "Fout: Uw voorblad")


def test_an_adviser_and_a_reader(tab, here, browsing, fresh):
    tab.goto("/mensen")
    tab.get_by_label("Adviseur").check()
    press(tab, "Uitnodigen")
    adviser = browsing(fresh).new_page()
    take_part(adviser, tab.get_by_label("Kopieer deze link").input_value(), "Adviseur van de GGD")
    adviser.get_by_role("link", name="Rapporten van gemeente").click()
    sound(adviser, "Wat gemeente")
    tab.goto(f"{here}delen/")
    assert "Dat zien: Adviseur van de GGD" in tab.content()
    tab.get_by_role("radio", name="Onze adviseurs").check()
    tab.get_by_role("radio", name="De stand en de gaten").first.check()
    press(tab, re.compile("^Delen$"))
    advise(adviser)
    tab.goto(f"{here}advies/")
    sound(tab, "Eigen advies bij gemeente")
    tab.goto(f"{here}advies/over/rapport")
    sound(tab, "Eigen advies: Het hele rapport")
    tab.goto(f"{here}delen/")
    form = tab.locator("form").filter(has_text="Maak een leeslink")
    form.get_by_role("radio", name="De stand en de gaten").check()
    press(tab, "Maak een leeslink")
    sound(tab, "Uw leeslink")
    reader = browsing(fresh).new_page()
    link = tab.get_by_label("Kopieer deze link").input_value()
    reader.goto(link)
    sound(reader, "Rapport PS-")
    assert reader.context.cookies() == []
    reader.goto(link.replace("/lezen/", "/lezen/x"))
    sound(reader, "Deze link werkt niet")


@pytest.fixture
def with_older_questions(fresh):
    """A scan that began with the version before this one; nobody can begin with that any more."""
    found = Database.open(f"sqlite:///{fresh.folder}/instance/preventiespiegel.db")
    with found.write() as connection:
        by = people.first(connection)
        record = start(connection, by, now=datetime.now(UTC))
        given = [
            Change(SPLIT, Answer("answered", "ja", note="Kaart"), 0),
            Change(MERGED[0], Answer("answered", "nee"), 0),
        ]
        answering.save(connection, record.id, given, by=by, now=datetime.now(UTC))
    found.dispose()
    return f"/invullen/{record.id}/"


def test_a_new_version_of_the_questions(tab, other, with_older_questions):
    address = with_older_questions
    tab.goto(address)
    sound(tab, "De scan van gemeente")
    tab.goto(f"{address}vragenlijst/nieuw")
    sound(tab, "Naar de nieuwe vragenlijst")
    other.goto(f"{address}stap/bij-incidenten/1")
    press(tab, "Overzetten")
    sound(tab, "De scan van gemeente")
    other.locator(f'[name="q-{SPLIT}--value"][value="nee"]').check()
    press(other, "Opslaan en verder")
    sound(other, "De vragenlijst is vernieuwd")
    for page in ("1", "3", "controle"):
        tab.goto(f"{address}stap/bij-incidenten/{page}")
        sound(tab)
    tab.goto(f"{address}vragenlijst/terug")
    sound(tab, "Terug naar versie 1.0")


def test_a_new_round(tab, here):
    tab.goto(f"{here}nieuwe-ronde")
    sound(tab, "Begin een nieuwe ronde")
    tab.get_by_label("Jaar").fill("1999")
    press(tab, "Nieuwe ronde beginnen")
    sound(tab, "Fout: Begin een nieuwe ronde")
    tab.get_by_label("Jaar").fill("2090")
    press(tab, "Nieuwe ronde beginnen")
    begun = tab.url
    sound(tab, "De scan van gemeente")
    for page in ("stap/stap-3/1", "stap/stap-3/controle", "controle", "rapport"):
        tab.goto(f"{begun}{page}")
        sound(tab)


def test_a_pdf_that_is_being_made_or_failed(tab, here, fresh):
    address = f"{here}rapport.pdf"
    for _ in range(30):
        if tab.context.request.get(address).status == 200:
            break
    folder = fresh.folder / "instance" / "concepten"
    for pdf in folder.glob("*.pdf"):
        pdf.unlink()
    # As if other processes were making them all.
    locks = [os.open(path, os.O_RDWR) for path in folder.glob("*.lock")]
    for lock in locks:
        fcntl.flock(lock, fcntl.LOCK_EX)
    for rest in ("?zelf=ja", ""):
        tab.goto(address + rest)
        sound(tab, "Het rapport wordt gemaakt")
    for lock, path in zip(locks, folder.glob("*.lock"), strict=True):
        path.with_suffix(".fault").write_text("Het maken van de PDF is niet gelukt.")
        os.close(lock)
    tab.goto(address)
    sound(tab, "Er is nu geen PDF")


def test_the_particulars_and_removing(tab, here):
    tab.goto(f"{here}gegevens")
    sound(tab, "Gegevens van de scan")
    tab.goto("/beginnen")
    address = begin(tab, "Aalten", "Kort")
    tab.goto(f"{address}verwijderen")
    sound(tab, "Scan verwijderen")
    press(tab, "Ja, verwijderen")
    sound(tab, "Begin")


def test_a_form_that_cannot_be_taken(tab, here):
    """Too old, and too much."""
    tab.goto("/ik")
    tab.locator("[name=csrf_token]").evaluate_all("(all) => all.forEach((item) => item.remove())")
    press(tab, "Opslaan")
    sound(tab, "Dit formulier is verlopen")
    tab.goto(f"{here}stap/stap-1/bij")
    tab.locator("[name=bij]").evaluate("(item) => { item.value = 'x'.repeat(1.5e6); }")
    press(tab, "Opslaan")
    sound(tab, "Dit is te veel tekst")
    for address, label in (("excel/", "Het ingevulde bestand"), ("aan-de-slag/excel/", "Uw lijst")):
        tab.goto(f"{here}{address}")
        file = {"name": "x.xlsx", "mimeType": "application/octet-stream", "buffer": bytes(3 << 20)}
        tab.get_by_label(label).set_input_files(file)
        press(tab, "Bekijk wat er verandert")
        sound(tab)


def test_pages_that_are_not_there(tab):
    tab.goto("/bestaat-niet")
    sound(tab, "Deze bladzijde bestaat niet")


def test_an_answer_without_a_session_is_kept(tab, here):
    tab.goto(f"{here}stap/stap-1/2")
    cookies = tab.context.cookies()
    tab.context.clear_cookies(name="preventiespiegel")
    press(tab, "Opslaan en verder")
    tab.context.add_cookies(cookies)
    sound(tab, "U bent niet ingelogd")
    assert "Opnieuw proberen" in tab.content()


@pytest.fixture(scope="module")
def demonstration(browsing, tmp_path_factory):
    """The first page of the demonstration."""
    server = Server(tmp_path_factory.mktemp("demonstration"), "demo").start()
    tab = browsing(server).new_page()
    come_in(tab, server.entrance)
    yield tab
    server.stop()


@pytest.fixture(scope="module")
def municipalities(demonstration):
    demonstration.goto("/")
    found = demonstration.get_by_role("link", name=re.compile("^Gemeente ")).all()
    return [link.get_attribute("href") for link in found]


def test_on_paper_stands_what_was_chosen_and_nothing_to_press(tab, here):
    tab.goto(f"{here}stap/stap-3/1")
    tab.emulate_media(media="print")
    assert tab.get_by_role("heading", level=1).is_visible()
    for hidden in ("banner", "contentinfo", "button"):
        assert tab.get_by_role(hidden).count() == 0
    chosen = tab.locator("[type=radio]:checked").first
    assert chosen.evaluate("(item) => getComputedStyle(item).appearance") == "auto"
    tab.emulate_media(media="screen", forced_colors="active")
    assert chosen.evaluate("(item) => getComputedStyle(item).appearance") == "auto"
    tab.emulate_media(forced_colors="none")
    assert chosen.evaluate("(item) => getComputedStyle(item).appearance") == "none"


def test_the_check_finds_what_is_planted(tab):
    tab.goto("/beginnen")
    tab.evaluate("""document.querySelector("main").insertAdjacentHTML("beforeend",
        "<img src='/x'><div class='utrecht-alert'><input></div><h5>Te diep</h5>")""")
    tab.evaluate("""() => {
        document.querySelector("h1").style.color = "#ddd";
        document.querySelector("h5").style.width = "30rem";
        // Letters like all others, on a ground that is not like that of the others.
        const ground = document.createElement("div");
        ground.style.background = "#555";
        document.querySelector("main .utrecht-paragraph--lead").before(ground);
        ground.append("Op donker");
    }""")
    found = faults(tab)
    for rule in ("image-alt", "label", "color-contrast", "heading-order", "scrolls sideways"):
        assert any(rule in fault for fault in found)
    colours = next(fault for fault in found if "color-contrast" in fault)
    assert "h1" in colours
    assert "div" in colours


def test_two_buttons_too_close_to_each_other_are_found_at_every_width(tab):
    tab.goto("/beginnen")
    tab.evaluate("""document.querySelector("main").insertAdjacentHTML("beforeend",
        "<p><button>a</button><button>b</button></p>")""")
    tab.evaluate("""document.querySelectorAll("main p button").forEach((item) => {
        Object.assign(item.style, {width: "9px", height: "9px", padding: 0, border: 0});
    })""")
    found = [fault for fault in faults(tab) if "target-size" in fault]
    assert len(found) == len(WIDTHS), found


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("<a href='#' id='x'>Zonder ring</a>", "shows no focus"),
        ("<a href='#' id='x' class='x'>Buiten beeld</a>", "is off the screen"),
        ("<a href='#' tabindex='1'>Eerst</a>", "+ a Eerst"),
        ("<a href='#' id='t'>Geen weg verder</a>", "holds the focus"),
        ("<button>Goed</button>", ""),
    ],
)
def test_the_walk_without_a_mouse_finds_what_is_planted(browsing, fresh, planted, said):
    tab = browsing(fresh).new_page()
    tab.goto("/uitgelogd")
    tab.evaluate(
        """(planted) => {
            document.querySelector("main").insertAdjacentHTML("beforeend", planted);
            const bare = document.querySelector("#x"), holds = document.querySelector("#t");
            if (bare && !bare.className) bare.style.outline = "none";
            if (bare && bare.className)
                Object.assign(bare.style, {position: "fixed", left: "-999px"});
            if (holds) holds.addEventListener("keydown", (event) => event.preventDefault());
        }""",
        planted,
    )
    found = without_a_mouse(tab)
    assert any(said in fault for fault in found) if said else found == []


@pytest.fixture(scope="module")
def answered(demonstration, municipalities):
    """A municipality that answered so much that no page stays away."""
    ask = demonstration.context.request
    return next(
        place
        for place in municipalities
        if all(ask.get(f"{place}stap/{page}").url.endswith(page) for page in QUESTION_PAGES)
    )


def test_the_demonstration(demonstration, municipalities):
    demonstration.goto("/")
    sound(demonstration, "Begin")
    demonstration.goto(municipalities[0])
    sound(demonstration, "De scan van gemeente")


@pytest.mark.parametrize("page", QUESTION_PAGES)
def test_filled_in_questions(demonstration, answered, page):
    demonstration.goto(f"{answered}stap/{page}")
    assert page in demonstration.url
    sound(demonstration)


@pytest.mark.parametrize(
    "page",
    ["controle", "stap/stap-2/controle", "aan-de-slag/", "rapport", "raadsbrief", "op-papier"],
)
@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_what_follows_from_the_answers(demonstration, municipalities, place, page):
    demonstration.goto(f"{municipalities[place]}{page}")
    assert page in demonstration.url
    sound(demonstration)


@pytest.mark.parametrize("part", ["lengte=kort", "deel=stap-3"])
def test_a_part_of_a_report(demonstration, municipalities, part):
    demonstration.goto(f"{municipalities[-1]}rapport?{part}")
    sound(demonstration, "Rapport gemeente")


def test_a_plan_that_was_begun(demonstration, municipalities):
    for name in ("Klaverhaven", "Ooievaarsdam"):
        demonstration.goto("/")
        demonstration.get_by_role("link", name=f"Gemeente {name}").click()
        demonstration.get_by_role("link", name=re.compile("^Verbeterplan")).click()
        sound(demonstration, "Verbeterplan")
        demonstration.get_by_role("link", name=re.compile("^Aanpassen")).last.click()
        sound(demonstration)


def test_the_finished_report_of_the_demonstration_comes_by_itself(demonstration):
    demonstration.goto("/")
    demonstration.get_by_role("link", name="Gemeente Waterveen").first.click()
    demonstration.get_by_role("link", name="Rapporten en vaststellen").click()
    finished = demonstration.get_by_role("link", name=re.compile("^Rapport PS-"))
    for _ in range(60):
        if finished.count():
            break
        demonstration.wait_for_timeout(500)
        demonstration.reload()
    sound(demonstration, "Rapporten van gemeente")
    finished.click()
    sound(demonstration, "Rapport PS-")


def test_every_page_was_looked_at(request):
    ran = {item.name for item in request.session.items if item.path == request.path}
    all_tests = {name for name in globals() if name.startswith("test_")}
    if {name.split("[")[0] for name in ran} != all_tests:
        pytest.skip("only says something when every test of this file ran")
    pages = {rule.endpoint for rule in routes().iter_rules() if "GET" in rule.methods}
    assert pages - looked_at.keys() == NO_PAGE.keys()
