"""The scanners of others, each in an environment of its own, and what they say as findings."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assessment.cli.scanning_pages import Finding, Visitor, shape

# A scanner that finds less today than yesterday must not be another scanner.
VERSIONS = {
    "bandit": "bandit==1.9.4",
    "pip-audit": "pip-audit==2.10.1",
    "schemathesis": "schemathesis==4.32.5",
    "wapiti": "wapiti3==3.2.3",
}
MODULES = (
    "xss,permanentxss,sql,timesql,redirect,file,exec,crlf,csp,http_headers,"
    "cookieflags,ssrf,xxe,csrf"
)


class NotDone(Exception):
    """A scanner could not do its work. That is not the same as finding nothing."""


def bandit(cache: Path, root: Path) -> list[Finding]:
    scanner = program(cache, "bandit")
    said = call([scanner, "-q", "-r", "assessment", "run.py", "-f", "json"], root, 300)
    return [
        Finding("bandit", item["test_id"], item["filename"].removeprefix("./"), item["issue_text"])
        for item in read_json(said)["results"]
    ]


def wapiti(cache: Path, visitor: Visitor, seconds: int) -> list[Finding]:
    """Attacks everything it can reach from the first scan, signed in; but for the way out."""
    scanner = program(cache, "wapiti")
    report = cache / "wapiti.json"
    report.unlink(missing_ok=True)
    start = f"{visitor.base}{visitor.first_scan}"
    command = [scanner, "-u", start, "--scope", "domain", "-C", visitor.cookies, "-m", MODULES]
    command += ["-d", "3", "--max-links-per-page", "30", "--max-scan-time", str(seconds // 4)]
    command += ["--max-attack-time", str(max(10, seconds // 16))]
    command += ["-x", f"{visitor.base}/uitloggen*", "--flush-session", "--no-bugreport"]
    call([*command, "-f", "json", "-o", str(report)], cache, seconds * 4)
    if not report.exists():
        raise NotDone("er kwam geen verslag")
    found = read_json(report.read_text(encoding="utf-8"))
    if not found["infos"].get("crawled_pages_nbr"):
        raise NotDone("er is geen bladzijde bezocht")
    seen = {
        Finding("wapiti", rule, f"{item['method']} {shape(item['path'])}", item["info"])
        for kind in ("vulnerabilities", "anomalies")
        for rule, items in found[kind].items()
        for item in items
    }
    return sorted(seen, key=str)


def program(cache: Path, name: str) -> str:
    """The scanner, installed the first time; a stop halfway leaves no environment that seems
    whole."""
    wanted = VERSIONS[name]
    folder = cache / wanted.replace("==", "-")
    found = folder / "bin" / name
    if not (folder / "ready").exists():
        cache.mkdir(parents=True, exist_ok=True)
        call([sys.executable, "-m", "venv", "--clear", str(folder)], cache, 120, must=True)
        install = [str(folder / "bin" / "pip"), "install", "--quiet", "--no-input", wanted]
        call(install, cache, 600, must=True)
        (folder / "ready").touch()
    return str(found)


def call(command: Sequence[str], folder: Path, seconds: int, must: bool = False) -> str:
    """Scanners end with a code of their own when they found something, so only `must` minds it."""
    try:
        # They read what is typed, and would wait for it.
        done = subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=must,
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise NotDone(
            f"{Path(command[0]).name} is niet te starten of stopt niet: {fault}"
        ) from fault
    return done.stdout


def read_json(said: str) -> Any:
    try:
        return json.loads(said)
    except ValueError as fault:
        raise NotDone(f"wat hij zei, is niet te lezen: {fault}") from fault
