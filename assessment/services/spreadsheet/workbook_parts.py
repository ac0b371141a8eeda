"""The parts of the zip that a workbook is, each within its limits."""

from __future__ import annotations

from zipfile import ZipFile, ZipInfo

from assessment.services.spreadsheet.limits import (
    DAMAGED,
    MOST_PARTS,
    MOST_RATIO,
    MOST_UNPACKED,
    TOO_LARGE,
    refuse,
)

_STORED_OR_DEFLATED = (0, 8)


class Parts:
    """The parts of the zip, each unpacked only when it is wanted and never beyond its limit."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        listed = archive.infolist()
        if len(listed) > MOST_PARTS:
            raise refuse(TOO_LARGE)
        self.by_name: dict[str, ZipInfo] = {item.filename: item for item in listed}
        if len(self.by_name) != len(listed):
            raise refuse(DAMAGED)

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def read(self, name: str) -> bytes:
        info = self.by_name.get(name)
        if info is None or info.compress_type not in _STORED_OR_DEFLATED or info.flag_bits & 1:
            raise refuse(DAMAGED)
        if info.file_size > MOST_UNPACKED:
            raise refuse(TOO_LARGE)
        if info.file_size > 100_000 and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise refuse(TOO_LARGE)
        # The sizes in the list may lie, so what is really unpacked is counted too.
        with self.archive.open(info) as part:
            found = part.read(MOST_UNPACKED + 1)
        if len(found) > MOST_UNPACKED:
            raise refuse(TOO_LARGE)
        return found
