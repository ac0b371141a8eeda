"""What the reader sees, and when: a real Chromium in front of the real server, for `bench`."""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assessment.cli.figures import Figure
from assessment.config import ROOT

RUNS = 9
GOAL_MS = 500
PAINT = """() => new Promise((done) => {
    const found = () => performance.getEntriesByName('first-contentful-paint')[0];
    if (found()) return done(found().startTime);
    new PerformanceObserver(() => found() && done(found().startTime)).observe({type: 'paint'});
})"""
SENT = """() => performance.getEntriesByType('navigation')
    .concat(performance.getEntriesByType('resource'))
    .reduce((sum, one) => sum + one.transferSize, 0)"""


def first_paint(folder: Path) -> Iterator[Figure]:
    """Nothing when there is no Chromium, or no library to drive it: both come with the tests."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return
    with _server(folder) as (address, entrance), sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield from _measure(browser, address, entrance)
        browser.close()


def _measure(browser: Any, address: str, entrance: str) -> Iterator[Figure]:
    context = browser.new_context(base_url=address, locale="nl-NL")
    page = context.new_page()
    page.goto(entrance)
    page.get_by_role("button", name="Naar binnen").click()
    page.get_by_role("link", name=re.compile("^Gemeente ")).first.click()
    step = f"{page.url}stap/stap-1/"
    known = context.storage_state()
    first, again, floor, weights = [], [], [], []
    for _ in range(RUNS):
        # A browser that knows who we are, and has never seen a style sheet of ours.
        fresh = browser.new_context(storage_state=known)
        tab = fresh.new_page()
        first.append(_paint(tab, f"{step}1"))
        weights.append(_fonts_apart(tab))
        again.append(_paint(tab, f"{step}2"))
        weights.append(tab.evaluate(SENT))
        floor.append(_paint(tab, f"{address}/healthz"))
        fresh.close()
    for name, times, place in (("eerste bezoek", first, 0), ("volgende bladzijde", again, 1)):
        weight = statistics.median(weights[place::2]) / 1000
        ratio = statistics.median(mine / least for mine, least in zip(times, floor, strict=True))
        yield Figure(
            f"eerste beeld in Chromium, {name}",
            "een regel kale tekst van dezelfde server",
            round(statistics.median(times), 1),
            round(statistics.median(floor), 1),
            round(ratio, 2),
            RUNS,
            f"doel: onder {GOAL_MS} ms; traagste {max(times):.0f} ms; "
            f"{weight:.1f} kB over de lijn, zonder letters",
        )


def _paint(tab: Any, address: str) -> float:
    tab.goto(address)
    return float(tab.evaluate(PAINT))


def _fonts_apart(tab: Any) -> float:
    fonts = """() => performance.getEntriesByType('resource')
        .filter((one) => one.name.includes('.woff2'))
        .reduce((sum, one) => sum + one.transferSize, 0)"""
    return float(tab.evaluate(SENT)) - float(tab.evaluate(fonts))


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, str]]:
    """The demonstration, started as a person starts it: its address and the way in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = "import sys; from assessment.cli import main; sys.exit(main(sys.argv[1:]))"
    said = folder / "said.log"
    with said.open("w") as log:
        process = subprocess.Popen(  # noqa: S603  # Nothing in the command comes from a user.
            [sys.executable, "-c", code, "demo", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "PREVENTIESPIEGEL_INSTANCE": str(folder / "browser")},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(600):
            found = re.search(r"http://\S+/binnenkomen/\S+", said.read_text())
            if found:
                break
            time.sleep(0.1)
        else:
            raise RuntimeError(f"the server did not start: {said.read_text()}")
        yield f"http://127.0.0.1:{port}", found[0]
    finally:
        process.terminate()
        process.wait(20)
