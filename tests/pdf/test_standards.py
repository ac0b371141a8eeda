"""Both standards at once, judged by veraPDF: readable for everyone, and fit to keep."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from assessment.core.paper_making import blank_paper
from assessment.core.report_making import make_report
from assessment.core.report_parts import choose
from assessment.pdf.clean_text import clean
from assessment.pdf.document import comparison_html, report_html
from assessment.pdf.rendering import Attachment, render_pdf
from assessment.services.paper import pdf_of as paper_pdf
from tests.core import builders
from tests.core.builders import content, library
from tests.core.networks import some_compared
from tests.pdf.samples import _activities, beside_earlier, html, in_this_process
from tests.pdf.verapdf import validate

ANSWERS = Attachment(
    "antwoorden.json",
    json.dumps({"schema": 1, "answers": ["é"] * 3000}).encode(),
    "De antwoorden waar dit rapport van is gemaakt",
    datetime(2026, 11, 1, 12, tzinfo=UTC),
)


def _with_activities(many):
    made = replace(
        builders.assessment(), activities=_activities("Les", many), inventory_complete=True
    )
    return report_html(make_report(made, library().catalogue))


def _beside_earlier():
    """The chapter by itself: the rest of the report is validated in the others."""
    made = beside_earlier()
    return report_html(made, parts=choose(made, "", ["was-wordt"]))


def _names():
    """Each name in the text and in the contents, and all the letters in the title."""
    names = [item.name for item in library().municipalities.all]
    letters = "".join(sorted(set("".join(names))))
    chapters = "".join(f"<h2>Gemeente {clean(name)}</h2><p>{clean(name)}.</p>" for name in names)
    head = f'<html lang="nl"><title>{clean(letters)}</title>'
    return f"<!DOCTYPE html>{head}<body><main><h1>Namen</h1>{chapters}</main></body></html>"


SMALL = """<!DOCTYPE html><html lang="nl"><title>Klein</title><body><main><h1>Kop</h1>
<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>Een vierkant</title>
<rect width="9" height="9"/></svg><p><a href="https://example.org/">Een adres</a></p></main>"""


def without_language(pdf):
    del pdf.Root.Lang


def without_title(pdf):
    del pdf.Root.ViewerPreferences


def without_tags(pdf):
    del pdf.Root.StructTreeRoot


def without_alternative(pdf):
    del next(item for item in elements(pdf) if item.S == "/Figure").Alt


def without_description(pdf):
    del pdf.pages[0].Annots[0].Contents


def without_ua_name(pdf):
    body = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(body.replace(b">1</pdfuaid:part>", b">9</pdfuaid:part>"))


def without_explaining_ua(pdf):
    body = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(body.replace(b"aiim.org/pdfa/ns/schema#", b"elsewhere.example/#"))


def without_colours(pdf):
    del pdf.Root.OutputIntents


def without_relationship(pdf):
    del pdf.Root.AF[0].AFRelationship


def with_a_cell_in_the_wrong_place(pdf):
    next(item for item in elements(pdf) if item.S == "/TD").S = pikepdf.Name.TR


# How a copy is broken, and which of the two then has to say so.
BROKEN = {
    without_language: "ua1",
    without_title: "ua1",
    without_tags: "ua1",
    without_alternative: "ua1",
    without_description: "ua1",
    without_ua_name: "ua1",
    without_explaining_ua: "3a",
    without_colours: "3a",
    without_relationship: "3a",
    with_a_cell_in_the_wrong_place: "ua1",
}


def elements(pdf):
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem"
    ]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pdf")
    made = {
        "empty": render_pdf(html("empty"), attachment=ANSWERS),
        "everything-missing": render_pdf(html("worst"), attachment=ANSWERS),
        "exemplary": render_pdf(html("best"), attachment=ANSWERS),
        "longest-texts": render_pdf(html("hostile"), attachment=ANSWERS),
        "200-activities": render_pdf(_with_activities(200)),
        "beside-earlier": render_pdf(_beside_earlier()),
        "names": render_pdf(_names()),
        "2-municipalities": render_pdf(comparison_html(some_compared(2)), style="comparison"),
        "342-municipalities": render_pdf(comparison_html(some_compared(342)), style="comparison"),
        "in-pieces": in_this_process(comparison_html(some_compared(110)), "comparison", rows=50),
        "paper": paper_pdf(blank_paper(content())),
        "small": render_pdf(SMALL, attachment=ANSWERS),
    }
    for name, body in made.items():
        (folder / f"{name}.pdf").write_bytes(body)
    for damage in BROKEN:
        with pikepdf.open(BytesIO(made["small"])) as pdf:
            damage(pdf)
            pdf.save(folder / f"{damage.__name__}.pdf")
    with pikepdf.open(BytesIO(made["small"])) as pdf:
        pdf.save(folder / "saved-again.pdf")
    return validate(sorted(folder.iterdir()))


SOUND = (
    "empty",
    "everything-missing",
    "exemplary",
    "longest-texts",
    "200-activities",
    "beside-earlier",
    "names",
    "2-municipalities",
    "342-municipalities",
    "in-pieces",
    "paper",
    "small",
    "saved-again",
)


@pytest.mark.parametrize("name", SOUND)
@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_a_pdf_follows_both_standards(verdicts, name, profile):
    verdict = verdicts[name, profile]
    assert verdict.broken == ""
    assert verdict.checks > 100


@pytest.mark.parametrize("damage", BROKEN, ids=lambda damage: damage.__name__)
def test_the_validator_sees_what_is_broken(verdicts, damage):
    assert verdicts[damage.__name__, BROKEN[damage]].broken
