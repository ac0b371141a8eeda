"""The form for own advice and what is shown after it was sent, for municipality and adviser."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField, TextAreaField

from assessment.core.advice import ADVICE_MAX, ORGANISATION_MAX, Advice
from assessment.core.privacy import remarks
from assessment.services import advising
from assessment.services.advising import AdviceConflict, TakenAway
from assessment.web.current import connection, now, person
from assessment.web.inputs import at_most, clean, line_field, version_of


class AdviceForm(Form):
    version = HiddenField()
    keep = HiddenField()
    organisation = line_field("Namens welke organisatie?", validators=at_most(ORGANISATION_MAX))
    text = TextAreaField("Uw advies", filters=[clean], validators=at_most(ADVICE_MAX))

    def good(self) -> bool:
        good = bool(self.validate())
        for field, empty in (
            (self.organisation, "Vul de naam van uw organisatie in."),
            (self.text, "Schrijf uw advies op."),
        ):
            if not field.data:
                field.errors = [*field.errors, empty]
                good = False
        return good


@dataclass(frozen=True)
class Desk:
    """Where somebody writes: about which scan, and the pages around it."""

    assessment_id: str
    subjects: dict[str, str]  # what advice can be about, and how that is called
    organisation: str  # as it is filled in beforehand
    fixed: bool  # the organisation is known and is not asked
    index: str  # the page with all advice
    index_name: str


def ask(desk: Desk, about: str, title: str) -> ResponseReturnValue:
    stored = advising.about(connection(), desk.assessment_id, about, person())
    shown = stored if stored and not stored.taken_by_another else None
    form = AdviceForm(
        data={
            "version": str(stored.version if stored else 0),
            "text": shown.text if shown else "",
            "organisation": shown.organisation if shown else desk.organisation,
        }
    )
    return _show(desk, title, form, stored)


def take(desk: Desk, about: str, title: str) -> ResponseReturnValue:
    form = AdviceForm(request.form)
    stored = advising.about(connection(), desk.assessment_id, about, person())
    if form.keep.data == "theirs":
        flash("De andere versie is gebleven.")
        return redirect(desk.index)
    if desk.fixed:
        form.organisation.data = desk.organisation
    if not form.good():
        return _show(desk, title, form, stored), 422
    mine = Advice(about, title, form.text.data, form.organisation.data, person().id)
    if stored and "chosen" in request.form and form.keep.data != "mine":
        return _conflict(desk, AdviceConflict(mine, stored), chosen=False), 422
    try:
        found = advising.save(
            connection(),
            desk.assessment_id,
            mine,
            version_of(form.version.data),
            by=person(),
            now=now(),
        )
    except TakenAway as fault:
        return _show(desk, title, form, fault.theirs), 409
    if isinstance(found, AdviceConflict):
        return _conflict(desk, found), 409
    flash("Uw advies staat bij het rapport.")
    return redirect(request.path if remarks(found.text, "uw advies") else desk.index)


def _show(desk: Desk, title: str, form: AdviceForm, stored: Advice | None) -> str:
    return render_template(
        "advice/form.html",
        desk=desk,
        title=title,
        form=form,
        stored=stored,
        remarks=remarks(stored.text, "uw advies") if stored and not stored.removed else (),
    )


def _conflict(desk: Desk, conflict: AdviceConflict, *, chosen: bool = True) -> str:
    mine, theirs = conflict.mine, conflict.theirs
    told = [
        (label, first, second)
        for label, first, second in (
            ("Organisatie", mine.organisation, theirs.organisation),
            ("Advies", mine.text, "Weggehaald" if theirs.removed else theirs.text),
        )
        if first != second
    ]
    kept = [("text", mine.text), ("organisation", mine.organisation)]
    return render_template(
        "advice/conflict.html",
        desk=desk,
        conflict=conflict,
        differences=told,
        kept=kept,
        chosen=chosen,
    )
