"""Setting up the second factor of one's own account, and switching it off."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField

from assessment.core.access import needs_second_factor
from assessment.services import account, second_factor, signing_in, slowing
from assessment.web.access import signed_in_early
from assessment.web.account import Wrong, require_password
from assessment.web.current import connection, now, parts, person, visitor
from assessment.web.inputs import line_field
from assessment.web.password_sign_in import TOO_SOON
from assessment.web.waiting import in_words

blueprint = Blueprint("second_factor", __name__, url_prefix="/account/tweede-stap")


class StartForm(Form):
    current = PasswordField("Uw wachtwoord")


class CodeForm(Form):
    code = line_field("Code uit de app")


@blueprint.get("")
@signed_in_early
def show() -> ResponseReturnValue:
    return _show()


@blueprint.post("/beginnen")
@signed_in_early
def begin() -> ResponseReturnValue:
    form = StartForm(request.form)
    if second_factor.has(account.of(connection(), person())):
        return redirect(url_for(".show"))
    try:
        # Someone who came in just now has shown the password a moment ago.
        if not signing_in.is_fresh(visitor(), now()):
            require_password(form.current)
    except Wrong:
        return _show(start=form), 422
    second_factor.propose(connection(), _key(), person().id)
    return redirect(url_for(".show"))


@blueprint.get("/qr.svg")
@signed_in_early
def picture() -> ResponseReturnValue:
    text = second_factor.for_app(connection(), _key(), person().id)
    if text is None:
        abort(404)
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", scale=5, border=4, light="#fff"
    )
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/aanzetten")
@signed_in_early
def confirm() -> ResponseReturnValue:
    form = CodeForm(request.form)
    try:
        codes = second_factor.confirm(connection(), _key(), person(), form.code.data or "", now())
    except second_factor.WrongCode:
        form.code.errors = ["Deze code klopt niet. Vul de code in die nu in uw app staat."]
        return _show(code=form), 422
    return _codes(codes)


@blueprint.post("/herstelcodes")
@signed_in_early
def renew_codes() -> ResponseReturnValue:
    form = CodeForm(request.form)
    try:
        codes = second_factor.renew_codes(connection(), _key(), person(), _typed(form), now())
    except (second_factor.WrongCode, slowing.TooSoon) as fault:
        return _show(code=_refused(form, fault)), 422
    return _codes(codes)


@blueprint.post("/uitzetten")
@signed_in_early
def remove() -> ResponseReturnValue:
    form = CodeForm(request.form)
    try:
        second_factor.remove(connection(), _key(), person(), _typed(form), now())
    except (second_factor.WrongCode, slowing.TooSoon) as fault:
        return _show(code=_refused(form, fault)), 422
    flash("De tweede stap staat uit.")
    return redirect(url_for("account.show"))


def _typed(form: CodeForm) -> str:
    return form.code.data or ""


def _refused(form: CodeForm, fault: Exception) -> CodeForm:
    text = "Deze code klopt niet, of is al gebruikt."
    if isinstance(fault, slowing.TooSoon):
        text = TOO_SOON.format(wait=in_words(fault.seconds))
    form.code.errors = [text]
    return form


def _key() -> str:
    return parts().settings.secret_key


def _codes(codes: list[str]) -> ResponseReturnValue:
    return render_template("second_factor/codes.html", codes=codes)


def _show(start: StartForm | None = None, code: CodeForm | None = None) -> str:
    conn, own = connection(), account.of(connection(), person())
    return render_template(
        "second_factor/show.html",
        start=start or StartForm(),
        code=code or CodeForm(),
        added=second_factor.has(own),
        secret=second_factor.proposed(conn, _key(), person().id),
        ask_password=bool(own.password_hash) and not signing_in.is_fresh(visitor(), now()),
        required=needs_second_factor(visitor().ties),
        must=signing_in.must_add_second_factor(visitor()),
        codes_left=second_factor.codes_left(conn, person().id),
    )
