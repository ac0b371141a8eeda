"""A finished report as others read it: brought down to the level at which it was shared.

It starts from the stored file with everything in it, takes out what is above the level, and makes
page, PDF and data from what is left. Nothing is judged again and nothing extra is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from assessment.core.answers_in import read_answers_file
from assessment.core.assessment import Assessment, Municipality
from assessment.core.identity import SHARING, Identity, Sharing
from assessment.core.report_file import (
    ReportFile,
    SealedFile,
    canonical,
    data_of,
    fingerprint,
    read_report_file,
    to_sign,
    write_report_file,
)
from assessment.core.shared_levels import at_level
from assessment.core.shared_report import SharedReport
from assessment.core.shared_report_making import make_shared_report, with_functions
from assessment.core.strict_json import BadFile
from assessment.library.content import Library
from assessment.pdf.document import shared_body, shared_html
from assessment.services.keys import Sign
from assessment.services.pdf_drafts import Document
from assessment.services.report_files import attachment
from assessment.storage import finished_reports, sharing
from assessment.storage.finished_reports import Damaged
from assessment.storage.records import UnknownReport

WITH_ANSWERS = SHARING[SHARING.index("answers") :]


class NotReadable(Exception):
    """The stored report cannot be shown any more; the message is Dutch."""


@dataclass(frozen=True)
class SharedView:
    """Everything that leaves the house of one shared report."""

    report: SharedReport
    identity: Identity
    data: bytes

    @property
    def body(self) -> str:
        return shared_body(self.report, self.identity)

    @property
    def document(self) -> Document:
        """What the PDF is made of, with the data at this level inside."""
        html = shared_html(self.report, self.identity)
        return Document(html, attachment=attachment(self.data, self.identity.made_on))


def view(
    conn: Connection, number: str, level: Sharing, library: Library, sign: Sign | None = None
) -> SharedView:
    """Raises NotReadable, UnknownReport or Damaged. The caller knows who may see it."""
    file = file_at(finished_reports.body_of(conn, number, "full"), level, library)
    content = library.question_sets.get(file.question_set)
    if content is None:
        raise NotReadable("Deze vragenlijst kennen wij hier niet meer.")
    assessment = None
    if file.answers is not None:
        assessment = with_functions(_answers(file, library), file)
    report = make_shared_report(file, content, assessment, library.catalogue.help_lines)
    data = write_report_file(file, sign)
    identity = Identity(file.number, file.status, file.made_on, level, fingerprint(data))
    return SharedView(report, identity, data)


def file_at(whole: bytes, level: Sharing, library: Library, digest: str = "") -> ReportFile:
    """The data of a stored report at this level. Raises NotReadable or Damaged."""
    if digest and sha256(whole).hexdigest() != digest:
        raise Damaged("a shared report")
    try:
        file = read_report_file(whole).report
        assessment = _answers(file, library) if level == "answers" else None
    except BadFile:
        raise NotReadable("Dit rapport kunnen wij niet meer lezen.") from None
    return at_level(file, level, assessment, library.catalogue.national_helplines)


def is_a_share(conn: Connection, sealed: SealedFile, library: Library) -> bool:
    """Whether this is the data of a report from here, as far as it was ever shared.

    A level that was never shared is not looked at: otherwise someone could try out what is in it.
    """
    claimed = sealed.report
    if claimed.sharing not in sharing.levels_ever(conn, claimed.number):
        return False
    try:
        whole = finished_reports.body_of(conn, claimed.number, "full")
        ours = file_at(whole, claimed.sharing, library)
    except (NotReadable, UnknownReport):
        return False
    return to_sign(canonical(data_of(ours))) == sealed.signed


def _answers(file: ReportFile, library: Library) -> Assessment:
    # A municipality may have left the list since; its old reports still hold.
    place = file.municipality
    known: Mapping[str, Municipality] = {
        place.code: Municipality(place.code, place.name, file.reference_date.year),
        **library.everyone,
    }
    return read_answers_file(canonical(file.answers), library.question_sets, known)
