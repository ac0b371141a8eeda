"""Preventiespiegel: a mirror in which a municipality looks at its own prevention."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from assessment.config import Settings
    from assessment.library.content import Library
    from assessment.storage.database import Database


def create_app(
    settings: Settings | None = None,
    library: Library | None = None,
    database: Database | None = None,
) -> Flask:
    """The web application; what is not given is made as the environment says."""
    # Every import of a module of this package runs this file: the core must not pull in Flask.
    import os

    from assessment.config import Settings
    from assessment.library.checking import open_library
    from assessment.storage.database import Database
    from assessment.web.app import make_app

    if settings is None:
        settings = Settings.from_environment(os.environ)
    if library is None:
        library = open_library(settings.content)
    if database is None:
        database = Database.open(settings.database_url)
        database.migrate()
    return make_app(settings, library, database)
