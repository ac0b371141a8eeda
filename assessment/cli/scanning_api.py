"""The API under fire for `scan`: does it answer as its description says, whatever is asked?

schemathesis makes requests out of `openapi.json`: right ones, wrong ones, and rows of them in which
each takes over what an answer before gave. It does so with keys that a visitor made.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assessment.cli.scanning_pages import Finding, Visitor
from assessment.cli.scanning_tools import NotDone, call, program, read_json
from assessment.services.demonstration.filling import stories

SEED = "1"  # the same requests each time, but for what the budget of time leaves out
PATIENCE = 120.0
# How a request that is not as described may be refused; with 414 the server refuses a long address.
REFUSALS = '[checks.negative_data_rejection]\nexpected-statuses = ["4xx", "5xx"]\n'
_KEY = re.compile(r"psp_[\w-]{43}")


def schemathesis(cache: Path, visitor: Visitor, seconds: int) -> list[Finding]:
    """All its checks, on every address of the API."""
    scanner = program(cache, "schemathesis")
    place = next(story.code for story in stories() if story.finished)
    visitor.send("/netwerken/", {"name": "Netwerk van de scan", "municipalities": place})
    key = new_key(visitor, place)
    _wait_for_a_report(visitor, key)
    described = json.loads(visitor.ask("/v1/openapi.json").body)
    names = [one["get"]["operationId"] for one in described["paths"].values()]
    with tempfile.TemporaryDirectory(prefix="preventiespiegel-scan-") as folder:
        # A key for each address: one key may ask no more than so many times a minute.
        settings = Path(folder) / "schemathesis.toml"
        keys = (_with_key(name, new_key(visitor, place)) for name in names)
        settings.write_text(REFUSALS + "".join(keys))
        report = Path(folder) / "report.json"
        command = [
            scanner,
            "--config-file",
            str(settings),
            "run",
            f"{visitor.base}/v1/openapi.json",
        ]
        command += ["--checks", "all", "--max-examples", "60", "--max-time", str(seconds)]
        command += ["--seed", SEED, "--continue-on-failure", "--rate-limit", "auto"]
        command += ["--report", "json", "--report-json-path", str(report)]
        told = call(command, Path(folder), seconds * 4)
        if not report.exists():
            raise NotDone("er kwam geen verslag")
        said = read_json(report.read_text(encoding="utf-8"))
    print(f"{said['test_cases']['generated']} verzoeken aan {len(names)} adressen")
    # The report does not tell with which request something was found.
    print(told.partition("FAILURES =")[2].partition("SUMMARY =")[0][:6000], end="")
    return findings(said, len(names))


def new_key(visitor: Visitor, place: str) -> str:
    form = {"naam": "Scan", "niveau": "notes", "dagen": "1"}
    found = _KEY.search(visitor.send(f"/sleutels/{place}/", form).body)
    if found is None:
        raise NotDone("de bladzijde gaf geen sleutel")
    return found.group()


def _wait_for_a_report(visitor: Visitor, key: str) -> None:
    """The demonstration finishes its report in the background, after the start."""
    give_up_at = time.monotonic() + PATIENCE
    while not json.loads(visitor.ask("/v1/rapporten", key=key).body)["totaal"]:
        if time.monotonic() > give_up_at:
            raise NotDone("de demonstratie heeft geen vastgesteld rapport")
        time.sleep(1)


def _with_key(operation: str, key: str) -> str:
    return (
        f'[[operations]]\ninclude-operation-id = "{operation}"\n'
        f'headers = {{ Authorization = "Bearer {key}" }}\n'
    )


def findings(said: Any, addresses: int) -> list[Finding]:
    """Raises NotDone when an address only ever refused: then nothing behind it was looked at."""
    answered = {
        operation
        for operation, phases in said["valid_rates"].items()
        if any(phase["accepted"] for phase in phases.values())
    }
    if len(answered) < addresses:
        raise NotDone(f"{addresses - len(answered)} adressen gaven nooit een goed antwoord")
    return sorted(_failures(said), key=str)


def _failures(said: Any) -> Iterator[Finding]:
    for kind in ("failures", "errors"):
        for item in said[kind]:
            for operation in item.get("operations", [""]):
                rule = item.get("code") or kind
                yield Finding("schemathesis", rule, operation, item.get("title", str(item)[:200]))
