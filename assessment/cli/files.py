"""`gaps` and `report`: from answer files to conclusions, without a browser or a database."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assessment.cli.content import load
from assessment.cli.speaking import Trouble, progress, write_whole
from assessment.config import ROOT
from assessment.core.answers_in import read_answers_file
from assessment.core.report import Report
from assessment.core.report_making import make_report
from assessment.core.report_out import report_as_json
from assessment.core.strict_json import MOST_BYTES, BadFile
from assessment.library.content import Library
from assessment.services.reporting import html_of, pdf_of


def add_commands(commands: Any) -> None:
    gaps = commands.add_parser(
        "gaps",
        help="gaten, kansen en uitzoekpunten uit een antwoordenbestand",
        description="Toont wat er volgt uit een antwoordenbestand.",
        epilog="Voorbeeld: python3 run.py gaps antwoorden.json --json",
    )
    gaps.add_argument("file", metavar="BESTAND", type=Path)
    gaps.add_argument("--json", action="store_true", help="als JSON, met alles wat ertoe leidde")
    gaps.set_defaults(run=run_gaps)
    report = commands.add_parser(
        "report",
        help="een rapport maken van een of meer antwoordenbestanden",
        description="Maakt van elk antwoordenbestand een rapport.",
        epilog="Voorbeelden: python3 run.py report antwoorden.json -o rapport.pdf\n"
        "             python3 run.py report *.json -o rapporten/ --format pdf",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    report.add_argument("files", metavar="BESTAND", type=Path, nargs="+")
    report.add_argument(
        "-o",
        dest="output",
        metavar="UITVOER",
        required=True,
        help="een bestand (.pdf, .html of .json); bij meer bestanden een map",
    )
    report.add_argument("--format", choices=sorted(FORMATS), help="soort rapport in een map")
    report.set_defaults(run=run_report)


def read_reports(paths: list[Path], library: Library) -> list[Report]:
    """All files, or every fault of every file at once: nothing is made while one is wrong."""
    reports, faults = [], []
    municipalities = library.everyone
    for path in paths:
        try:
            with path.open("rb") as file:
                # One byte more than allowed is enough to see that it is too much.
                raw = file.read(MOST_BYTES + 1)
            made = read_answers_file(raw, library.question_sets, municipalities)
            reports.append(make_report(made, library.catalogue))
        except BadFile as bad:
            faults += [f"{path}: {line}" for line in str(bad).splitlines()]
        except OSError as error:
            faults.append(f"{path}: is niet te lezen ({error.strerror})")
    if faults:
        raise Trouble("\n".join(faults))
    return reports


def run_gaps(arguments: argparse.Namespace) -> int:
    (report,) = read_reports([arguments.file], load(ROOT / "questions"))
    print(as_json(report).decode() if arguments.json else in_words(report), end="")
    return 0


def as_json(report: Report) -> bytes:
    return (json.dumps(report_as_json(report), ensure_ascii=False, indent=1) + "\n").encode()


def in_words(report: Report) -> str:
    """What a person wants to see in a terminal."""
    lines = [f"{report.municipality.name}: {report.known} van {report.asked} vragen bekend", ""]
    lines += [f"{line.title}: {line.text}" for line in report.standing]
    sections = (
        ("Gaten", [f"{card.severity:8} {card.name}" for card in report.gaps]),
        ("Kansen", [card.name for card in report.chances if card.kind == "kans"]),
        ("Knelpunten", [item.text for item in report.bottlenecks]),
        ("Lacunes", [item.text for item in report.blanks]),
        ("Nog uitzoeken", [item.name for item in report.open_points]),
    )
    for title, items in sections:
        lines += ["", f"{title} ({len(items)})", *(f"  {item}" for item in items)]
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[Report], bytes]] = {
    "pdf": pdf_of,
    "html": lambda report: html_of(report).encode(),
    "json": as_json,
}


def run_report(arguments: argparse.Namespace) -> int:
    output = Path(arguments.output)
    targets = _targets(arguments.files, output, arguments.output, arguments.format)
    reports = read_reports(arguments.files, load(ROOT / "questions"))
    if output not in targets:
        output.mkdir(parents=True, exist_ok=True)
    for index, (report, target) in enumerate(zip(reports, targets, strict=True)):
        progress(index, len(targets), target.name)
        write_whole(target, FORMATS[target.suffix[1:]](report))
    progress(len(targets), len(targets), "klaar")
    return 0


def _targets(files: list[Path], output: Path, given: str, kind: str | None) -> list[Path]:
    into_folder = len(files) > 1 or output.is_dir() or given.endswith("/")
    if not into_folder:
        if output.suffix[1:] not in FORMATS:
            expected = ", ".join(f".{name}" for name in FORMATS)
            raise Trouble(f"{output}: kies een naam die eindigt op {expected}")
        if not output.parent.is_dir():
            raise Trouble(f"{output.parent}: deze map is er niet")
        return [output]
    if output.suffix[1:] in FORMATS or output.is_file():
        raise Trouble(f"{output}: geef bij meer bestanden een map, zoals rapporten/")
    targets = [output / f"{path.stem}.{kind or 'pdf'}" for path in files]
    if len(set(targets)) < len(targets):
        raise Trouble("twee bestanden heten hetzelfde; hun rapporten zouden elkaar overschrijven")
    return targets
