"""`bench`: how fast it is, as ratios between things that are measured side by side in one run."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assessment.cli.content import load
from assessment.cli.figures import Figure, side_by_side
from assessment.config import ROOT

PARTS = ("web", "browser", "regels", "pdf", "netwerk")


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
    bench.add_argument("--only", choices=PARTS, help="alleen dit deel")
    bench.add_argument(
        "--groot",
        action="store_true",
        help="bij netwerk: 3.420 rapporten in plaats van 342; dat duurt minuten",
    )
    bench.set_defaults(run=run_bench)


def run_bench(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="preventiespiegel-bench-") as folder:
        figures = list(_measure(Path(folder), arguments.only, arguments.groot))
    if arguments.json:
        print(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False, indent=1))
        return 0
    print(f"{'':38}{'mediaan':>11}{'ondergrens':>12}{'verhouding':>12}  ondergrens is")
    for item in figures:
        times = f"{item.median_ms:>8.1f} ms{item.floor_ms:>9.1f} ms{item.ratio:>12.2f}"
        print(f"{item.name:38}{times}  {item.floor}")
        if item.note:
            print(f"{'':4}{item.note}")
    if not arguments.groot and arguments.only in (None, "netwerk"):
        print("\nTien keer zoveel rapporten: python3 run.py bench --only netwerk --groot")
    return 0


def _measure(folder: Path, only: str | None, large: bool) -> Any:
    from assessment.cli.benching_browser import first_paint
    from assessment.cli.benching_network import network
    from assessment.cli.benching_pdf import measure
    from assessment.cli.benching_web import pages

    library = load(ROOT / "questions")
    parts: dict[str, Callable[[], Iterable[Figure]]] = {
        "web": lambda: pages(folder, library),
        "browser": lambda: first_paint(folder),
        "regels": lambda: [rules(library)],
        "pdf": lambda: measure(folder, library),
        "netwerk": lambda: network(folder, library, large=large),
    }
    for name in parts if only is None else [only]:
        yield from parts[name]()


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
