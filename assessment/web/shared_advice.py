"""Own advice of an adviser, beside a report that was shared with them."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from assessment.services import advising, sharing
from assessment.services.sharing import Share
from assessment.web import advice_form
from assessment.web.access import needs
from assessment.web.advice_form import Desk
from assessment.web.current import connection, now, person
from assessment.web.shared_report import opened, pdf_of, view_of

blueprint = Blueprint("shared_advice", __name__, url_prefix="/gedeeld/<share_id>")


@blueprint.get("/advies/")
@needs("shared.annotate", at=sharing.place_of_share)
def index(share_id: str) -> ResponseReturnValue:
    share = sharing.get(connection(), share_id)
    desk = _desk(share)
    found = _seen(desk, share)
    return render_template(
        "advice/own.html",
        share=share,
        desk=desk,
        given=[item for item in found if not item.removed],
        removed=[item for item in found if item.removed],
    )


@blueprint.get("/advies/over/<about>")
@needs("shared.annotate", at=sharing.place_of_share)
def ask(share_id: str, about: str) -> ResponseReturnValue:
    desk = _desk(sharing.get(connection(), share_id))
    return advice_form.ask(desk, about, desk.subjects.get(about) or abort(404))


@blueprint.post("/advies/over/<about>")
@needs("shared.annotate", at=sharing.place_of_share)
def save(share_id: str, about: str) -> ResponseReturnValue:
    desk = _desk(sharing.get(connection(), share_id))
    return advice_form.take(desk, about, desk.subjects.get(about) or abort(404))


@blueprint.post("/advies/<advice_id>/weghalen")
@needs("shared.annotate", at=sharing.place_of_share)
def take_away(share_id: str, advice_id: str) -> ResponseReturnValue:
    said = "Uw advies is weggehaald. U kunt het hieronder terugzetten."
    return _set_removed(share_id, advice_id, True, said)


@blueprint.post("/advies/<advice_id>/terugzetten")
@needs("shared.annotate", at=sharing.place_of_share)
def put_back(share_id: str, advice_id: str) -> ResponseReturnValue:
    return _set_removed(share_id, advice_id, False, "Uw advies staat er weer bij.")


@blueprint.get("/met-advies.pdf")
@needs("shared.annotate", at=sharing.place_of_share)
def pdf(share_id: str) -> ResponseReturnValue:
    _, view = opened(share_id, "report.downloaded", advised=True)
    if not view.report.layer.given:
        flash("U schreef nog geen advies. Daarom is er ook geen PDF met advies.")
        return redirect(url_for(".index", share_id=share_id))
    return pdf_of(
        view,
        by_itself=url_for(".pdf", share_id=share_id),
        back=url_for("shared_report.page", share_id=share_id),
    )


def _set_removed(share_id: str, advice_id: str, removed: bool, said: str) -> ResponseReturnValue:
    share = sharing.get(connection(), share_id)
    advising.set_removed(
        connection(), share.assessment_id, advice_id, removed, by=person(), now=now(), own=True
    )
    flash(said)
    return redirect(url_for(".index", share_id=share_id))


def _desk(share: Share) -> Desk:
    house = advising.house_of(connection(), person())
    return Desk(
        share.assessment_id,
        advising.subjects(view_of(share.number, share.level).report),
        house.organisation if house else "",
        False,
        url_for("shared_advice.index", share_id=share.id),
        "Uw advies",
    )


def _seen(desk: Desk, share: Share) -> list[advising.Advice]:
    """At a level without gaps also no titles of gaps that were seen before."""
    found = advising.of_author(connection(), share.assessment_id, person())
    return [item for item in found if share.level != "levels" or item.about in desk.subjects]
