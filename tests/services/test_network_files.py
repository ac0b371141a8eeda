"""Files to compare: each gets its verdict in words, and one bad file never spoils the rest."""

import json
import random
import time
from datetime import date
from functools import cache

import pytest

from assessment.core.answers_out import write_answers_file
from assessment.core.network_making import Choices, compare_network
from assessment.core.report_file import canonical, write_report_file
from assessment.pdf.reading import TooBusy
from assessment.services import network_judging, network_reading
from assessment.services.checking import BAD_SUM, NOT_ALIKE, OTHER_PLACE, OTHER_RESULT, open_report
from assessment.services.demonstration import assessments
from assessment.services.keys import Keys, make_key, read_keys
from assessment.services.network_files import Source, background_of, read_files
from tests.core.builders import library
from tests.pdf.hostile import HOSTILE, carrying, flate, mutated
from tests.report_data import forged, mended, written

NOBODY = Keys()


@cache
def towns(day=date(2026, 11, 1)):
    return assessments(library().question_sets["veilig-online/1.0"], library().fictional, day)


@cache
def report(index=0, sharing="notes", day=date(2026, 11, 1), number="", sign=None):
    name = number or f"PS-{day.year}-{index:04}"
    more = {"status": "vastgesteld", "made_on": day, "sign": sign}
    return written(towns(day)[index], sharing, name, **more)


def answers(index=0):
    return json.dumps(write_answers_file(towns()[index])).encode()


def pdf(raw):
    return carrying(flate(raw))


def read(*files, **given):
    """Files by their place: 0, 1, 2 …"""
    sources = [Source(str(index), lambda raw=raw: raw) for index, raw in enumerate(files)]
    return read_files(sources, library(), given.pop("keys", NOBODY), **given)


def verdicts(*files, **given):
    return [(file.kind, file.used) for file in read(*files, **given).files]


def higher(data):
    data["result"]["levels"][0]["stand"] = 400


def test_pdfs_data_and_answers_stand_side_by_side():
    found = read(pdf(report(0)), report(1, "levels"), report(2, "gaps"), answers(3))
    assert [(file.kind, file.used, file.why) for file in found.files] == [("used", True, ())] * 4
    assert [file.place for file in found.files] == [made.municipality.name for made in towns()[:4]]
    made = compare_network(found.entries, background_of(library()), Choices(), found.files)
    assert [(row.sharing, row.from_answers) for row in made.members] == [
        ("notes", False),
        ("levels", False),
        ("gaps", False),
        ("notes", True),
    ]
    assert made.files == found.files


@pytest.mark.parametrize("sharing", ["gaps", "answers", "notes"])
def test_a_report_and_its_answers_give_the_same_row(sharing):
    """Computed here or read from the report: the same figures and the same gaps."""
    for index in range(len(towns())):
        (one,) = read(report(index, sharing)).entries
        (other,) = read(answers(index)).entries
        assert one.side.result.gaps == other.side.result.gaps
        assert one.side.result.levels == other.side.result.levels
        assert one.overview_known == other.overview_known
        said = {rule.id for rule in one.side.content.rules if one.side.said(rule.id) == "gap"}
        assert said == {gap.id for gap in other.side.result.gaps}


def test_what_was_changed_is_left_out_unless_one_insists_and_then_it_is_marked():
    changed = report(0).replace(b'"known":', b'"known":1', 1)
    found = read(changed, report(1))
    assert [(file.kind, file.used) for file in found.files] == [("changed", False), ("used", True)]
    assert BAD_SUM in found.files[0].why
    assert [entry.municipality.code for entry in found.entries] == ["VB0002"]
    found = read(changed, report(1), insist=True)
    assert [(file.kind, file.used) for file in found.files] == [("changed", True), ("used", True)]
    made = compare_network(found.entries, background_of(library()))
    assert [row.changed for row in made.members] == [True, False]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (higher, OTHER_RESULT),
        (lambda data: data["result"]["gaps"].clear(), OTHER_RESULT),
        (lambda data: data.update(reference_date="2026-10-01"), OTHER_RESULT),
        (lambda data: data["municipality"].update(name="Elders"), OTHER_PLACE),
        (lambda data: data["municipality"].update(code="VB0002"), OTHER_PLACE),
    ],
)
def test_a_forged_checksum_does_not_help(change, why):
    (file,) = read(forged(report(), change)).files
    assert (file.kind, file.used) == ("changed", False)
    assert why in file.why


def test_a_signature_that_does_not_fit_is_seen_and_one_that_fits_is_believed(tmp_path):
    make_key(tmp_path / "rapport.key")
    keys = read_keys(tmp_path / "rapport.key", tmp_path / "bekend.txt")
    data = json.loads(report(0, sign=keys.sign))
    data["signature"]["value"] = json.loads(report(1, sign=keys.sign))["signature"]["value"]
    assert verdicts(canonical(data), keys=keys) == [("changed", False)]
    # What another version of our texts concluded, signed by ourselves.
    other = open_report(report(0)).report
    levels = (other.result.levels[0].model_copy(update={"stand": 123}), *other.result.levels[1:])
    result = other.result.model_copy(update={"levels": levels})
    signed = write_report_file(other.model_copy(update={"result": result}), keys.sign)
    (file,) = read(signed, keys=keys).files
    assert (file.kind, file.why) == ("used", (NOT_ALIKE,))
    assert verdicts(signed) == [("changed", False)]


def test_the_same_file_or_the_same_report_counts_once_and_the_most_is_kept():
    less, more = report(0, "levels"), report(0, "notes")
    assert verdicts(less, pdf(less)) == [("used", True), ("double", False)]
    found = read(less, more, less)
    assert [file.kind for file in found.files] == ["double", "used", "double"]
    assert "“1”" in found.files[0].why[0]
    assert [entry.sharing for entry in found.entries] == ["notes"]
    assert verdicts(answers(0), answers(0)) == [("used", True), ("double", False)]


def test_of_a_municipality_the_newest_counts_and_the_one_before_it_shows_what_changed():
    old, older = report(0, day=date(2025, 6, 1)), report(0, day=date(2024, 6, 1))
    found = read(older, report(0), old)
    assert [(file.kind, file.used, file.trend) for file in found.files] == [
        ("earlier", False, False),
        ("used", True, False),
        ("earlier", False, True),
    ]
    assert "1 november 2026" in found.files[2].why[0]
    made = compare_network(found.entries, background_of(library()))
    assert len(made.members) == len(made.trends) == 1


def test_a_municipality_that_is_not_in_the_list_is_told():
    def elsewhere(data):
        data["municipality"] = {"code": "XX0001", "name": "Elders"}

    assert verdicts(forged(report(sharing="gaps"), elsewhere)) == [("other_place", False)]


def test_questions_that_are_not_here_leave_only_the_map():
    def older(data):
        data["question_set"] = "veilig-online/0.9"

    (file,) = read(forged(report(sharing="gaps"), older)).files
    assert (file.kind, file.used) == ("used", True)
    assert file.why == (network_judging.UNKNOWN_SET,)


def test_who_agreed_to_be_named_is_asked_by_code():
    found = read(report(0), report(1), agreed=lambda code: code == "VB0002")
    assert [entry.agreed for entry in found.entries] == [False, True]


def test_when_it_is_busy_the_other_files_are_read(monkeypatch):
    def busy(pdfs, **rest):
        raise TooBusy("Er worden nu te veel rapporten gelezen.")

    monkeypatch.setattr(network_reading, "attachments_of", busy)
    assert verdicts(pdf(report(0)), report(1)) == [("unreadable", False), ("used", True)]


def test_a_file_that_cannot_be_opened_is_told():
    def gone():
        raise FileNotFoundError(2, "No such file or directory")

    found = read_files([Source("weg.pdf", gone)], library(), NOBODY)
    assert found.files[0].kind == "unreadable"


def deep(depth=100_000):
    return b'{"preventiespiegel_report":' + b"[" * depth + b"]" * depth + b"}"


def deep_objects(depth=100_000):
    return b'{"a":' * depth + b"1" + b"}" * depth


def deep_inside(depth=100_000):
    """Where the reader of the answers would meet it."""
    return b'{"schema":1,"answers":' + b"[" * depth + b"]" * depth + b"}"


def workbook_bomb():
    """A workbook of which one sheet unpacks to a gigabyte."""
    return HOSTILE["archive_in_disguise"]()


def many_activities():
    made = write_answers_file(towns()[0])
    inventory = library().question_sets["veilig-online/1.0"].inventory
    one = {
        "name": "Les",
        "providers": ["GGD"],
        "settings": [item.id for item in inventory.settings][:30],
        "themes": [item.id for item in inventory.themes][:20],
        "frequency": "eenmalig",
    }
    made["activities"] = [one | {"name": f"Les {number}"} for number in range(500)]
    return json.dumps(made).encode()


def many_faults():
    made = write_answers_file(towns()[0])
    made["answers"] = {f"vraag-{number}": {"value": 1} for number in range(40_000)}
    return json.dumps(made).encode()


def name_is_no_text():
    made = write_answers_file(towns()[0])
    made["municipality"]["name"] = {}
    return json.dumps(made).encode()


BAD = {
    "empty": b"",
    "blank": b"   \n",
    "letter": b"Beste collega",
    "page": b"<html><script>alert(1)</script>",
    "archive": workbook_bomb(),
    "list": b"[1]",
    "nothing": b"{}",
    "other": b'{"name": "package", "version": "1"}',
    "nan": b'{"schema": NaN}',
    "twice": b'{"schema": 1, "schema": 1}',
    "cut": report(0)[:-50],
    "deep": deep(),
    "deep objects": deep_objects(),
    "deep inside": deep_inside(),
    "long number": b'{"schema": ' + b"9" * 1_000_000 + b"}",
    "large": b'{"schema": "' + b"x" * 3_000_000 + b'"}',
    "many keys": json.dumps({f"k{n}": n for n in range(100_000)}).encode(),
    "many activities": many_activities(),
    "many faults": many_faults(),
    "name is no text": name_is_no_text(),
    "no text": b'{"schema": 1, "x": "\\ud800"}',
    "utf-16": '{"schema": 1}'.encode("utf-16"),
    "other version": b'{"preventiespiegel_report": 2}',
    "no answers": b'{"schema": 1, "question_set": "veilig-online/1.0"}',
    "comparison": b'{"preventiespiegel_comparison": 1}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_words_within_two_seconds_and_the_next_is_read(name):
    started = time.process_time()
    found = read(BAD[name], report(0))
    assert time.process_time() - started < 2
    bad, good = found.files
    assert bad.kind in ("not_ours", "damaged")
    assert not bad.used
    assert bad.why
    assert all(text.endswith(".") for text in bad.why)
    assert good.used


def test_hostile_pdfs_among_good_ones():
    files = [made() for made in HOSTILE.values()]
    found = read(*files, pdf(report(0)))
    assert [file.used for file in found.files] == [False] * len(files) + [True]
    assert all(file.kind in ("damaged", "not_ours") for file in found.files[:-1])


@pytest.mark.parametrize("good", [report(0, "answers"), answers(0)])
def test_no_mutated_file_breaks_it(good):
    """Many more of them: `python -m tests.services.programs.fuzz 10000`."""
    found = read(*(mutated(good, seed) for seed in range(150)), insist=True)
    assert len(found.files) == 150
    made = compare_network(found.entries, background_of(library()))
    assert len(made.members) <= 1


ODD = (None, True, 0, -1, 400, 10**30, 1.5, "", "x", "x" * 3000, "\x00", "2026-13-45", [], {}, [[]])


def twisted(raw, seed):
    """Well-formed, but one to three things in it are odd; a report gets a checksum that fits."""
    chance = random.Random(seed)
    data = json.loads(raw)
    for _ in range(chance.randint(1, 3)):
        at, inside = chance.choice(list(places(data)))
        match chance.randrange(4):
            case 0 if isinstance(inside, dict):
                inside[f"{at}{chance.randrange(9)}"] = inside.pop(at)
            case 1:
                del inside[at]
            case _:
                inside[at] = chance.choice(ODD)
    return mended(data) if isinstance(data, dict) and "report" in data else canonical(data)


def places(data):
    """Every place in it, as what holds it and where."""
    found = data.items() if isinstance(data, dict) else enumerate(data)
    for at, value in found:
        yield at, data
        if isinstance(value, dict | list):
            yield from places(value)


@pytest.mark.parametrize("good", [report(1, "notes"), answers(1)])
def test_what_is_well_formed_and_odd_does_not_break_it_either(good):
    found = read(*(twisted(good, seed) for seed in range(100)), insist=True)
    kinds = {file.kind for file in found.files}
    assert "damaged" in kinds
    assert kinds & {"used", "earlier", "changed"}
    for entry in found.entries:
        compare_network([entry], background_of(library()))


def test_what_is_shared_is_all_that_comes_out():
    """A name that somebody typed is only there when that municipality shared it."""
    found = read(report(0, "answers"), report(1, "gaps"))
    assert [entry.activities for entry in found.entries] == [None, None]
    assert all(not entry.in_use for entry in found.entries)
    assert read(report(1, "notes")).entries[0].activities
