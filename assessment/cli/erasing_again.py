"""`erasures` and `erase-again`: what was erased is erased again after a backup was put back."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from assessment.cli.erasing import leave_no_traces, told
from assessment.cli.serving import open_database, settings
from assessment.cli.speaking import Trouble, write_whole
from assessment.core.calendar import LOCAL_TIME
from assessment.core.strict_json import MOST_BYTES, BadFile

LIST = """\
Maakt een lijst van alles wat voorgoed is gewist: alleen nummers, velden en momenten.

Er staat geen woord in van wat er stond. Maak de lijst elke dag, en bewaar haar niet alleen bij de
back-ups. Zet u een back-up terug? Wis dan opnieuw wat op de lijst staat, met erase-again."""

AGAIN = """\
Laat zien wat na het terugzetten van een back-up opnieuw gewist moet worden. Er gebeurt nog niets.

Met --delete wordt dat voorgoed gewist. Doe dit voordat mensen weer inloggen. Wat hier al is gewist,
blijft zoals het is. Daarom mag u de opdracht gerust nog eens geven."""


def add_commands(commands: Any) -> None:
    listing = commands.add_parser(
        "erasures",
        help="een lijst van wat voorgoed is gewist, voor na het terugzetten van een back-up",
        description=LIST,
        epilog="Voorbeeld: python3 run.py erasures --since 2026-11-01 -o gewist.json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    listing.add_argument(
        "--since", type=_day, metavar="DATUM", help="alleen vanaf deze dag, zoals 2026-11-01"
    )
    listing.add_argument(
        "-o", dest="output", metavar="UITVOER", type=Path, required=True, help="een .json-bestand"
    )
    listing.set_defaults(run=run_list)
    again = commands.add_parser(
        "erase-again",
        help="na het terugzetten van een back-up opnieuw wissen wat op de lijst staat",
        description=AGAIN,
        epilog="Voorbeelden: python3 run.py erase-again gewist.json\n"
        "             python3 run.py erase-again gewist.json --delete",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    again.add_argument("file", metavar="BESTAND", type=Path, help="gemaakt met: erasures")
    again.add_argument("--delete", action="store_true", help="echt wissen")
    again.set_defaults(run=run_again)
    for command in (listing, again):
        command.add_argument("--demo", action="store_true", help="in de demonstratie")


def run_list(arguments: argparse.Namespace) -> int:
    from assessment.core.erasures import write_erasures
    from assessment.services import erasing_again

    database, now = open_database(settings(arguments.demo)), datetime.now(UTC)
    since = (arguments.since,) if arguments.since else ()
    with database.read() as connection:
        found = erasing_again.noted(connection, *since)
    write_whole(arguments.output, write_erasures(found, now))
    print(f"{arguments.output}: {len(found)} keer iets gewist")
    return 0


def run_again(arguments: argparse.Namespace) -> int:
    from assessment.services import erasing_again
    from assessment.services.taking_part import LastOneInCharge

    listed = _read(arguments.file)
    chosen = settings(arguments.demo)
    database = open_database(chosen)
    with database.read() as connection:
        found = erasing_again.due(connection, listed)
    print(f"Op de lijst: {len(listed)}. Hier opnieuw te wissen: {len(found)}.")
    if not found:
        return 0
    if not arguments.delete:
        for item in found:
            print(f"  {erasing_again.in_dutch(item)}")
        print(
            "\nEr is nog niets gewist. Dat doet u met: "
            f"python3 run.py erase-again {arguments.file} --delete"
        )
        return 0
    left = 0
    for item in found:
        if item.act == "municipality.erased" and not _sure(item.about):
            print(f"Niet gewist: {erasing_again.in_dutch(item)}", file=sys.stderr)
            left += 1
            continue
        try:
            erasing_again.again(database, item, datetime.now(UTC), told)
        except LastOneInCharge as last:
            where = str(last) or "de installatie"
            print(
                f"Niet gewist: {erasing_again.in_dutch(item)}. Deze persoon is als enige "
                f"verantwoordelijk voor {where}. Laat eerst een ander dat worden.",
                file=sys.stderr,
            )
            left += 1
    leave_no_traces(chosen, database)
    if left:
        raise Trouble(f"Er is {left} keer iets niet gewist. Geef de opdracht daarna nog eens.", 1)
    return 0


def _sure(code: str) -> bool:
    """A list of another installation names the same municipalities, so a person says yes."""
    print(f"Alles van gemeente {code} wordt gewist. Typ de code over: {code}", flush=True)
    return sys.stdin.readline().strip().upper() == code


def _read(path: Path) -> Any:
    from assessment.core.erasures import read_erasures

    try:
        with path.open("rb") as file:
            return read_erasures(file.read(MOST_BYTES + 1))
    except BadFile as bad:
        faults = "\n".join(f"{path}: {line}" for line in str(bad).splitlines())
        raise Trouble(f"{faults}\nEr is niets gewist.") from None
    except OSError as error:
        raise Trouble(f"{path}: is niet te lezen ({error.strerror})") from None


def _day(given: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(given), time(), LOCAL_TIME)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{given} is geen datum zoals 2026-11-01") from None
