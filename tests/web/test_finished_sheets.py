"""A finished report as a spreadsheet and as a file with answers, both from what was stored."""

from io import BytesIO

import openpyxl
import pytest

from assessment.core.answers_in import read_answers_file
from assessment.services import shared_reports
from tests import shared
from tests.core.builders import library
from tests.database import start
from tests.finished import NUMBER


@pytest.fixture
def stored(database, assessment, person):
    with database.write() as connection:
        shared.store(connection, assessment.id, person)
    return f"/invullen/{assessment.id}/rapporten/{NUMBER}"


def rows(page):
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_the_spreadsheet_says_what_the_report_says(browser, database, stored):
    browser.get(f"{stored}/rapport.xlsx")
    book = openpyxl.load_workbook(BytesIO(browser.response.data))
    with database.read() as connection:
        report = shared_reports.view(connection, NUMBER, "notes", library()).report
    assert NUMBER in rows(book["Lees dit eerst"])[0][0]
    levels = rows(book["Stand per stap"])
    assert [row[0] for row in levels[1:]] == [step.level.step.label for step in report.steps]
    assert [row[2] for row in levels[1:]] == [
        "?" if step.level.stand is None else step.level.stand for step in report.steps
    ]
    assert {row[2] for row in rows(book["Gaten"])[1:]} == {gap.name for gap in report.gaps}
    said = {row[2] for row in rows(book["Antwoorden"])[1:]}
    assert said == {a.said for step in report.steps for a in step.answers} | {
        a.said for a in report.profile
    }
    assert browser.get(f"{stored}/rapport.ods").response.data.startswith(b"PK")


def test_the_answers_by_themselves_can_be_read_back(browser, stored):
    browser.get(f"{stored}/antwoorden.json")
    assert f"{NUMBER.lower()}-antwoorden-" in browser.response.headers["Content-Disposition"]
    found = library()
    read = read_answers_file(browser.response.data, found.question_sets, found.everyone)
    assert read.answers


def test_the_report_of_another_scan_is_not_there(browser, database, stored, person):
    with database.write() as connection:
        other = start(connection, person)
    for name in ("rapport.xlsx", "rapport.ods", "antwoorden.json"):
        assert browser.get(f"/invullen/{other.id}/rapporten/{NUMBER}/{name}").status == 404
