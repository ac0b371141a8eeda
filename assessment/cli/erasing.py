"""`tidy`, `remove-municipality` and `forget-person`: what is kept no longer.

Each of them first says what it would do. Only with `--delete` does it happen.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from assessment.cli.content import load
from assessment.cli.serving import open_database, settings
from assessment.cli.speaking import Trouble
from assessment.config import Settings
from assessment.core.calendar import in_words

TIDY = """\
Laat zien welke gegevens lang genoeg bewaard zijn, en waarom. Er gebeurt nog niets.

Met --delete worden zij voorgoed gewist. Hoe lang wat bewaard blijft, staat in de instellingen
PREVENTIESPIEGEL_KEEP_… Zet deze opdracht bijvoorbeeld elke nacht klaar, met --delete."""

MUNICIPALITY = """\
Laat zien wat er van een gemeente bewaard is: scans, rapporten en wie er meedoen.

Met --delete wordt dat allemaal voorgoed gewist. U typt dan eerst de naam van de gemeente over.
In het logboek blijft alleen staan dat het gebeurde."""

PERSON = """\
Wist wat er van een persoon bewaard is: mailadres, wachtwoord, sessies, links en taken.

Bij antwoorden blijft de functie staan, want die zegt niet wie het was. Zonder WIE ziet u een
lijst van iedereen. WIE is het nummer uit die lijst, of het mailadres."""

BACKUPS = (
    "Let op: in back-ups staat alles er nog. Vernietig die ook, of bewaar ze niet langer "
    "dan nodig. Zet u er een terug? Geef deze opdracht dan opnieuw."
)


def add_commands(commands: Any) -> None:
    for name, run, text, description in (
        ("tidy", run_tidy, "wissen wat lang genoeg bewaard is", TIDY),
        (
            "remove-municipality",
            run_municipality,
            "alles van één gemeente voorgoed wissen",
            MUNICIPALITY,
        ),
        ("forget-person", run_person, "de gegevens van één persoon wissen", PERSON),
    ):
        example = {"tidy": "", "remove-municipality": " GM0402"}.get(name, " naam@gemeente.example")
        command = commands.add_parser(
            name,
            help=text,
            description=description,
            epilog=f"Voorbeelden: python3 run.py {name}{example}\n"
            f"             python3 run.py {name}{example} --delete",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == "remove-municipality":
            command.add_argument("code", metavar="CODE", help="zoals GM0402")
        if name == "forget-person":
            command.add_argument("who", metavar="WIE", nargs="?")
        command.add_argument("--delete", action="store_true", help="echt wissen")
        command.add_argument("--demo", action="store_true", help="in de demonstratie")
        command.set_defaults(run=run)


def run_tidy(arguments: argparse.Namespace) -> int:
    from assessment.services import retention
    from assessment.services.signing_in import Limits

    chosen = settings(arguments.demo)
    database, now = open_database(chosen), datetime.now(UTC)
    sessions = Limits(timedelta(hours=chosen.idle_hours), timedelta(hours=chosen.session_hours))
    with database.read() as connection:
        found = retention.due(connection, chosen.keep, now, sessions)
    if not found:
        print("Er is niets aan de beurt om te wissen.")
    for item in found:
        print(f"{item.number} {item.name}: {item.why}")
        for line in item.lines:
            print(f"  {line}")
    if found and arguments.delete:
        retention.tidy(database, chosen.keep, now, told, sessions)
    elif found:
        print("\nEr is nog niets gewist. Dat doet u met: python3 run.py tidy --delete")
    if arguments.delete:
        # Also when nothing is due: somebody may have erased a text on a page.
        leave_no_traces(chosen, database)
    return 0


def run_municipality(arguments: argparse.Namespace) -> int:
    from assessment.services import erasing

    chosen, code = settings(arguments.demo), arguments.code.upper()
    library = load(chosen.content)
    database = open_database(chosen)
    with database.read() as connection:
        found = erasing.of_municipality(connection, code)
    known = library.everyone.get(code)
    names = found.names or ((known.name,) if known else (code,))
    if found.is_empty:
        raise Trouble(f"Van {names[0]} ({code}) is hier niets bewaard.", 1)
    print(f"Van {' / '.join(names)} ({code}) is bewaard:")
    for record in found.scans:
        removed = ", verwijderd" if record.removed_at else ""
        print(f"  een scan met peildatum {in_words(record.reference_date)}{removed}")
    print(f"  {found.reports} vastgestelde rapporten in deze scans")
    for report in found.others:
        print(f"  let op: rapport {report.number} is van {report.municipality_name}; het gaat mee")
    for report in found.elsewhere:
        print(f"  rapport {report.number}, in een scan die nu van een andere gemeente is")
    for holder in found.people:
        print(f"  meedoen als {holder.function}")
    if not arguments.delete:
        print(
            f"\nEr is nog niets gewist. Dat doet u met: "
            f"python3 run.py remove-municipality {code} --delete"
        )
        return 0
    print(f"\nDit kan niet ongedaan worden gemaakt. Typ de naam over: {names[0]}")
    if sys.stdin.readline().strip().casefold() not in {name.casefold() for name in names}:
        raise Trouble("Dat is niet de naam van deze gemeente. Er is niets gewist.", 1)
    erasing.municipality(database, code, datetime.now(UTC), told)
    leave_no_traces(chosen, database)
    print(BACKUPS)
    return 0


def run_person(arguments: argparse.Namespace) -> int:
    from assessment.services import erasing, taking_part

    chosen = settings(arguments.demo)
    database = open_database(chosen)
    with database.read() as connection:
        everyone = erasing.everyone(connection)
    if not arguments.who:
        for someone in everyone:
            print(f"{someone.person.id}  {someone.in_words()}")
        return 0
    wanted = [item for item in everyone if item.answers_to(arguments.who)]
    if len(wanted) != 1:
        raise Trouble(
            "Die persoon is hier niet bekend. Een lijst krijgt u met: python3 run.py forget-person",
            1,
        )
    [someone] = wanted
    print(f"Gewist wordt alles waarmee deze persoon binnenkomt: {someone.in_words()}")
    if not arguments.delete:
        print(
            f"\nEr is nog niets gewist. Dat doet u met: "
            f"python3 run.py forget-person {someone.person.id} --delete"
        )
        return 0
    try:
        with database.write() as connection:
            gone = erasing.person(connection, someone.person.id, now=datetime.now(UTC))
    except taking_part.LastOneInCharge as last:
        raise Trouble(
            f"Deze persoon is als enige verantwoordelijk voor {str(last) or 'de installatie'}. "
            "Laat eerst een ander dat worden, of wis de gemeente. Er is niets gewist.",
            1,
        ) from None
    leave_no_traces(chosen, database, someone.email or "")
    print("Er is niets meer over." if gone else "Alleen de functie staat nog bij antwoorden.")
    print(BACKUPS)
    return 0


def told(text: str) -> None:
    print(f"gewist: {text}", flush=True)


def leave_no_traces(chosen: Settings, database: Any, address: str = "") -> None:
    from assessment.services import mail
    from assessment.services.pdf_drafts import Drafts

    if gone := mail.forget(chosen.instance, chosen.keep.ended_before(datetime.now(UTC)), address):
        told(f"{gone} mails in de map {mail.OUTBOX}")
    Drafts.under(chosen.instance).clear()
    if not database.overwrite_what_is_gone():
        print(
            "De bestanden waren bezet. Resten verdwijnen met: python3 run.py tidy --delete",
            file=sys.stderr,
        )
