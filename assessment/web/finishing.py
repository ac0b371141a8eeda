"""The reports of one assessment, and finishing one: it is looked at first, and then kept."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from wtforms import Form, HiddenField, SelectField

from assessment.core.calendar import in_words
from assessment.core.identity import Sharing
from assessment.core.strict_json import BadFile
from assessment.pdf.rendering import PdfFailed
from assessment.services import assessments, comparing, finishing, reporting
from assessment.services.comparing import NotComparable
from assessment.services.finishing import Changed
from assessment.services.reporting import DEFAULT_SHARING, FinishedReport, Prepared
from assessment.web.access import needs, signed_in
from assessment.web.current import (
    connection,
    end_transaction,
    library,
    now,
    parts,
    person,
)
from assessment.web.inputs import version_of
from assessment.web.level_and_days import level_field, read_level
from assessment.web.report import CARRIED

blueprint = Blueprint("finishing", __name__, url_prefix="/invullen/<assessment_id>/rapporten")


class FinishForm(Form):
    """`seen` counts the changes that were in view; `attempt` makes sending it twice harmless.

    `carried` is an earlier report out of a file, of which nothing is kept but its page.
    """

    seen = HiddenField()
    attempt = HiddenField()
    sharing = level_field("Hoeveel gaat er mee in het bestand?")
    carried = HiddenField()
    earlier = SelectField("Met welk eerder rapport vergelijkt u?", validate_choice=False)

    def offer(self, found: list[FinishedReport]) -> None:
        """What this report can stand beside; none is a choice too."""
        self.earlier.choices = [
            ("", "Met geen enkel rapport"),
            *(
                (item.number, f"Peildatum {in_words(item.reference_date)}, rapport {item.number}")
                for item in found
            ),
        ]

    def read(self) -> Sharing | None:
        return read_level(self.sharing, "Kies hoeveel er mee gaat.")


@blueprint.get("/")
@signed_in
def index(assessment_id: str) -> ResponseReturnValue:
    record = assessments.get(connection(), assessment_id)
    found = reporting.finished(connection(), assessment_id)
    return render_template(
        "reports/index.html",
        record=record,
        reports=found,
        up_to_date=bool(found) and found[0].changes == reporting.changes(connection(), record.id),
    )


@blueprint.get("/vaststellen")
@needs("report.finish")
def ask(assessment_id: str) -> ResponseReturnValue:
    prepared = reporting.prepare(connection(), assessment_id, library())
    return _show(prepared, _new_form(connection(), prepared))


@blueprint.post("/vaststellen/met-bestand")
@needs("report.finish")
def ask_beside(assessment_id: str) -> ResponseReturnValue:
    """The same page for a report beside one out of a file, of what its page took along."""
    assessments.get(connection(), assessment_id)
    end_transaction()
    with parts().database.read() as conn:
        prepared = reporting.prepare(conn, assessment_id, library())
        form = _new_form(conn, prepared)
    form.carried.data = request.form.get(CARRIED, "")
    try:
        return _show(_beside_carried(prepared, form), form)
    except (BadFile, NotComparable) as fault:
        return _show(prepared, form, " ".join(comparing.words_of(fault))), 422


def _new_form(conn: Connection, prepared: Prepared) -> FinishForm:
    found = comparing.earlier_reports(conn, prepared.record)
    first = comparing.default(found, prepared.record)
    form = FinishForm(
        data={
            "seen": str(prepared.changes),
            "attempt": secrets.token_urlsafe(16),
            "sharing": DEFAULT_SHARING,
            "earlier": first.number if first else "",
        }
    )
    form.offer(found)
    return form


def _beside_carried(prepared: Prepared, form: FinishForm) -> Prepared:
    """Raises `BadFile` or `NotComparable`: what comes back is judged as any file."""
    file = comparing.read_sent((form.carried.data or "").encode())
    return comparing.beside_file(prepared, library(), file)


@blueprint.post("/vaststellen")
@needs("report.finish")
def finish(assessment_id: str) -> ResponseReturnValue:
    assessments.get(connection(), assessment_id)
    # The PDF takes seconds, and in that time others must be able to save.
    end_transaction()
    with parts().database.read() as conn:
        prepared = reporting.prepare(conn, assessment_id, library())
        form = FinishForm(request.form)
        form.offer(comparing.earlier_reports(conn, prepared.record))
        sharing = form.read()
        try:
            if form.carried.data:
                prepared = _beside_carried(prepared, form)
            else:
                prepared = comparing.beside(conn, prepared, library(), form.earlier.data or "")
        except (BadFile, NotComparable) as fault:
            form.earlier.errors = comparing.words_of(fault)
            sharing = None
    if sharing is None:
        return _show(prepared, form), 422
    if version_of(form.seen.data) != prepared.changes:
        return _show_changed(prepared, form)
    attempt = (form.attempt.data or secrets.token_urlsafe(16))[:60]
    try:
        rendered = finishing.render(
            parts().drafts,
            prepared,
            sharing=sharing,
            attempt=attempt,
            now=now(),
            sign=parts().keys.sign,
        )
    except PdfFailed as fault:
        return _show(prepared, form, str(fault)), 503
    found = finishing.finish(connection(), rendered, by=person(), now=now())
    if isinstance(found, Changed):
        end_transaction()
        with parts().database.read() as conn:
            prepared = reporting.prepare(conn, assessment_id, library())
        if form.carried.data:
            prepared = _beside_carried(prepared, form)
        return _show_changed(prepared, form)
    flash("Het rapport is vastgesteld. Dit rapport verandert nu niet meer.")
    return redirect(
        url_for("finished_report.page", assessment_id=assessment_id, report_number=found.number)
    )


def _show_changed(prepared: Prepared, form: FinishForm) -> ResponseReturnValue:
    """Sending it once more is to have seen what was changed."""
    form.seen.data = str(prepared.changes)
    form.attempt.data = secrets.token_urlsafe(16)
    why = (
        "Er is iets aangepast sinds u deze bladzijde opende. "
        "Er is nog niets vastgesteld. Kijk eerst nog eens naar het rapport."
    )
    return _show(prepared, form, why), 409


def _show(prepared: Prepared, form: FinishForm, why_not: str = "") -> str:
    report = prepared.report
    return render_template(
        "reports/finish.html",
        record=prepared.record,
        report=report,
        since=report.comparison if form.carried.data else None,
        form=form,
        why_not=why_not,
        empty=report.asked - report.known - len(report.to_find_out),
    )
