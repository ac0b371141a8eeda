"""The data in a report: only what is shared goes in, and what comes out is what went in."""

import json

import pytest

from assessment.core.answers_in import read_answers_file
from assessment.core.identity import SHARING
from assessment.core.report_file import NotOurs, canonical, fingerprint, read_report_file
from assessment.core.report_making import make_report
from assessment.core.report_result import result_of
from assessment.core.report_schema import report_schema
from assessment.core.strict_json import BadFile
from tests.core.builders import ROOT, assessment, best, everything, library, worst
from tests.report_data import CANARY, planted, written

WORDS = ("note", "evidence", "reason", "by", "name", "provider", "text", "role", "source", "link")


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
