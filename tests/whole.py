"""All that `python3 run.py test` does: the programs that tests need, the linters, and all tests."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from run import (
    PYTHON,
    ROOT,
    Need,
    install,
    install_command,
    library,
    package_manager,
    program,
    provide,
    say,
)

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


def hasten(needs: "list[Need]") -> None:
    """Installs, where that is allowed, what the tests can do without but are slower without."""
    missing = [need for need in needs if not need.present()]
    allowed = package_manager() == "apt" and os.geteuid() == 0
    if missing and allowed and not install(install_command(missing, "apt", True)):
        say("De tests gaan ook zonder, maar langzamer.")


def roomy_memory() -> "str | None":
    """A folder in memory with room for thousands of small databases, where there is one.

    Making one there is a tenth of the work: it is a thousand files, and on a disk each costs more.
    """
    memory = "/dev/shm"
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3
    return memory if roomy else None


def run_tests(pytest_args: "list[str]") -> int:
    """Runs the linters and all tests or, when there are arguments, only pytest with those."""
    hasten(FASTER)
    missing = provide(TEST_TOOLS)
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
