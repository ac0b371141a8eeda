"""When something goes wrong: a Dutch page that says what happened and what to do now."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import (
    Flask,
    Response,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug import Response as BaseResponse
from werkzeug.exceptions import HTTPException

from assessment.pdf.rendering import PdfFailed
from assessment.services.advising import UnknownAdvice
from assessment.services.api_tokens import UnknownToken
from assessment.services.assessments import UnknownQuestionSet
from assessment.services.keeping import UnknownPerson
from assessment.services.networks import UnknownNetwork
from assessment.services.reading_links import UnknownLink
from assessment.services.shared_reports import NotReadable
from assessment.services.sharing import NoReceiver, UnknownShare
from assessment.storage.errors import DatabaseBusy, DiskFull
from assessment.storage.finished_reports import Damaged
from assessment.storage.records import (
    UnknownAction,
    UnknownActivity,
    UnknownAssessment,
    UnknownReport,
)
from assessment.web.access import SecondFactorFirst
from assessment.web.current import is_reading, limits
from assessment.web.problems import is_api, problem

RETRY_SECONDS = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Explanation:
    """`keeps_input`: the page carries what was filled in, with a button to send it again."""

    title: str
    lines: tuple[str, ...]
    keeps_input: bool = False


PAGES = {
    400: Explanation(
        "Dit verzoek klopt niet",
        ("Wij konden dit verzoek niet lezen.", "Er is niets veranderd."),
    ),
    401: Explanation("U bent niet ingelogd", (), keeps_input=True),
    404: Explanation(
        "Deze bladzijde bestaat niet",
        (
            "Misschien is het adres niet goed overgenomen.",
            "Of iemand heeft verwijderd wat hier stond.",
        ),
    ),
    405: Explanation("Dit kan hier niet", ("Dit adres is niet bedoeld om zo te openen.",)),
    413: Explanation(
        "Dit is te veel tekst",
        (
            "U stuurde meer dan wij in één keer kunnen bewaren. Er is niets opgeslagen.",
            "Ga terug in uw browser en maak uw teksten korter.",
        ),
    ),
    500: Explanation(
        "Er ging iets mis",
        (
            "Dat ligt aan ons, niet aan u. Uw laatste wijziging is niet opgeslagen.",
            "Wat u eerder opsloeg, staat er nog.",
            "Ga terug in uw browser en probeer het opnieuw.",
        ),
    ),
    503: Explanation(
        "Het is nu even te druk",
        (
            "Wij konden niet bij de gegevens. Er is niets veranderd.",
            "Wacht tien tellen en probeer het opnieuw.",
        ),
        keeps_input=True,
    ),
    507: Explanation(
        "De schijf is vol",
        (
            "Er is geen ruimte om iets op te slaan. Er is niets veranderd.",
            "Vraag uw beheerder om ruimte te maken. Laat deze bladzijde zo lang open.",
        ),
        keeps_input=True,
    ),
}
SECOND_FACTOR = Explanation(
    "Eerst een tweede stap bij het inloggen",
    (
        "Met wat u mag zien, is een wachtwoord alleen te weinig.",
        "Stel in een ander tabblad de tweede stap in. Kom daarna hier terug.",
    ),
    keeps_input=True,
)
EXPIRED_FORM = Explanation(
    "Dit formulier is verlopen",
    (
        "Wij weten niet zeker of dit van u kwam. Daarom is er niets opgeslagen.",
        "Ga terug in uw browser: daar staan uw antwoorden meestal nog.",
        "Neem over wat u wilt bewaren. Ververs daarna die bladzijde en vul het opnieuw in.",
    ),
)
UNKNOWN_SET = Explanation(
    "Deze vragen zijn hier niet",
    (
        "Deze scan is gemaakt met een versie van de vragen die hier niet staat.",
        "Vraag uw beheerder om die versie terug te zetten.",
    ),
)


DAMAGED = Explanation(
    "Dit rapport is beschadigd",
    (
        "Wat hier staat, is niet meer precies wat is vastgesteld. Daarom tonen wij het niet.",
        "Vraag uw beheerder om een reservekopie terug te zetten.",
    ),
)


def set_up(app: Flask) -> None:
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(SecondFactorFirst, _second_factor_first)
    app.register_error_handler(HTTPException, _http_fault)
    app.register_error_handler(DatabaseBusy, _busy)
    app.register_error_handler(DiskFull, _full)
    app.register_error_handler(PdfFailed, _no_pdf)
    app.register_error_handler(UnknownAssessment, _unknown)
    app.register_error_handler(UnknownActivity, _unknown)
    app.register_error_handler(UnknownAction, _unknown)
    app.register_error_handler(UnknownReport, _unknown)
    app.register_error_handler(UnknownAdvice, _unknown)
    app.register_error_handler(UnknownShare, _unknown)
    app.register_error_handler(NoReceiver, _unknown)
    app.register_error_handler(UnknownNetwork, _unknown)
    app.register_error_handler(UnknownLink, _unknown)
    app.register_error_handler(UnknownToken, _unknown)
    app.register_error_handler(NotReadable, _not_readable)
    app.register_error_handler(UnknownPerson, _unknown)
    app.register_error_handler(Damaged, _damaged)
    app.register_error_handler(UnknownQuestionSet, _unknown_set)


def _page(code: int, explanation: Explanation) -> Response:
    if is_api():
        return problem(code)
    if request.accept_mimetypes.best == "application/json":
        return _for_a_program(code, explanation)
    if request_ctx.url_adapter is None:
        # Sent to a name that is not ours. Without a name of its own no page can link anywhere.
        return Response(f"{explanation.title}.\n", code, content_type="text/plain; charset=utf-8")
    # Sending it again is only offered for a form that is known to be ours.
    again = explanation.keeps_input and request.method == "POST" and g.get("csrf_valid", False)
    fields = request.form.items(multi=True) if again else ()
    kept = [(name, value) for name, value in fields if name != "csrf_token"]
    template = "error/not_signed_in.html" if code == 401 else "error/page.html"
    html = render_template(
        template, explanation=explanation, again=again, kept=kept, limits=limits()
    )
    return make_response(html, code)


def _for_a_program(code: int, explanation: Explanation) -> Response:
    """For a page that saves by itself: what to say, and a token with which it can go on.

    The token is for whoever may read this answer, and that is no other site. Whose page it is, is
    checked by the view that saves.
    """
    places = {401: "password_sign_in.ask", 403: "second_factor.show"}
    entrance = url_for(places[code]) if code in places else None
    said = jsonify(messages=[f"{explanation.title}."], enter=entrance, csrf=generate_csrf())
    return make_response(said, code)


def _http_fault(fault: HTTPException) -> Response:
    code = fault.code or 500
    response = _page(code, PAGES.get(code, PAGES[400] if code < 500 else PAGES[500]))
    told = dict(fault.get_headers())
    for name in ("Allow", "Retry-After"):
        if name in told:
            response.headers[name] = told[name]
    return response


def _expired_form(fault: CSRFError) -> Response:
    log.warning("a form without its token came to %s", request.endpoint)
    return _page(400, EXPIRED_FORM)


def _second_factor_first(fault: SecondFactorFirst) -> BaseResponse:
    if is_reading() and request.accept_mimetypes.best != "application/json":
        return redirect(url_for("second_factor.show"))
    return _page(403, SECOND_FACTOR)


def _busy(fault: DatabaseBusy) -> Response:
    response = _page(503, PAGES[503])
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _full(fault: DiskFull) -> Response:
    return _page(507, PAGES[507])


def _no_pdf(fault: PdfFailed) -> Response:
    response = _page(503, Explanation("Er is nu geen PDF", (str(fault),)))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _damaged(fault: Damaged) -> Response:
    log.error("a finished report is damaged: %s", fault)
    return _page(500, DAMAGED)


def _not_readable(fault: NotReadable) -> Response:
    lines = (str(fault), "Vraag de gemeente om het rapport als PDF.")
    return _page(404, Explanation("Dit rapport kunnen wij nu niet tonen", lines))


def _unknown(fault: LookupError) -> Response:
    return _page(404, PAGES[404])


def _unknown_set(fault: UnknownQuestionSet) -> Response:
    return _page(404, UNKNOWN_SET)
