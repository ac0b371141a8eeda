"""`compare`: municipalities beside each other, from files alone. Nothing is stored."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from glob import has_magic
from pathlib import Path
from typing import Any

from assessment.cli.content import load
from assessment.cli.reading import keys_of_this_place
from assessment.cli.speaking import Trouble, progress, write_whole
from assessment.config import ROOT
from assessment.core.assessment import Municipality
from assessment.core.calendar import LOCAL_TIME
from assessment.core.network_aliases import aliases
from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_files import FileVerdict
from assessment.core.network_making import Choices, compare_network
from assessment.library.content import Library
from assessment.pdf.rendering import PdfFailed
from assessment.services.network_files import (
    MOST_FILES,
    MOST_PDF,
    FilesRead,
    Source,
    background_of,
    read_files,
)
from assessment.services.network_writers import WRITERS

ABOUT = """\
Zet rapporten van gemeenten naast elkaar: de PDF's, hun gegevens, of antwoordenbestanden.

Er wordt niets bewaard. Elk bestand krijgt een oordeel in woorden, en een bestand dat niet goed is,
houdt de andere niet tegen. Van elke gemeente telt het nieuwste rapport; een ouder rapport laat
zien wat er veranderde."""

EPILOG = """\
Voorbeelden: python3 run.py compare rapporten/*.pdf -o vergelijking.json
             python3 run.py compare rapporten/ -o vergelijking.csv --own Hilversum
             python3 run.py compare rapporten/ -o vergelijking.json --alias --alias-word ZOMER

Uitkomst 0: elk bestand was goed. Uitkomst 1: een bestand was niet goed, of de PDF lukte niet.
Uitkomst 2: er is niets te vergelijken, of de opdracht klopt niet."""

READABLE = (".pdf", ".json")
ALL = "alle"
OTHER_WAYS = "Kies een rekenblad (.xlsx of .ods) of een bladzijde (.html), of vergelijk minder."


def add_commands(commands: Any) -> None:
    compare = commands.add_parser(
        "compare",
        help="rapporten van gemeenten naast elkaar zetten",
        description=ABOUT,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    compare.add_argument(
        "files", metavar="BESTAND", nargs="+", help="bestanden, mappen of patronen zoals *.pdf"
    )
    compare.add_argument(
        "-o",
        dest="outputs",
        metavar="UITVOER",
        type=Path,
        action="append",
        required=True,
        help=f"een bestand ({', '.join(WRITERS)}); mag vaker",
    )
    compare.add_argument("--own", metavar="GEMEENTE", help="uw eigen gemeente: code of naam")
    compare.add_argument("--order", choices=("naam", "grootte"), default="naam")
    compare.add_argument(
        "--alias", action="store_true", help="een letter in plaats van de naam van een gemeente"
    )
    compare.add_argument(
        "--alias-word",
        metavar="WOORD",
        help="een geheim woord: met hetzelfde woord krijgt elke gemeente weer dezelfde letter",
    )
    compare.add_argument(
        "--named",
        metavar="GEMEENTEN",
        default="",
        help="wie genoemd wil worden bij wat goed gaat: codes met een komma ertussen, of “alle”",
    )
    compare.add_argument(
        "--insist", action="store_true", help="ook meetellen wat na het maken is gewijzigd"
    )
    compare.set_defaults(run=run_compare)


def run_compare(arguments: argparse.Namespace) -> int:
    _check(arguments.outputs)
    paths = _paths(arguments.files, leave_out=arguments.outputs)
    library = load(ROOT / "questions")
    own = _find(library, arguments.own) if arguments.own else None
    named = {_find(library, text).code for text in _named(arguments.named)}
    read = read_files(
        [Source(str(path), partial(_bytes_of, path)) for path in paths],
        library,
        keys_of_this_place(),
        insist=arguments.insist,
        agreed=lambda code: arguments.named == ALL or code in named,
        told=progress,
    )
    _tell(read.files)
    if not read.entries:
        raise Trouble("Er is geen enkel bestand om te vergelijken.")
    if own and own.code not in {entry.municipality.code for entry in read.entries}:
        print(f"Van {own.name} zit er geen bruikbaar rapport bij", file=sys.stderr)
    choices = Choices(
        own=own.code if own else None,
        order=arguments.order,
        aliases=_aliases(arguments, read),
        made_on=datetime.now(UTC).astimezone(LOCAL_TIME).date(),
    )
    comparison = compare_network(read.entries, background_of(library), choices, read.files)
    _write(arguments.outputs, comparison)
    return 0 if all(file.fine for file in read.files) else 1


def _write(outputs: Iterable[Path], comparison: NetworkComparison) -> None:
    """A PDF that cannot be made does not keep the other files from being written."""
    failed = ""
    for output in outputs:
        try:
            write_whole(output, WRITERS[output.suffix.lower()](comparison))
        except PdfFailed as fault:
            failed = f"{output}: {fault} {OTHER_WAYS}"
    if failed:
        raise Trouble(failed, 1)


def _check(outputs: Iterable[Path]) -> None:
    """Before minutes are spent on reading."""
    for output in outputs:
        if output.suffix.lower() not in WRITERS:
            raise Trouble(f"{output}: kies een naam die eindigt op {', '.join(WRITERS)}")
        if not output.parent.is_dir():
            raise Trouble(f"{output.parent}: deze map is er niet")


def _paths(given: Iterable[str], leave_out: Iterable[Path]) -> list[Path]:
    """Every file once, in the order in which it was named; folders and patterns opened."""
    made = {path.resolve() for path in leave_out}
    found = {path.resolve(): path for text in given for path in _opened(text)}
    paths = [path for real, path in found.items() if real not in made]
    if len(paths) > MOST_FILES:
        raise Trouble(f"{len(paths)} bestanden is te veel; {MOST_FILES} is het meeste")
    return paths


def _opened(text: str) -> Iterator[Path]:
    path = Path(text)
    if path.is_dir():
        yield from (
            item
            for item in sorted(path.rglob("*"))
            if item.suffix.lower() in READABLE and item.is_file()
        )
    elif not path.exists() and has_magic(text):
        # The shell opens a pattern, unless it stands between quotes.
        yield from sorted(Path(path.anchor or ".").glob(str(path.relative_to(path.anchor))))
    else:
        yield path


def _bytes_of(path: Path) -> bytes:
    """One byte more than allowed is enough to see that it is too much."""
    with path.open("rb") as file:
        return file.read(MOST_PDF + 1)


def _named(text: str) -> list[str]:
    return [] if text == ALL else [part.strip() for part in text.split(",") if part.strip()]


def _find(library: Library, text: str) -> Municipality:
    """By code, or by a name that only one municipality has; also the invented ones."""
    found = library.called(text)
    if len(found) != 1:
        raise Trouble(f"{text}: deze gemeente kennen wij niet; geef de code, zoals GM0402")
    return found[0]


def _aliases(arguments: argparse.Namespace, read: FilesRead) -> dict[str, str] | None:
    if not arguments.alias and arguments.alias_word is None:
        return None
    word = arguments.alias_word or secrets.token_hex(16)
    return dict(aliases((entry.municipality.code for entry in read.entries), word))


def _tell(files: Iterable[FileVerdict]) -> None:
    """What needs a word, one line each; then how many there were."""
    files = list(files)
    for file in files:
        if file.kind != "used" or file.why:
            print(" ".join((f"{file.file}: {file.words}.", *file.why)), file=sys.stderr)
    used = sum(file.used for file in files)
    number = "1 bestand" if len(files) == 1 else f"{len(files)} bestanden"
    print(f"{number}, {used} in de vergelijking", file=sys.stderr)
