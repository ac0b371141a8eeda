"""`bench`, the comparison of what is shared with a network: straight from the database.

Run as a program it is the process that is measured: it opens the database, does one thing, and says
what that cost. `python -m assessment.cli.benching_shared <folder> <number> <what>`
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

from assessment.cli.benching_reports import files_of, reports_of, with_many
from assessment.cli.content import load
from assessment.cli.figures import Figure
from assessment.cli.pdf_costs import Process
from assessment.config import ROOT, Settings
from assessment.core.access import Tie
from assessment.core.identity import SHARING
from assessment.library.content import Library
from assessment.services.pdf_drafts import Drafts
from assessment.storage.database import Database

FEWEST = 2
PDF_SIZE = 250_000  # bytes of one report in the ZIP
OUTPUTS = {"bladzijde": "page", "XLSX": "xlsx", "ODS": "ods"}
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


def shared(folder: Path, library: Library, few: int, many: int) -> Iterator[Figure]:
    """Growth is told as a ratio: 1.00 is as much for each of many as for each of few."""
    _fill(folder, library, (FEWEST, few, many), many)
    queries = {number: _cost(folder, number, "page")["queries"] for number in (FEWEST, many)}
    for name, what in OUTPUTS.items():
        cost, floor = _cost(folder, many, what), _cost(folder, few, what)
        note = f"{cost['memory'] / 1e6:.0f} MB geheugen, tegen {floor['memory'] / 1e6:.0f} MB"
        if what == "page":
            note += f"; {queries[many]} SQL-opdrachten, bij {FEWEST} rapporten {queries[FEWEST]}"
        yield grown(f"{name}, uit de database", cost["cpu"], floor["cpu"], few, many, note)
    pages = {number: folder / f"{number}.html" for number in (few, many)}
    for number in pages:
        _cost(folder, number, "html")
    with Process("comparison") as process:
        made = {number: process.cost(page) for number, page in pages.items()}
    cost_of, floor_of = made[many], made[few]
    note = f"{cost_of.memory / 1e6:.0f} MB geheugen, tegen {floor_of.memory / 1e6:.0f} MB"
    note = f"{cost_of.pages} bladzijden; {note}"
    yield grown("PDF, in zijn eigen proces", cost_of.cpu, floor_of.cpu, few, many, note)
    # A report takes a second or two to print; here the PDFs are there already.
    _cost(folder, few, "print")
    cost, floor = _cost(folder, few, "zip"), _cost(folder, FEWEST, "zip")
    note = f"{cost['memory'] / 1e6:.0f} MB geheugen voor {cost['size'] / 1e6:.0f} MB"
    note += f", tegen {floor['memory'] / 1e6:.0f} MB"
    yield grown("alle PDF's in één ZIP", cost["cpu"], floor["cpu"], FEWEST, few, note)


def grown(name: str, cost: float, floor: float, few: int, many: int, note: str) -> Figure:
    """Seconds of processor for many, beside as much for each of them as for each of few."""
    linear = floor * many / few
    return Figure(
        f"{many} rapporten: {name}",
        f"{many / few:g} keer {few} rapporten",
        round(cost * 1000, 1),
        round(linear * 1000, 1),
        round(cost / linear, 2),
        1,
        note,
    )


def _fill(folder: Path, library: Library, networks: tuple[int, ...], most: int) -> None:
    """A network for each number, with the first so many municipalities that there are."""
    from assessment.services import assessments, signing_in
    from assessment.services import networks as network_service
    from assessment.storage import finished_reports, sharing, ties
    from assessment.storage.records import FinishedReport

    places = with_many(library, most).municipalities.all
    database = _database(folder)
    database.migrate()
    with database.write() as conn:
        person = signing_in.local_person(conn, NOW)
        ids = {}
        for number in networks:
            codes = [place.code for place in places[:number]]
            made = network_service.make(conn, f"Netwerk {number}", codes, by=person, now=NOW)
            ids[number] = made.id
            ties.give(conn, person.id, Tie("coordinator", made.id), by=None, now=NOW)
        levels = cycle(SHARING)
        whole = reports_of(library, ("notes",))
        for index, (place, name, body) in enumerate(files_of(whole, places)):
            record = assessments.start(
                conn,
                municipality=place,
                depth="volledig",
                reference_date=NOW.date(),
                question_set_key=library.newest.key,
                by=person,
                now=NOW,
            )
            row = FinishedReport(
                number=name,
                assessment_id=record.id,
                municipality_code=place.code,
                municipality_name=place.name,
                reference_date=NOW.date(),
                question_set=library.newest.key,
                depth="volledig",
                status="vastgesteld",
                sharing="notes",
                changes=1,
                versions={},
                made_by=None,
                made_at=NOW,
            )
            finished_reports.add(conn, row, {"full": body}, person)
            level = next(levels)
            for number in networks:
                if index < number:
                    sharing.add(conn, name, ids[number], level, 1, by=person, now=NOW)
    (folder / "networks.json").write_text(json.dumps(ids))
    database.dispose()


def _database(folder: Path) -> Database:
    settings = Settings.from_environment({"PREVENTIESPIEGEL_INSTANCE": str(folder)})
    return Database.open(settings.database_url)


def _cost(folder: Path, number: int, what: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "assessment.cli.benching_shared", str(folder), str(number)]
    done = subprocess.run(  # noqa: S603  # Nothing in it comes from a user.
        [*command, what], capture_output=True, text=True, check=True, cwd=ROOT
    )
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def main(folder: Path, number: int, what: str) -> None:
    network = json.loads((folder / "networks.json").read_text())[str(number)]
    most = max(map(int, json.loads((folder / "networks.json").read_text())))
    library = with_many(load(ROOT / "questions"), most)
    database = _database(folder)
    work = _work(folder, database, library, network, number, what)
    begun = time.process_time()
    queries, size = _counted(database, work)
    cpu = time.process_time() - begun
    told = {"cpu": cpu, "memory": _most_memory(), "queries": queries, "size": size}
    print(json.dumps(told))


def _counted(database: Database, work: Callable[[], int]) -> tuple[int, int]:
    from assessment.cli.benching_web import queries_of

    sizes: list[int] = []
    return queries_of(database, lambda: sizes.append(work())), sizes[0]


def _work(
    folder: Path, database: Database, library: Library, network: str, number: int, what: str
) -> Callable[[], int]:
    if what in ("print", "zip"):
        return _bundle(folder, database, library, network, what)
    if what == "html":
        return lambda: _html(folder, database, library, network, number)
    from assessment import create_app
    from assessment.services import signing_in

    settings = Settings.from_environment({"PREVENTIESPIEGEL_INSTANCE": str(folder)})
    with database.write() as conn:
        token = signing_in.new_link(conn, datetime.now(UTC))
    app = create_app(settings, library, database)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post(f"/binnenkomen/{token}")
    rest = "" if what == "page" else f"vergelijking.{what}"

    def get() -> int:
        answer = client.get(f"/netwerk/{network}/vergelijken/{rest}")
        if answer.status_code != 200:
            raise RuntimeError(f"the comparison to measure answers {answer.status_code}")
        return len(answer.data)

    return get


def _html(folder: Path, database: Database, library: Library, network: str, number: int) -> int:
    from assessment.pdf.document import comparison_html
    from assessment.services import networks
    from assessment.services.network_reports import compare_shared

    with database.read() as conn:
        found = networks.get(conn, network)
        comparison = compare_shared(conn, found, library, NOW.date()).comparison
    if comparison is None:
        raise RuntimeError("there is nothing to compare")
    return (folder / f"{number}.html").write_text(comparison_html(comparison), encoding="utf-8")


def _bundle(
    folder: Path, database: Database, library: Library, network: str, what: str
) -> Callable[[], int]:
    from assessment.services.bundles import Bundles
    from assessment.services.keys import Keys

    drafts = Drafts.under(folder)
    if what == "print":
        drafts = Drafts(drafts._cache, make=lambda document: os.urandom(PDF_SIZE))
    bundles = Bundles(database, library, drafts, Keys())
    if what == "print":
        return lambda: sum(1 for _ in bundles.make(network))
    return lambda: sum(map(len, bundles.stream(network, None, lambda: datetime.now(UTC))))


def _most_memory() -> int:
    """Of this process by itself: what the system tells at its end begins with who started it."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text())
        return int(found[1]) * 1024 if found else 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
