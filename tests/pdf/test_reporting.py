"""From what is stored to a report, and on to a file."""

import pytest
from pypdf import PdfReader

from assessment.services import answering, assessments, reporting
from assessment.storage import people
from assessment.storage.database import Database
from assessment.storage.records import UnknownAssessment
from tests.core import builders
from tests.database import NOW


@pytest.fixture
def database(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path / 'stored.db'}")
    database.migrate()
    yield database
    database.dispose()


def test_a_stored_assessment_gives_the_report_of_its_answers(database, tmp_path):
    made = builders.assessment({"sl_1": 0, "sl_2": ["geen"]})
    with database.write() as connection:
        person = people.add(connection, "Beleidsmedewerker jeugd", NOW)
        record = assessments.start(
            connection,
            municipality=builders.library().municipalities.by_code["GM0402"],
            depth="volledig",
            reference_date=builders.TODAY,
            question_set_key="veilig-online/1.0",
            by=person,
            now=NOW,
        )
        changes = [answering.Change(name, given, 0) for name, given in made.answers.items()]
        answering.save(connection, record.id, changes, by=person, now=NOW)
    with database.read() as connection:
        report = reporting.report_for(connection, record.id, builders.library())
    assert report.municipality.name == "Hilversum"
    assert "Beleidsmedewerker jeugd, 21 november 2026" in reporting.html_of(report)
    path = tmp_path / "rapport.pdf"
    path.write_bytes(reporting.pdf_of(report))
    assert "Gemeente Hilversum" in PdfReader(path).pages[0].extract_text()


def test_an_assessment_that_is_not_there_gives_no_report(database):
    with database.read() as connection, pytest.raises(UnknownAssessment):
        reporting.report_for(connection, "bestaat-niet", builders.library())
