#!/usr/bin/env python3
"""Sets Preventiespiegel up and starts it: `python3 run.py`; `python3 run.py test` runs all tests.

The first start makes `.venv`, fills it from the lock file and, as root on Debian or Ubuntu,
installs the system libraries that PDF reports need. Later starts only look whether that still
holds. Every command but `test` belongs to `assessment.cli`; the reasons for all this are in
`docs/decisions/0001-one-command.md`. A Python that is too old must be able to read this file in
order to say so: hence the standard library only, and annotations that stay text.
"""

import contextlib
import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
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
CHROMIUM = program(
    "chromium-headless-shell", "chromium", "chromium-browser", "/Applications/Chromium.app"
)
LIBATOMIC = library("atomic", 1)
JAXB = program("/usr/share/java/jaxb-runtime.jar")
# Chromium without windows has the same engine, and costs the tests half the processor time.
FASTER = [Need(program("chromium-headless-shell"), "chromium-headless-shell", "", "")]
POSTGRESQL = Need(program("pg_virtualenv"), "postgresql postgresql-common", "", "")
TEST_TOOLS = [
    Need(CHROMIUM, "chromium", "chromium", "chromium"),
    Need(lambda: sys.platform == "darwin" or LIBATOMIC(), "libatomic1", "libatomic", ""),
    Need(program("pdftotext"), "poppler-utils", "poppler-utils", "poppler"),
    POSTGRESQL,
    # For veraPDF, which judges our PDFs. Java from the source of one file needs no more than this.
    Need(program("java"), "default-jre-headless", "java-17-openjdk-headless", "openjdk"),
    Need(JAXB, "libjaxb-java libjaxb-api-java", "", ""),
    Need(program("unzip"), "unzip", "unzip", ""),
    # For LibreOffice, which opens the letter and the spreadsheets that we write.
    Need(program("soffice"), "libreoffice-calc-nogui libreoffice-writer-nogui", "libreoffice", ""),
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


def hasten(needs: "list[Need]") -> None:
    """Installs, where that is allowed, what the tests can do without but are slower without."""
    missing = [need for need in needs if not need.present()]
    allowed = package_manager() == "apt" and os.geteuid() == 0
    if missing and allowed and not install(install_command(missing, "apt", True)):
        say("De tests gaan ook zonder, maar langzamer.")


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


def roomy_memory() -> "str | None":
    """A folder in memory with room for thousands of small databases, where there is one.

    Making one there is a tenth of the work: it is a thousand files, and on a disk each costs more.
    """
    memory = "/dev/shm"
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3
    return memory if roomy else None


def run_tests(pytest_args: "list[str]") -> int:
    """Runs the linters and all tests or, when there are arguments, only pytest with those."""
    missing = provide(TEST_TOOLS)
    hasten(FASTER)
    python = [str(PYTHON), "-m"]
    if pytest_args:
        return subprocess.call([*python, "pytest", *pytest_args], cwd=str(ROOT))
    failed, summary = [], []

    def part(name: str, command: "list[str]", **env: str) -> None:
        print(f"\n--- {name}", flush=True)
        start = time.monotonic()
        # The tools keep caches here anyway; where Python may not, each of the many programs that
        # the tests start compiles the product anew. Empty is the same as not set.
        env = dict(os.environ, PYTHONDONTWRITEBYTECODE="", **env)
        if subprocess.call(command, cwd=str(ROOT), env=env):
            failed.append(name)
        outcome = "MISLUKT" if name in failed else "goed"
        summary.append(f"{name:<22}{time.monotonic() - start:7.1f} s  {outcome}")

    part("ruff check", [*python, "ruff", "check"])
    part("ruff format", [*python, "ruff", "format", "--check"])
    part("mypy", [*python, "mypy"])
    imports = "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"
    part("import-linter", [str(PYTHON), "-c", imports])
    part("djlint", [*python, "djlint", "--lint", "templates"])
    pytest = [*python, "pytest", "-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    # The files with the most tests would come first, and the one that takes longest nearly last:
    # in their own order the browsers come early, and many small files fill up the end.
    pytest.append("--no-loadscope-reorder")
    if POSTGRESQL not in missing:
        # A folder and a port of its own let runs at the same time not meet. The URL is empty:
        # the PG* variables that pg_virtualenv sets say where the database is.
        with socket.create_server(("localhost", 0)) as free:
            port = f"--port={free.getsockname()[1]}"
        cluster = ["pg_virtualenv", "-t", "-c", port, "-i", "--locale=C.UTF-8"]
        # This server is thrown away, and no test cuts its power.
        for option in ("fsync=off", "full_page_writes=off", "max_wal_size=128MB"):
            cluster += ["-o", option]
        command = [*cluster, *pytest, "tests/storage", "tests/services"]
        with tempfile.TemporaryDirectory(dir=roomy_memory()) as folder:
            os.chmod(folder, 0o711)  # PostgreSQL runs as someone else when this is root.
            here = {"TMPDIR": folder, "PREVENTIESPIEGEL_TEST_DATABASE": "postgresql+psycopg://"}
            part("pytest, PostgreSQL", command, **here)
    part("pytest", pytest)
    if missing:
        # Where nobody reads along, a skipped test would look like a test that passed.
        if os.environ.get("CI") == "true":
            failed.append("systeempakketten")
        names = " ".join(need.apt for need in missing)
        summary.append(f"Overgeslagen is wat niet kan zonder: {names}")
    print("\n" + "\n".join(summary), flush=True)
    return 1 if failed else 0


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
        return run_tests(args[1:])
    from assessment.cli import main as command_line

    return command_line(args)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
