"""One report for a reader without an account, behind a link that cannot be guessed.

There is no session here, and the address goes nowhere: no referrer, no cache, no search engine.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue

from assessment.services import reading_links, tokens
from assessment.services.reading_links import ReaderLink, UnknownLink
from assessment.services.shared_reports import SharedView
from assessment.web.access import public
from assessment.web.current import connection, now, parts
from assessment.web.shared_report import pdf_of, safe_body, view_of

blueprint = Blueprint("reading_link", __name__, url_prefix="/lezen/<link_token>")


@blueprint.get("/")
@public
def page(link_token: str) -> ResponseReturnValue:
    link, view = _opened(link_token)
    return render_template(
        "shared_report/page.html",
        view=view,
        body=safe_body(view),
        back=None,
        pdf=url_for(".pdf", link_token=link_token),
        data=None,
        expires_at=link.expires_at,
    )


@blueprint.get("/rapport.pdf")
@public
def pdf(link_token: str) -> ResponseReturnValue:
    _, view = _opened(link_token)
    back = url_for(".page", link_token=link_token)
    return pdf_of(view, by_itself=url_for(".pdf", link_token=link_token), back=back)


@blueprint.errorhandler(UnknownLink)
def ended(fault: UnknownLink) -> ResponseReturnValue:
    """The same words for a link that never was and for one that ended."""
    return render_template("shared_report/link_ended.html"), 410


@blueprint.after_request
def tell_nobody(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _opened(token: str) -> tuple[ReaderLink, SharedView]:
    link = reading_links.find(connection(), token, now())
    view = view_of(link.number, link.level)
    if tokens.is_a_new_use(link.opened_at, now()):
        with parts().database.write() as conn:
            reading_links.note_opened(conn, link, now())
    return link, view
