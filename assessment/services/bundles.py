"""All reports that municipalities share with a network, as one ZIP.

Each report is a PDF at the level that its municipality chose. What was made lies in the cache of
PDFs, and how far it is follows from that: there is no list of jobs that a restart could lose.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from assessment.core.access import may
from assessment.core.identity import SHARING_WORDS
from assessment.core.plain_names import plain
from assessment.library.content import Library
from assessment.pdf.rendering import PdfFailed
from assessment.services import shared_reports, sharing, versions
from assessment.services.keys import Keys
from assessment.services.logbook import harmless
from assessment.services.pdf_drafts import Drafts
from assessment.services.shared_reports import NotReadable
from assessment.services.sharing import Share, UnknownShare
from assessment.services.stored_zip import StoredZip, TooLarge
from assessment.storage import ties
from assessment.storage.database import Database
from assessment.storage.errors import DatabaseBusy
from assessment.storage.finished_reports import Damaged
from assessment.storage.records import PersonRecord, UnknownReport

CONTENTS = "INHOUD.csv"
_COLUMNS = ("Bestand", "Rapport", "Gemeente", "Peildatum", "Wat erin staat", "SHA-256", "Let op")
# Behind whatever else is being made: a network can be large, and a reader should not wait for it.
_PATIENCE = 3600.0
_WHILE_SENDING = 60.0
_UNREADABLE = "Dit rapport kunnen wij niet meer lezen."
_NOT_NOW = "Dit lukte nu niet. Haal de ZIP later nog eens op."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """How far it is."""

    total: int
    made: int
    failed: int

    @property
    def is_ready(self) -> bool:
        return self.made + self.failed >= self.total


@dataclass(frozen=True)
class Bundles:
    """What it takes to make them. It holds nothing itself, so each request can have its own."""

    database: Database
    library: Library
    drafts: Drafts
    keys: Keys

    def progress(self, conn: Connection, place: str) -> Progress:
        """One query and a look at the folder, however many reports there are."""
        keys = [self._key(item) for item in sharing.of_place(conn, place)]
        made = sum(self.drafts.has(key) for key in keys)
        failed = sum(self.drafts.fault(key) is not None for key in keys)
        return Progress(len(keys), made, failed)

    def go_on(self, place: str, patience: float) -> None:
        """Makes what is not there yet, in the background; someone who waits a little may see it.

        Nothing when it is being made already, here or in another process. Of a process that was
        killed the system frees the lock, and the next one who looks makes the rest.
        """
        lock = self.drafts.claim(sha256(f"bundle {place}".encode()).hexdigest())
        if lock is None:
            return

        def run() -> None:
            try:
                for _ in self.make(place):
                    pass
            except Exception:
                # Whoever looks again makes it go on.
                log.exception("the reports of a network are not all made")
            finally:
                os.close(lock)

        thread = threading.Thread(target=run, name="bundle", daemon=True)
        thread.start()
        thread.join(patience)

    def make(self, place: str) -> Iterator[tuple[int, int, str]]:
        """Every PDF that is not there yet, one after the other; says how far it is."""
        with self.database.read() as conn:
            shares = sharing.of_place(conn, place)
        for number, share in enumerate(shares):
            yield number, len(shares), share.municipality_name
            key = self._key(share)
            if not self.drafts.has(key) and self.drafts.fault(key) is None:
                try:
                    self._make(share, _PATIENCE)
                except UnknownShare:
                    continue
                except (PdfFailed, NotReadable) as fault:
                    self.drafts.put_fault(key, str(fault))
        yield len(shares), len(shares), "klaar"

    def try_again(self, conn: Connection, place: str) -> None:
        """What could not be made is tried once more."""
        for share in sharing.of_place(conn, place):
            self.drafts.forget_fault(self._key(share))

    def stream(
        self, place: str, by: PersonRecord | None, clock: Callable[[], datetime]
    ) -> Iterator[bytes]:
        """The ZIP, one report at a time. What is withdrawn meanwhile is left out from then on.

        `by` is who gets it, as long as they may; nobody for who keeps the installation. Each report
        is noted in the logbook of its municipality before its first byte goes out.
        """
        with self.database.read() as conn:
            shares = sharing.of_place(conn, place)
        made, rows = StoredZip(), []
        for share in shares:
            name = file_name(share)
            try:
                pdf = self._pdf(share)
                with self.database.write() as conn:
                    if by and not may(ties.of_person(conn, by.id), "shared.see", place):
                        break
                    live = sharing.get(conn, share.id)
                    sharing.note_seen(conn, "report.downloaded", [live], by=by, now=clock())
                piece = made.file(name, pdf, share.made_at.date())
            except UnknownShare:
                continue
            except TooLarge:
                rows.append(_row(share, remark="Dit paste niet meer in de ZIP."))
            except DatabaseBusy:
                rows.append(_row(share, remark=_NOT_NOW))
            except (PdfFailed, NotReadable) as fault:
                rows.append(_row(share, remark=str(fault)))
            else:
                rows.append(_row(share, name, sha256(pdf).hexdigest()))
                yield piece
        yield made.file(CONTENTS, _as_csv(rows), clock().date())
        yield made.end()

    def _pdf(self, share: Share) -> bytes:
        key = self._key(share)
        if fault := self.drafts.fault(key):
            raise PdfFailed(fault)
        return self.drafts.known_as(key) or self._make(share, _WHILE_SENDING)

    def _make(self, share: Share, patience: float) -> bytes:
        """Raises UnknownShare for what is not shared any more, PdfFailed or NotReadable."""
        try:
            with self.database.read() as conn:
                live = sharing.get(conn, share.id)
                view = shared_reports.view(
                    conn, live.number, live.level, self.library, self.keys.sign
                )
        except (Damaged, UnknownReport):
            raise NotReadable(_UNREADABLE) from None
        document = view.document
        pdf = self.drafts.wait(document, patience)
        self.drafts.remember_as(self._key(share), document)
        return pdf

    def _key(self, share: Share) -> str:
        """All that decides the PDF, as far as it can be known without reading the report."""
        own = self.keys.own.id if self.keys.own else ""
        parts = [share.number, share.level, own, versions.of_shared(self.library)]
        return sha256(json.dumps(["bundle", *parts]).encode()).hexdigest()


def file_name(share: Share) -> str:
    """Letters, digits and hyphens, and never twice the same: a report has one level per network."""
    words = plain(share.municipality_name).replace(" ", "-")
    return f"{words}-{share.reference_date.isoformat()}-{share.number.lower()}.pdf"


def _row(share: Share, name: str = "", digest: str = "", remark: str = "") -> tuple[str, ...]:
    day, level = share.reference_date.isoformat(), SHARING_WORDS[share.level].name
    return name, share.number, share.municipality_name, day, level, digest, remark


def _as_csv(rows: list[tuple[str, ...]]) -> bytes:
    """For Excel in Dutch: semicolons, and a mark that says that this is UTF-8."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow([harmless(text) for text in row])
    return made.getvalue().encode("utf-8-sig")
