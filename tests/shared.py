"""A finished report with something to hide at every level, and a network to share it with."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert

from assessment.core.identity import SHARING
from assessment.core.report_file import read_report_file
from assessment.services import networks, sharing
from assessment.storage import finished_reports
from assessment.storage.records import PersonRecord
from assessment.storage.tables import networks as network_table
from tests.core.builders import library
from tests.database import HILVERSUM, NOW
from tests.finished import FILES, NUMBER, finished
from tests.report_data import CANARY, planted, written

NETWORK = "netwerk-gooi-aaaaaaaaaaa"
OTHER_NETWORK = "netwerk-elders-bbbbbbbbb"
PAGE_CANARY = "kanarie-van-de-bladzijde"


@cache
def whole(number: str = NUMBER) -> bytes:
    """The data of a report with a canary in every place where a person can type."""
    made = replace(planted(), municipality=library().municipalities.by_code[HILVERSUM.code])
    return written(made, "notes", number)


def files(number: str = NUMBER) -> dict[str, bytes]:
    """Page and PDF as the municipality itself has them are never for anyone else."""
    return {
        **FILES,
        "page": f"<h1>{PAGE_CANARY}</h1>".encode(),
        "pdf": f"%PDF-1.7 {PAGE_CANARY}".encode(),
        "full": whole(number),
    }


def store(
    connection: Connection, assessment_id: str, by: PersonRecord, number: str = NUMBER, **more: str
) -> None:
    finished_reports.add(connection, finished(assessment_id, number, **more), files(number), by)


def add_network(
    connection: Connection, by: PersonRecord, network_id: str = NETWORK, *codes: str
) -> None:
    values = {"id": network_id, "name": f"Netwerk {network_id[8:12]}", "made_at": NOW}
    connection.execute(insert(network_table), values)
    listed = codes or (HILVERSUM.code,)
    networks.change(connection, network_id, values["name"], listed, by=by, now=NOW)


def share(
    connection: Connection,
    assessment_id: str,
    level: Any,
    by: PersonRecord,
    place: str = NETWORK,
) -> sharing.Share:
    return sharing.share(connection, assessment_id, NUMBER, place, level, by=by, now=NOW)


# What stands in an output from this level on, and in none below it. Of a word that is typed,
# `CANARY` is the beginning.
def secrets(level: str) -> list[str]:
    """Everything that someone at this level must not find anywhere."""
    found = [PAGE_CANARY]
    below = SHARING.index(level)  # type: ignore[arg-type]
    if below < SHARING.index("notes"):
        found.append(CANARY)
    if below < SHARING.index("answers"):
        found += ["Activiteit 1", '"answers"', "We hebben nog geen beeld"]
    if below < SHARING.index("gaps"):
        found += [gap_name(), '"gaps"', gap_id(), '"matrix"']
    return found


@cache
def gap_id() -> str:
    gaps = read_report_file(whole()).report.result.gaps
    assert gaps
    return gaps[0].id


def gap_name() -> str:
    rule = library().newest.rule[gap_id()]
    return rule.name
