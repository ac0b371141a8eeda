"""The real PDF of a shared report: its words, its data, and nothing from above its level."""

import io
import json

import pytest
from pypdf import PdfReader

from assessment.services import shared_reports
from assessment.services.pdf_drafts import make
from tests import shared
from tests.core.builders import library


@pytest.mark.parametrize("level", ["gaps", "notes"])
def test_a_shared_pdf_has_no_more_than_its_level(database, assessment, person, level):
    with database.write() as connection:
        shared.store(connection, assessment.id, person)
    with database.read() as connection:
        view = shared_reports.view(connection, shared.NUMBER, level, library())
    reader = PdfReader(io.BytesIO(make(view.document)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    [(_, [data])] = reader.attachments.items()
    report = json.loads(data)["report"]
    assert data == view.data
    assert report["sharing"] == level
    assert (shared.CANARY in text, shared.CANARY in data.decode()) == (level == "notes",) * 2
    assert shared.gap_name() in text
    assert view.identity.short in text
    assert ("Bijlage: alle antwoorden" in text) == (level == "notes")
