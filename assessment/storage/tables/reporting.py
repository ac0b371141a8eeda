"""Reports that were finished, with their files."""

from __future__ import annotations

from typing import get_args

from sqlalchemy import JSON, CheckConstraint, Column, Date, ForeignKey, Integer, LargeBinary, Table

from assessment.core.identity import SHARING
from assessment.core.values import Depth
from assessment.storage.columns import (
    DIGEST_LENGTH,
    FUNCTION_MAX,
    ID_MAX,
    NAME_MAX,
    NUMBER_MAX,
    at_most,
    metadata,
    of_assessment,
    one_of,
)
from assessment.storage.types import UtcDateTime, Words

# Of a finished report: the page and its style, the data file that the PDF carries, the same with
# everything in it for the municipality itself, and the PDF.
FILE_KINDS = ("page", "style", "data", "full", "pdf")

# A report that was finished, without its files: a list never reads those.
finished_reports = Table(
    "finished_reports",
    metadata,
    Column("number", Words(NUMBER_MAX), primary_key=True),
    of_assessment(),
    Column("municipality_code", Words(10), nullable=False),
    Column("municipality_name", Words(NAME_MAX), nullable=False),
    Column("reference_date", Date, nullable=False),
    Column("question_set", Words(80), nullable=False),
    Column("depth", Words(20), nullable=False),
    Column("status", Words(20), nullable=False),
    Column("sharing", Words(20), nullable=False),
    # How many changes the assessment had: more of them later means that it is not up to date.
    Column("changes", Integer, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("made_by", Words(FUNCTION_MAX)),
    Column("person_id", Words(ID_MAX), ForeignKey("people.id")),
    Column("made_at", UtcDateTime, nullable=False),
    one_of("depth", get_args(Depth)),
    one_of("status", ("vastgesteld",)),
    one_of("sharing", SHARING),
    CheckConstraint(f"length(number) BETWEEN 12 AND {NUMBER_MAX}", name="number_length"),
    CheckConstraint("changes >= 1", name="changes_counts"),
    at_most("municipality_code", 10),
    at_most("municipality_name", NAME_MAX),
    at_most("question_set", 80),
    at_most("made_by", FUNCTION_MAX),
)


finished_report_files = Table(
    "finished_report_files",
    metadata,
    Column("number", Words(NUMBER_MAX), ForeignKey("finished_reports.number"), primary_key=True),
    Column("kind", Words(20), primary_key=True),
    Column("digest", Words(DIGEST_LENGTH), nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    one_of("kind", FILE_KINDS),
    CheckConstraint(f"length(digest) = {DIGEST_LENGTH}", name="digest_length"),
    CheckConstraint("length(body) = size", name="size_fits"),
)
