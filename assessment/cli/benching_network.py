"""The comparison for `bench`: 342 municipalities, ten times as many, and reading their PDFs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from assessment.cli.figures import Figure, side_by_side
from assessment.cli.pdf_costs import cost_of
from assessment.core.assessment import Assessment, Municipality
from assessment.core.identity import SHARING
from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_making import compare_network
from assessment.core.report_file import Place, ReportFile, read_report_file, write_report_file
from assessment.core.report_making import make_report
from assessment.library.content import Library
from assessment.library.municipalities import Municipalities
from assessment.pdf.document import comparison_html
from assessment.services.demonstration import REFERENCE_DATE, assessments
from assessment.services.keys import Keys
from assessment.services.network_files import FilesRead, Source, background_of, read_files
from assessment.services.network_writers import as_html, as_json, as_ods, as_xlsx
from assessment.services.report_files import attachment, data_file

TIMES = 10
PDFS = 4  # made for real; each is read many times
RUNS = 2


def network(folder: Path, library: Library) -> Iterator[Figure]:
    """Growth is told as a ratio: 1.00 is as much for each of 3,420 as for each of 342."""
    few = len(library.municipalities.all)
    known = replace(library, municipalities=Municipalities(tuple(_many(library, few * TIMES))))
    reports = list(_reports(library))
    paths = list(_written(folder, reports, known.municipalities.all))
    yield _grown("lezen en vergelijken", partial(_compared, paths, known), few)
    read = {number: _read(paths[:number], known) for number in (few, few * TIMES)}
    made = {number: _made(found, known) for number, found in read.items()}

    def only_compared(number: int) -> bytes:
        _made(read[number], known)
        return b""

    yield _grown("vergelijken, al gelezen", only_compared, few)
    for name, work in _OUTPUTS.items():
        yield _grown(name, lambda number, work=work: work(made[number]), few)  # type: ignore[misc]
    pdfs = list(_pdfs(folder, library, reports))
    several = list(islice(cycle(pdfs), few))
    data = list(islice(cycle(paths[: len(pdfs)]), few))
    size = sum(path.stat().st_size for path in pdfs) / len(pdfs)
    figure = side_by_side(
        f"{few} PDF's lezen",
        lambda: _read(several, known),
        "hun gegevens zonder PDF",
        lambda: _read(data, known),
        runs=RUNS,
    )
    yield replace(figure, note=f"van {size / 1000:.0f} kB per stuk, met oordeel")


def _grown(name: str, work: Callable[[int], bytes], few: int) -> Figure:
    """Processor time, each in a process of its own."""
    pairs = []
    for _ in range(RUNS):
        many = cost_of(partial(work, few * TIMES))
        pairs.append((many, cost_of(partial(work, few))))
    return Figure(
        f"{few * TIMES} rapporten: {name}",
        f"tien keer {few} rapporten",
        round(median(many.cpu for many, _ in pairs) * 1000, 1),
        round(median(one.cpu for _, one in pairs) * TIMES * 1000, 1),
        round(median(many.cpu / (TIMES * one.cpu) for many, one in pairs), 2),
        RUNS,
        f"{max(many.memory for many, _ in pairs) / 1e6:.0f} MB geheugen",
    )


def _made(found: FilesRead, library: Library) -> NetworkComparison:
    return compare_network(found.entries, background_of(library), files=found.files)


def _compared(paths: list[Path], library: Library, number: int) -> bytes:
    return as_json(_made(_read(paths[:number], library), library))


def _pdf(comparison: NetworkComparison) -> bytes:
    """In the process that is measured, with the engine that has to be loaded for it."""
    from assessment.pdf.printing import make_pdf, read_styles

    return make_pdf(comparison_html(comparison), read_styles()["comparison"])


_OUTPUTS: dict[str, Callable[[NetworkComparison], bytes]] = {
    "bladzijde": as_html,
    "XLSX": as_xlsx,
    "ODS": as_ods,
    "PDF": _pdf,
}


def _read(paths: list[Path], library: Library) -> FilesRead:
    return read_files([Source(path.name, path.read_bytes) for path in paths], library, Keys())


def _many(library: Library, number: int) -> Iterator[Municipality]:
    """The real ones ten times over; a copy has a code of its own."""
    real = library.municipalities.all
    for index, place in enumerate(islice(cycle(real), number)):
        copy = index // len(real)
        yield replace(place, code=f"B{chr(65 + copy)}{place.code[2:]}") if copy else place


def _reports(library: Library) -> Iterator[tuple[ReportFile, Assessment]]:
    """Each story of the demonstration at one of the four levels."""
    for made, sharing in zip(
        assessments(library.newest, library.fictional), cycle(SHARING), strict=False
    ):
        raw = data_file(
            make_report(made, library.catalogue),
            made,
            number="PS-2026-0000",
            status="vastgesteld",
            made_on=REFERENCE_DATE,
            sharing=sharing,
        )
        yield read_report_file(raw).report, made


def _written(
    folder: Path, reports: list[tuple[ReportFile, Assessment]], places: tuple[Municipality, ...]
) -> Iterator[Path]:
    """As if each municipality had sent one of these reports as its own."""
    for index, place in enumerate(places):
        report, _ = reports[index % len(reports)]
        own: dict[str, Any] = {"code": place.code, "name": place.name}
        changed: dict[str, Any] = {
            "number": f"PS-2026-{index:05}",
            "municipality": Place(**own),
        }
        if report.answers is not None:
            changed["answers"] = {**report.answers, "municipality": own}
        path = folder / f"{place.code}.json"
        path.write_bytes(write_report_file(report.model_copy(update=changed)))
        yield path


def _pdfs(
    folder: Path, library: Library, reports: list[tuple[ReportFile, Assessment]]
) -> Iterator[Path]:
    from assessment.pdf.document import report_html
    from assessment.pdf.rendering import render_pdf

    for index, (report, made) in enumerate(reports[:PDFS]):
        html = report_html(make_report(made, library.catalogue))
        added = attachment(write_report_file(report), report.made_on)
        path = folder / f"{index}.pdf"
        path.write_bytes(render_pdf(html, attachment=added))
        yield path
