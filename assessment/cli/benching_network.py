"""The comparison for `bench`: from files, from the database, and reading the PDFs of a country."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from assessment.cli.benching_reports import Reports, files_of, reports_of, with_many
from assessment.cli.benching_shared import grown, shared
from assessment.cli.figures import Figure, side_by_side
from assessment.cli.pdf_costs import cost_of
from assessment.core.assessment import Municipality
from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_making import compare_network
from assessment.core.report_file import write_report_file
from assessment.core.report_making import make_report
from assessment.library.content import Library
from assessment.services.keys import Keys
from assessment.services.network_files import FilesRead, Source, background_of, read_files
from assessment.services.network_writers import as_json
from assessment.services.report_files import attachment

TIMES = 10
PDFS = 4  # made for real; each is read many times
RUNS = 2


def network(folder: Path, library: Library, *, large: bool = False) -> Iterator[Figure]:
    """The country beside a tenth of it or, with `large`, ten times the country beside the country.

    Growth is told as a ratio: 1.00 is as much for each of many as for each of few.
    """
    country = len(library.municipalities.all)
    few, many = (country, country * TIMES) if large else (country // TIMES, country)
    known = with_many(library, many)
    reports = reports_of(library)
    paths = list(_written(folder, reports, known.municipalities.all))
    yield _grown("bestanden lezen en vergelijken", partial(_compared, paths, known), few, many)
    read = {number: _read(paths[:number], known) for number in (few, many)}

    def only_compared(number: int) -> bytes:
        _made(read[number], known)
        return b""

    yield _grown("vergelijken, al gelezen", only_compared, few, many)
    read.clear()  # Each process of `shared` has a memory of its own.
    yield from shared(folder, library, few, many)
    if large:
        return
    pdfs = list(_pdfs(folder, library, reports))
    several = list(islice(cycle(pdfs), country))
    data = list(islice(cycle(paths[: len(pdfs)]), country))
    size = sum(path.stat().st_size for path in pdfs) / len(pdfs)
    figure = side_by_side(
        f"{country} PDF's lezen",
        lambda: _read(several, known),
        "hun gegevens zonder PDF",
        lambda: _read(data, known),
        runs=RUNS,
    )
    yield replace(figure, note=f"van {size / 1000:.0f} kB per stuk, met oordeel")


def _grown(name: str, work: Callable[[int], bytes], few: int, many: int) -> Figure:
    """Processor time, each in a process of its own; the least of several, on a busy machine."""
    pairs = [(cost_of(partial(work, many)), cost_of(partial(work, few))) for _ in range(RUNS)]
    cost, floor = (min(one.cpu for one in costs) for costs in zip(*pairs, strict=True))
    memory = max(one.memory for one, _ in pairs)
    return grown(name, cost, floor, few, many, f"{memory / 1e6:.0f} MB geheugen")


def _made(found: FilesRead, library: Library) -> NetworkComparison:
    return compare_network(found.entries, background_of(library), files=found.files)


def _compared(paths: list[Path], library: Library, number: int) -> bytes:
    return as_json(_made(_read(paths[:number], library), library))


def _read(paths: list[Path], library: Library) -> FilesRead:
    return read_files([Source(path.name, path.read_bytes) for path in paths], library, Keys())


def _written(folder: Path, reports: Reports, places: Sequence[Municipality]) -> Iterator[Path]:
    for place, _, body in files_of(reports, places):
        path = folder / f"{place.code}.json"
        path.write_bytes(body)
        yield path


def _pdfs(folder: Path, library: Library, reports: Reports) -> Iterator[Path]:
    from assessment.pdf.document import report_html
    from assessment.pdf.rendering import render_pdf

    for index, (report, made) in enumerate(reports[:PDFS]):
        html = report_html(make_report(made, library.catalogue))
        added = attachment(write_report_file(report), report.made_on)
        path = folder / f"{index}.pdf"
        path.write_bytes(render_pdf(html, attachment=added))
        yield path
