"""The reading of our own HTML, and the style that each element has by itself."""

from __future__ import annotations

import re
from io import BytesIO

import pydyf
import pytest
import weasyprint
from weasyprint.formatting_structure import boxes

from assessment.pdf.assets import DEFAULTS_CSS
from assessment.pdf.document import TEMPLATES, report_html
from assessment.pdf.printing import fetcher, read_styles
from assessment.pdf.source import Source
from assessment.pdf.writing import write_once
from tests.pdf import samples

# What needs no style to stand in a line, and what a drawing consists of.
PLAIN = {"a", "span", "strong", "rect", "circle", "line"}


def told(html: str, reader) -> list[tuple]:
    elements = reader(html).etree_element.iter()
    return [
        (each.tag, attributes(each), (each.text or "").split(), (each.tail or "").split())
        for each in elements
    ]


def attributes(element) -> dict[str, str]:
    """To HTML the name space of a drawing is an attribute as any other."""
    return {name: said for name, said in element.attrib.items() if not name.endswith("xmlns")}


def as_html(html: str):
    return weasyprint.HTML(string=html)


@pytest.mark.parametrize("kind", ["worst", "best", "empty", "hostile", "short"])
def test_a_report_is_read_as_xml_and_says_the_same(kind, monkeypatch):
    html = report_html(samples.report(kind))
    expected = told(re.sub(r"(?<=[^>\s])\s*<br>", " ", html), as_html)
    # Whoever falls back on the other parser is noticed here.
    monkeypatch.setattr(weasyprint.HTML, "__init__", None)
    assert told(html, lambda text: Source(text, fetcher())) == expected


@pytest.mark.parametrize("ends", ["<br>", " <br/>\n", "<br class='x'> "])
def test_a_line_ends_where_it_is_asked_and_nowhere_else(ends):
    html = (
        f"<html lang='nl'><body><p>Een\n<strong>twee</strong>{ends}drie\n  vier.</p></body></html>"
    )
    page = Source(html, fetcher()).render(stylesheets=read_styles()["report"].sheets).pages[0]
    lines = [
        "".join(text.text for text in line.descendants() if isinstance(text, boxes.TextBox)).strip()
        for line in page._page_box.descendants()
        if isinstance(line, boxes.LineBox) and line.element_tag == "p"
    ]
    assert lines == ["Een twee", "drie vier."]


def test_what_is_no_xml_is_read_all_the_same():
    html = "<!DOCTYPE html><html lang=nl><body><p hidden>Een &nbsp; twee<p>Drie</body></html>"
    assert told(html, lambda text: Source(text, fetcher())) == told(html, as_html)


def test_each_element_of_a_document_has_a_style_of_its_own():
    sheet = re.sub(r"/\*.*?\*/|\{.*?\}", " ", DEFAULTS_CSS.read_text("utf-8"), flags=re.DOTALL)
    known = set(re.findall(r"[a-z]+[1-6]?", sheet)) | PLAIN
    assert "wbr" in known, "clean_text.py breaks long words with it"
    for folder in ("report", "paper"):
        for template in (TEMPLATES / folder).glob("*.html"):
            used = set(re.findall(r"<([a-z]+[1-6]?)\b", template.read_text(encoding="utf-8")))
            assert used <= known, template.name


def test_an_object_is_written_as_it_was_when_the_document_was_finished():
    pdf = pydyf.PDF()
    stream = pydyf.Stream(["q", "Q"], compress=True)
    note = pydyf.Dictionary({"Type": "/Note"})
    pdf.add_object(stream)
    pdf.add_object(note)
    write_once(pdf)
    note["Type"] = "/Changed"
    written = BytesIO()
    pdf.write(written, identifier=True)
    assert b"/Note" in written.getvalue()
    assert b"/Changed" not in written.getvalue()
    assert b"/FlateDecode" in written.getvalue()
