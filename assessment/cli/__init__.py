"""The same use cases from the command line: `python3 run.py --help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from assessment.cli import (
    benching,
    bundling,
    comparing,
    content,
    erasing,
    erasing_again,
    files,
    reading,
    sbom,
    scanning,
    serving,
    tools,
)
from assessment.cli.speaking import Trouble

COMMANDS = (
    serving, files, reading, comparing, content, tools, bundling, erasing, erasing_again,
    scanning, sbom, benching,
)  # fmt: skip

SUMMARY = """\
Preventiespiegel: houd uw eigen preventie een spiegel voor.

Zonder opdracht start de webapplicatie op http://127.0.0.1:8000."""

EPILOG = """\
Voorbeelden:
  python3 run.py                              de webapplicatie starten
  python3 run.py --port 9000                  op een andere poort
  python3 run.py demo                         een verzonnen regio om rond te kijken
  python3 run.py report antwoorden.json -o rapport.pdf
  python3 run.py read rapport.pdf             is dit rapport ongewijzigd?
  python3 run.py compare rapporten/ -o vergelijking.json
  python3 run.py COMMANDO --help              uitleg bij één opdracht"""


def parser() -> argparse.ArgumentParser:
    main_parser = argparse.ArgumentParser(
        prog="python3 run.py",
        description=SUMMARY,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = main_parser.add_subparsers(dest="command", metavar="COMMANDO", title="Opdrachten")
    for module in COMMANDS:
        module.add_commands(commands)
    # run.py does its own set-up for the tests, before anything else can be imported.
    commands.add_parser(
        "test",
        help="alle controles en tests draaien",
        description="Draait alle controles en tests. Argumenten gaan naar pytest.",
        epilog="Voorbeeld: python3 run.py test -k rapport",
    )
    return main_parser


def main(argv: list[str]) -> int:
    """Run one command; 0 is well, 1 is trouble, 2 is a wrong call or a file that is not right."""
    first = argv[0] if argv else ""
    if (first.startswith("-") and first not in ("-h", "--help")) or not argv:
        argv = ["serve", *argv]
    arguments = parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return trouble.code
    except BrokenPipeError:
        # Whoever reads along has seen enough, as with `| head`.
        return 0
