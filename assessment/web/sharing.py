"""What a municipality shares with whom: looking, trying out what they see, sharing, stopping."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from assessment.core.identity import SHARING, SHARING_WORDS, Sharing
from assessment.services import assessments, reading_links, reporting, sharing
from assessment.storage.records import AssessmentRecord
from assessment.web import sending
from assessment.web.access import needs, signed_in
from assessment.web.current import connection, now, person
from assessment.web.shared_report import safe_body, view_of
from assessment.web.sharing_forms import LINK, LinkForm, ShareForm

blueprint = Blueprint("sharing", __name__, url_prefix="/invullen/<assessment_id>/delen")


@blueprint.get("/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    chosen = {"rapport": request.args.get("rapport")}
    return _show(record, ShareForm(data=chosen), LinkForm(data=chosen, prefix=LINK))


@blueprint.get("/voorbeeld")
@needs("report.share")
def preview(assessment_id: str) -> ResponseReturnValue:
    """Exactly what a network sees at this level, from the same parts; nobody is shown anything."""
    record = assessments.get(connection(), assessment_id)
    if not request.args:
        return redirect(url_for(".index", assessment_id=assessment_id))
    form = ShareForm(request.args)
    form.offer(*_offers(record))
    chosen = form.read(with_place=False)
    if chosen is None:
        return _show(record, form, LinkForm(prefix=LINK)), 422
    return render_template(
        "sharing/preview.html",
        record=record,
        body=safe_body(view_of(chosen.number, chosen.level)),
        chosen=chosen,
        levels=[(level, SHARING_WORDS[level].name) for level in SHARING],
    )


@blueprint.post("/")
@needs("report.share")
def share(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    form = ShareForm(request.form)
    form.offer(*_offers(record))
    chosen = form.read()
    if chosen is None:
        return _show(record, form, LinkForm(prefix=LINK)), 422
    made = sharing.share(
        connection(),
        assessment_id,
        chosen.number,
        chosen.place,
        chosen.level,
        by=person(),
        now=now(),
    )
    flash(f"Gedeeld met {made.with_whom}: {_said(made.level)}.")
    return redirect(url_for(".index", assessment_id=assessment_id))


@blueprint.post("/<share_id>/intrekken")
@needs("report.share")
def withdraw(assessment_id: str, share_id: str) -> ResponseReturnValue:
    assessments.get(connection(), assessment_id)
    ended = sharing.withdraw(connection(), assessment_id, share_id, by=person(), now=now())
    flash(f"U deelt rapport {ended.number} niet meer met {ended.with_whom}.")
    return redirect(url_for(".index", assessment_id=assessment_id))


@blueprint.post("/leeslink")
@needs("report.share")
def make_link(assessment_id: str) -> ResponseReturnValue:
    """The address is on this page only: nobody can look it up afterwards."""
    record = assessments.get(connection(), assessment_id)
    form = LinkForm(request.form, prefix=LINK)
    form.offer(_reports(record))
    chosen = form.read()
    if chosen is None:
        return _show(record, ShareForm(), form), 422
    token = reading_links.make(
        connection(),
        assessment_id,
        chosen.number,
        chosen.level,
        chosen.days,
        by=person(),
        now=now(),
    )
    return render_template(
        "sharing/link_made.html",
        record=record,
        address=sending.link_to("reading_link.page", link_token=token),
        level=SHARING_WORDS[chosen.level],
        days=chosen.days,
    )


@blueprint.post("/leeslink/<link_id>/intrekken")
@needs("report.share")
def withdraw_link(assessment_id: str, link_id: str) -> ResponseReturnValue:
    assessments.get(connection(), assessment_id)
    reading_links.withdraw(connection(), assessment_id, link_id, by=person(), now=now())
    flash("De leeslink werkt niet meer.")
    return redirect(url_for(".index", assessment_id=assessment_id))


def _said(level: Sharing) -> str:
    words = SHARING_WORDS[level].name
    return words[0].lower() + words[1:]


def _reports(record: AssessmentRecord) -> list[reporting.FinishedReport]:
    """What was finished for another municipality is not for this one to share."""
    found = reporting.finished(connection(), record.id)
    return [item for item in found if item.municipality_code == record.municipality_code]


def _offers(
    record: AssessmentRecord,
) -> tuple[list[reporting.FinishedReport], list[sharing.Receiver]]:
    return _reports(record), sharing.receivers(connection(), record.municipality_code)


def _show(record: AssessmentRecord, form: ShareForm, link_form: LinkForm) -> str:
    reports, receivers = _offers(record)
    form.offer(reports, receivers)
    link_form.offer(reports)
    code = record.municipality_code
    return render_template(
        "sharing/index.html",
        record=record,
        form=form,
        link_form=link_form,
        reports=reports,
        receivers=receivers,
        shares=sharing.of_municipality(connection(), code),
        past=sharing.past(connection(), code),
        links=reading_links.of_municipality(connection(), code, now()),
    )
