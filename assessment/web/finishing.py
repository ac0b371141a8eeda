"""The reports of one assessment, and finishing one: it is looked at first, and then kept."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField, SelectField

from assessment.core.calendar import in_words
from assessment.core.identity import Sharing
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

blueprint = Blueprint("finishing", __name__, url_prefix="/invullen/<assessment_id>/rapporten")


class FinishForm(Form):
    """`seen` counts the changes that were in view; `attempt` makes sending it twice harmless."""

    seen = HiddenField()
    attempt = HiddenField()
    sharing = level_field("Hoeveel gaat er mee in het bestand?")
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
    found = comparing.earlier_reports(connection(), prepared.record)
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
    return _show(prepared, form)


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
            prepared = comparing.beside(conn, prepared, library(), form.earlier.data or "")
        except NotComparable as fault:
            form.earlier.errors = [str(fault)]
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
        form=form,
        why_not=why_not,
        empty=report.asked - report.known - len(report.to_find_out),
    )
