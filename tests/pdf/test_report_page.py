"""The report as HTML: everything that must be in it, for every reader."""

import re
from itertools import pairwise

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader, StrictUndefined

from assessment.core.calendar import in_words
from assessment.pdf.document import TEMPLATES, standalone_html
from assessment.services import reporting
from tests.core.builders import library
from tests.pdf.samples import KINDS, Page, html, page, report

TEMPLATE_FILES = sorted((TEMPLATES / "report").glob("*.html"))


@pytest.mark.parametrize("kind", KINDS)
def test_headings_run_in_order_under_one_title(kind):
    headings = page(kind).headings
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(now <= before + 1 for before, now in pairwise(headings))


@pytest.mark.parametrize("kind", KINDS)
def test_every_id_is_unique_and_every_reference_leads_somewhere(kind):
    ids = page(kind).values("id")
    assert len(ids) == len(set(ids))
    inside = {link[1:] for link in page(kind).values("href") if link.startswith("#")}
    named = {name for value in page(kind).values("aria-labelledby") for name in value.split()}
    assert inside | named <= set(ids)


@pytest.mark.parametrize("kind", KINDS)
def test_every_other_link_is_an_address_of_the_catalogue(kind):
    known = {tool.address for tool in library().catalogue.tools if tool.usable}
    outside = {link for link in page(kind).values("href") if not link.startswith("#")}
    assert outside <= known
    assert outside


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_cell_has_its_headers_and_every_row_is_whole(kind):
    tables = re.findall(r"<table.*?</table>", html(kind), re.S)
    assert tables
    for table in tables:
        rows = re.findall(r"<tr.*?</tr>", table, re.S)
        assert len({len(re.findall(r"<t[hd]\b", row)) for row in rows}) == 1
        assert all(
            item.attributes.get("scope") in ("row", "col")
            for item in Page(table).elements
            if item.tag == "th"
        )


@pytest.mark.parametrize("kind", KINDS)
def test_the_help_lines_and_the_standing_lines_are_in_every_report(kind):
    text = page(kind).text
    assert len(report(kind).help_lines) >= 5
    for line in report(kind).help_lines:
        assert line.title in text
        assert line.help_for in text
        assert line.short_address in text
    assert "0800-0188" in text
    for line in report(kind).standing:
        assert line.text in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_card_says_why_what_to_do_and_what_led_to_it(kind):
    text = page(kind).text
    for card in (*report(kind).gaps, *report(kind).chances):
        assert html(kind).count(f'id="kaart-{card.id}"') == 1
        for part in (card.name, card.plain, card.why, card.advice):
            assert " ".join(part.split()) in text
        for reason in card.because:
            assert " ".join(reason.asked.split()) in text


def test_a_card_names_at_most_three_tools_with_their_printed_address():
    cards = re.findall(r"<article.*?</article>", html("worst"), re.S)
    assert cards
    most = 0
    for card in cards:
        links = re.findall(r'<ul class="tools">.*?</ul>', card, re.S)
        items = re.findall(r"<li>.*?</li>", "".join(links), re.S)
        most = max(most, len(items))
        for item in items:
            assert "Gecontroleerd op" in item
            assert ("<a href=" in item) != ("Zoek deze titel bij de organisatie" in item)
    assert most == 3


def test_paid_offers_and_extra_cards_say_that_they_are():
    made = report("worst")
    tool = next(tool for tool in library().catalogue.tools if tool.commercial)
    card = made.gaps[0].__class__(
        **{**vars(made.gaps[1]), "tools": (tool,), "extra_under": made.gaps[0].id}
    )
    changed = made.__class__(**{**vars(made), "gaps": (made.gaps[0], card, *made.gaps[2:])})
    text = Page(reporting.html_of(changed)).text
    assert "Betaald aanbod." in text
    assert f"Hoort bij: {made.gaps[0].name}" in text


def test_nothing_known_gives_no_figure_no_gap_and_no_no():
    text = page("empty").text
    assert "nog te weinig bekend" in text
    assert "0,0" not in text
    assert not re.search(r"\b(Nee|Geen|Niets|Niemand|Nergens)\b(?=[.;]? (Beleids|Onbekend))", text)
    assert "Wij vonden hier geen gaten. Niet alles is al bekend." in text
    assert not report("empty").gaps
    assert "Wij trekken er daarom nog geen conclusies uit." in text
    told = [*report("empty").profile, *(t for s in report("empty").steps for t in s.answers)]
    assert text.count("Nog niet beantwoord") == len(told)


def test_unknown_is_said_as_unknown_and_never_as_no():
    text = page("short").text
    assert text.count("Weet ik niet") >= len(report("short").to_find_out)
    assert not re.search(r"\bNee\b", text)
    assert "0,0" not in text
    assert "Alleen met de volledige versie te zeggen" in text
    for item in report("short").to_find_out:
        assert item.hint is None or item.hint in text


def test_stand_and_known_stand_together_and_a_capped_step_says_why():
    overview = re.search(r'<table class="overview">.*?</table>', html("worst"), re.S)[0]
    text = Page(overview).text
    for step in report("worst").steps:
        figure = f"{step.level.stand:.1f}".replace(".", ",")
        row = f"{step.level.step.label} {step.level.label} ({figure})"
        assert f"{row} {step.level.known} van {step.level.asked}" in text


def test_a_critical_gap_that_holds_a_step_down_is_named():
    made = report("best")
    step = made.steps[0]
    level = step.level.__class__(**{**vars(step.level), "stand": 2.0, "capped_by": ("Een gat",)})
    steps = (step.__class__(**{**vars(step), "level": level}), *made.steps[1:])
    text = Page(reporting.html_of(made.__class__(**{**vars(made), "steps": steps}))).text
    assert "(2,0) Blijft hooguit op dit punt door: Een gat." in text


def test_ten_blank_spots_come_first_and_the_others_are_in_the_appendix():
    blanks = report("worst").blanks
    assert len(blanks) > 10
    text = page("worst").text
    first, appendix = text.split("Bijlage: de andere lege plekken")[-2:]
    assert all(blank.text in first for blank in blanks[:10])
    assert all(blank.text in appendix for blank in blanks[10:])
    assert f"Er zijn er nog {len(blanks) - 10}." in text


def test_the_matrix_has_every_place_and_theme_and_can_be_scrolled_with_the_keyboard():
    source = html("best")
    matrix = Page(re.search(r'<div class="scroll".*?</table>', source, re.S)[0])
    region = matrix.elements[0].attributes
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert region["aria-labelledby"]
    inventory = report("best").inventory
    assert all(theme in matrix.text for theme in inventory.themes)
    for row in inventory.rows:
        assert " ".join([*row.cells]) in matrix.text
    assert "Nog actueel?" in page("best").text


def test_what_was_typed_is_only_text():
    found = page("hostile")
    assert not [item for item in found.elements if item.tag in ("script", "img", "object")]
    assert found.headings.count(1) == 1
    assert "<script>alert(1)</script>" in found.text
    assert "{{ 7*7 }}" in found.text
    assert "\u202e" not in html("hostile")


def test_the_file_that_stands_alone_asks_nothing_of_the_network():
    source = standalone_html(report("worst"))
    assert "<style>" in source
    assert not re.search(r"url\(|@import|<link|<script|\bsrc=", source)
    assert Page(source).text == page("worst").text


def test_the_page_of_the_application_shows_the_same_report():
    base = "<title>{% block title %}{% endblock %}</title>{% block content %}{% endblock %}"
    loader = ChoiceLoader([DictLoader({"base.html": base}), FileSystemLoader(TEMPLATES)])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters["in_words"] = in_words
    environment.globals["url_for"] = lambda name, **values: f"/{name}/{values['assessment_id']}"
    environment.globals["static_url"] = lambda name: f"/static/{name}"
    record = type("Record", (), {"id": "abc"})
    template = environment.get_template("report/page.html")
    source = template.render(report=report("worst"), record=record)
    # Only here can something be done with a gap.
    source = re.sub(r'<p class="plan-link">.*?</p>', "", source, flags=re.DOTALL)
    shown = Page(source)
    assert "/report.pdf/abc" in shown.values("href")
    assert shown.headings == page("worst").headings
    assert shown.text.endswith(page("worst").text.removeprefix(_title("worst")))


def _title(kind):
    return "Rapport Preventiespiegel, gemeente " + report(kind).municipality.name


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=lambda path: path.name)
def test_no_attribute_can_get_a_place_to_break_a_word(path):
    if path.name == "page.html":
        return  # The application renders it, and breaks no words.
    for value in re.findall(r'="[^"{]*\{\{(.*?)\}\}', path.read_text(encoding="utf-8")):
        assert value.strip().endswith("|e"), value


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=lambda path: path.name)
def test_our_own_words_are_short_and_blame_nobody(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"</?(strong|span|a)\b[^>]*>", "", re.sub(r"\{\{.*?\}\}", "X", text, flags=re.S))
    pieces = re.split(r"<[^>]*>|\{%.*?%\}", text, flags=re.S)
    remarks = [r for piece in pieces for r in library().language.remarks(" ".join(piece.split()))]
    assert remarks == []
