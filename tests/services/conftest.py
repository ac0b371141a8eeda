"""The databases that these tests run on."""

from tests.database import (
    _migrated_template,
    assessment,
    colleague,
    database,
    empty_url,
    opened,
    person,
    statements,
    url,
)

__all__ = [
    "_migrated_template",
    "assessment",
    "colleague",
    "database",
    "empty_url",
    "opened",
    "person",
    "statements",
    "url",
]
