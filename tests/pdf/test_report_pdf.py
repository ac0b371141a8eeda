"""The PDF, read back: what is in it, how it is built, and that it is the same every time."""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from assessment.core.identity import Identity
from assessment.pdf.document import report_html
from assessment.pdf.rendering import Attachment, render_pdf
from tests.core.builders import ROOT, library
from tests.pdf.samples import pdf, pdf_text, read_back, report

PRINTED = ("worst", "best", "empty", "hostile")


def structure(reader):
    """Every element of the tag tree, in reading order."""
    waiting = [reader.root_object["/StructTreeRoot"]["/K"]]
    while waiting:
        item = waiting.pop()
        item = item.get_object() if isinstance(item, IndirectObject) else item
        if isinstance(item, list):
            waiting += reversed(item)
        elif hasattr(item, "get") and "/S" in item:
            yield item
            waiting.append(item.get("/K", []))


def outline(items):
    for item in items:
        if isinstance(item, list):
            yield from outline(item)
        else:
            yield item.title


@pytest.mark.parametrize("kind", PRINTED)
def test_it_is_dutch_tagged_and_has_a_title(kind):
    root = read_back(kind).root_object
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  # A PDF boolean, not Python's.
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert read_back(kind).metadata.title == "Rapport Preventiespiegel, gemeente Hilversum"
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part(>|=\")1", xmp)
    assert all(page["/Tabs"] == "/S" for page in read_back(kind).pages)


@pytest.mark.parametrize("kind", PRINTED)
def test_the_tags_have_ordered_headings_tables_and_lists(kind):
    tags = [item["/S"] for item in structure(read_back(kind))]
    headings = [int(tag[2]) for tag in tags if re.fullmatch(r"/H\d", tag)]
    assert headings.count(1) == 1
    assert headings[0] == 1
    assert all(now <= before + 1 for before, now in pairwise(headings))
    assert {"/Table", "/TH", "/TD", "/L", "/LI", "/Link"} <= set(tags)


@pytest.mark.parametrize("kind", PRINTED)
def test_bookmarks_lead_to_every_chapter(kind):
    titles = list(outline(read_back(kind).outline))
    for step in report(kind).steps:
        assert step.level.step.label in titles
    assert {"In het kort", "Inhoud", "Overzicht per stap", "Hulplijnen"} <= set(titles)


@pytest.mark.parametrize("kind", PRINTED)
def test_every_link_is_described_and_leads_to_the_catalogue_or_inside(kind):
    known = {tool.address for tool in library().catalogue.tools if tool.usable}
    reader = read_back(kind)
    inside = set(reader.named_destinations)
    outside = set()
    for page in reader.pages:
        for note in page.get("/Annots", []):
            note = note.get_object()
            assert note["/Contents"]
            if "/A" in note and "/URI" in note["/A"]:
                outside.add(note["/A"]["/URI"])
            else:
                assert note["/Dest"] in inside
    assert outside <= known
    assert {line.address for line in report(kind).help_lines} <= outside


@pytest.mark.parametrize("kind", PRINTED)
def test_every_font_is_our_own_and_inside(kind):
    fonts = {}
    for page in read_back(kind).pages:
        fonts |= page["/Resources"].get("/Font", {})
    assert fonts
    for font in fonts.values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        described = below["/FontDescriptor"]
        assert "/FontFile2" in described or "/FontFile3" in described
        assert "Report" in below["/BaseFont"] or "Noto" in below["/BaseFont"]


@pytest.mark.parametrize("kind", ["worst", "best", "empty"])
def test_the_text_has_the_gaps_the_help_lines_and_the_figures(kind):
    text = pdf_text(kind)
    assert "Concept" in text
    for card in report(kind).gaps:
        assert card.name in text
    for line in report(kind).help_lines:
        assert line.title in text
        assert line.short_address in text
    for step in report(kind).steps:
        assert f"Bekend: {step.level.known} van {step.level.asked} vragen" in text


def test_the_worst_case_shows_the_gaps_that_the_client_names():
    text = pdf_text("worst")
    assert "Geen steun voor slachtoffers afgesproken" in text
    assert "Dit leidde hiertoe" in text
    assert "Nog niet: Er is niets afgesproken over hulp." in text


def test_nothing_known_is_printed_as_not_known():
    text = pdf_text("empty")
    assert "nog te weinig bekend" in text
    assert "0,0" not in text
    assert not re.search(r"\bNee\b", text)


def test_the_contents_give_the_real_page_of_each_chapter():
    reader = read_back("worst")
    contents = next(page for page in reader.pages if "Inhoud" in page.extract_text()).extract_text()
    for title in ("Hulplijnen", "Bijlage: alle antwoorden"):
        printed = int(re.search(rf"{title}\s+(\d+)", contents)[1])
        chapter = next(item for item in _flat(reader.outline) if item.title == title)
        assert reader.get_destination_page_number(chapter) + 1 == printed


def _flat(items):
    for item in items:
        yield from _flat(item) if isinstance(item, list) else [item]


def test_another_program_reads_the_same_words():
    if not shutil.which("pdftotext"):
        assert not os.environ.get("CI"), "pdftotext is missing"
        pytest.skip("pdftotext is missing")
    command = ["pdftotext", "-raw", "-", "-"]
    done = subprocess.run(command, input=pdf("hostile"), capture_output=True, check=True)
    text = " ".join(done.stdout.decode().split())
    assert "Centrum Seksueel Geweld" in text
    assert "<script>alert(1)</script>" in text
    assert "7*7" in text


HASH = "0123456789abcdef" * 4
NAMED = Identity("HVS-2026-0007", "vastgesteld", date(2026, 11, 20), "notes", HASH)
ANSWERS = Attachment(
    "antwoorden.json",
    b'{"schema": 1}',
    "De antwoorden waar dit rapport van is gemaakt",
    datetime(2026, 11, 20, 13, tzinfo=timezone(timedelta(hours=1))),
)


@cache
def named():
    return render_pdf(report_html(report("short"), identity=NAMED), attachment=ANSWERS)


def test_every_page_says_which_report_it_is_from():
    reader = PdfReader(BytesIO(named()))
    for number, page in enumerate(reader.pages, 1):
        text = " ".join(page.extract_text().split())
        assert "rapport HVS-2026-0007 · code 0123 4567 89ab cdef" in text
        assert f"Bladzijde {number} van {len(reader.pages)}" in text
        assert "Vastgesteld" in text
        assert "Concept" not in text or number == 1


def test_it_carries_one_file_that_is_its_source():
    reader = PdfReader(BytesIO(named()))
    assert {name: list(bodies) for name, bodies in reader.attachments.items()} == {
        "antwoorden.json": [ANSWERS.body]
    }
    (file,) = reader.root_object["/AF"]
    described = file.get_object()
    assert described["/AFRelationship"] == "/Source"
    assert described["/Desc"] == ANSWERS.description
    stream = described["/EF"]["/F"]
    assert stream["/Subtype"] == "/application#2fjson" or stream["/Subtype"] == "/application/json"
    assert stream["/Params"]["/ModDate"] == "D:20261120120000Z"


def test_its_dates_are_those_of_the_report():
    made = PdfReader(BytesIO(named())).metadata
    assert made.creation_date == made.modification_date == datetime(2026, 11, 20, tzinfo=UTC)
    assert read_back("hostile").metadata.creation_date.date() == report("hostile").reference_date


@pytest.mark.parametrize("odd", [{"TZ": "Asia/Tokyo", "LANG": "tr_TR.UTF-8"}, {"LC_ALL": "C"}])
def test_the_same_report_gives_the_same_bytes_in_other_processes(odd, tmp_path):
    """The process that prints sets its own environment, so here it is made without that."""
    page = tmp_path / "report.html"
    page.write_text(report_html(report("short"), identity=NAMED), encoding="utf-8")
    code = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from datetime import datetime
from assessment.pdf.archiving import Attachment
from assessment.pdf.printing import make_pdf, read_styles
modified = datetime.fromisoformat({ANSWERS.modified.isoformat()!r})
attachment = Attachment({ANSWERS.name!r}, {ANSWERS.body!r}, {ANSWERS.description!r}, modified)
html = open({str(page)!r}, encoding="utf-8").read()
sys.stdout.buffer.write(make_pdf(html, read_styles()["report"], attachment))
"""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONHASHSEED": "7", **odd}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == named()


def test_it_carries_no_attachments_and_no_scripts():
    reader = read_back("hostile")
    names = reader.root_object.get("/Names", {})
    assert "/EmbeddedFiles" not in names
    assert "/AF" not in reader.root_object
    assert "/JavaScript" not in names
    assert "/OpenAction" not in reader.root_object
