"""`bench`, the PDFs: the report against WeasyPrint with plain text, against Chromium, and growing.

Run as a program it is the process that is measured: it loads what it needs, and forks for each PDF,
as the product does (`pdf/warm.py`). `python -m assessment.cli.benching_pdf own|floor`
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from assessment.cli.figures import Figure, count_pages
from assessment.config import ROOT

CHROMIUM = ("chromium", "chromium-browser")
RUNS = 5


@dataclass(frozen=True)
class Cost:
    cpu: float  # seconds
    wall: float
    memory: int  # bytes at the most
    size: int
    pages: int = 0


class Process:
    """Something that makes PDFs while it is warm, and says what each of them cost."""

    def __init__(self, kind: str) -> None:
        command = [sys.executable, "-m", "assessment.cli.benching_pdf", kind]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603  # Nothing in it comes from a user.
            command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT
        )

    def cost(self, page: Path) -> Cost:
        asked, told = self._process.stdin, self._process.stdout
        if asked is None or told is None:
            raise RuntimeError("the process that is measured has no line to it")
        print(page, file=asked, flush=True)
        return Cost(**json.loads(told.readline()))

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def measure(folder: Path, library: Any) -> Iterator[Figure]:
    pages = _pages(folder, library)
    with Process("own") as own, Process("floor") as floor:
        full = own.cost(pages["full"])
        plain = _plain(folder, full.pages, floor)
        warm = list(_rounds(lambda: own.cost(pages["full"]), lambda: floor.cost(plain)))
        name = f"rapport als PDF ({full.pages} blz.), warm"
        text = "WeasyPrint, kale tekst, evenveel blz."
        note = f"{full.size / 1000:.0f} kB, {full.memory / 1e6:.0f} MB geheugen"
        yield _figure(f"{name}, processor", warm, "cpu", text, note)
        yield _figure(f"{name}, klok", warm, "wall", text)
        cold = list(_rounds(lambda: _once("own", pages["full"]), lambda: _once("floor", plain), 3))
        yield _figure("hetzelfde, koud, processor", cold, "cpu", text)
        yield _figure("hetzelfde, koud, klok", cold, "wall", text)
        browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
        if browser:
            printed = _rounds(
                lambda: own.cost(pages["full"]), lambda: _chromium(browser, pages["styled"]), 3
            )
            both = list(printed)
            text = "Chromium, dezelfde bladzijde, koud"
            note = f"bij Chromium {both[0][1].size / 1000:.0f} kB"
            yield _figure("rapport als PDF, warm, processor", both, "cpu", text, note)
            yield _figure("rapport als PDF, warm, klok", both, "wall", text)
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
    from assessment.pdf.assets import PRINT_CSS
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
    report = make_report(story, library.catalogue)
    pages["styled"].write_text(report_html(report, PRINT_CSS.read_text()), encoding="utf-8")
    return pages


def _plain(folder: Path, pages: int, floor: Process) -> Path:
    """As much text as fills so many pages, without any style."""
    sentence = "Dit is gewone tekst om een bladzijde mee te vullen, zonder enige opmaak. "
    path = folder / "plain.html"
    paragraphs = pages * 3
    for _ in range(6):
        text = f"<p>{sentence * 12}</p>" * paragraphs
        path.write_text(f"<!DOCTYPE html><html lang=nl><title>Tekst</title><body>{text}</body>")
        filled = floor.cost(path).pages
        if filled == pages:
            break
        paragraphs = max(round(paragraphs * pages / filled), 1)
    return path


def _once(kind: str, page: Path) -> Cost:
    """In a process that is started for it."""
    command = [sys.executable, "-m", "assessment.cli.benching_pdf", kind]
    return cost_of(lambda: _run(command, f"{page}\n"))


def _chromium(program: str, page: Path) -> Cost:
    made = page.with_suffix(".pdf")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    cost = cost_of(lambda: _run([*command, f"--print-to-pdf={made}", page.as_uri()], ""))
    return replace(cost, size=made.stat().st_size if made.exists() else 0)


def _run(command: list[str], said: str) -> bytes:
    subprocess.run(  # noqa: S603  # Nothing in it comes from a user.
        command, input=said, text=True, capture_output=True, check=True, cwd=ROOT
    )
    return b""


def cost_of(work: Callable[[], bytes]) -> Cost:
    """What the work costs in a process of its own, with all that it starts."""
    pages, line = os.pipe()
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.close(pages)
        body = work()
        with os.fdopen(line, "w") as told:
            json.dump([len(body), count_pages(body)], told)
        os._exit(0)
    os.close(line)
    with os.fdopen(pages) as told:
        size, count = json.load(told)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise RuntimeError("the process that is measured has failed")
    scale = 1 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * scale, size, count)


def main(kind: str) -> None:
    if kind == "own":
        from assessment.pdf.archiving import Attachment
        from assessment.pdf.printing import make_pdf, read_styles

        style = read_styles()["report"]
        # As much as the answers of a large municipality take.
        answers = json.dumps([f"antwoord {number}" for number in range(2000)]).encode()
        day = datetime(2026, 1, 1, tzinfo=UTC)
        added = Attachment("antwoorden.json", answers, "De antwoorden", day)

        def make(html: str) -> bytes:
            return make_pdf(html, style, added)
    else:
        import weasyprint

        def make(html: str) -> bytes:
            made: bytes = weasyprint.HTML(string=html).write_pdf()
            return made

    if kind == "own":
        gc.collect()
        gc.freeze()
        gc.disable()
    for line in sys.stdin:
        html = Path(line.strip()).read_text(encoding="utf-8")
        cost = cost_of(lambda text=html: make(text))  # type: ignore[misc]
        print(json.dumps(cost.__dict__), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
