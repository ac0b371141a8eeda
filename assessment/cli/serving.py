"""`serve`, `demo` and `link`: starting the web application, and the way in."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from assessment.cli.content import load
from assessment.cli.demonstrating import start_finishing
from assessment.cli.speaking import Trouble
from assessment.config import PREFIX, Settings

WORKERS = 2
THREADS = 4


def add_commands(commands: Any) -> None:
    for name, run, text in (
        ("serve", run_serve, "de webapplicatie starten (dit gebeurt ook zonder opdracht)"),
        ("demo", run_demo, "dezelfde applicatie met een verzonnen regio om rond te kijken"),
    ):
        command = commands.add_parser(
            name,
            help=text,
            description=text,
            epilog=f"Voorbeeld: python3 run.py {name} --port 9000",
        )
        command.add_argument("--host", default=os.environ.get(f"{PREFIX}HOST", "127.0.0.1"))
        command.add_argument(
            "--port", type=_port, default=os.environ.get(f"{PREFIX}PORT", "8000"), metavar="POORT"
        )
        command.set_defaults(run=run)
    link = commands.add_parser(
        "link",
        help="een nieuwe eenmalige link om binnen te komen",
        description=(
            "Maakt een nieuwe eenmalige link. Zij werkt één keer, zeven dagen lang. "
            "Met --email is het een link om een nieuw wachtwoord te kiezen; die werkt een uur."
        ),
        epilog="Voorbeeld: python3 run.py link --email naam@gemeente.nl",
    )
    link.add_argument("--email", metavar="ADRES", help="voor wie het wachtwoord vergat")
    link.add_argument(
        "--zonder-tweede-stap",
        action="store_true",
        help="zet de tweede stap uit van wie telefoon en herstelcodes kwijt is",
    )
    link.add_argument("--host", default="127.0.0.1")
    link.add_argument("--port", type=_port, default=8000, metavar="POORT")
    link.add_argument("--demo", action="store_true", help="voor de demonstratie")
    link.set_defaults(run=run_link)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text[:20]} is geen poort; kies een getal tot 65535")
    return int(text)


def settings(demo: bool = False) -> Settings:
    environment = dict(os.environ)
    if demo:
        environment[f"{PREFIX}DEMO"] = "1"
    try:
        return Settings.from_environment(environment)
    except ValueError as error:
        raise Trouble(str(error), 1) from None


def run_serve(arguments: argparse.Namespace) -> int:
    return _serve(arguments, settings())


def run_demo(arguments: argparse.Namespace) -> int:
    return _serve(arguments, settings(demo=True))


def run_link(arguments: argparse.Namespace) -> int:
    from assessment.services import account, second_factor, signing_in

    now, where = datetime.now(UTC), (arguments.host, arguments.port)
    database = _open(settings(arguments.demo))
    with database.write() as connection:
        if arguments.email is None:
            person_id = signing_in.local_person(connection, now).id
            entrance = _entrance(*where, signing_in.new_link(connection, now))
        else:
            found = account.of_email(connection, arguments.email)
            if found is None:
                raise Trouble("Er is geen open account met dit e-mailadres.", 1)
            person_id = found.person_id
            token = account.new_password_link(connection, person_id, now)
            entrance = f"{_address(*where)}/wachtwoord/{token}"
        if arguments.zonder_tweede_stap:
            second_factor.forget(connection, person_id, now)
    print(entrance)
    return 0


def _open(chosen: Settings) -> Any:
    """The database, brought up to date."""
    from assessment.storage.database import Database
    from assessment.storage.errors import DatabaseBusy, DiskFull

    try:
        database = Database.open(chosen.database_url)
        if database.current_revision() != database.head_revision:
            _say("De database klaarzetten")
        database.migrate()
    except (RuntimeError, DatabaseBusy, DiskFull) as error:
        raise Trouble(f"De database is niet te openen. {error}", 1) from None
    return database


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _entrance(host: str, port: int, token: str) -> str:
    return f"{_address(host, port)}/binnenkomen/{token}"


def _serve(arguments: argparse.Namespace, chosen: Settings) -> int:
    host, port = arguments.host, arguments.port
    _refuse_taken(host, port)
    library = load(chosen.content)
    if chosen.demo:
        # Invented answers never get the name of a real municipality.
        library = replace(library, municipalities=library.fictional)
    database = _open(chosen)
    from assessment.services import signing_in

    now = datetime.now(UTC)
    with database.write() as connection:
        token = signing_in.first_link(connection, now)
        if chosen.demo:
            from assessment.services.demonstration import fill_once

            if fill_once(connection, library, now):
                _say("De verzonnen regio is gevuld: 12 gemeenten die niet bestaan")
    if chosen.demo:
        start_finishing()
    from assessment import create_app
    from assessment.cli.server import Server
    from assessment.services.keys import BadKeys

    try:
        app = create_app(chosen, library, database)
    except BadKeys as error:
        raise Trouble(str(error), 1) from None
    lines = [f"Preventiespiegel staat klaar op {_address(host, port)}"]
    if token:
        lines.append(f"Kom eenmalig binnen met {_entrance(host, port, token)}")
    else:
        lines.append("Een nieuwe link om binnen te komen maakt u met: python3 run.py link")
    Server(app, host, port, WORKERS, THREADS, "\n".join(lines), database.dispose).run()
    return 0


def _refuse_taken(host: str, port: int) -> None:
    """Say so at once, before anything is set up for nothing."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[
            0
        ]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        raise Trouble(
            f"Op {_address(host, port)} kan niets starten ({error.strerror}). "
            f"Kies een andere poort, bijvoorbeeld met: --port {port + 1}",
            1,
        ) from None
