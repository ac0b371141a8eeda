"""A page for whoever waits for what is being made: it looks again by itself until that is there."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request

from assessment.services.pdf_drafts import Making

LOOK_AGAIN = 3  # seconds


def looks_again(template: str, address: str, **values: Any) -> Response:
    """Says how far it is and comes back at this address, unless the reader would rather do that."""
    by_hand = request.args.get("zelf") == "ja"
    page = render_template(template, by_hand=by_hand, seconds=LOOK_AGAIN, **values)
    response = make_response(page, 202)
    if not by_hand:
        # A header and no element of the page: the same, and nothing that a script has to stop.
        response.headers["Refresh"] = f"{LOOK_AGAIN}; url={address}"
    return response


def being_made(making: Making, *, by_itself: str, by_reader: str, back: str) -> Response:
    """A PDF."""
    return looks_again(
        "reports/being_made.html",
        by_itself,
        making=making,
        by_itself=by_itself,
        by_reader=by_reader,
        back=back,
    )
