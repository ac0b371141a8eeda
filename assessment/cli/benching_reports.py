"""Municipalities and their reports for `bench`: the invented ones, under the names of real ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice
from typing import Any

from assessment.core.assessment import Assessment, Municipality
from assessment.core.identity import SHARING, Sharing
from assessment.core.report_file import Place, ReportFile, read_report_file, write_report_file
from assessment.core.report_making import make_report
from assessment.library.content import Library
from assessment.library.municipalities import Municipalities
from assessment.services.demonstration import REFERENCE_DATE, assessments
from assessment.services.report_files import data_file

Reports = Sequence[tuple[ReportFile, Assessment]]


def with_many(library: Library, number: int) -> Library:
    """The real ones, and as many copies as it takes; a copy has a code of its own."""

    def made() -> Iterator[Municipality]:
        real = library.municipalities.all
        for index, place in enumerate(islice(cycle(real), number)):
            copy = index // len(real)
            yield replace(place, code=f"B{chr(65 + copy)}{place.code[2:]}") if copy else place

    return replace(library, municipalities=Municipalities(tuple(made())))


def reports_of(library: Library, levels: Sequence[Sharing] = SHARING) -> Reports:
    """Each story of the demonstration, at these levels in turn."""
    stories = assessments(library.newest, library.fictional)
    made = []
    for story, level in zip(stories, cycle(levels), strict=False):
        raw = data_file(
            make_report(story, library.catalogue),
            story,
            number="PS-2026-0000",
            status="vastgesteld",
            made_on=REFERENCE_DATE,
            sharing=level,
        )
        made.append((read_report_file(raw).report, story))
    return made


def files_of(
    reports: Reports, places: Sequence[Municipality]
) -> Iterator[tuple[Municipality, str, bytes]]:
    """As if each municipality had made one of these reports: its number and its data file."""
    for index, (place, (report, _)) in enumerate(zip(places, cycle(reports), strict=False)):
        own: dict[str, Any] = {"code": place.code, "name": place.name}
        changed: dict[str, Any] = {
            "number": f"PS-2026-{index:05}",
            "municipality": Place(**own),
        }
        if report.answers is not None:
            changed["answers"] = {**report.answers, "municipality": own}
        file = write_report_file(report.model_copy(update=changed))
        yield place, changed["number"], file
