"""`bundle`: all reports that are shared with a network, as one ZIP."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assessment.cli.content import load
from assessment.cli.serving import open_database, settings
from assessment.cli.speaking import Trouble, progress, write_whole

BUNDLE = """\
Maakt één ZIP van alle rapporten die gemeenten met een netwerk delen.

Elk rapport is een PDF, met wat de gemeente zelf koos om te delen. Wat al gemaakt was, wordt niet
opnieuw gemaakt: stopt u halverwege, dan gaat dezelfde opdracht verder. In het logboek van elke
gemeente staat dat haar rapport is opgehaald."""


def add_commands(commands: Any) -> None:
    bundle = commands.add_parser(
        "bundle",
        help="alle rapporten van een netwerk in één ZIP",
        description=BUNDLE,
        epilog='Voorbeeld: python3 run.py bundle "Regio Gooi" -o rapporten.zip',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    bundle.add_argument("network", metavar="NETWERK", help="de naam van het netwerk")
    bundle.add_argument("-o", dest="output", metavar="BESTAND.zip", type=Path, required=True)
    bundle.add_argument("--demo", action="store_true", help="in de demonstratie")
    bundle.set_defaults(run=run_bundle)


def run_bundle(arguments: argparse.Namespace) -> int:
    from assessment.services.bundles import Bundles
    from assessment.services.keys import read_keys
    from assessment.services.pdf_drafts import Drafts

    if arguments.output.suffix != ".zip":
        raise Trouble(f"{arguments.output}: kies een naam die eindigt op .zip")
    chosen = settings(arguments.demo)
    library = load(chosen.content)
    if chosen.demo:
        library = replace(library, municipalities=library.fictional)
    database = open_database(chosen)
    try:
        place = _network(database, arguments.network)
        keys = read_keys(*chosen.key_files)
        made = Bundles(database, library, Drafts.under(chosen.instance), keys)
        for done, total, name in made.make(place):
            progress(done, total, name)
        with database.read() as connection:
            found = made.progress(connection, place)
        if not found.made:
            raise Trouble("Er is geen rapport dat in de ZIP kan. Er is niets geschreven.", 1)
        write_whole(arguments.output, made.stream(place, None, lambda: datetime.now(UTC)))
    finally:
        database.dispose()
    print(f"{found.made} rapporten staan in {arguments.output}")
    if found.failed:
        print(f"{found.failed} rapporten konden wij niet maken; zie INHOUD.csv in de ZIP")
    return 0


def _network(database: Any, wanted: str) -> str:
    from assessment.services import networks

    with database.read() as connection:
        known = [network for network, _ in networks.with_coordinator(connection)]
    found = [item for item in known if wanted in (item.id, item.name)]
    if len(found) == 1:
        return found[0].id
    names = "".join(f"\n  {item.name} ({item.id})" for item in known)
    raise Trouble(f"Dit netwerk is hier niet bekend: {wanted}. Wel bekend:{names or ' geen'}", 1)
