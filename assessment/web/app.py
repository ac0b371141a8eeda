"""Puts the web application together."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from assessment.config import ROOT, Settings
from assessment.library.content import Library
from assessment.services.keys import read_keys
from assessment.services.pdf_drafts import Drafts
from assessment.services.single_sign_on.metadata import Known
from assessment.storage.database import Database
from assessment.web import (
    access,
    account,
    activities,
    activity_spreadsheet,
    addresses,
    advice,
    adviser_house,
    advising,
    answer_history,
    api,
    autosave,
    bundle,
    checking,
    comparing,
    comparing_files,
    comparing_network,
    compressing,
    details,
    erasing_words,
    errors,
    filling_in,
    finished_report,
    finished_sheets,
    finishing,
    forgetting,
    forgotten_password,
    health,
    inventory,
    invitations,
    keeping,
    letter,
    logbook,
    moving,
    network,
    network_people,
    networks,
    overview,
    own_data,
    own_function,
    paper,
    password_sign_in,
    people,
    plan,
    plan_sheets,
    program_keys,
    public_pages,
    reading_link,
    report,
    rounds,
    second_factor,
    security,
    shared_advice,
    shared_report,
    shared_sheets,
    sharing,
    signing_in,
    single_sign_on,
    spreadsheet,
    start,
    static_files,
    steps,
    templating,
)
from assessment.web.current import KEY, Parts

MEGABYTE = 1_000_000
# The largest form is an activity: some 70 choices and 60 fields.
MOST_FORM_PARTS = 1000


def make_app(settings: Settings, library: Library, database: Database) -> Flask:
    app = Flask("assessment", static_folder=None, template_folder=str(ROOT / "templates"))
    if settings.proxies:
        # Only the proxies that the operator counted are believed about where a visitor is.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        # Flask's own session holds the CSRF secret and the message after a redirect; never who
        # someone is, because a cookie cannot be ended by the server.
        SESSION_COOKIE_NAME=f"{'__Host-' if settings.secure_cookies else ''}formulieren",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form may stay open for a day; a token that ends sooner would cost someone the answers.
        WTF_CSRF_TIME_LIMIT=None,
    )
    keys = read_keys(*settings.key_files)
    drafts = Drafts.under(settings.instance)
    providers = {item.key: Known(item) for item in settings.providers}
    app.extensions[KEY] = Parts(settings, library, database, _clock, drafts, keys, providers)
    app.before_request(access.refuse_undeclared)
    app.before_request(addresses.refuse_impossible)
    CSRFProtect(app)
    security.set_up(app)
    compressing.set_up(app)
    errors.set_up(app)
    templating.set_up(app)
    for area in (
        static_files,
        health,
        public_pages,
        signing_in,
        single_sign_on,
        invitations,
        password_sign_in,
        forgetting,
        forgotten_password,
        account,
        second_factor,
        start,
        people,
        keeping,
        details,
        filling_in,
        autosave,
        steps,
        moving,
        rounds,
        overview,
        answer_history,
        erasing_words,
        own_function,
        own_data,
        inventory,
        activities,
        activity_spreadsheet,
        report,
        comparing,
        finishing,
        finished_report,
        finished_sheets,
        sharing,
        shared_report,
        shared_sheets,
        shared_advice,
        reading_link,
        networks,
        network,
        network_people,
        bundle,
        program_keys,
        api,
        advising,
        advice,
        adviser_house,
        logbook,
        plan,
        letter,
        plan_sheets,
        checking,
        comparing_files,
        comparing_network,
        paper,
        spreadsheet,
    ):
        app.register_blueprint(area.blueprint)
    return app


def _clock() -> datetime:
    return datetime.now(UTC)
