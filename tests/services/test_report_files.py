"""The data in a report: only what is shared goes in, and what comes out is what went in."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pytest

from assessment.core.activities import Activity
from assessment.core.answers import Answer
from assessment.core.answers_in import read_answers_file
from assessment.core.identity import SHARING
from assessment.core.report_file import NotOurs, canonical, fingerprint, read_report_file
from assessment.core.report_making import make_report
from assessment.core.report_result import result_of
from assessment.core.report_schema import report_schema
from assessment.core.strict_json import BadFile
from assessment.services.report_files import data_file
from tests.core.builders import ROOT, assessment, best, everything, library, worst

CANARY = "kanarie"
WORDS = ("note", "evidence", "reason", "by", "name", "provider", "text", "role", "source", "link")


@cache
def planted():
    """A canary in every place where a person can type."""
    made = assessment(everything(worst))
    answers = {
        name: replace(
            given,
            note=f"{CANARY}-note",
            evidence=f"{CANARY}-evidence",
            by=f"{CANARY}-by",
            at=datetime(2026, 10, 1, tzinfo=UTC),
        )
        for name, given in made.answers.items()
    }
    last = list(answers)[-1]
    answers[last] = Answer("not_applicable", None, None, "anders", f"{CANARY}-reason")
    activities = tuple(
        Activity(
            id=f"{CANARY}-id{index}",
            name=f"{CANARY}-name {index}",
            description=f"{CANARY}-text",
            providers=(f"{CANARY}-provider {index % 2}", *(("113",) if index == 2 else ())),
            settings=("po", "vo"),
            themes=("norm",),
            frequency="eenmalig",
            contact_role=f"{CANARY}-role",
            link=f"https://{CANARY}-link.example/",
            source=f"{CANARY}-source",
        )
        for index in range(4)
    )
    return replace(made, answers=answers, activities=activities, inventory_complete=True)


def written(made, sharing, number="PS-2026-7KQ4-M2XT"):
    report = make_report(made, library().catalogue)
    return data_file(
        report,
        made,
        number=number,
        status="concept",
        made_on=date(2026, 11, 21),
        sharing=sharing,
    )


@pytest.mark.parametrize("sharing", ["levels", "gaps", "answers"])
def test_no_word_that_a_person_typed_is_in_what_is_shared(sharing):
    assert CANARY not in written(planted(), sharing).decode()


def test_with_everything_shared_every_word_is_there():
    raw = written(planted(), "notes").decode()
    assert [word for word in WORDS if f"{CANARY}-{word}" not in raw] == []


def test_each_level_adds_and_the_lowest_names_no_gap():
    kept = [json.loads(written(planted(), sharing))["report"] for sharing in SHARING]
    assert set(kept[0]["result"]) == {"asked", "known", "levels"}
    assert kept[1]["result"]["gaps"]
    assert ["answers" in item for item in kept] == [False, False, True, True]
    assert ["given_by" in item for item in kept] == [False, False, False, True]


@pytest.mark.parametrize("sharing", SHARING)
def test_what_was_written_is_read_back(sharing):
    raw = written(planted(), sharing)
    sealed = read_report_file(raw)
    assert (sealed.whole, sealed.as_written) == (True, True)
    assert sealed.fingerprint == fingerprint(raw)
    assert written(planted(), sharing) == raw


@pytest.mark.parametrize("sharing", ["answers", "notes"])
@pytest.mark.parametrize("choose", [worst, best])
def test_the_answers_lead_to_the_same_conclusions_without_their_words(sharing, choose):
    made = planted() if choose is worst else assessment(everything(best), inventory_complete=True)
    report = read_report_file(written(made, sharing)).report
    again = read_answers_file(
        canonical(report.answers), library().question_sets, library().everyone
    )
    assert result_of(make_report(again, library().catalogue), again) == report.result


def test_a_changed_figure_is_seen():
    raw = written(planted(), "levels")
    data = json.loads(raw)
    data["report"]["result"]["known"] += 1
    assert not read_report_file(canonical(data)).whole
    assert not read_report_file(raw + b"\n").as_written


def test_more_than_the_level_allows_is_refused():
    data = json.loads(written(planted(), "notes"))
    data["report"]["sharing"] = "levels"
    with pytest.raises(BadFile, match="past niet bij wat de gemeente wilde delen"):
        read_report_file(canonical(data))


@pytest.mark.parametrize("raw", [b"{}", b"[]", b'{"schema": 1}'])
def test_another_file_is_not_ours(raw):
    with pytest.raises(NotOurs):
        read_report_file(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[" * 100_000,
        b'{"preventiespiegel_report": 2}',
        b'{"preventiespiegel_report": 1}',
        b'{"preventiespiegel_report": 1, "report": "\\ud800", "checksum": ""}',
        b'{"preventiespiegel_report": 1, "report": 1.5, "checksum": []}',
    ],
)
def test_a_broken_file_is_refused(raw):
    with pytest.raises(BadFile):
        read_report_file(raw)


def test_the_published_schema_is_the_one_in_the_code():
    published = json.loads((ROOT / "docs" / "report-file-1.schema.json").read_text())
    assert published == report_schema()


def test_the_schema_names_every_key_that_is_written():
    data = json.loads(written(planted(), "notes"))
    known = report_schema()["properties"]
    assert set(data) <= set(known)
    assert set(data["report"]) == set(known["report"]["properties"])
