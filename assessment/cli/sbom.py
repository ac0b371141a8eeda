"""`sbom`: which libraries of others are in use, as a list that programs for security read."""

from __future__ import annotations

import argparse
import json
import re
from typing import Any

from assessment.config import ROOT
from assessment.services.versions import PRODUCT

LOCK = ROOT / "requirements.txt"
_PINNED = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def add_commands(commands: Any) -> None:
    sbom = commands.add_parser(
        "sbom",
        help="de lijst van gebruikte bibliotheken (CycloneDX)",
        description="Schrijft welke bibliotheken van anderen erin zitten, als CycloneDX 1.5.",
        epilog="Voorbeeld: python3 run.py sbom > sbom.json",
    )
    sbom.set_defaults(run=run_sbom)


def run_sbom(arguments: argparse.Namespace) -> int:
    print(json.dumps(bill(LOCK.read_text(encoding="utf-8")), indent=1))
    return 0


def bill(lock: str) -> dict[str, Any]:
    """Made from the lock, so that it says what is installed and never what somebody believed."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "preventiespiegel",
                "name": "preventiespiegel",
                "version": PRODUCT,
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name}@{version}",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
                "properties": [{"name": "sha256", "value": one} for one in hashes],
            }
            for name, version, hashes in _pinned(lock)
        ],
    }


def _pinned(lock: str) -> list[tuple[str, str, list[str]]]:
    found: list[tuple[str, str, list[str]]] = []
    for line in lock.splitlines():
        if match := _PINNED.match(line):
            found.append((match[1], match[2], []))
        elif found and (digest := _HASH.search(line)):
            found[-1][2].append(digest[1])
    return found
