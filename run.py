#!/usr/bin/env python3
"""Sets Preventiespiegel up and starts it: `python3 run.py`; `python3 run.py test` runs all tests.

The first start makes `.venv`, fills it from the lock file and, as root on Debian or Ubuntu,
installs the system libraries that PDF reports need. Later starts only look whether that still
holds. The command `test` belongs to `tests/whole.py`, and every other one to `assessment.cli`; the
reasons for all this are in `docs/decisions/0001-one-command.md`. A Python that is too old must be
able to read this file in order to say so: hence the standard library only, and annotations that
stay text.
"""

import contextlib
import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "ready"
INTERRUPTED = "interrupted"
OLDEST_PYTHON = (3, 11)
PRODUCT = [ROOT / "requirements.txt"]
TESTS = [*PRODUCT, ROOT / "tests" / "requirements.txt"]


class Need(NamedTuple):
    """Something that the system has to offer, and the packages that bring it."""

    present: "Callable[[], bool]"
    apt: str
    dnf: str
    brew: str


def library(name: str, version: int = 0) -> "Callable[[], bool]":
    def present() -> bool:
        if sys.platform == "darwin":
            return ctypes.util.find_library(name) is not None
        # Loading is the real test, and unlike find_library it starts no other programs.
        with contextlib.suppress(OSError):
            return bool(ctypes.CDLL(f"lib{name}.so.{version}"))
        return False

    return present


def program(*names: str) -> "Callable[[], bool]":
    return lambda: any(shutil.which(name) or Path(name).exists() for name in names)


ENSUREPIP = Need(lambda: bool(importlib.util.find_spec("ensurepip")), "python3-venv", "python3", "")
LIBRARIES = [
    Need(library("pango-1.0"), "libpango-1.0-0 fonts-dejavu-core", "pango", "pango"),
    Need(library("pangoft2-1.0"), "libpangoft2-1.0-0", "pango", "pango"),
    Need(library("harfbuzz-subset"), "libharfbuzz-subset0", "harfbuzz", "harfbuzz"),
]


def say(text: str) -> None:
    """Speaks on stderr, so that what a command writes to stdout stays clean."""
    print(text, file=sys.stderr, flush=True)


def quietly(*command: str) -> bool:
    """Runs a program and shows the end of what it said only when it fails."""
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    pipe = subprocess.PIPE
    done = subprocess.run(command, env=env, stdout=pipe, stderr=subprocess.STDOUT)
    if done.returncode:
        say("\n".join(done.stdout.decode(errors="replace").strip().splitlines()[-5:]))
    return done.returncode == 0


def package_manager() -> str:
    if sys.platform == "darwin":
        return "brew"
    return "apt" if shutil.which("apt-get") else "dnf" if shutil.which("dnf") else ""


def install_command(missing: "list[Need]", manager: str, root: bool) -> "list[str]":
    """The command that brings what is missing; empty where no package manager brings it."""
    installers = {
        "apt": ["apt-get", "install", "-y", "--no-install-recommends"],
        "dnf": ["dnf", "install", "-y"],
        "brew": ["brew", "install"],
    }
    packages = " ".join(getattr(need, manager, "") for need in missing).split()
    if not packages:
        return []
    sudo = [] if root or manager == "brew" else ["sudo"]
    return sudo + installers[manager] + list(dict.fromkeys(packages))


def install(command: "list[str]") -> bool:
    say("Systeempakketten installeren: " + " ".join(command[4:]))
    # One broken source makes an update fail, while the packages can still be had.
    quietly("apt-get", "-qq", "update")
    installed = quietly(*command)
    importlib.invalidate_caches()
    return installed


def provide(needs: "list[Need]") -> "list[Need]":
    """Installs what is missing where that is allowed; says what to do about the rest."""
    missing = [need for need in needs if not need.present()]
    manager, root = package_manager(), os.geteuid() == 0
    command = install_command(missing, manager, root)
    if command and manager == "apt" and root:
        if not install(command):
            say("apt-get is niet gelukt. Is er internet, en is apt niet elders bezig?")
        missing = [need for need in missing if not need.present()]
    if missing:
        names = " ".join(need.apt for need in missing)
        todo = " ".join(command) or f"(onder Debian heten deze pakketten: {names})"
        say(f"Er ontbreken systeempakketten. Installeer ze en start opnieuw:\n\n    {todo}\n")
    return missing


def fingerprint(locks: "list[Path]") -> str:
    """Changes with the locked packages, the version of Python and the kind of machine."""
    machine = f"{sys.implementation.cache_tag} {sysconfig.get_platform()}".encode()
    return hashlib.sha256(b"\n".join([machine, *(lock.read_bytes() for lock in locks)])).hexdigest()


def is_ready(locks: "list[Path]") -> bool:
    return PYTHON.exists() and STAMP.exists() and fingerprint(locks) in STAMP.read_text().split()


def is_usable() -> bool:
    """Whether .venv can be kept: made by this version of Python, and never left half filled."""
    if not PYTHON.exists() or (STAMP.exists() and STAMP.read_text() == INTERRUPTED):
        return False
    check = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    return subprocess.call([str(PYTHON), "-c", check], stderr=subprocess.DEVNULL) == 0


def fill(locks: "list[Path]") -> bool:
    """Brings .venv in line with the locks, and stamps it last: a stop halfway will be noticed."""
    if not is_usable():
        say("Python-omgeving maken in .venv")
        if not quietly(sys.executable, "-m", "venv", "--clear", str(VENV)):
            return False
    say("Python-pakketten installeren; de eerste keer kan dat een minuut duren")
    STAMP.write_text(INTERRUPTED)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input"]
    safe = ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    if not quietly(*pip, *safe, *(f"--requirement={lock}" for lock in locks)):
        return False
    STAMP.write_text("\n".join(fingerprint(locks[: n + 1]) for n in range(len(locks))))
    return True


def set_up(locks: "list[Path]") -> bool:
    import fcntl  # Windows has no such module, and is told so before this is reached.

    with open(__file__) as this_file:
        # A second start waits here, so that two of them never fill .venv together.
        fcntl.flock(this_file, fcntl.LOCK_EX)
        ready = is_ready(locks)
        if provide(LIBRARIES if ready else [ENSUREPIP, *LIBRARIES]):
            return False
        try:
            if ready or fill(locks):
                return True
        except OSError as error:
            say(str(error))
    say("Dat is niet gelukt. Is er internet, en mag er in deze map geschreven worden?")
    return False


def main(args: "list[str]") -> int:
    if sys.version_info < OLDEST_PYTHON:
        version = ".".join(map(str, sys.version_info[:3]))
        say(f"Preventiespiegel heeft Python 3.11 of nieuwer nodig; dit is Python {version}.")
        return 1
    if os.name == "nt":
        say("Preventiespiegel draait op Linux en macOS; gebruik onder Windows WSL.")
        return 1
    if sys.platform == "darwin":
        # WeasyPrint asks for its libraries by name, and macOS does not look where brew puts them.
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib")
    testing = args[:1] == ["test"]
    if not set_up(TESTS if testing else PRODUCT):
        return 1
    if Path(sys.prefix).resolve() != VENV.resolve():
        # This variable would keep Python out of .venv, and so start this file for ever.
        os.environ.pop("PYTHONHOME", None)
        os.execv(str(PYTHON), [str(PYTHON), str(Path(__file__).resolve()), *args])
    if testing:
        from tests.whole import run_tests

        return run_tests(args[1:])
    from assessment.cli import main as command_line

    return command_line(args)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
