"""`scan`: attackers and readers of code that others made, against a demonstration of our own.

Every tool lives in an environment of its own, so that nothing of it comes near the product. What
was found before and accepted, with the reason, stands in docs/security-scan-accepted.csv.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from assessment.cli.scanning_api import schemathesis
from assessment.cli.scanning_leaks import pip_audit
from assessment.cli.scanning_pages import Finding, Visitor, walk
from assessment.cli.scanning_tools import NotDone, bandit, wapiti
from assessment.cli.speaking import Trouble
from assessment.config import PREFIX, ROOT

ACCEPTED = ROOT / "docs" / "security-scan-accepted.csv"
CACHE = (
    Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "preventiespiegel" / "scan"
)
PARTS = ("bladzijden", "bandit", "pip-audit", "schemathesis", "wapiti")
PATIENCE = 120.0

SCAN = """\
Laat scanners van anderen los op een demonstratie die alleen daarvoor start.

De scanners worden de eerste keer opgehaald; daar is internet voor nodig. Alles samen duurt enkele
minuten. Wat zij vinden en wij al kennen, staat met de reden in docs/security-scan-accepted.csv."""

EPILOG = """\
Voorbeelden: python3 run.py scan
             python3 run.py scan --only bladzijden bandit

Uitkomst: 0 als er niets nieuws is, 1 bij iets nieuws, 3 als een scanner niet kon draaien."""


@dataclass(frozen=True)
class Accepted:
    """A finding that is known: patterns for which ones, and why it is all right."""

    tool: str
    rule: str
    where: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        return (
            self.tool == finding.tool
            and self.rule == finding.rule
            and fnmatchcase(finding.where, self.where)
        )


def add_commands(commands: Any) -> None:
    scan = commands.add_parser(
        "scan",
        help="de applicatie laten aanvallen door scanners van anderen",
        description=SCAN,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    scan.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="alleen deze")
    scan.add_argument("--seconds", type=int, default=240, help="hooguit zo lang aanvallen")
    scan.set_defaults(run=run_scan)


def accepted() -> list[Accepted]:
    with ACCEPTED.open(encoding="utf-8", newline="") as file:
        return [Accepted(**row) for row in csv.DictReader(file)]


def run_scan(arguments: argparse.Namespace) -> int:
    found: list[Finding] = []
    undone = []
    for name in arguments.only:
        started = time.monotonic()
        print(f"--- {name}", flush=True)
        try:
            some = _run(name, arguments.seconds)
        except NotDone as trouble:
            undone.append(name)
            print(f"NIET GEDRAAID: {trouble}", flush=True)
            continue
        found += some
        print(f"{len(some)} bevindingen in {time.monotonic() - started:.0f} s", flush=True)
    known = accepted()
    new = [one for one in found if not any(item.covers(one) for item in known)]
    for item in known:
        covered = sum(item.covers(one) for one in found)
        if covered:
            print(f"bekend ({covered}): {item.tool} {item.rule} {item.where}: {item.reason}")
        elif item.tool in set(arguments.only) - set(undone):
            print(f"niet meer gevonden: {item.tool} {item.rule} {item.where}")
    for one in new:
        print(f"NIEUW: {one.tool} {one.rule} {one.where}: {one.words}")
    if new:
        return 1
    print("Niets nieuws gevonden." if not undone else f"Niet gedraaid: {', '.join(undone)}")
    return 3 if undone else 0


def _run(name: str, seconds: int) -> list[Finding]:
    if name == "bandit":
        return bandit(CACHE, ROOT)
    if name == "pip-audit":
        return pip_audit(CACHE, ROOT / "requirements.txt")
    with running() as entrance:
        visitor = Visitor.enter(entrance)
        if name == "bladzijden":
            return walk(visitor)
        if name == "schemathesis":
            return schemathesis(CACHE, visitor, seconds)
        return wapiti(CACHE, visitor, seconds)


@contextmanager
def running() -> Iterator[str]:
    """The demonstration on a folder that goes afterwards; gives the link to come in with."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="preventiespiegel-scan-") as folder:
        log = Path(folder) / "log.txt"
        own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        with log.open("wb") as out:
            server = subprocess.Popen(  # noqa: S603
                [sys.executable, str(ROOT / "run.py"), "demo", "--port", str(port)],
                env={**own, f"{PREFIX}INSTANCE": folder},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            yield _entrance(log, server)
        finally:
            server.terminate()
            server.wait(timeout=30)
            said = log.read_text(encoding="utf-8", errors="replace")
            # What broke inside is worth more than that a page said 500.
            print("".join(said.partition("Traceback")[1:])[:4000], end="", flush=True)


def _entrance(log: Path, server: subprocess.Popen[bytes]) -> str:
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at and server.poll() is None:
        said = log.read_text(encoding="utf-8", errors="replace")
        if link := re.search(r"http://\S+/binnenkomen/\S+", said):
            return link.group()
        time.sleep(0.2)
    raise Trouble(f"De demonstratie start niet:\n{log.read_text(errors='replace')[-2000:]}", 1)
