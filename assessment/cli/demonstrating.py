"""The finished report of the demonstration, made in a process of its own.

A PDF takes seconds, and nobody who wants to look around should wait for it. So the server starts
first, and the report appears in the list a moment later.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from assessment.cli.content import load
from assessment.config import PREFIX, ROOT, Settings


def start_finishing() -> None:
    """Without it the demonstration works just as well, so what goes wrong here is not told."""
    with suppress(OSError):
        subprocess.Popen(  # noqa: S603  # Nothing in the command comes from a user.
            [sys.executable, "-m", __name__],
            cwd=ROOT,
            env={**os.environ, f"{PREFIX}DEMO": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def finish() -> None:
    from assessment.services.demonstration.planning import finish_one
    from assessment.services.keys import read_keys
    from assessment.services.pdf_drafts import Drafts
    from assessment.storage.database import Database

    os.nice(10)  # who looks around goes first
    chosen = Settings.from_environment(os.environ)
    library = load(chosen.content)
    library = replace(library, municipalities=library.fictional)
    database = Database.open(chosen.database_url)
    drafts = Drafts.under(chosen.instance)
    finish_one(database, library, drafts, datetime.now(UTC), read_keys(*chosen.key_files).sign)
    database.dispose()


if __name__ == "__main__":
    finish()
