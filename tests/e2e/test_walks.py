"""The journey without a mouse, and the journey without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.test_journey import begin, come_in, open_step, question, report_pdf, save

FOCUSED = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    const box = here.getBoundingClientRect();
    const style = getComputedStyle(here);
    const above = document.elementFromPoint(
        Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1),
        Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1));
    const label = here.labels && here.labels[0];
    const text = (here.getAttribute('aria-label') || label?.innerText || here.innerText
        || here.value || here.id || here.tagName).trim().replace(/\\s+/g, ' ');
    // A radio button of our own look shows its focus on what is drawn for it.
    const rings = [here, here.parentElement, label].filter(Boolean).map((e) => getComputedStyle(e));
    return {
        text,
        kind: here.type || here.tagName.toLowerCase(),
        name: here.name || '',
        ring: rings.some((s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)
            || s.boxShadow !== 'none'),
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
        hidden: !!above && !here.contains(above) && !above.contains(here)
            && !(label && (label.contains(above) || above.contains(label)))
            && getComputedStyle(above).position === 'fixed',
    };
}"""


class Keyboard:
    """Someone who has no mouse: Tab, space, arrows and Enter, and a look at where the focus is."""

    def __init__(self, tab):
        self.tab = tab

    def focus(self):
        return self.tab.evaluate(FOCUSED)

    def to(self, words, kind="", most=250):
        """Tabs until the focus is on what the words say; every stop on the way must be visible."""
        wanted = re.compile(words, re.IGNORECASE)
        passed = []
        for _ in range(most):
            self.tab.keyboard.press("Tab")
            here = self.focus()
            if here is None:
                continue
            assert here["seen"], f"the focus is off the screen: {here}"
            assert here["ring"], f"the focus cannot be seen: {here}"
            assert not here["hidden"], f"something lies over the focus: {here}"
            passed.append(here["text"])
            if wanted.search(here["text"]) and here["kind"].startswith(kind):
                return here
        raise AssertionError(f"no way with Tab to “{words}”; passed {passed}")

    def press(self, key):
        self.tab.keyboard.press(key)

    def enter(self, words, kind=""):
        """Goes to a link or a button and presses Enter, which leads to another page."""
        self.to(words, kind)
        with self.tab.expect_navigation():
            self.press("Enter")


def test_the_whole_journey_with_the_keyboard_alone(tab, server):
    keys = Keyboard(tab)
    tab.goto(server.entrance)
    keys.enter("Naar binnen")

    # The first stop of every page jumps over the header.
    keys.to("^Naar de inhoud$")
    keys.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "inhoud"

    keys.enter("(begin|start|nieuwe)", "a")
    keys.to("^Gemeente")
    tab.keyboard.type("Hilversum")
    keys.to("Kort|Volledig", "radio")
    keys.press("Space")
    keys.enter("^Beginnen$")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Hilversum")
    address = tab.url

    # A page of a step: choose with the arrows.
    keys.enter("^Stap 1")
    radio = keys.to("", "radio")
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    chosen = tab.locator(f'input[name="{radio["name"]}"]:checked')
    expect(chosen).to_have_count(1)
    value = chosen.get_attribute("value")
    keys.enter("^Opslaan en verder$")

    # The check page: the answer is there, change it, come back, and say that the step is not done.
    tab.goto(f"{address}stap/stap-1/controle")
    keys.enter("Aanpassen")
    expect(tab.locator(f'input[name="{radio["name"]}"]:checked')).to_have_value(value)
    keys.enter("^Opslaan en verder$")
    expect(tab).to_have_url(re.compile("controle"))
    keys.to("kom hier later op terug|deze stap is af", "radio")
    keys.press("Space")
    keys.press("ArrowDown")
    keys.enter("^(Opslaan|Bewaren|Verder)")

    # An activity with a mistake that is mended, and the report.
    tab.goto(f"{address}aan-de-slag/")
    keys.enter("^Activiteit toevoegen", "a")
    keys.enter("^Opslaan")
    expect(tab).to_have_title(re.compile("^Fout: "))
    # The summary tells what is wrong, and its link leads to the field.
    keys.to("naam|heet|vul", "a")
    keys.press("Enter")
    assert "name" in tab.evaluate("document.activeElement.name")
    tab.keyboard.type("Gastles over online contact")
    keys.to("Wie voert het uit")
    tab.keyboard.type("Jongerenwerk")
    keys.to("Voortgezet onderwijs", "checkbox")
    keys.press("Space")
    keys.to("^Norm", "checkbox")
    keys.press("Space")
    keys.enter("^Opslaan")
    expect(tab.get_by_role("main")).to_contain_text("Gastles over online contact")
    tab.goto(address)
    keys.enter("Bekijk het rapport")
    expect(tab.get_by_role("main")).to_contain_text("In het kort")


LIST = {
    "name": "lijst.csv",
    "mimeType": "text/csv",
    "buffer": b"Naam;Uitvoerders;Plekken;Thema's\nLes op school;GGD;vo;norm\n",
}


def test_from_the_overview_to_a_finished_report_with_the_keyboard_alone(tab, server):
    keys = Keyboard(tab)
    come_in(tab, server.entrance)
    address = begin(tab)
    tab.goto(f"{address}stap/bij-incidenten/1")
    question(tab, "Hoe goed is hulp geregeld").get_by_role("radio").first.check()
    question(tab, "Welke hulp zit in uw route").get_by_role("checkbox", name="Niets").check()
    save(tab)

    # An empty cell of the matrix opens the form with place and theme already chosen.
    tab.goto(f"{address}aan-de-slag/#matrix")
    keys.enter("cultuur en bibliotheek, ouders.*toevoegen", "a")
    expect(tab.locator('[name="settings"][value="cultuur"]')).to_be_checked()
    expect(tab.locator('[name="themes"][value="ouders"]')).to_be_checked()
    keys.to("Hoe heet de activiteit")
    tab.keyboard.type("Voorlezen en praten")
    keys.to("Wie voert het uit")
    tab.keyboard.type("Bibliotheek")
    keys.enter("^Opslaan")
    expect(tab.get_by_role("main")).to_contain_text("Voorlezen en praten")

    # A list from elsewhere; choosing the file itself is a window of the browser.
    keys.enter("Uit Excel of een eigen lijst", "a")
    keys.to("Uw lijst", "file")
    tab.get_by_label("Uw lijst").set_input_files(LIST)
    keys.enter("Bekijk wat er verandert")
    expect(tab.get_by_role("main")).to_contain_text("Les op school")
    keys.enter("^Overnemen")
    expect(tab.get_by_role("main")).to_contain_text("Les op school")

    # The plan: someone takes up the first gap.
    tab.goto(f"{address}verbeterplan/")
    keys.enter("^Plannen ?: Geen steun voor slachtoffers", "a")
    keys.to("Wie pakt dit op")
    tab.keyboard.type("GGD")
    keys.to("kwartaal", "select")
    keys.press("ArrowDown")
    keys.to("Nog te doen", "radio")
    keys.press("ArrowDown")
    keys.enter("^Opslaan")
    expect(tab.get_by_role("main")).to_contain_text("Wie: GGD. Wanneer: ")

    # And a report that never changes again.
    tab.goto(f"{address}rapporten/")
    keys.enter("Rapport vaststellen", "a")
    keys.to("De stand en de gaten", "radio")
    keys.press("ArrowDown")
    tab.set_default_timeout(60_000)  # a real PDF, on a machine that may be busy
    tab.set_default_navigation_timeout(60_000)
    keys.enter("^Nu vaststellen")
    expect(tab).to_have_title(re.compile("^Rapport PS-"))
    expect(tab.get_by_role("main")).to_contain_text("Ook de antwoorden")
    raw = tab.context.request.get(f"{tab.url}/gegevens.json").body()

    # A link for a reader, which opens; and this report beside another file.
    tab.goto(f"{address}delen/")
    keys.to("Alleen de stand", "radio")
    keys.press("Space")
    keys.enter("^Maak een leeslink")
    expect(tab).to_have_title(re.compile("^Uw leeslink"))
    tab.goto("/vergelijken/")
    keys.to("De rapporten", "file")
    both = [
        {"name": name, "mimeType": "application/json", "buffer": body}
        for name, body in (("rapport.json", raw), ("anders.json", b"hallo"))
    ]
    tab.get_by_label("De rapporten").set_input_files(both)
    keys.enter("^Vergelijk$")
    expect(tab).to_have_title(re.compile("^Gemeenten naast elkaar"))
    keys.to("Volgorde van de gemeenten", "select")
    keys.press("End")
    keys.enter("^Zet in deze volgorde")
    expect(tab).to_have_title(re.compile("^Gemeenten naast elkaar"))


@pytest.fixture
def plain_tabs(chromium, server):
    """Two tabs of one browser that runs no JavaScript at all."""
    context = chromium.new_context(
        base_url=server.address, locale="nl-NL", java_script_enabled=False
    )
    tabs = [context.new_page(), context.new_page()]
    for page in tabs:
        page.set_default_timeout(10_000)
    yield tabs
    context.close()


def test_the_whole_journey_without_javascript(plain_tabs, server: Server):
    tab, other = plain_tabs
    come_in(tab, server.entrance)
    address = begin(tab)

    # Two tabs have the same page open; both answer, and the second one gets to choose.
    open_step(tab, address, "Stap 1")
    other.goto(tab.url)
    question(tab, "Hoe goed weet u").get_by_role("radio").nth(1).check()
    save(tab)
    question(other, "Hoe goed weet u").get_by_role("radio").nth(3).check()
    save(other)
    expect(other).to_have_title(re.compile("^Fout: "))
    mine = other.get_by_role("radio", name=re.compile("mijn antwoord", re.IGNORECASE)).first
    mine.check()
    save(other)
    expect(other).not_to_have_title(re.compile("^Fout: "))

    # All answers of the step, its history, and who fills it in.
    tab.goto(f"{address}stap/stap-1/controle")
    expect(tab.get_by_role("main")).to_contain_text("Hoe goed weet u")
    tab.get_by_role("link", name=re.compile("geschiedenis|eerder", re.IGNORECASE)).first.click()
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    tab.goto(f"{address}stap/stap-1/controle")
    tab.get_by_role("radio", name=re.compile("Ja, deze stap is af")).check()
    tab.get_by_role("main").get_by_role("button").first.click()
    tab.goto(f"{address}stap/stap-1/bij")
    tab.get_by_role("textbox").first.fill("GGD")
    tab.get_by_role("main").get_by_role("button").first.click()
    tab.goto(address)
    expect(tab.get_by_role("main")).to_contain_text("GGD")

    # An activity, the overview of all answers, and the report with its PDF.
    tab.goto(f"{address}aan-de-slag/")
    tab.get_by_role("link", name="Activiteit toevoegen").first.click()
    tab.get_by_label("Hoe heet de activiteit?").fill("Gastles over online contact")
    tab.get_by_label("Wie voert het uit?").fill("Jongerenwerk")
    tab.get_by_role("checkbox", name="Voortgezet onderwijs").check()
    tab.get_by_role("checkbox", name=re.compile("^norm$", re.IGNORECASE)).check()
    tab.get_by_role("button", name="Opslaan").first.click()
    expect(tab.get_by_role("main")).to_contain_text("Gastles over online contact")
    tab.goto(f"{address}controle")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    tab.goto(address)
    tab.get_by_role("link", name="Bekijk het rapport").click()
    expect(tab.get_by_role("main")).to_contain_text("In het kort")
    assert report_pdf(tab).startswith(b"%PDF-")

    # A list from elsewhere, what someone does about it, and a report that never changes again.
    tab.goto(f"{address}aan-de-slag/excel/")
    tab.get_by_label("Uw lijst").set_input_files(LIST)
    tab.get_by_role("button", name="Bekijk wat er verandert").click()
    expect(tab.get_by_role("main")).to_contain_text("Les op school")
    tab.get_by_role("button", name="Overnemen").click()
    expect(tab.get_by_role("main")).to_contain_text("Les op school")
    tab.goto(f"{address}verbeterplan/nieuw")
    tab.get_by_label("Wat gaat u doen?").fill("Een avond voor ouders")
    tab.get_by_role("button", name="Opslaan").click()
    expect(tab.get_by_role("main")).to_contain_text("Een avond voor ouders")
    tab.goto(f"{address}rapporten/vaststellen")
    tab.set_default_timeout(60_000)
    tab.get_by_role("button", name="Nu vaststellen").click()
    expect(tab).to_have_title(re.compile("^Rapport PS-"))
