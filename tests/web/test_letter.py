"""The letter and the plan: one click from the report."""

from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest


def test_the_report_leads_to_the_letter_and_its_file(browser, filled):
    browser.get(f"{filled}/rapport").follow("Brief aan de raad")
    assert browser.page.heading.startswith("Brief aan de raad")
    assert "Concept" in browser.page.text
    assert "gemeenteraad van Hilversum" in browser.page.text
    assert browser.page.text.count("dit weten wij nog niet") >= 1
    browser.follow("ODT")
    response = browser.response
    assert response.mimetype == "application/vnd.oasis.opendocument.text"
    name = "preventiespiegel-raadsbrief-hilversum-2026-11-01.odt"
    assert response.headers["Content-Disposition"] == f"attachment; filename={name}"
    with ZipFile(BytesIO(response.data)) as archive:
        assert "gemeenteraad van " in archive.read("content.xml").decode()


def test_the_plan_goes_to_excel(browser, filled):
    browser.get(f"{filled}/verbeterplan/").follow("Bestand voor Excel")
    name = "preventiespiegel-verbeterplan-hilversum-2026-11-01.xlsx"
    assert browser.response.headers["Content-Disposition"] == f"attachment; filename={name}"
    page = openpyxl.load_workbook(BytesIO(browser.response.data)).worksheets[0]
    assert page["A1"].value == "Code"
    assert page.max_row > 5


def test_the_plan_goes_to_libreoffice(browser, filled):
    browser.get(f"{filled}/verbeterplan/").follow("Bestand voor LibreOffice")
    assert browser.response.mimetype == "application/vnd.oasis.opendocument.spreadsheet"
    assert browser.response.data.startswith(b"PK")


@pytest.mark.parametrize(
    "rest", ["raadsbrief", "raadsbrief.odt", "verbeterplan.xlsx", "verbeterplan.ods"]
)
def test_nothing_of_a_scan_that_does_not_exist(browser, rest):
    assert browser.get(f"/invullen/aaaaaaaaaaaaaaaaaaaaaaaa/{rest}").status == 404
