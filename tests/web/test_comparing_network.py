"""A network compares what is shared with it: each at its level, noted, in a few queries."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from assessment.core.access import Tie
from assessment.services.demonstration import assessments as invented
from assessment.storage import finished_reports
from assessment.storage.tables import audit_events
from tests import shared
from tests.core.builders import library
from tests.database import NOW, start
from tests.finished import FILES, finished
from tests.report_data import written
from tests.shared import NETWORK
from tests.web.test_sharing import COORDINATOR

pytestmark = pytest.mark.usefixtures("press")

QUERIES = 4
PAGE = f"/netwerk/{NETWORK}/vergelijken/"


@pytest.fixture
def several(database, person):
    """Shares a report of each of the first `number` municipalities of the country."""

    def make(number, level="gaps"):
        places = library().municipalities.all[:number]
        stories = invented(library().newest, library().fictional)
        with database.write() as connection:
            shared.add_network(connection, person, NETWORK, *(place.code for place in places))
            for index, place in enumerate(places):
                made = replace(stories[index % 3], municipality=place)
                report_number = f"PS-2026-AAAA-{index:04}"
                raw = written(made, "notes", report_number, status="vastgesteld")
                record = start(connection, person, municipality=place)
                row = replace(
                    finished(record.id, report_number),
                    municipality_code=place.code,
                    municipality_name=place.name,
                )
                finished_reports.add(connection, row, {**FILES, "full": raw}, person)
                shared.sharing.share(
                    connection, record.id, report_number, NETWORK, level, by=person, now=NOW
                )

    return make


def test_the_network_compares_what_is_shared(someone, several):
    several(3)
    browser = someone(COORDINATOR).get(f"/netwerk/{NETWORK}/").follow("Zet de gemeenten naast")
    assert browser.page.heading == "Gemeenten naast elkaar"
    for place in library().municipalities.all[:3]:
        assert place.name in browser.page.text
    # What there is to press stands below the title, and in no file.
    page = browser.page.html
    assert page.index("<h1>") < page.index("Volgorde van de gemeenten") < page.index("In het kort")
    assert "Netwerk gooi" in browser.page.all("table")[0].text
    assert browser.follow("Excel").status == 200
    named = browser.response.headers["Content-Disposition"]
    assert named.endswith("filename=preventiespiegel-vergelijking-netwerk-gooi.xlsx")
    assert browser.get(f"{PAGE}vergelijking.exe").status == 404


def test_only_the_coordinator_compares(someone, several, stranger):
    several(2)
    assert stranger.get(PAGE).status == 401
    for tie in (Tie("adviser", NETWORK), Tie("coordinator", shared.OTHER_NETWORK)):
        browser = someone(tie)
        for rest in ("", "vergelijking.xlsx", "vergelijking.pdf"):
            assert browser.get(f"{PAGE}{rest}").status == 404, (tie, rest)
        assert "naast elkaar" not in browser.get(f"/netwerk/{NETWORK}/").page.text


@pytest.mark.parametrize("level", ["levels", "gaps", "answers"])
def test_nothing_above_the_level_reaches_the_comparison(someone, share, level):
    share(level)
    browser = someone(COORDINATOR)
    for rest in ("", *(f"vergelijking.{kind}" for kind in ("json", "csv", "html"))):
        text = browser.client.get(f"{PAGE}{rest}").get_data(as_text=True)
        assert "Hilversum" in text
        # A word between quotes is the name of a part, which a comparison has too.
        hidden = [word for word in shared.secrets(level) if not word.startswith('"')]
        assert [word for word in hidden if word in text] == []


def test_each_municipality_hears_that_somebody_looked(someone, several, database):
    several(3)
    someone(COORDINATOR).get(PAGE)
    with database.read() as connection:
        seen = connection.execute(
            select(audit_events.c.object_id, audit_events.c.details).where(
                audit_events.c.action == "report.compared"
            )
        ).all()
    assert {row.object_id for row in seen} == {f"PS-2026-AAAA-{index:04}" for index in range(3)}
    assert {row.details["level"] for row in seen} == {"gaps"}


def test_a_network_without_reports_says_so(someone, assessment_id):
    browser = someone(COORDINATOR).get(PAGE)
    assert browser.page.heading == "Nog niets te vergelijken"
    assert browser.get(f"{PAGE}vergelijking.xlsx").status == 404


@pytest.mark.parametrize("number", [2, 9])
def test_the_number_of_queries_is_the_same_for_every_network(someone, several, statements, number):
    several(number)
    browser = someone(COORDINATOR)
    statements.sent.clear()
    assert browser.client.get(PAGE).status_code == 200
    assert len(statements) == QUERIES
