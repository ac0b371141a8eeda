"""What one file is: a report, answers, or nothing of ours; and whether it is as it was made.

What a file says of itself is a claim: the checksum has to fit, and with answers inside the
conclusions have to follow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from assessment.core.answers_in import read_answers_file
from assessment.core.network_entries import Entry, EntryMaker
from assessment.core.network_files import FileVerdict
from assessment.core.report_conclusions import too_much_to_judge
from assessment.core.report_file import NotOurs, SealedFile, read_report_file
from assessment.core.strict_json import BadFile
from assessment.services.checking import (
    BAD_SIGNATURE,
    BAD_SUM,
    NOT_ALIKE,
    OTHER_PLACE,
    OTHER_RESULT,
    REWRITTEN,
    TOO_MANY,
    maker_of,
)
from assessment.services.keys import Keys
from assessment.services.network_reading import Data

EMPTY = "Dit bestand is leeg."
NOT_KNOWN = "Dit is geen PDF en geen bestand met gegevens of antwoorden."
ARCHIVE = "Dit is een zip- of Excelbestand. Pak het eerst uit, of kies de PDF's zelf."
NO_DATA = "In dit bestand zitten geen gegevens van een rapport en geen antwoorden."
NO_PLACE = "De code van deze gemeente staat niet in onze lijst."
TOO_MUCH = "Er staan heel veel activiteiten in. Daarom rekenden wij dit bestand niet uit."
LEFT_OUT = "Daarom telt dit bestand niet mee."
INSISTED = "U koos om het toch mee te tellen. Bij de gemeente staat dat erbij."
UNKNOWN_SET = "Deze vragenlijst kennen wij hier niet. Daarom staat alleen de stand erbij."


@dataclass
class Judged:
    """One file on its way: what it is, and what makes it the same as another."""

    verdict: FileVerdict
    entry: Entry | None = None
    digest: str = ""
    number: str = ""


@dataclass
class Judge:
    """Judges one file after another; what is the same in them is kept once."""

    maker: EntryMaker
    keys: Keys
    insist: bool
    agreed: Callable[[str], bool]

    def file(self, name: str, data: Data) -> Judged:
        if isinstance(data, FileVerdict):
            return Judged(data)
        if not data.strip():
            return _not_ours(name, EMPTY)
        if data.startswith(b"PK\3\4"):
            return _not_ours(name, ARCHIVE)
        if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
            return _not_ours(name, NOT_KNOWN)
        try:
            return self._report(name, read_report_file(data))
        except NotOurs:
            return self._answers(name, data)
        except BadFile as bad:
            return _damaged(name, bad)

    def _report(self, name: str, sealed: SealedFile) -> Judged:
        report = sealed.report
        code = report.municipality.code
        entry = self.maker.of_report(report, agreed=self.agreed(code))
        if entry is None:
            return Judged(FileVerdict(name, "other_place", why=(NO_PLACE, LEFT_OUT)))
        known = entry.municipality
        why: list[str] = []
        remarks: list[str] = []
        maker, _, fits = maker_of(sealed, self.keys)
        if not sealed.whole:
            why.append(BAD_SUM)
        elif not sealed.as_written:
            why.append(REWRITTEN)
        if not fits:
            why.append(BAD_SIGNATURE)
        if report.municipality.name not in known.names:
            why.append(OTHER_PLACE)
        if entry.agrees is False:
            # Signed by one whom we know, it is our own questions that moved on.
            certain = fits and not why and maker in ("here", "known")
            (remarks if certain else why).append(NOT_ALIKE if certain else OTHER_RESULT)
        if entry.side.content is None:
            remarks.append(UNKNOWN_SET)
        elif report.answers is not None and entry.agrees is None:
            remarks.append(TOO_MANY)
        same = (sealed.fingerprint, f"{code} {report.number}")
        if not why:
            return Judged(_used(name, entry, *remarks), entry, *same)
        if not self.insist:
            verdict = FileVerdict(name, "changed", place=known.name, why=(*why, LEFT_OUT))
            return Judged(verdict, None, *same)
        verdict = FileVerdict(name, "changed", True, place=known.name, why=(*why, INSISTED))
        return Judged(verdict, replace(entry, changed=True), *same)

    def _answers(self, name: str, data: bytes) -> Judged:
        """An answers file of version 1: what follows from it is computed here."""
        if b'"schema"' not in data:
            return _not_ours(name, NO_DATA)
        known = self.maker.background
        try:
            made = read_answers_file(data, known.question_sets, known.municipalities)
        except BadFile as bad:
            return _damaged(name, bad)
        if too_much_to_judge(made):
            return Judged(FileVerdict(name, "damaged", why=(TOO_MUCH, LEFT_OUT)))
        entry = self.maker.of_answers(made, agreed=self.agreed(made.municipality.code))
        return Judged(_used(name, entry), entry, digest=sha256(data).hexdigest())


def _used(name: str, entry: Entry, *remarks: str) -> FileVerdict:
    return FileVerdict(name, "used", True, place=entry.municipality.name, why=remarks)


def _not_ours(name: str, why: str) -> Judged:
    return Judged(FileVerdict(name, "not_ours", why=(why,)))


def _damaged(name: str, bad: BadFile) -> Judged:
    return Judged(FileVerdict(name, "damaged", why=tuple(f"{fault}." for fault in bad.faults[:3])))
