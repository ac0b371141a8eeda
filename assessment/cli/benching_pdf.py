"""`bench`, the PDFs: the report beside plain text, beside Chromium, and growing."""

from __future__ import annotations

import re
import shutil
import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import Any

from assessment.cli.figures import Figure
from assessment.cli.pdf_costs import Cost, Process, chromium, once

CHROMIUM = ("chromium", "chromium-browser")
RUNS = 5


def measure(folder: Path, library: Any) -> Iterator[Figure]:
    pages = _pages(folder, library)
    with Process("own") as own, Process("floor") as floor:
        full = own.cost(pages["full"])
        plain = _plain(folder, pages["full"], full.pages, floor)
        warm = list(_rounds(lambda: own.cost(pages["full"]), lambda: floor.cost(plain)))
        name = f"rapport als PDF ({full.pages} blz.), warm"
        text = "WeasyPrint, kale tekst, zelfde letter en blz."
        note = f"{full.size / 1000:.0f} kB, {full.memory / 1e6:.0f} MB geheugen"
        yield _figure(f"{name}, processor", warm, "cpu", text, note)
        yield _figure(f"{name}, klok", warm, "wall", text)
        cold = list(_rounds(lambda: once("own", pages["full"]), lambda: once("floor", plain), 3))
        yield _figure("hetzelfde, koud, processor", cold, "cpu", text)
        yield _figure("hetzelfde, koud, klok", cold, "wall", text)
        browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
        if browser:
            printed = _rounds(
                lambda: own.cost(pages["full"]), lambda: chromium(browser, pages["styled"]), 3
            )
            both = list(printed)
            text = "Chromium, dezelfde bladzijde, koud"
            note = f"bij Chromium {both[0][1].size / 1000:.0f} kB"
            yield _figure("rapport als PDF, warm, processor", both, "cpu", text, note)
            yield _figure("rapport als PDF, warm, klok", both, "wall", text)
            started = _rounds(
                lambda: once("own", pages["full"]), lambda: chromium(browser, pages["styled"]), 3
            )
            yield _figure("rapport als PDF, koud, processor", list(started), "cpu", text)
        for key, name in (
            ("100", "100 activiteiten"),
            ("200", "200 activiteiten"),
        ):
            grown = list(_rounds(partial(own.cost, pages[key]), lambda: own.cost(pages["0"]), 3))
            note = f"{grown[0][0].pages} tegen {grown[0][1].pages} bladzijden"
            yield _figure(name, grown, "cpu", "hetzelfde zonder activiteiten", note)
        for key, name in (
            ("word", "een woord van 4.000 letters"),
            ("lines", "50.000 lege regels"),
            ("emoji", "emoji in elke toelichting"),
        ):
            odd = _rounds(partial(own.cost, pages[key]), lambda: own.cost(pages["full"]), 3)
            yield _figure(name, list(odd), "cpu", "het gewone rapport")


def _rounds(
    mine: Callable[[], Cost], floor: Callable[[], Cost], runs: int = RUNS
) -> Iterator[tuple[Cost, Cost]]:
    """The two in turn, so that a machine that slows down slows both."""
    for _ in range(runs):
        yield mine(), floor()


def _figure(
    name: str, pairs: list[tuple[Cost, Cost]], what: str, floor: str, note: str = ""
) -> Figure:
    numbers = [(getattr(mine, what), getattr(other, what)) for mine, other in pairs]
    return Figure(
        name,
        floor,
        round(statistics.median(mine for mine, _ in numbers) * 1000, 1),
        round(statistics.median(other for _, other in numbers) * 1000, 1),
        round(statistics.median(mine / other for mine, other in numbers), 2),
        len(pairs),
        note,
    )


def _pages(folder: Path, library: Any) -> dict[str, Path]:
    """Each document that is measured, as a file."""
    from assessment.core.report_making import make_report
    from assessment.pdf.assets import FONTS, PRINT_CSS
    from assessment.pdf.document import report_html
    from assessment.services.demonstration import assessments

    story = assessments(library.newest, library.fictional)[10]
    example = story.activities[0]

    def noted(note: str, most: int = 1_000) -> Any:
        answers = {
            name: replace(given, note=note) if number < most else given
            for number, (name, given) in enumerate(story.answers.items())
        }
        return replace(story, answers=answers)

    def active(many: int) -> Any:
        activities = tuple(
            example.model_copy(update={"id": f"a{number}", "name": f"{example.name} {number}"})
            for number in range(many)
        )
        return replace(story, activities=activities)

    stories = {
        "full": story,
        "0": active(0),
        "100": active(100),
        "200": active(200),
        "word": noted("x" * 4000, most=1),
        "lines": noted("boven" + "\n" * 50_000 + "onder", most=1),
        "emoji": noted("Goed geregeld 👍🏽 en 👩‍👩‍👧 ook 😀😀😀."),
    }
    pages = {}
    for name, told in stories.items():
        pages[name] = folder / f"{name}.html"
        report = make_report(told, library.catalogue)
        pages[name].write_text(report_html(report), encoding="utf-8")
    pages["styled"] = folder / "styled.html"
    style = PRINT_CSS.read_text(encoding="utf-8")
    for name, file in FONTS.items():  # Chromium prints with the same letters.
        style = style.replace(f'url("{name}")', f'url("{file.as_uri()}")')
    report = make_report(story, library.catalogue)
    pages["styled"].write_text(report_html(report, style), encoding="utf-8")
    return pages


def _plain(folder: Path, report: Path, pages: int, floor: Process) -> Path:
    """The words of the report in plain paragraphs, as many as fill so many pages."""
    body = report.read_text(encoding="utf-8").partition("<main>")[2]
    words = unescape(re.sub("<[^>]*>", " ", body)).split()
    path = folder / "plain.html"
    most = pages * 800
    for _ in range(8):
        chosen = [words[number % len(words)] for number in range(most)]
        lines = (" ".join(chosen[begin : begin + 120]) for begin in range(0, most, 120))
        text = "".join(f"<p>{escape(line)}</p>" for line in lines)
        path.write_text(f"<!DOCTYPE html><html lang=nl><title>Tekst</title><body>{text}</body>")
        filled = floor.cost(path).pages
        if filled == pages:
            break
        most = max(round(most * pages / filled), 1)
    return path
