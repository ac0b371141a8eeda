"""A ZIP that is written from front to back, for what is compressed already.

The whole of one file is known before its first byte goes out, so its size and checksum stand in
front of it. `zipfile` writes those behind it on a stream, which not every program can read.
"""

from __future__ import annotations

import struct
import zlib
from datetime import date

_VERSION = 20  # the oldest program that can read it
_UTF8 = 0x0800
_STORED = 0
_MOST_BYTES = 2**32 - 2**26  # with room for the list
_MOST_FILES = 2**16 - 1
_FILE = struct.Struct("<4s5H3L2H")
_IN_LIST = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


class TooLarge(ValueError):
    """More than fits in a ZIP of the kind that every program reads."""


class StoredZip:
    """Gives the bytes of a ZIP, piece by piece; it keeps the names and none of the files."""

    def __init__(self) -> None:
        self._at = 0
        self._list: list[bytes] = []

    def file(self, name: str, body: bytes, day: date) -> bytes:
        """What goes out for one file: what is said of it, and the file itself. Raises TooLarge."""
        named = name.encode()
        # The calendar of a ZIP begins in 1980.
        stamp = (max(day.year - 1980, 0) << 9) | (day.month << 5) | day.day
        about = (_VERSION, _UTF8, _STORED, 0, stamp, zlib.crc32(body), len(body), len(body))
        start = self._at
        written = _FILE.pack(b"PK\3\4", *about, len(named), 0) + named + body
        if start + len(written) > _MOST_BYTES or len(self._list) == _MOST_FILES:
            raise TooLarge(name)
        self._at += len(written)
        rest = (len(named), 0, 0, 0, 0, 0, start)
        self._list.append(_IN_LIST.pack(b"PK\1\2", _VERSION, *about, *rest) + named)
        return written

    def end(self) -> bytes:
        """The list of all files, which closes it."""
        listed, number = b"".join(self._list), len(self._list)
        return listed + _END.pack(b"PK\5\6", 0, 0, number, number, len(listed), self._at, 0)
