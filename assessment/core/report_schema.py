"""The JSON Schema of the data file in a report, version 1, as it is published in `docs/`."""

from __future__ import annotations

from typing import Any

from assessment.core.report_file import MARK, VERSION, ReportFile, Signature


def report_schema() -> dict[str, Any]:
    """The answers inside have a schema of their own, and keep it."""
    report = ReportFile.model_json_schema(ref_template="#/$defs/{model}")
    definitions = report.pop("$defs")
    report["properties"]["answers"]["anyOf"][0] = {"$ref": "answers-file-1.schema.json"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Gegevens in een rapport van de Preventiespiegel, versie 1",
        "description": (
            "Wat een rapport over zichzelf zegt. Zonder handtekening bewijst het niet wie het "
            "maakte. Wat de gemeente niet wilde delen, staat er niet in."
        ),
        "type": "object",
        "required": [MARK, "report", "checksum"],
        "additionalProperties": False,
        "properties": {
            MARK: {"const": VERSION},
            "report": report,
            "checksum": {
                "type": "string",
                "pattern": "^[0-9a-f]{64}$",
                "description": "SHA-256 van het deel “report”, zonder spaties en op volgorde.",
            },
            "signature": {
                **Signature.model_json_schema(),
                "description": (
                    "Ed25519 over de regel “preventiespiegel_report 1” en daarna het deel “report”."
                ),
            },
        },
        "$defs": definitions,
    }
