"""Known leaks in the locked packages: pip-audit tells them, and PyPI where that has no list."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

from assessment.cli.scanning_pages import Finding
from assessment.cli.scanning_tools import NotDone, call, program, read_json

INDEX = "https://pypi.org"
PATIENCE = 20.0


def pip_audit(cache: Path, lock: Path, index: str = INDEX) -> list[Finding]:
    """Without a way to the list of advisories it says that nothing was found; that is no answer.

    What it could not find out is asked of PyPI, which tells the leaks of each newest version.
    """
    scanner = program(cache, "pip-audit")
    said = call([scanner, "-r", str(lock), "--disable-pip", "-f", "json"], lock.parent, 300)
    packages = read_json(said)["dependencies"]
    skipped = [item["name"] for item in packages if "skip_reason" in item]
    found = [leak for item in packages for leak in _leaks(item["name"], item.get("vulns", []))]
    locked = _locked(lock) if skipped else {}
    older = []
    for name in skipped:
        newest = _newest(index, name)
        if newest["info"]["version"] == locked.get(name):
            found += _leaks(name, newest["vulnerabilities"])
        else:
            older.append(name)
    if older:
        raise NotDone(
            f"van {len(older)} van de {len(packages)} pakketten was geen lijst van lekken te "
            f"krijgen: {', '.join(older)}. Van deze pakketten is er een nieuwere versie. Neem die, "
            "of draai dit op een machine met meer internet."
        )
    return found


def _leaks(name: str, told: list[dict[str, Any]]) -> list[Finding]:
    return [
        Finding(
            "pip-audit",
            leak["id"],
            name,
            (leak.get("details") or leak.get("description", ""))[:200],
        )
        for leak in told
    ]


def _locked(lock: Path) -> dict[str, str]:
    return dict(
        re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    )


def _newest(index: str, name: str) -> Any:
    try:
        with urllib.request.urlopen(f"{index}/pypi/{name}/json", timeout=PATIENCE) as answer:  # noqa: S310
            return json.load(answer)
    except (OSError, ValueError) as fault:
        raise NotDone(
            f"van {name} was geen lijst van lekken te krijgen ({fault}). Draai dit op een machine "
            "met internet."
        ) from fault
