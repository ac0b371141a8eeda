"""`tools`: look whether the addresses of the catalogue still work."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from assessment.cli.content import load
from assessment.cli.speaking import Trouble, progress, write_whole
from assessment.config import ROOT
from assessment.core.calendar import LOCAL_TIME
from assessment.core.link_health import Visit
from assessment.core.tools import Tool
from assessment.library.tools_file import CannotEdit
from assessment.services import link_check
from assessment.services.asking_sites import Limits
from assessment.services.link_visits import Visitor

DESCRIPTION = """\
Bezoekt elk adres in questions/tools.yaml en kijkt of het nog bestaat.

Schrijft een verslag en een voorstel (.patch) om na te lopen. Met --write komen de status en de
datum in het bestand zelf. Een nieuw adres wordt alleen voorgesteld, nooit stil vervangen."""


def add_commands(commands: Any) -> None:
    tools = commands.add_parser(
        "tools",
        help="kijken of de adressen van hulpmiddelen nog werken",
        description="Alles over de lijst met hulpmiddelen.",
        epilog="Voorbeeld: python3 run.py tools check",
    )
    parts = tools.add_subparsers(dest="part", required=True, metavar="DEEL")
    part = parts.add_parser(
        "check",
        help="elk adres bezoeken; schrijft een verslag en een voorstel",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Voorbeeld: python3 run.py tools check --write",
    )
    part.add_argument(
        "--root", type=Path, default=ROOT / "questions", metavar="MAP", help="de map questions/"
    )
    part.add_argument(
        "-o", dest="output", type=Path, default=ROOT / "instance" / "hulpmiddelen", metavar="MAP",
        help="waar verslag en voorstel komen",
    )  # fmt: skip
    part.add_argument("--write", action="store_true", help="status en datum meteen opschrijven")
    part.add_argument(
        "--only", nargs="+", default=[], metavar="ID", help="alleen deze hulpmiddelen"
    )
    part.add_argument(
        "--timeout", type=float, default=10.0, metavar="S", help="seconden wachten op antwoord"
    )
    # For the tests, which have no other sites than those of this machine.
    part.add_argument("--local", action="store_true", help=argparse.SUPPRESS)
    part.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> int:
    library = load(arguments.root)
    unknown = sorted(set(arguments.only) - set(library.catalogue.by_id))
    if unknown:
        raise Trouble(f"Dit hulpmiddel is er niet: {', '.join(unknown)}")
    if arguments.timeout <= 0:
        raise Trouble("--timeout: verwacht een aantal seconden boven nul")
    tools = link_check.with_address(library.catalogue, arguments.only)
    today = datetime.now(LOCAL_TIME).date()
    checked = link_check.weigh(tools, _visits(tools, arguments), today)
    without = 0 if arguments.only else len(library.catalogue.tools) - len(tools)
    print("\n".join(link_check.counts(checked, without)))
    if checked and link_check.nobody_answered(checked):
        raise Trouble(
            "\nGeen enkele site gaf antwoord. Is er internet? Er is niets opgeschreven.", 1
        )
    rules = link_check.left_without(library, checked)
    for rule in rules:
        print(f"Geen hulpmiddel meer met een adres dat werkt: {rule}")
    try:
        texts = link_check.texts_of(arguments.root, checked, today)
    except CannotEdit as problem:
        raise Trouble(str(problem), 1) from None
    _make_folder(arguments.output)
    name = f"hulpmiddelen-{today.isoformat()}"
    todo = link_check.what_to_do(library)
    told = link_check.report(checked, without, rules, todo, today)
    _write(arguments.output / f"{name}.md", told)
    before = texts.states if arguments.write else texts.now
    _write(
        arguments.output / f"{name}.patch",
        link_check.patch(arguments.root, before, texts.suggested),
    )
    if arguments.write:
        _write(arguments.root / link_check.TOOLS, texts.states)
    return 0


def _visits(tools: tuple[Tool, ...], arguments: argparse.Namespace) -> dict[str, Visit]:
    limits = Limits(arguments.timeout, 2 * arguments.timeout, arguments.local)
    visitor = Visitor(limits, pause=0.0 if arguments.local else 1.0)
    found: dict[str, Visit] = {}
    addresses = {tool.address for tool in tools if tool.address}

    def told(visit: Visit) -> None:
        found[visit.address] = visit
        progress(len(found), len(addresses), visit.address)

    visitor.visit_all(sorted(addresses), told)
    return found


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"{path}: kan deze map niet maken ({error.strerror})", 1) from None


def _write(path: Path, text: str) -> None:
    write_whole(path, text.encode())
    print(path, file=sys.stderr)
