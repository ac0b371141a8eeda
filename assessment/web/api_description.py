"""`openapi.json`: what the API can do, made of the models that it answers with."""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic.json_schema import models_json_schema

from assessment.config import Settings
from assessment.web import api_models as models
from assessment.web.api_paging import MOST_SIZE, USUAL_SIZE
from assessment.web.problems import MEDIA_TYPE, ROOT, VERSION

REF = "#/components/schemas/{model}"
ABOUT = (
    "Lezen wat gemeenten met een netwerk delen, of wat een gemeente zelf vaststelde. "
    "Een sleutel maakt u in de Preventiespiegel, op de bladzijde Sleutels voor andere programma’s. "
    "Wat een gemeente niet meer deelt, is bij het volgende verzoek weg. "
    "Er zijn geen totalen en er is geen rangorde; onbekend is nooit nul."
)


class Path(NamedTuple):
    """What one address gives; `names` are the parameters in the address itself."""

    summary: str
    about: str
    name: str
    tag: str
    model: type[models.Model]
    names: tuple[str, ...] = ()


PATHS = {
    "/netwerken": Path(
        "Netwerken",
        "Het netwerk van de sleutel, of de netwerken waarin de gemeente van de sleutel staat.",
        "alleNetwerken", "netwerken", models.NetworkPage,
    ),
    "/netwerken/{id}": Path(
        "Een netwerk",
        "De naam, en hoeveel gemeenten er op de lijst staan.",
        "eenNetwerk", "netwerken", models.Network, ("id",),
    ),
    "/gemeenten": Path(
        "Gemeenten",
        "Wie er op de lijst van het netwerk staan, of de gemeente van de sleutel zelf. "
        "Ook wie niets deelt, staat erbij.",
        "alleGemeenten", "gemeenten", models.MunicipalityPage,
    ),
    "/gemeenten/{code}": Path(
        "Een gemeente",
        "De naam, en het nummer van het nieuwste rapport dat te lezen is.",
        "eenGemeente", "gemeenten", models.Municipality, ("code",),
    ),
    "/rapporten": Path(
        "Rapporten, zonder inhoud",
        "Wat gemeenten nu met het netwerk delen, of wat de gemeente zelf vaststelde.",
        "alleRapporten", "rapporten", models.ReportPage,
    ),
    "/rapporten/{nummer}": Path(
        "Een rapport met zijn gegevens",
        "Nooit meer dan de gemeente deelt en de sleutel toestaat. Wie een rapport opent dat een "
        "gemeente deelt, komt in haar logboek, hooguit één keer per uur.",
        "eenRapport", "rapporten", models.ReportWithData, ("nummer",),
    ),
    "/vragenlijsten": Path(
        "Vragenlijsten",
        "Elke versie die deze installatie kent, ook oude: rapporten noemen de versie waarmee "
        "zij zijn gemaakt.",
        "alleVragenlijsten", "vragenlijsten", models.QuestionSetPage,
    ),
    "/vragenlijsten/{id}": Path(
        "Een vragenlijst met alle vragen",
        "De vragen, de schaal, en de namen van gaten en kansen.",
        "eenVragenlijst", "vragenlijsten", models.WholeQuestionSet, ("id",),
    ),
}  # fmt: skip
_VERSION_HEADER = {
    "API-Version": {
        "description": "De volledige versie van deze API.",
        "schema": {"type": "string", "examples": [VERSION]},
    }
}
_WAIT_HEADER = {
    "Retry-After": {
        "description": "Zo veel seconden wacht u.",
        "schema": {"type": "integer", "minimum": 1},
    }
}
_WRONG = {
    400: "Een parameter klopt niet.",
    401: "Een geldige sleutel ontbreekt.",
    404: "Er is niets, of niets voor deze sleutel.",
    429: "Te veel verzoeken; Retry-After zegt hoe lang u wacht.",
    503: "Het is even te druk; Retry-After zegt hoe lang u wacht.",
}
# The server refuses this before any of our own code, so it is short HTML and no problem in JSON.
_TOO_LONG = {"414": {"description": "Het adres is te lang. De server weigert het, zonder JSON."}}


def description(settings: Settings, address: str) -> dict[str, Any]:
    """`address` is where this installation is, as the one who asks knows it."""
    answers: list[type[models.Model]] = [item.model for item in PATHS.values()]
    answers.append(models.Problem)
    _, schemas = models_json_schema(
        [(model, "serialization") for model in answers], ref_template=REF
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Preventiespiegel",
            "version": VERSION,
            "description": ABOUT,
            "contact": _contact(settings, address),
        },
        "servers": [{"url": f"{address}{ROOT}"}],
        "security": [{"sleutel": []}],
        "tags": [{"name": name} for name in dict.fromkeys(item.tag for item in PATHS.values())],
        "paths": {path: {"get": _operation(path)} for path in PATHS},
        "components": {
            "securitySchemes": {
                "sleutel": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Een sleutel die met psp_ begint.",
                }
            },
            "schemas": schemas["$defs"],
        },
    }


def _contact(settings: Settings, address: str) -> dict[str, str]:
    found = {"name": "Beheer van deze Preventiespiegel", "url": f"{address}/privacy"}
    kind, _, email = settings.security_contact.partition(":")
    return {**found, "email": email} if kind == "mailto" else found


def _operation(path: str) -> dict[str, Any]:
    known = PATHS[path]
    good = {
        "description": "Gelukt.",
        "headers": _VERSION_HEADER,
        "content": {"application/json": {"schema": _refer(known.model)}},
    }
    wrong = {
        str(code): {
            "description": said,
            "headers": _VERSION_HEADER | (_WAIT_HEADER if code in (429, 503) else {}),
            "content": {MEDIA_TYPE: {"schema": _refer(models.Problem)}},
        }
        for code, said in _WRONG.items()
    }
    return {
        "operationId": known.name,
        "summary": known.summary,
        "description": known.about,
        "tags": [known.tag],
        "parameters": _path_parameters(known.names) or _query_parameters(known.tag),
        "responses": {"200": good, **wrong, **_TOO_LONG},
    }


def _refer(model: type[models.Model]) -> dict[str, str]:
    return {"$ref": REF.format(model=model.__name__)}


def _path_parameters(names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def _query_parameters(tag: str) -> list[dict[str, Any]]:
    size = {"type": "integer", "minimum": 1, "maximum": MOST_SIZE, "default": USUAL_SIZE}
    page = {"type": "integer", "minimum": 1, "maximum": 999999, "default": 1}
    found = [_query("pagina", "Welke bladzijde.", page)]
    found.append(_query("paginaGrootte", "Hoeveel er op een bladzijde staan.", size))
    if tag == "rapporten":
        code = {"type": "string", "pattern": "^[A-Za-z0-9-]{1,40}$"}
        found.append(_query("gemeente", "Alleen van deze gemeente, zoals GM0402.", code))
        newest = {"type": "boolean", "default": False}
        found.append(_query("alleenNieuwste", "Per gemeente alleen het nieuwste rapport.", newest))
    return found


def _query(name: str, about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": about, "schema": schema}
