"""The JSON Schema of the answers file, version 1, as it is published in `docs/`."""

from __future__ import annotations

from typing import Any

from assessment.core.activities import Activity
from assessment.core.answers import EVIDENCE_MAX, NOTE_MAX, REASON_MAX
from assessment.core.answers_in import MOST_ACTIVITIES, SCHEMA

CODE = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
MOMENT = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}(-\d{2})?$",
    "description": "Een dag of een maand: 2026-11-01 of 2026-11.",
}


def answers_schema() -> dict[str, Any]:
    """Which questions and options there are depends on the question set: `content list --json`."""
    activity = Activity.model_json_schema()
    for name in ("start", "end", "last", "next", "funding_until"):
        activity["properties"][name]["anyOf"][0] = MOMENT
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Antwoordenbestand van de Preventiespiegel, versie 1",
        "description": (
            "Alles wat een gemeente heeft ingevuld. Namen van personen en voorvallen horen hier "
            "niet in. De codes van vragen en keuzes staan in `python3 run.py content list --json`."
        ),
        "type": "object",
        "required": ["schema", "question_set", "municipality", "reference_date"],
        "additionalProperties": False,
        "properties": {
            "schema": {"const": SCHEMA},
            "question_set": {"type": "string", "examples": ["veilig-online/1.0"]},
            "municipality": {
                "type": "object",
                "required": ["code"],
                "additionalProperties": False,
                "properties": {
                    "code": {"type": "string", "examples": ["GM0402"]},
                    "name": {"type": "string", "examples": ["Hilversum"]},
                },
            },
            "reference_date": {**DAY, "description": "De peildatum: hierop gelden de antwoorden."},
            "depth": {"enum": ["kort", "volledig"], "default": "volledig"},
            "answers": {
                "type": "object",
                "propertyNames": CODE,
                "additionalProperties": {"$ref": "#/$defs/answer"},
                "description": "Een vraag die hier niet staat, is nog niet beantwoord.",
            },
            "inventory_complete": {
                "type": "boolean",
                "default": False,
                "description": "Het overzicht is af voor nu; pas dan volgen er conclusies uit.",
            },
            "activities": {
                "type": "array",
                "maxItems": MOST_ACTIVITIES,
                "items": {"$ref": "#/$defs/activity"},
            },
        },
        "$defs": {"answer": _answer(), "activity": activity},
    }


def _answer() -> dict[str, Any]:
    def only(*keys: str) -> dict[str, Any]:
        others = {"value", "unknown", "not_applicable"} - set(keys)
        return {"required": list(keys), "properties": dict.fromkeys(sorted(others), False)}

    return {
        "type": "object",
        "additionalProperties": False,
        "description": (
            "Een waarde, “weet ik niet” (unknown) of “niet van toepassing” (not_applicable). "
            "Dat zijn drie verschillende dingen. Geen van drieën is “nog niet beantwoord”."
        ),
        "oneOf": [only("value"), only("unknown"), only("not_applicable"), only()],
        "properties": {
            "value": {
                "description": (
                    "Een niveau 0–4, een getal, een jaartal of een datum. "
                    "Of ja, deels of nee. Of een code, een lijst met codes of per rij een code."
                ),
                "anyOf": [
                    {"type": "integer"},
                    {"type": "string"},
                    {"type": "array", "items": CODE, "minItems": 1, "uniqueItems": True},
                    {"type": "object", "propertyNames": CODE, "additionalProperties": CODE},
                ],
            },
            "unknown": {"const": True},
            "not_applicable": {**CODE, "description": "De code van de reden."},
            "reason": {"type": "string", "maxLength": REASON_MAX},
            "detail": {
                "description": "Het antwoord op de vervolgvraag: een getal of een datum.",
                "anyOf": [{"type": "integer", "minimum": 0}, DAY],
            },
            "regional": {"type": "boolean", "description": "Regionaal geregeld: telt net zo mee."},
            "note": {"type": "string", "maxLength": NOTE_MAX},
            "evidence": {"type": "string", "maxLength": EVIDENCE_MAX},
            "to_confirm": {
                "const": True,
                "description": (
                    "Overgenomen uit een vorige ronde of van een vraag die is veranderd. "
                    "Niemand heeft het bevestigd, dus het telt als nog niet beantwoord."
                ),
            },
            "hidden": {
                "const": True,
                "description": (
                    "Een tak verbergt deze vraag: het antwoord blijft bewaard en telt niet mee. "
                    "Wie het bestand leest, rekent dit zelf na."
                ),
            },
        },
    }
