"""What stands in an address and can never be an id is not found, before anything looks for it."""

from __future__ import annotations

import re

from flask import abort, request

# The longest of each kind that is stored; a static file has a path of its own.
_LONGEST = {"report_number": 24, "activity_id": 40}
_USUAL = 60
_PATHS = ("name",)
_ID = re.compile(r"[A-Za-z0-9_-]+")


def refuse_impossible() -> None:
    """Runs before every request: a database refuses to look for half a character."""
    for name, value in (request.view_args or {}).items():
        if not isinstance(value, str) or name in _PATHS:
            continue
        if len(value) > _LONGEST.get(name, _USUAL) or not _ID.fullmatch(value):
            abort(404)
