"""`bench`: how fast it is, as ratios between things that are measured side by side in one run."""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assessment.cli.content import load
from assessment.cli.figures import Figure, side_by_side
from assessment.config import ROOT


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
    from assessment.cli.benching_pdf import measure
    from assessment.cli.benching_web import pages

    library = load(ROOT / "questions")
    yield from pages(folder, library)
    yield from first_paint(folder)
    yield rules(library)
    yield from measure(folder, library)


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
