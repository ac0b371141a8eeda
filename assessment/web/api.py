"""The API for dashboards: read-only JSON under /v1, with a key and never with a cookie."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, g, request, url_for
from werkzeug.exceptions import TooManyRequests

from assessment.core.question_set import QuestionSet
from assessment.services import api_reports, api_tokens, networks, sharing, tokens
from assessment.services.api_reports import Reached
from assessment.services.api_tokens import ApiToken
from assessment.services.networks import Network
from assessment.storage.errors import DatabaseBusy
from assessment.web import api_models as models
from assessment.web.access import public, with_key
from assessment.web.api_description import description
from assessment.web.api_pace import Pace
from assessment.web.api_paging import BadQuery, page_of, read_query
from assessment.web.current import connection, library, now, parts
from assessment.web.problems import ROOT, answer, problem

T = TypeVar("T")

PAGES = ("pagina", "paginaGrootte")
PACE = Pace(most=300, seconds=60)

blueprint = Blueprint("api", __name__, url_prefix=ROOT)


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """For everyone, also for a page of another site that shows what an API can do."""
    response = answer(description(parts().settings, request.url_root.rstrip("/")))
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@blueprint.get("/netwerken")
@with_key
def all_networks() -> Response:
    query = read_query(*PAGES)
    found, about = page_of(api_reports.networks_of(connection(), _key()), query)
    return _as_json(models.NetworkPage(netwerken=[_network(item) for item in found], **about))


@blueprint.get("/netwerken/<network_id>")
@with_key
def one_network(network_id: str) -> Response:
    read_query()
    known = {item.id: item for item in api_reports.networks_of(connection(), _key())}
    return _as_json(_network(_or_404(known.get(network_id))))


@blueprint.get("/gemeenten")
@with_key
def all_municipalities() -> Response:
    found, about = page_of(_municipalities(), read_query(*PAGES))
    return _as_json(models.MunicipalityPage(gemeenten=list(found), **about))


@blueprint.get("/gemeenten/<municipality_code>")
@with_key
def one_municipality(municipality_code: str) -> Response:
    read_query()
    known = {item.code: item for item in _municipalities()}
    return _as_json(_or_404(known.get(municipality_code)))


@blueprint.get("/rapporten")
@with_key
def all_reports() -> Response:
    query = read_query(*PAGES, "gemeente", "alleenNieuwste")
    found = api_reports.reports(connection(), _key())
    if query.newest:
        found = api_reports.newest(found)
    if "gemeente" in request.args:
        found = [item for item in found if item.municipality_code == query.municipality]
    shown, about = page_of(found, query)
    listed = [models.Report(**_report(item)) for item in shown]
    return _as_json(models.ReportPage(rapporten=listed, **about))


@blueprint.get("/rapporten/<report_number>")
@with_key
def one_report(report_number: str) -> Response:
    """With its data; noted first in the logbook of the municipality that shared it."""
    read_query()
    key = _key()
    found = api_reports.report(connection(), key, report_number)
    data = json.loads(api_reports.data(connection(), found, library(), parts().keys.sign))
    look = f"{key.id} {found.share.id}" if found.share else ""
    if found.share and PACE.is_new(look, now()):
        with parts().database.write() as conn:
            shown = [sharing.get(conn, found.share.id)]
            sharing.note_seen(conn, "report.downloaded", shown, by=key.person, now=now())
        PACE.saw(look, now())
    return _as_json(models.ReportWithData(**_report(found), bestand=data))


@blueprint.get("/vragenlijsten")
@with_key
def all_question_sets() -> Response:
    known = sorted(library().question_sets)
    shown, about = page_of(known, read_query(*PAGES))
    listed = [models.QuestionSet(**_about_set(key)) for key in shown]
    return _as_json(models.QuestionSetPage(vragenlijsten=listed, **about))


@blueprint.get("/vragenlijsten/<set_id>")
@with_key
def one_question_set(set_id: str) -> Response:
    read_query()
    key = _or_404({_set_id(key): key for key in library().question_sets}.get(set_id))
    content = library().question_sets[key]
    return _as_json(models.WholeQuestionSet(**_about_set(key), **_all_of(content)))


@blueprint.errorhandler(BadQuery)
def bad_query(fault: BadQuery) -> Response:
    return problem(400, str(fault))


def _key() -> ApiToken:
    """The key of this request, when it does not ask too much; its use is noted once an hour."""
    key: ApiToken = g.key
    moment = now()
    wait = PACE.wait(key.id, moment)
    if wait:
        raise TooManyRequests(retry_after=wait)
    if tokens.is_a_new_use(key.used_at, moment):
        try:
            with parts().database.write() as conn:
                api_tokens.note_used(conn, key, moment)
        except DatabaseBusy:
            pass  # the next request says it
    return key


def _municipalities() -> list[models.Municipality]:
    key = _key()
    latest = {
        item.municipality_code: item.number
        for item in api_reports.newest(api_reports.reports(connection(), key))
    }
    return [
        models.Municipality(
            code=item.code,
            naam=item.name,
            nieuwste_rapport=latest.get(item.code),
            links=_self(url_for(".one_municipality", municipality_code=item.code)),
        )
        for item in api_reports.municipalities_of(connection(), key, library())
    ]


def _network(item: Network) -> models.Network:
    return models.Network(
        id=item.id,
        naam=item.name,
        gemeenten=len(networks.municipalities(connection(), item.id, library())),
        links=_self(url_for(".one_network", network_id=item.id)),
    )


def _report(item: Reached) -> dict[str, Any]:
    return {
        "nummer": item.number,
        "gemeente": models.Place(code=item.municipality_code, naam=item.municipality_name),
        "peildatum": item.reference_date,
        "vastgesteld_op": item.made_at,
        "niveau": item.level,
        "links": _self(url_for(".one_report", report_number=item.number)),
    }


def _set_id(key: str) -> str:
    """An address has no slash and no dot in it."""
    return key.replace("/", "-").replace(".", "-")


def _about_set(key: str) -> dict[str, Any]:
    content = library().question_sets[key]
    return {
        "id": _set_id(key),
        "sleutel": key,
        "titel": content.title,
        "versie": content.version,
        "verschenen_op": content.released_on,
        "links": _self(url_for(".one_question_set", set_id=_set_id(key))),
    }


def _all_of(content: QuestionSet) -> dict[str, Any]:
    return {
        "schaal": [models.Rung(waarde=item.value, naam=item.label) for item in content.scale],
        "stappen": [
            models.Step(
                id=step.id,
                titel=step.title,
                vragen=[
                    models.Question(id=item.id, soort=item.type, tekst=item.text)
                    for item in step.questions
                ],
            )
            for step in content.steps
        ],
        "regels": [models.Rule(id=rule.id, naam=rule.name) for rule in content.rules],
    }


def _self(address: str) -> models.Links:
    return models.Links(self=models.Link(href=address))


def _as_json(made: models.Model) -> Response:
    return answer(made.model_dump(mode="json", by_alias=True, exclude_none=False))


def _or_404(found: T | None) -> T:
    if found is None:
        abort(404)
    return found
