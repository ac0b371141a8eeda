"""What a page can use beside `pdf.template_words`: addresses of static files, who is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, g, request

from assessment.core.calendar import LOCAL_TIME, in_words
from assessment.pdf import template_words
from assessment.services import sharing
from assessment.services.sharing import Share
from assessment.storage.ties import Visitor
from assessment.web.access import MUNICIPALITY, can, can_somewhere
from assessment.web.current import library, parts, reading
from assessment.web.static_files import static_url


def set_up(app: Flask) -> None:
    environment = app.jinja_env
    template_words.set_up(environment)
    environment.filters["at_moment"] = at_moment
    environment.globals["static_url"] = static_url
    environment.globals["can"] = can
    environment.globals["shares_here"] = shares_here
    environment.globals["can_somewhere"] = can_somewhere
    app.context_processor(always)


def always() -> dict[str, Any]:
    # Whoever fills this in may have been through it: help is never more than a glance away.
    return {
        "person": g.get("person"),
        "help_lines": library().catalogue.help_lines,
        "providers": parts().settings.providers,
        "open_compare": parts().settings.open_compare,
    }


def shares_here() -> list[Share] | None:
    """What the municipality of this page shares; None on every other page, and when all fails.

    Someone who may not see an assessment gets no page of it, so hears nothing here either.
    """
    found: Visitor | None = g.get("visitor")
    if "transaction" not in g or found is None:
        return None
    place = found.asked or (request.view_args or {}).get(MUNICIPALITY)
    if place is None or not can("assessment.see", place):
        return None
    with reading() as conn:
        return sharing.of_municipality(conn, place)


def at_moment(moment: datetime) -> str:
    """21 november 2026 om 14:32, on Dutch clocks."""
    local = moment.astimezone(LOCAL_TIME)
    return f"{in_words(local)} om {local:%H:%M}"
