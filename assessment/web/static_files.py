"""The style sheet and the fonts, with a hash of their contents in the address."""

from __future__ import annotations

import hashlib
from functools import cache

from flask import Blueprint, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from assessment.config import ROOT
from assessment.web.access import public

blueprint = Blueprint("static_files", __name__)

FOLDER = ROOT / "assessment" / "static"
FOREVER = "public, max-age=31536000, immutable"


@cache
def version() -> str:
    """One hash for the whole folder, so that an address inside the style sheet is hashed too."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def static_url(name: str) -> str:
    return url_for("static_files.static_file", hashed=version(), name=name)


@blueprint.get("/static/<hashed>/<path:name>")
@public
def static_file(hashed: str, name: str) -> ResponseReturnValue:
    response = send_from_directory(FOLDER, name)
    # A page from before an update still gets its style, but must not keep it under the old hash.
    response.headers["Cache-Control"] = FOREVER if hashed == version() else "no-cache"
    return response
