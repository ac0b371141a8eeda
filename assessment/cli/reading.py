"""`read` and `key`: whether a report is as it was made, and the key to show who made it."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from assessment.cli.content import load
from assessment.cli.speaking import Trouble
from assessment.config import ROOT, key_files_from
from assessment.core.calendar import in_words
from assessment.services.checking import MOST_PDF, TooBusy, Verdict, as_data, check
from assessment.services.keys import BadKeys, Keys, as_text, make_key, read_keys

READ = """\
Kijkt of een rapport nog is zoals het werd gemaakt: de PDF, of het bestand met gegevens.

Er wordt niets bewaard. De tekst en de plaatjes van een PDF kunnen wij zo niet controleren, alleen
de gegevens die erin zitten."""

READ_EPILOG = """\
Voorbeelden: python3 run.py read rapport.pdf
             python3 run.py read rapporten/*.pdf --json

Uitkomst: 0 als alles ongewijzigd is, 1 als dat van een bestand niet zo is,
2 als een bestand niet te lezen was."""

KEY = """\
Toont de openbare sleutel van deze installatie, en maakt een sleutel als er nog geen is.

Met een sleutel krijgt elk rapport een handtekening. Geef de openbare sleutel aan andere
installaties: een regel in hun instance/bekende-sleutels.txt, met uw naam erachter."""


def add_commands(commands: Any) -> None:
    read = commands.add_parser(
        "read",
        help="kijken of een rapport ongewijzigd is",
        description=READ,
        epilog=READ_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    read.add_argument("files", metavar="BESTAND", type=Path, nargs="+")
    read.add_argument("--json", action="store_true", help="als JSON: per bestand één regel")
    read.set_defaults(run=run_read)
    key = commands.add_parser(
        "key",
        help="de sleutel waarmee rapporten een handtekening krijgen",
        description=KEY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Voorbeeld: python3 run.py key",
    )
    key.set_defaults(run=run_key)


def run_read(arguments: argparse.Namespace) -> int:
    library, keys = load(ROOT / "questions"), keys_of_this_place()
    code = 0
    for path in arguments.files:
        try:
            with path.open("rb") as file:
                raw = file.read(MOST_PDF + 1)
            verdict = check(None, raw, library, keys)
        except OSError as fault:
            _say(path, arguments.json, fault=f"is niet te lezen ({fault.strerror})")
            code = 2
            continue
        except TooBusy as fault:
            _say(path, arguments.json, fault=str(fault))
            code = 2
            continue
        _say(path, arguments.json, verdict)
        code = max(code, int(verdict.kind != "unchanged"))
    return code


def run_key(arguments: argparse.Namespace) -> int:
    secret, others = key_files_from(os.environ)
    try:
        make_key(secret)
        made = True
    except FileExistsError:
        made = False
    except OSError as fault:
        raise Trouble(f"{secret} is niet te maken: {fault.strerror}", 1) from None
    own = keys_of_this_place().own
    assert own is not None  # noqa: S101  # It was made above, or there already.
    print("Er is een sleutel gemaakt." if made else "De sleutel was er al.")
    print(f"Geheim, maak er een reservekopie van: {secret}")
    print(f"Openbaar: {as_text(own)}")
    print(f"\nZo neemt een ander hem op in {others.name}:\n{as_text(own)} Naam van uw organisatie")
    return 0


def in_dutch(verdict: Verdict) -> list[str]:
    """What a person wants to see in a terminal."""
    lines = [verdict.words, *verdict.why]
    if verdict.sealed is None:
        return lines
    report = verdict.sealed.report
    if verdict.kind == "unchanged":
        lines.append(verdict.made_by)
    lines += [
        f"Rapport {report.number}, {report.status}, van {in_words(report.made_on)}",
        f"Gemeente {report.municipality.name}, peildatum {in_words(report.reference_date)}",
        f"Kenmerk {verdict.sealed.fingerprint}",
    ]
    if verdict.recomputed and verdict.kind == "unchanged" and not verdict.remarks:
        lines.append("Uit de antwoorden volgen dezelfde conclusies.")
    lines.append("De tekst op de bladzijden zelf is niet vergeleken.")
    return [*lines, *verdict.remarks]


def _say(path: Path, as_json: bool, verdict: Verdict | None = None, fault: str = "") -> None:
    if as_json:
        told = as_data(verdict) if verdict else {"verdict": None, "why": [fault]}
        print(json.dumps({"file": str(path), **told}, ensure_ascii=False))
        return
    first, *rest = in_dutch(verdict) if verdict else [fault]
    print("\n".join([f"{path}: {first}", *(f"  {line}" for line in rest)]))


def keys_of_this_place() -> Keys:
    try:
        return read_keys(*key_files_from(os.environ))
    except BadKeys as fault:
        raise Trouble(str(fault), 1) from None
