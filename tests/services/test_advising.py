"""Own advice: a layer that is never lost, and never a part of what is finished."""

import io
from dataclasses import replace

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader
from sqlalchemy import select

from assessment.core.access import Tie
from assessment.core.advice import GONE, NOT_HERE, NOT_KNOWN, WHOLE, Advice, House, Layer
from assessment.core.identity import SHARING
from assessment.core.report_parts import SHORT
from assessment.pdf.document import shared_html
from assessment.pdf.rendering import render_pdf
from assessment.services import advising, finishing, reporting, shared_reports
from assessment.services.advising import AdviceConflict, TakenAway, UnknownAdvice
from assessment.services.logos import BadLogo, read_logo
from assessment.storage import people, ties
from assessment.storage.tables import advice_history, audit_events
from tests import shared
from tests.core import builders
from tests.core.builders import library
from tests.database import HILVERSUM, NOW, later
from tests.finished import NUMBER
from tests.pdf.samples import report as sample

RULE = "geen-steun-slachtoffers"
WORDS = "Begin met één aanspreekpunt <b>zonder</b> wachtlijst."


@pytest.fixture
def adviser(database):
    with database.write() as connection:
        made = people.add(connection, "Adviseur GGD", NOW)
        ties.give(connection, made.id, Tie("adviser", HILVERSUM.code), by=None, now=NOW)
        return made


@pytest.fixture
def act(database, assessment):
    """Does one thing with the advice of this scan, in a transaction of its own."""

    def run(what, *given, **more):
        with database.write() as connection:
            return what(connection, assessment.id, *given, now=later(), **more)

    return run


def said(text=WORDS, about=RULE):
    return Advice(about, "Er is geen hulp", text, "GGD Gooi", "")


def test_advice_stands_beside_its_gap_signed_and_apart(answer, act, adviser, report):
    answer(builders.worst, 0)
    act(advising.save, said(), 0, by=adviser)
    act(advising.save, said("Een mooi begin.", WHOLE), 0, by=adviser)
    act(advising.save, said("Kijk ook naar sport.", "stap-3"), 0, by=adviser)
    made = report()
    assert made.layer.elsewhere == ()
    html = reporting.html_of(made)
    card = html.split(f'id="kaart-{RULE}"')[1].split("</article>")[0]
    assert "Advies van Adviseur GGD (GGD Gooi)" in card
    assert "&lt;b&gt;zonder&lt;/b&gt;" in card
    assert "hoort niet bij de vaste tekst" in card
    assert html.count("Een mooi begin.") == html.count("Kijk ook naar sport.") == 1


def test_it_is_there_again_and_moves_when_its_gap_is_gone(answer, act, adviser, report):
    answer(builders.worst, 0)
    act(advising.save, said(), 0, by=adviser)
    answer(builders.best, 1)
    [(item, why)] = report().layer.elsewhere
    assert (item.text, why) == (WORDS, GONE)
    assert "Advies bij wat is opgelost" in reporting.html_of(report())
    answer(builders.worst, 2)
    assert report().layer.elsewhere == ()


def test_what_is_not_known_is_not_called_solved(act, adviser, report):
    point = report().open_points[0]
    act(advising.save, said(about=point.id), 0, by=adviser)
    assert [why for _, why in report().layer.elsewhere] == [NOT_KNOWN]


def test_two_windows_of_one_adviser_do_not_lose_each_other(act, adviser):
    first = act(advising.save, said("Eerst"), 0, by=adviser)
    assert act(advising.save, said("Eerst"), 0, by=adviser) == first
    second = act(advising.save, said("Daarna"), 1, by=adviser)
    clash = act(advising.save, said("Ook daarna"), 1, by=adviser)
    assert isinstance(clash, AdviceConflict)
    assert (clash.mine.text, clash.theirs) == ("Ook daarna", second)
    assert act(advising.save, said("Ook daarna"), 2, by=adviser).version == 3


def test_taking_away_keeps_the_words_and_can_be_undone(database, act, adviser, report):
    made = act(advising.save, said(about=WHOLE), 0, by=adviser)
    act(advising.set_removed, made.id, True, by=adviser, own=True)
    assert report().layer.given == ()
    back = act(advising.set_removed, made.id, False, by=adviser, own=True)
    assert (back.text, back.version) == (WORDS, 3)
    with database.read() as connection:
        assert len(connection.execute(select(advice_history)).all()) == 3
        noted = connection.execute(select(audit_events.c.action, audit_events.c.details)).all()
    acts = [action for action, _ in noted if action.startswith("advice.")]
    assert acts == ["advice.added", "advice.removed", "advice.restored"]
    assert WORDS not in str(noted)


def test_what_the_municipality_took_away_stays_away(act, adviser, person, report):
    made = act(advising.save, said(about=WHOLE), 0, by=adviser)
    act(advising.set_removed, made.id, True, by=person)
    with pytest.raises(UnknownAdvice):
        act(advising.set_removed, made.id, False, by=adviser, own=True)
    with pytest.raises(TakenAway):
        act(advising.save, said("Toch", WHOLE), 2, by=adviser)
    act(advising.set_removed, made.id, False, by=person)
    [given] = report().layer.given
    assert (given.function, given.by) == ("Adviseur GGD", person.function)


def test_nobody_touches_the_advice_of_another(act, adviser, colleague):
    made = act(advising.save, said(), 0, by=adviser)
    with pytest.raises(UnknownAdvice):
        act(advising.set_removed, made.id, True, by=colleague, own=True)
    assert act(advising.save, said(), 0, by=colleague).id != made.id


def test_a_report_is_finished_without_it(database, app_drafts, assessment, act, adviser):
    """What can be taken away must not be frozen."""
    act(advising.save, said("Kanarie in het advies", WHOLE), 0, by=adviser)
    with database.read() as connection:
        prepared = reporting.prepare(connection, assessment.id, library())
    assert prepared.report.layer.given
    made = finishing.render(app_drafts, prepared, sharing="gaps", attempt="een", now=later())
    assert b"Kanarie" not in made.files["page"] + made.files["full"] + made.files["data"]


@pytest.fixture
def app_drafts():
    """Keeps what would be printed; a PDF is made elsewhere."""

    class Kept:
        def wait(self, document, patience):
            assert "Kanarie" not in document.html
            return b"%PDF-"

    return Kept()


@pytest.mark.parametrize("level", SHARING)
def test_a_level_without_gaps_tells_of_no_gap(database, assessment, act, adviser, person, level):
    gap = shared.gap_id()
    act(advising.save, said(about=gap), 0, by=adviser)
    act(advising.save, said("Over alles.", WHOLE), 0, by=adviser)
    act(advising.save, said("Van een ander.", WHOLE), 0, by=person)
    act(advising.save, said("Oud gat.", "dit-gat-is-er-niet"), 0, by=adviser)
    with database.write() as connection:
        shared.store(connection, assessment.id, person)
        view = shared_reports.view(connection, NUMBER, level, library())
        own = advising.beside_shared(connection, assessment.id, view.report, adviser)
        everyone = advising.beside_shared(connection, assessment.id, view.report)
    html = shared_html(own, view.identity)
    assert "Over alles." in html
    assert "Van een ander." not in html
    assert "Van een ander." in shared_html(everyone, view.identity)
    assert (WORDS[:10] in html) == ("Oud gat." in html) == (level != "levels")
    assert NUMBER in html
    assert "met advies van GGD Gooi" in html
    if level != "levels":
        assert [why for _, why in own.layer.elsewhere] == [NOT_HERE]


def picture(kind="PNG", size=(900, 300), **more):
    target = io.BytesIO()
    mode = "RGB" if kind == "JPEG" else "RGBA"
    Image.new(mode, size, "#0b5a69").save(target, kind, **more)
    return target.getvalue()


def with_text():
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Kanarie Zwaluw")
    return picture(pnginfo=told)


def noise():
    target = io.BytesIO()
    Image.effect_noise((560, 560), 90).convert("RGB").save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize("raw", [picture(), picture("JPEG"), with_text(), noise()])
def test_a_logo_is_drawn_anew(raw):
    made = read_logo(raw)
    assert len(made) <= 200_000
    assert b"Kanarie" not in made
    with Image.open(io.BytesIO(made)) as found:
        assert (found.format, found.info) == ("PNG", {})
        assert max(found.size) <= 600


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"GIF89a" + bytes(50), "geen PNG of JPEG"),
        (b"", "geen PNG of JPEG"),
        (picture()[:60], "beschadigd"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "beschadigd"),
        (picture(size=(4001, 2)), "4000 bij 4000"),
        (picture() + bytes(1_000_001), "hooguit 1 MB"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(raw, why):
    with pytest.raises(BadLogo, match=why):
        read_logo(raw)


def figures(node):
    """The words of every picture in the structure of a PDF."""
    node = node.get_object()
    if isinstance(node, list):
        return [words for child in node for words in figures(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if node.get("/S") == "/Figure" else []
    return own + (figures(node["/K"]) if "/K" in node else [])


def test_the_logo_is_a_figure_with_words_in_the_pdf():
    house = House("GGD Gooi", "Samen veilig", read_logo(picture()), "Logo van GGD Gooi")
    given = replace(said(about=WHOLE), function="Adviseur", id="x", version=1, at=NOW)
    made = replace(sample("worst"), layer=Layer((given,), (house,)))
    pdf = PdfReader(io.BytesIO(render_pdf(reporting.report_html(made, parts=SHORT))))
    assert "Logo van GGD Gooi" in figures(pdf.trailer["/Root"]["/StructTreeRoot"])
    # PDF/A refuses a picture that asks to be smoothed.
    [drawn] = (item.get_object() for item in pdf.pages[0]["/Resources"]["/XObject"].values())
    assert drawn["/Interpolate"].value is False
    assert "Samen veilig" in pdf.pages[0].extract_text()
