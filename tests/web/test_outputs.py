"""What somebody typed comes out as a text, in every kind of file, and never as anything else."""

import csv
import io
import re
import time
import zipfile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.core.builders import content
from tests.database import NOW
from tests.outputs import FILES, PAYLOADS, pages, plant

RUNNING = re.compile(r"<(script|svg|img|iframe|object|embed)\b[^>]*>", re.IGNORECASE)
HANDLER = re.compile(r"\son[a-z]+\s*=", re.IGNORECASE)
DANGEROUS = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/SubmitForm")
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(params=PAYLOADS)
def text(request, database, assessment, person):
    found = PAYLOADS[request.param]
    with database.write() as connection:
        plant(connection, assessment.id, content(), person, found, NOW)
    return found


def test_no_page_has_anything_that_runs(browser, here, text):
    seen = 0
    for address in pages(here, content()):
        browser.get(address)
        assert browser.status == 200, address
        html = browser.response.text
        seen += text[:20].replace('"', "") in browser.page.text.replace('"', "")
        for element in browser.page.all("script", "img", "iframe", "object", "embed", "svg"):
            assert element.get("src").startswith("/static/") or element.tag == "svg", address
            assert "kwaad" not in str(element.attributes), address
        for found in RUNNING.findall(html):
            assert found.lower() in ("script", "svg", "img")
        tags = re.findall(r"<[a-zA-Z][^<>]*>", html)
        assert not [tag for tag in tags if HANDLER.search(re.sub(r'"[^"]*"', '""', tag))], address
        assert "49" not in re.findall(r"\{?49@SUM", html)
        assert "49@SUM" not in html
    assert seen > 8


def test_no_file_has_anything_that_runs(browser, here, text):
    for name in FILES:
        answer = browser.client.get(f"{here}{name}")
        for _ in range(60):
            # A draft of the report is made in the background.
            if answer.status_code != 202:
                break
            time.sleep(1)
            answer = browser.client.get(f"{here}{name}")
        assert answer.status_code == 200, name
        raw = answer.data
        answer.close()
        look = {"csv": in_csv, "xlsx": in_xlsx, "ods": in_open, "odt": in_open, "pdf": in_pdf}
        look[name.rpartition(".")[2]](raw, text)


def in_csv(raw, text):
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert any(text[:40] in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith(BEGINNINGS)]


def in_xlsx(raw, text):
    book = load_workbook(io.BytesIO(raw))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(text[:40] in str(cell.value) for cell in cells)
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert not [
        cell.coordinate for cell in cells if cell.hyperlink and "kwaad" in str(cell.hyperlink)
    ]
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        assert not [name for name in packed.namelist() if "vba" in name or "external" in name]


def in_open(raw, text):
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        body = packed.read("content.xml").decode()
        assert not [name for name in packed.namelist() if "Scripts" in name or "Basic" in name]
    assert "table:formula" not in body
    assert "<script" not in body.lower()
    assert 'href="http://kwaad' not in body


def in_pdf(raw, text):
    reader = PdfReader(io.BytesIO(raw))
    said = "".join("".join(page.extract_text() for page in reader.pages).split())
    assert "".join(text.split())[:12] in said
    for number in range(1, len(reader.xref[0]) + 1):
        found = reader.get_object(number)
        if isinstance(found, dict):
            assert not [name for name in DANGEROUS if name in found], number
            assert "kwaad" not in str(found.get("/URI", ""))
