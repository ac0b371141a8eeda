"""The hidden sheet that says where a file comes from."""

from __future__ import annotations

from assessment.core.question_set import QuestionSet
from assessment.services.spreadsheet.cells import Cell, short
from assessment.services.spreadsheet.limits import refuse
from assessment.services.spreadsheet.workbook import Workbook
from assessment.services.spreadsheet.workbook_sheet import cells_in
from assessment.services.spreadsheet.writing import FORMAT, MARKS_SHEET
from assessment.storage.records import AssessmentRecord

_MOST_VERSION = 10**9
AGAIN = "Download het bestand opnieuw bij deze scan en neem daarin over wat u invulde"


class Marks:
    """Where the file says that it comes from. It is checked before anything else is read."""

    def __init__(
        self, book: Workbook, about: str, record: AssessmentRecord, content: QuestionSet
    ) -> None:
        sheet = book.sheets.get(MARKS_SHEET)
        rows = [cells for _, cells in cells_in(sheet)] if sheet else []
        if not rows or about not in book.sheets:
            raise refuse("is een Excel-bestand, maar niet dat van de Preventiespiegel. "
                         "Download eerst het bestand bij deze scan en vul dat in")  # fmt: skip
        self._rows = {str(cells.get("A", "")): cells for cells in rows}
        if self._second("Preventiespiegel") != FORMAT:
            raise refuse(f"is gemaakt met een andere versie van de Preventiespiegel. {AGAIN}")
        key = self._second("Vragenlijst")
        if key != content.key:
            version = short(key).rpartition("/")[2]
            raise refuse(f"hoort bij een andere versie van de vragen (versie {version}). {AGAIN}")
        if self._second("Scan") != record.id:
            place = short(self._second("Gemeente"))
            raise refuse(f"hoort bij een andere scan, van gemeente {place}. "
                         "Open die scan en stuur het bestand daar op")  # fmt: skip

    def _second(self, name: str) -> Cell | None:
        return self._rows.get(name, {}).get("B")

    def of(self, code: str) -> tuple[int, str]:
        """The version that was in the file, and the fingerprint of its cells."""
        cells = self._rows.get(code, {})
        version = cells.get("B", 0)
        if not isinstance(version, int) or not 0 <= version < _MOST_VERSION:
            raise refuse(f"is veranderd op een verborgen blad. {AGAIN}")
        return int(version), str(cells.get("C", ""))
