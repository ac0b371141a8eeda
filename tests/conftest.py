"""What every test may ask for: a database of its own, on SQLite or PostgreSQL, and a browser."""

from __future__ import annotations

import gc

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something of the machine, and nothing of the product.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

pytest_plugins = ["tests.chromium", "tests.database"]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keeps the collector from searching all that was imported again for every few objects.

    It still runs, so something that was left open is still found; only in larger portions.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
