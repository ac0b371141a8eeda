"""The report as HTML: everything that must be in it, for every reader."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader

from assessment.core.identity import Identity
from assessment.core.report_making import make_report
from assessment.core.report_parts import FULL, SHORT, UnknownPart, chapters_of, choose
from assessment.pdf import template_words
from assessment.pdf.document import TEMPLATES, report_html, standalone_html
from assessment.services import reporting
from tests.core import builders
from tests.core.builders import TODAY, content, library
from tests.pdf.samples import BY, KINDS, Page, html, page, report

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
            assert ("<a href=" in item) != (
                "Zoek deze titel bij de organisatie" in item or "Zoek op deze titel" in item
            )
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
    overview = re.search(r'<table class="overview".*?</table>', html("worst"), re.S)[0]
    text = Page(overview).text
    for step in report("worst").steps:
        figure = f"{step.level.stand:.1f}".replace(".", ",")
        row = f"{step.level.step.label} {step.level.label} ({figure})"
        assert row in text
        after = text.split(row)[1]
        assert f"{step.level.known} van {step.level.asked}" in after[:120]


def test_a_critical_gap_that_holds_a_step_down_is_named():
    made = report("best")
    step = made.steps[0]
    level = step.level.__class__(**{**vars(step.level), "stand": 2.0, "capped_by": ("Een gat",)})
    steps = (step.__class__(**{**vars(step), "level": level}), *made.steps[1:])
    text = Page(reporting.html_of(made.__class__(**{**vars(made), "steps": steps}))).text
    assert "(2,0) Blijft hooguit op dit punt door: Een gat." in text


def test_blank_spots_stand_together_by_place_and_none_is_lost():
    """What is known nowhere is said once, and not again at every place."""
    made = report("best")
    table = re.search(r'<table class="blank-places".*?</table>', html("best"), re.S)[0]
    rows = [re.sub(r"\s+", " ", row) for row in re.findall(r"<tr>.*?</tr>", table, re.S)][1:]
    assert 5 < len(rows) == len(made.inventory.blank_places) < 25
    names = {setting.id: setting.name for setting in content().inventory.settings}
    themes = {theme.id: theme.name for theme in content().inventory.themes}
    nowhere = {blank.theme for blank in made.blanks if not blank.setting}
    expected = {(names[b.setting], themes[b.theme]) for b in made.blanks if b.setting}
    expected -= {(place, themes[theme]) for place in names.values() for theme in nowhere}
    told = {(place.name, theme) for place in made.inventory.blank_places for theme in place.themes}
    assert told == expected
    for place, row in zip(made.inventory.blank_places, rows, strict=True):
        assert f"{place.name}</th><td>{', '.join(place.themes)}</td>" in row
    assert made.inventory.blank_themes == tuple(themes[name] for name in themes if name in nowhere)
    assert all(theme in page("best").text for theme in made.inventory.blank_themes)


def test_where_nothing_is_known_at_all_every_theme_is_said_once():
    made = report("worst")
    assert len(made.blanks) > 60
    assert len(made.inventory.blank_themes) == len(content().inventory.themes)
    assert made.inventory.blank_places == ()
    assert "Op geen enkele plek" in page("worst").text


def test_the_matrix_has_every_place_and_theme_and_can_be_scrolled_with_the_keyboard():
    source = html("best")
    matrix = Page(re.search(r'<div class="scroll".*?</table>', source, re.S)[0])
    region = matrix.elements[0].attributes
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert region["aria-labelledby"]
    inventory = report("best").inventory
    assert all(theme in matrix.text for theme in inventory.themes)
    for row in inventory.rows:
        words = ["–" if s == "nvt" else c for s, c in zip(row.states, row.cells, strict=True)]
        assert " ".join(words) in matrix.text
    assert len(matrix.values("data-state")) == len(inventory.rows) * len(inventory.themes)
    assert "Nog actueel?" in page("best").text


def test_the_first_page_says_what_to_do_first_and_what_goes_well():
    text = page("worst").text
    short = text[: text.index(report("worst").disclaimer)]
    assert 1 <= len(report("worst").first) <= 5
    for name in report("worst").first:
        card = report("worst").card(name)
        assert f"{card.name} " in short
        assert card.first_step in short
    assert "Bekend: " in short
    good = page("best").text
    for item in report("best").good:
        assert item.said in good[: good.index(report("best").disclaimer)]
    assert 1 <= len(report("best").good) <= 4


def test_the_cover_names_who_contributed_and_whether_it_is_final():
    assert f"Vulden in {BY}" in page("worst").text
    assert "Concept." in page("worst").text
    final = Identity("PS-2026-7KQ4-M2XT", "vastgesteld", TODAY, "answers", "ab" * 32)
    text = Page(report_html(report("worst"), identity=final)).text
    assert "Vastgesteld op 1 november 2026. Rapportnummer PS-2026-7KQ4-M2XT." in text
    assert "Concept" not in text
    draft = replace(final, status="concept")
    text = Page(report_html(report("worst"), identity=draft)).text
    assert "Nummer PS-2026-7KQ4-M2XT." in text
    assert "Concept." in text


def test_the_chart_shows_what_is_known_and_draws_nothing_for_what_is_not():
    for svg in re.findall(r"<svg.*?</svg>", html("empty"), re.S):
        assert "nog te weinig bekend" in svg
        assert "<circle" not in svg
        assert "<rect" not in svg
        assert "0,0" not in svg
    charts = re.findall(r"<svg.*?</svg>", html("partly"), re.S)
    assert len(charts) == len(report("partly").steps)
    for svg, step in zip(charts, report("partly").steps, strict=True):
        assert svg.index("<title>") < svg.index("<line")
        assert "style=" not in svg
        assert "font-family=" in svg
        assert ("<circle" in svg) == (step.level.stand is not None)
        assert ("<rect" in svg) == bool(step.band and not step.band.is_exact)


def test_a_stand_that_may_still_move_says_how_far():
    text = page("partly").text
    moving = [s for s in report("partly").steps if s.band and not s.band.is_exact]
    assert moving
    for step in moving:
        low, high = (f"{end:.1f}".replace(".", ",") for end in (step.band.low, step.band.high))
        assert f"kan nog {low} tot {high} worden" in text
    assert "kan nog" not in page("worst").text


def test_a_card_says_what_would_take_the_gap_away():
    text = page("worst").text
    cards = [card for card in report("worst").gaps if card.kind == "gat"]
    assert sum(bool(card.ways) for card in cards) >= len(cards) - 1
    for card in cards:
        for way in card.ways:
            assert all(" ".join(change.text.split()) in text for change in way)
    assert "in het echt zo is" in text


def test_what_is_in_use_is_not_advised():
    tool = library().catalogue.by_id["week-van-de-lentekriebels"]
    plain = builders.assessment(
        builders.everything(builders.best, s6_1="ja", s6_2=1, s6_3="nee"),
    )
    lesson = builders.running(name=f"De {tool.title.upper()} op school")
    before = make_report(plain, library().catalogue).card("campagne-niet-herhaald")
    using = replace(plain, activities=(lesson,))
    after = make_report(using, library().catalogue).card("campagne-niet-herhaald")
    assert tool.id not in [item.id for item in after.tools]
    assert [item.id for item in after.in_use] == [tool.id]
    assert before.in_use == ()
    stopped = replace(using, activities=(lesson.model_copy(update={"status": "gestopt"}),))
    assert make_report(stopped, library().catalogue).card("campagne-niet-herhaald").in_use == ()


@pytest.mark.parametrize("kind", ["worst", "empty", "best"])
def test_the_short_report_and_a_chapter_stand_by_themselves(kind):
    made = report(kind)
    for parts in (SHORT, choose(made, "", ["stap-6"]), choose(made, "", ["aan-de-slag"])):
        source = report_html(made, parts=parts)
        found = Page(source)
        ids = found.values("id")
        assert len(ids) == len(set(ids))
        inside = {link[1:] for link in found.values("href") if link.startswith("#")}
        named = {name for value in found.values("aria-labelledby") for name in value.split()}
        assert inside | named <= set(ids)
        assert all(now <= before + 1 for before, now in pairwise(found.headings))
        assert "In het kort" in found.text
        assert "Hulplijnen" in found.text
        assert made.disclaimer in found.text
        assert len(source) < len(html(kind))
    only = Page(report_html(made, parts=choose(made, "", ["stap-6"]))).text
    assert "Stap 6" in only
    assert "Wat er al is" in only
    assert "Bijlage: alle antwoorden" not in only


def test_every_chapter_can_be_chosen_and_one_that_is_not_there_is_refused():
    made = report("worst")
    for chapter, title in chapters_of(made):
        found = Page(report_html(made, parts=choose(made, "", [chapter])))
        assert title in found.text
    assert choose(made, "", []) is FULL
    assert choose(made, "kort", []) is SHORT
    for wrong in (("", ["stap-9"]), ("lang", [])):
        with pytest.raises(UnknownPart, match="is er niet"):
            choose(made, *wrong)


def test_the_appendices_hold_all_activities_open_questions_and_words():
    text = page("best").text
    for item in report("best").inventory.listed:
        assert item.name in text
    open_ones = report("partly").open_questions
    assert {item.said for item in open_ones} <= {"Weet ik niet", "Nog niet beantwoord"}
    assert open_ones
    for item in open_ones:
        assert item.text in page("partly").text
    assert "Op elke vraag is een antwoord bekend." in page("worst").text
    words = report("worst").words
    assert words
    assert all(term.meaning in page("worst").text for term in words)


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
    environment = Environment(loader=loader, autoescape=True)
    template_words.set_up(environment)
    environment.filters["at_moment"] = str
    environment.globals["url_for"] = lambda name, **values: f"/{name}/{values['assessment_id']}"
    # What the page of the application adds to the report: which report, and how much of it.
    environment.globals |= {
        "identity": None,
        "parts": FULL,
        "chapters": (),
        "problem": "",
        "earlier": "",
        "can": lambda action: False,
    }
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
