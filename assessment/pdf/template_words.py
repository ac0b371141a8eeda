"""What every template can use, on a page and in a PDF: dates in Dutch, words for short values."""

from __future__ import annotations

from jinja2 import Environment, StrictUndefined

from assessment.core.calendar import in_words
from assessment.core.identity import SHARING_WORDS
from assessment.core.inventory import PLACE_WORDS
from assessment.core.values import SEVERITY_WORDS


def set_up(environment: Environment) -> None:
    # A misspelled name is a fault in a test and never an empty spot on a page.
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters["in_words"] = in_words
    environment.globals |= {
        "PLACE_WORDS": PLACE_WORDS,
        "SEVERITY_WORDS": SEVERITY_WORDS,
        "SHARING_WORDS": SHARING_WORDS,
    }
