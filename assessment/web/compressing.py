"""Pages travel compressed, where their size cannot be made to tell what is in them.

Someone who sees the length of an answer, and can put a text of choice into the page, learns by
trying whether that text also stands elsewhere in it (BREACH). So a page is compressed only when the
request brought no text of its own, and a file name of random length hides the last few bytes.
"""

from __future__ import annotations

import gzip
import io
import secrets
import string

from flask import Flask, Response, request

MOST_PADDING = 100
LEAST = 1000  # bytes; below that the headers weigh more than what is won
# Below this level it is quicker, and hardly larger.
LEVEL = 6


def set_up(app: Flask) -> None:
    app.after_request(compress)


def compress(response: Response) -> Response:
    if response.mimetype != "text/html" or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    if (
        request.method == "GET"
        and not request.query_string
        and response.status_code == 200
        and "Content-Encoding" not in response.headers
        and request.accept_encodings.quality("gzip") > 0
        and len(page := response.get_data()) >= LEAST
    ):
        response.set_data(packed(page))
        response.headers["Content-Encoding"] = "gzip"
    return response


def packed(page: bytes) -> bytes:
    """The page as gzip, longer by a number of bytes that nobody can foresee."""
    name = "".join(
        secrets.choice(string.ascii_lowercase) for _ in range(secrets.randbelow(MOST_PADDING) + 1)
    )
    held = io.BytesIO()
    with gzip.GzipFile(name, "wb", LEVEL, held, mtime=0) as file:
        file.write(page)
    return held.getvalue()
