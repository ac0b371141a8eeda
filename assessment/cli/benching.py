"""`bench`: how fast it is, as ratios between things that are measured side by side in one run."""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assessment.cli.content import load
from assessment.config import ROOT


@dataclass(frozen=True)
class Figure:
    """One thing against its floor: medians in milliseconds, and the median of the ratios."""

    name: str
    floor: str
    median_ms: float
    floor_ms: float
    ratio: float
    runs: int
    note: str = ""


def add_commands(commands: Any) -> None:
    bench = commands.add_parser(
        "bench",
        help="meten hoe snel het is, als verhoudingen",
        description=(
            "Meet hoe snel het is. Elke meting staat naast een ondergrens uit dezelfde ronde: "
            "verhoudingen zeggen iets, losse tijden op een drukke machine niet."
        ),
        epilog="Voorbeeld: python3 run.py bench --json",
    )
    bench.add_argument("--json", action="store_true", help="als JSON")
    bench.set_defaults(run=run_bench)


def side_by_side(
    name: str, mine: Callable[[], object], floor_name: str, floor: Callable[[], object], runs: int
) -> Figure:
    """The two in turn, so that a machine that slows down slows both."""
    mine()
    floor()
    pairs = []
    for _ in range(runs):
        pairs.append((_milliseconds(mine), _milliseconds(floor)))
    return Figure(
        name,
        floor_name,
        round(statistics.median(pair[0] for pair in pairs), 2),
        round(statistics.median(pair[1] for pair in pairs), 2),
        round(statistics.median(pair[0] / pair[1] for pair in pairs), 2),
        runs,
    )


def _milliseconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def run_bench(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="preventiespiegel-bench-") as folder:
        figures = list(_measure(Path(folder)))
    if arguments.json:
        print(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False, indent=1))
        return 0
    print(f"{'':38}{'mediaan':>11}{'ondergrens':>12}{'verhouding':>12}  ondergrens is")
    for item in figures:
        times = f"{item.median_ms:>8.1f} ms{item.floor_ms:>9.1f} ms{item.ratio:>12.2f}"
        print(f"{item.name:38}{times}  {item.floor}")
        if item.note:
            print(f"{'':4}{item.note}")
    return 0


def _measure(folder: Path) -> Any:
    from assessment.cli.benching_browser import first_paint
    from assessment.cli.benching_web import pages

    library = load(ROOT / "questions")
    yield from pages(folder, library)
    yield from first_paint(folder)
    yield rules(library)
    yield from reports(library)


def rules(library: Any) -> Figure:
    """All rules over as many municipalities as there are, against reading their files."""
    from assessment.core.answers_in import read_answers_file
    from assessment.core.answers_out import write_answers_file
    from assessment.core.gaps import Judgement
    from assessment.services.demonstration import assessments

    stories = assessments(library.newest, library.fictional)
    real = library.municipalities.all
    everyone = [
        replace(stories[index % len(stories)], municipality=municipality)
        for index, municipality in enumerate(real)
    ]
    files = [json.dumps(write_answers_file(item)).encode() for item in everyone]
    helplines = library.catalogue.national_helplines

    def judge() -> None:
        for item in everyone:
            judgement = Judgement(item, helplines)
            _ = judgement.held, judgement.open_points

    def read() -> None:
        for raw in files:
            read_answers_file(raw, library.question_sets, library.everyone)

    name = f"regels over {len(everyone)} gemeenten"
    return side_by_side(name, judge, "dezelfde bestanden lezen", read, runs=5)


def reports(library: Any) -> Any:
    """A report as PDF, against WeasyPrint with plain text on as many pages."""
    from assessment.core.report_making import make_report
    from assessment.pdf.rendering import render_pdf
    from assessment.services.demonstration import assessments
    from assessment.services.reporting import pdf_of

    report = make_report(assessments(library.newest, library.fictional)[10], library.catalogue)
    pdf = pdf_of(report)
    pages = _pages(pdf)
    plain = _plain_text(pages)
    figure = side_by_side(
        f"rapport als PDF ({pages} bladzijden)",
        lambda: pdf_of(report),
        "WeasyPrint, gewone tekst, evenveel bladzijden",
        lambda: render_pdf(plain),
        runs=5,
    )
    yield replace(figure, note=f"{len(pdf) / 1000:.0f} kB; beide in een eigen proces, koud")


def _pages(pdf: bytes) -> int:
    """How many pages it has; a reader of PDFs is there for the tests only."""
    count = 0
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            count += len(re.findall(rb"/Type\s*/Page\b", zlib.decompress(stream)))
    return count


def _plain_text(pages: int) -> str:
    """About as much text as fills so many pages, without any layout."""
    line = "Dit is gewone tekst om een bladzijde mee te vullen, zonder enige opmaak. "
    page = f"<p>{line * 45}</p><p style='break-before:page'></p>"
    return f"<!DOCTYPE html><html lang=nl><title>Tekst</title><body>{page * pages}</body></html>"
