"""What the operator of an installation has to say, as a text file in the instance folder."""

from __future__ import annotations

import logging
import re
from pathlib import Path

PRIVACY = "privacy.txt"
ACCESSIBILITY = "toegankelijkheid.txt"
MOST_BYTES = 20_000

_log = logging.getLogger(__name__)


def read(instance: Path, name: str) -> tuple[str, ...]:
    """The paragraphs of the file; none when it is not there or cannot be read."""
    try:
        with (instance / name).open("rb") as file:
            raw = file.read(MOST_BYTES)
        text = raw.decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return ()
    except OSError as fault:
        _log.warning("%s cannot be read: %s", name, fault)
        return ()
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text.replace("\r", "")))
    return tuple(part for part in parts if part)
