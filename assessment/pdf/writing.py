"""The bytes of each object of a PDF, made once.

pydyf makes them twice: for the file, and once more for the number that the file is known by. Each
time it looks for the smallest that zlib can make, which takes three times as long and saves 3 %.
"""

from __future__ import annotations

import zlib
from typing import Any

import pydyf


class Written(pydyf.Object):  # type: ignore[misc]  # pydyf comes without types.
    """An object that does not change any more."""

    data = b""  # At pydyf this is worked out each time that it is asked.

    def __init__(self, made: Any) -> None:
        super().__init__()
        self.number, self.generation, self.free = made.number, made.generation, made.free
        self.data = made.data


def write_once(pdf: Any) -> None:
    """The last thing that is done to a PDF before it is written."""
    for place, made in enumerate(pdf.objects):
        if made.free == "f":
            continue
        if isinstance(made, pydyf.Stream):
            _compress(made)
        else:
            pdf.objects[place] = Written(made)


def _compress(stream: Any) -> None:
    # The metadata stay readable for whoever does not know the format.
    if stream.compress:
        body = b"\n".join(map(pydyf._to_bytes, stream.stream))
        stream.stream = [zlib.compress(body)]
        stream.extra["Filter"] = "/FlateDecode"
        stream.compress = False
