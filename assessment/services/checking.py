"""Whether a file is a report as it was made. Everything is computed again and nothing is believed.

What is judged is the data in the file. The words and pictures of a PDF can be changed without
touching the data, so only a PDF that is stored here byte for byte can be vouched for as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection

from assessment.core.answers_in import read_answers_file
from assessment.core.report_conclusions import too_much_to_judge
from assessment.core.report_file import NotOurs, ReportFile, SealedFile, canonical, read_report_file
from assessment.core.report_making import make_report
from assessment.core.report_result import Result, result_of
from assessment.core.strict_json import BadFile
from assessment.library.content import Library
from assessment.pdf.reading import HEADER, MOST_PDF, NotAReport, TooBusy, attachment_of
from assessment.services.keys import Keys
from assessment.services.shared_reports import is_a_share
from assessment.storage import finished_reports

__all__ = ["MOST_PDF", "NotAReport", "TooBusy", "Verdict", "check", "open_report"]

Kind = Literal["unchanged", "changed", "not_ours", "damaged"]
Maker = Literal["here", "known", "unknown_key", "unsigned"]
# The two kinds of file that a finished report has with its data in it.
DATA_FILES = ("data", "full")

KIND_WORDS: dict[Kind, str] = {
    "unchanged": "Ongewijzigd",
    "changed": "Gewijzigd",
    "not_ours": "Geen rapport van de Preventiespiegel",
    "damaged": "Beschadigd",
}
REWRITTEN = "De gegevens zijn door een ander programma opnieuw weggeschreven."
BAD_SUM = "De gegevens in het bestand zijn veranderd nadat het rapport is gemaakt."
BAD_SIGNATURE = "De handtekening past niet bij de gegevens."
OTHER_DATA = "Onder dit nummer is hier een rapport met andere gegevens vastgesteld."
OTHER_RESULT = "Uit de antwoorden volgt hier iets anders dan in het bestand staat."
OTHER_ANSWERS = "De antwoorden in het bestand zijn van een andere scan."
OTHER_PLACE = "De code en de naam van de gemeente horen niet bij elkaar."
NO_FIT = "De gegevens passen niet bij de vragenlijst."
UNKNOWN_SET = "Deze vragenlijst kennen wij hier niet. Daarom rekenden wij het rapport niet na."
NOT_ALIKE = "Wij rekenen hier iets anders uit. Dat kan door andere regels of teksten komen."
TOO_MANY = "Er staan heel veel activiteiten in. Daarom rekenden wij het rapport niet na."
CAREFUL = "Twijfelt u? Vraag het rapport dan rechtstreeks bij de gemeente op."
NO_ANSWERS = "Er zitten geen antwoorden in. Daarom konden wij de conclusies niet narekenen."


@dataclass(frozen=True)
class Verdict:
    """What can be said of a file; the sentences are Dutch."""

    kind: Kind
    why: tuple[str, ...] = ()  # what is wrong
    remarks: tuple[str, ...] = ()  # what is good to know
    maker: Maker = "unsigned"
    maker_name: str = ""
    recomputed: bool = False
    finished_here: bool = False  # exactly this data was finished in this installation
    same_pdf: bool | None = None  # None: no PDF, or not one of a report that was finished here
    is_pdf: bool = False
    sealed: SealedFile | None = None

    @property
    def certain(self) -> bool:
        """Whoever knows the file can mend its checksum; nobody can mend a signature."""
        return self.finished_here or self.maker in ("here", "known")

    @property
    def words(self) -> str:
        if self.kind == "unchanged" and not self.certain:
            return "Geen wijziging gevonden"
        return KIND_WORDS[self.kind]

    @property
    def made_by(self) -> str:
        if self.finished_here:
            return "Dit rapport is vastgesteld in deze Preventiespiegel."
        return {
            "here": "Deze Preventiespiegel heeft de gegevens ondertekend.",
            "known": f"De gegevens zijn ondertekend door {self.maker_name}.",
            "unknown_key": "De gegevens zijn ondertekend met een sleutel die wij niet kennen. "
            "Wij zien dus niet wie ze maakte.",
            "unsigned": "Niet ondertekend: wij zien dat de gegevens heel zijn, niet wie ze maakte.",
        }[self.maker]


def open_report(raw: bytes) -> SealedFile:
    """The data of a report, out of a PDF or as a file by itself.

    Raises `NotAReport`, `BadFile` (of which `NotOurs` is one) or `TooBusy`, all with Dutch words.
    """
    return read_report_file(attachment_of(raw) if raw.startswith(HEADER) else raw)


def check(conn: Connection | None, raw: bytes, library: Library, keys: Keys) -> Verdict:
    """Never fails on a file, whatever is in it; raises only `TooBusy`."""
    try:
        sealed = open_report(raw)
    except NotAReport as refused:
        return Verdict("damaged" if refused.ours else "not_ours", (str(refused),))
    except NotOurs:
        return Verdict("not_ours", ("In dit bestand zitten geen gegevens van een rapport.",))
    except BadFile as bad:
        if not raw.startswith(HEADER) and not raw.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
            return Verdict("not_ours", ("Dit is geen PDF en geen bestand met gegevens.",))
        return Verdict("damaged", tuple(f"{fault}." for fault in bad.faults[:5]))
    return _judge(conn, raw, sealed, library, keys)


def _judge(
    conn: Connection | None, raw: bytes, sealed: SealedFile, library: Library, keys: Keys
) -> Verdict:
    is_pdf = raw.startswith(HEADER)
    stored = finished_reports.files_of(conn, sealed.report.number) if conn else {}
    here = any(stored[kind].digest == sealed.fingerprint for kind in DATA_FILES if kind in stored)
    if conn and stored and not here and sealed.whole and sealed.as_written:
        here = is_a_share(conn, sealed, library)
    maker, name, fits = maker_of(sealed, keys)
    why = []
    if not sealed.whole:
        why.append(BAD_SUM)
    if sealed.whole and not sealed.as_written:
        why.append(REWRITTEN)
    if not fits:
        why.append(BAD_SIGNATURE)
    if stored and not here:
        why.append(OTHER_DATA)
    differences, remarks, recomputed = _recompute(sealed.report, library)
    if differences and (here or maker in ("here", "known")):
        # It is certain who made it and that it is whole; then it is our content that moved on.
        remarks.append(NOT_ALIKE)
    else:
        why += differences
    same_pdf = None
    if is_pdf and "pdf" in stored:
        same_pdf = stored["pdf"].digest == sha256(raw).hexdigest()
    return Verdict(
        "changed" if why else "unchanged",
        tuple(why),
        tuple(remarks),
        maker,
        name,
        recomputed=recomputed,
        finished_here=here,
        same_pdf=same_pdf,
        is_pdf=is_pdf,
        sealed=sealed,
    )


def maker_of(sealed: SealedFile, keys: Keys) -> tuple[Maker, str, bool]:
    """Whose signature it is, and whether it fits. A key that does not fit makes nobody a maker."""
    if sealed.signature is None:
        return "unsigned", "", True
    own = keys.own is not None and keys.own.id == sealed.signature.key
    key = keys.own if own else keys.known.get(sealed.signature.key)
    if key is None:
        return "unknown_key", "", True
    if not key.fits(sealed):
        return "unsigned", "", False
    return ("here" if own else "known"), key.name, True


def _recompute(report: ReportFile, library: Library) -> tuple[list[str], list[str], bool]:
    """What does not agree, what is good to know, and whether everything could be computed."""
    faults = []
    place = library.everyone.get(report.municipality.code)
    if place and report.municipality.name not in place.names:
        faults.append(OTHER_PLACE)
    content = library.question_sets.get(report.question_set)
    if content is None:
        return faults, [UNKNOWN_SET], False
    if {level.step for level in report.result.levels} - {step.id for step in content.steps}:
        return [*faults, NO_FIT], [], False
    if report.answers is None:
        return faults, [NO_ANSWERS], False
    try:
        made = read_answers_file(canonical(report.answers), library.question_sets, library.everyone)
    except BadFile:
        return [*faults, NO_FIT], [], False
    said = (report.question_set, report.municipality.code, report.reference_date, report.depth)
    own = (made.question_set.key, made.municipality.code, made.reference_date, made.depth)
    if said != own:
        return [*faults, OTHER_ANSWERS], [], False
    if too_much_to_judge(made):
        return faults, [TOO_MANY], False
    ours = result_of(make_report(made, library.catalogue), made)
    if not _alike(report.result, ours):
        faults.append(OTHER_RESULT)
    return faults, [], True


def _alike(said: Result, ours: Result) -> bool:
    """The bands came later: a report without them is not a changed one."""
    known = {level.step: level for level in said.levels}
    levels = tuple(
        level.model_copy(update={"lowest": None, "highest": None})
        if level.step in known and known[level.step].highest is None
        else level
        for level in ours.levels
    )
    return said == ours.model_copy(update={"levels": levels})


def as_data(verdict: Verdict) -> dict[str, Any]:
    """For a program: codes, and the sentences beside them."""
    return {
        "verdict": verdict.kind,
        "why": list(verdict.why),
        "remarks": list(verdict.remarks),
        "maker": verdict.maker if verdict.sealed else None,
        "recomputed": verdict.recomputed,
        **dict(_claims(verdict)),
    }


def _claims(verdict: Verdict) -> Iterator[tuple[str, Any]]:
    if verdict.sealed:
        report = verdict.sealed.report
        yield "fingerprint", verdict.sealed.fingerprint
        yield "number", report.number
        yield "status", report.status
        yield "made_on", report.made_on.isoformat()
        yield "sharing", report.sharing
        yield "municipality", report.municipality.model_dump()
        yield "reference_date", report.reference_date.isoformat()
        yield "question_set", report.question_set
