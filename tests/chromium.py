"""One real browser for all tests of a process: two cannot stand beside each other."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

# The shell has the same engine and draws no windows of its own: it costs half as much.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        command = "sudo apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(f"Chromium is not there: {command}")
        pytest.skip(f"needs Chromium: {command}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
