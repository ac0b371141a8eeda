"""A long table is laid out in pieces, and nobody can tell from the PDF."""

from dataclasses import replace
from functools import cache, partial
from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pytest
from pypdf import PdfReader

from assessment.pdf import cutting
from assessment.pdf.document import comparison_html
from assessment.pdf.leaves import in_pieces
from tests.core.networks import some_compared
from tests.pdf.samples import in_this_process
from tests.pdf.test_structure import Tagged

MANY = 110
ROWS = 50


@cache
def compared():
    return comparison_html(replace(some_compared(MANY), network="Regio Zuid"))


@pytest.fixture(scope="module")
def pdfs():
    whole = in_this_process(compared(), "comparison")
    cut = in_this_process(compared(), "comparison", rows=ROWS)
    assert whole != cut
    return whole, cut


def test_the_pages_say_the_same_in_the_same_place(pdfs):
    whole, cut = (PdfReader(BytesIO(pdf)).pages for pdf in pdfs)
    assert len(whole) == len(cut) >= 5
    for one, other in zip(whole, cut, strict=True):
        assert one.extract_text() == other.extract_text()
        assert one.mediabox == other.mediabox
    assert f"Bladzijde 3 van {len(cut)}" in cut[2].extract_text()
    # A page that lies alone on a table says of which network it is.
    assert all("Preventiespiegel · netwerk Regio Zuid" in page.extract_text() for page in cut)


def test_who_listens_hears_the_same(pdfs):
    whole, cut = map(Tagged, pdfs)
    assert [(str(element.S), text, above) for element, text, above in cut.elements] == [
        (str(element.S), text, above) for element, text, above in whole.elements
    ]
    assert sorted(cut.artifacts) == sorted(whole.artifacts)
    assert cut.unmarked == 0


def test_headings_and_links_lead_to_the_same_place(pdfs):
    def led(pdf):
        with pikepdf.open(BytesIO(pdf)) as opened:
            pages = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
            names = opened.Root.Names.Dests.Names
            ends = {str(names[i]): pages[names[i + 1][0].objgen] for i in range(0, len(names), 2)}
            with opened.open_outline() as outline:
                titles = [str(item.title) for item in outline.root]
            links = [
                (number, str(link.get("/Dest", "")), [float(side) for side in link.Rect])
                for number, page in enumerate(opened.pages)
                for link in page.get("/Annots", [])
            ]
            return ends, titles, links

    whole, cut = map(led, pdfs)
    assert whole == cut
    assert all(whole)


PAGE = """<!DOCTYPE html><html lang="nl"><head><title>T</title></head><body><main><h1>T</h1>
<table><thead><tr><th scope="col">Kop</th></tr></thead><tbody>{}</tbody></table><p>Slot</p>
</main></body></html>"""


@pytest.mark.parametrize(("rows", "lines"), [(3, 1), (30, 90), (31, 90)])
def test_no_row_is_lost_or_told_twice(rows, lines):
    """Also where a row is longer than a page, and where a piece is no more than one page."""
    table = "".join(
        f"<tr><th scope='row'>r{row}{'<br>regel' * (lines if row == 30 else 0)}</th></tr>"
        for row in range(40)
    )
    pdf = in_this_process(PAGE.format(table), "comparison", rows=rows)
    tree = Tagged(pdf)
    told = [text.split("regel")[0].strip() for _, text in tree.of("/TH")]
    assert told == ["Kop", *(f"r{row}" for row in range(40))]


def test_a_document_that_is_short_enough_is_left_alone():
    tree = tree_of(cutting.MOST_ROWS)
    assert cutting.cut(tree) is None
    assert in_pieces(tree, partial(str, "as it was")) == "as it was"
    assert cutting.cut(tree_of(cutting.MOST_ROWS + 1))


def tree_of(rows):
    return ElementTree.fromstring(f"<main><table><tbody>{'<tr/>' * rows}</tbody></table></main>")
