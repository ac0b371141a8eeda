"""Style sheets, fonts, icon and script, with a hash of their contents in the address."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import PurePath

from flask import Blueprint, Response, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from assessment.config import ROOT
from assessment.web.access import public

blueprint = Blueprint("static_files", __name__)

FOLDER = ROOT / "assessment" / "static"
FOREVER = "public, max-age=31536000, immutable"
# What is worth compressing: a font is compressed by itself. Pages have rules of their own, which
# stand in `compressing.py`.
TEXTS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def version() -> str:
    """One hash for the whole folder, so that an address inside the style sheet is hashed too."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def compressed() -> dict[str, bytes]:
    """Every text in the folder by its name, compressed once for all readers."""
    return {
        path.relative_to(FOLDER).as_posix(): gzip.compress(path.read_bytes(), mtime=0)
        for path in FOLDER.rglob("*")
        if path.suffix in TEXTS
    }


def static_url(name: str) -> str:
    return url_for("static_files.static_file", hashed=version(), name=name)


@blueprint.get("/static/<hashed>/<path:name>")
@public
def static_file(hashed: str, name: str) -> ResponseReturnValue:
    packed = compressed().get(name)
    if packed is not None and request.accept_encodings.quality("gzip") > 0:
        response = Response(packed, content_type=f"{TEXTS[PurePath(name).suffix]}; charset=utf-8")
        response.headers["Content-Encoding"] = "gzip"
        response.add_etag()
        response.make_conditional(request)
    else:
        response = send_from_directory(FOLDER, name)
    if packed is not None:
        response.vary.add("Accept-Encoding")
    # A page from before an update still gets its style, but must not keep it under the old hash.
    response.headers["Cache-Control"] = FOREVER if hashed == version() else "no-cache"
    return response
