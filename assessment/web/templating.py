"""What every template can use: dates in Dutch, addresses of static files, who is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, g
from jinja2 import StrictUndefined

from assessment.core.calendar import LOCAL_TIME, in_words
from assessment.web.access import can, can_somewhere
from assessment.web.current import library
from assessment.web.static_files import static_url


def set_up(app: Flask) -> None:
    environment = app.jinja_env
    # A misspelled name is a fault in a test and never an empty spot on a page.
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters["in_words"] = in_words
    environment.filters["at_moment"] = at_moment
    environment.globals["static_url"] = static_url
    environment.globals["can"] = can
    environment.globals["can_somewhere"] = can_somewhere
    app.context_processor(always)


def always() -> dict[str, Any]:
    # Whoever fills this in may have been through it: help is never more than a glance away.
    return {"person": g.get("person"), "help_lines": library().catalogue.help_lines}


def at_moment(moment: datetime) -> str:
    """21 november 2026 om 14:32, on Dutch clocks."""
    local = moment.astimezone(LOCAL_TIME)
    return f"{in_words(local)} om {local:%H:%M}"
