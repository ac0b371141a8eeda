"""Checking a report: what was changed shows, who made it shows, and no file breaks anything."""

import json
from functools import cache

import pytest

from assessment.core import report_conclusions
from assessment.core.report_file import canonical, fingerprint, write_report_file
from assessment.services import checking
from assessment.services.checking import check, open_report
from assessment.services.keys import BadKeys, Keys, as_text, make_key, read_keys
from assessment.storage import finished_reports
from tests.core.builders import library
from tests.finished import FILES, NUMBER, finished
from tests.pdf.hostile import HOSTILE, carrying, flate, mutated
from tests.report_data import forged, mended, planted, written

NOBODY = Keys()


@cache
def raw(sharing="answers"):
    return written(planted(), sharing)


def signed(keys, sharing="answers", **changed):
    report = open_report(raw(sharing)).report.model_copy(update=changed)
    return write_report_file(report, keys.sign)


def judged(file, keys=NOBODY, conn=None):
    return check(conn, file, library(), keys)


@pytest.fixture
def keys(tmp_path):
    make_key(tmp_path / "rapport.key")
    return read_keys(tmp_path / "rapport.key", tmp_path / "bekend.txt")


@pytest.mark.parametrize("sharing", ["levels", "gaps", "answers", "notes"])
@pytest.mark.parametrize("inside_pdf", [False, True])
def test_a_report_as_it_was_made_is_unchanged(sharing, inside_pdf):
    file = carrying(flate(raw(sharing))) if inside_pdf else raw(sharing)
    found = judged(file)
    assert (found.kind, found.why, found.maker) == ("unchanged", (), "unsigned")
    assert found.recomputed == (sharing in ("answers", "notes"))
    assert "niet wie ze maakte" in found.made_by
    assert open_report(file).fingerprint == fingerprint(raw(sharing))


def test_a_changed_figure_is_seen_by_its_checksum():
    data = json.loads(raw())
    data["report"]["result"]["known"] += 1
    assert checking.BAD_SUM in judged(canonical(data)).why
    assert judged(raw() + b"\n").why == (checking.REWRITTEN,)


def higher(report):
    report["result"]["levels"][0]["stand"] = 400


def fewer_gaps(report):
    report["result"]["gaps"] = report["result"]["gaps"][1:]


def another_place(report):
    report["municipality"] = {"code": "GM0344", "name": "Utrecht"}


def another_day(report):
    report["reference_date"] = "2025-01-01"


def an_answer(report):
    name = next(n for n, a in report["answers"]["answers"].items() if a.get("value") == "nee")
    report["answers"]["answers"][name] = {"value": "ja"}


def nonsense(report):
    report["answers"]["answers"]["bestaat-niet"] = {"value": 1}


FORGERIES = [higher, fewer_gaps, another_place, another_day, an_answer, nonsense]


@pytest.mark.parametrize("change", FORGERIES)
def test_whoever_mends_the_checksum_is_caught_by_computing_it_again(change):
    found = judged(forged(raw(), change))
    assert found.kind == "changed"
    assert found.why


def test_a_name_that_does_not_belong_to_the_code_is_seen_without_answers():
    def rename(report):
        report["municipality"]["name"] = "Utrecht"

    assert judged(forged(raw("levels"), rename)).why == (checking.OTHER_PLACE,)


def test_a_step_that_does_not_exist_is_seen_without_answers():
    def rename(report):
        report["result"]["levels"][0]["step"] = "stap-99"

    assert judged(forged(raw("levels"), rename)).why == (checking.NO_FIT,)


def test_unknown_questions_are_named_and_not_held_against_it():
    def other(report):
        report["question_set"] = report["answers"]["question_set"] = "veilig-online/9.0"

    found = judged(forged(raw(), other))
    assert (found.kind, found.recomputed) == ("unchanged", False)
    assert found.remarks == (checking.UNKNOWN_SET,)


def test_what_would_cost_too_much_to_compute_is_not_computed(monkeypatch):
    monkeypatch.setattr(
        report_conclusions, "MOST_CELLS", 7
    )  # four activities in two places fill eight
    found = judged(raw())
    assert (found.recomputed, found.remarks) == (False, (checking.TOO_MANY,))


def test_bands_that_are_absent_do_not_count():
    def bare(report):
        for level in report["result"]["levels"]:
            del level["lowest"], level["highest"]

    assert judged(forged(raw(), bare)).kind == "unchanged"


def test_a_signature_says_who_made_it(keys, tmp_path):
    file = signed(keys)
    own = judged(file, keys)
    assert (own.kind, own.maker) == ("unchanged", "here")
    assert own.words == "Ongewijzigd"
    (tmp_path / "bekend.txt").write_text(f"# wie wij kennen\n\n{as_text(keys.own)} Regio Noord\n")
    elsewhere = read_keys(tmp_path / "geen.key", tmp_path / "bekend.txt")
    known = judged(file, elsewhere)
    assert (known.maker, known.maker_name) == ("known", "Regio Noord")
    assert "Regio Noord" in known.made_by
    stranger = judged(file)
    assert (stranger.kind, stranger.maker) == ("unchanged", "unknown_key")
    assert stranger.words == judged(raw()).words == "Geen wijziging gevonden"
    assert signed(keys) == file


def test_a_signature_under_other_data_is_seen(keys):
    data = json.loads(signed(keys, "levels"))
    data["report"]["result"]["asked"] += 1
    found = judged(mended(data), keys)
    assert (found.why, found.maker) == ((checking.BAD_SIGNATURE,), "unsigned")


def test_the_name_of_a_key_is_not_the_key(keys, tmp_path):
    make_key(tmp_path / "ander.key")
    other = read_keys(tmp_path / "ander.key", tmp_path / "niets.txt")
    data = json.loads(signed(other))
    data["signature"]["key"] = keys.own.id
    assert judged(canonical(data), keys).why == (checking.BAD_SIGNATURE,)


def test_what_we_compute_otherwise_under_a_trusted_signature_is_a_remark(keys):
    result = open_report(raw()).report.result
    file = signed(keys, result=result.model_copy(update={"chances": ()}))
    assert judged(file).kind == "changed"
    found = judged(file, keys)
    assert (found.kind, found.remarks) == ("unchanged", (checking.NOT_ALIKE,))


@pytest.mark.parametrize("kind", ["data", "full"])
def test_what_was_finished_here_is_recognised_byte_for_byte(kind, database, assessment, person):
    pdf = carrying(flate(raw()))
    files = {**FILES, kind: raw(), "pdf": pdf}
    with database.write() as conn:
        finished_reports.add(conn, finished(assessment.id), files, person)
    with database.read() as conn:
        same = judged(pdf, conn=conn)
        assert (same.kind, same.finished_here, same.same_pdf) == ("unchanged", True, True)
        other = judged(pdf.replace(b"1.7", b"1.6"), conn=conn)
        assert (other.kind, other.finished_here, other.same_pdf) == ("unchanged", True, False)
        assert judged(raw(), conn=conn).same_pdf is None

        def later(report):
            report["made_on"] = "2026-11-22"

        assert checking.OTHER_DATA in judged(forged(raw(), later), conn=conn).why
    assert same.sealed.report.number == NUMBER


@pytest.mark.parametrize(
    "file",
    [b"", b"hallo", b"{}", b"[]", b"PK\3\4", b"%PDF-1.7\n%%EOF", b"{" * 100_000, b"\xff\xfe"],
)
def test_another_file_gets_words(file):
    found = judged(file)
    assert found.kind in ("not_ours", "damaged")
    assert found.why
    assert found.sealed is None


def test_deep_json_is_refused():
    deep = b'{"preventiespiegel_report": 1, "report": ' + b"[" * 100_000 + b"]" * 100_000
    assert judged(deep + b', "checksum": ""}').kind == "damaged"


@pytest.mark.parametrize("name", ["bomb", "deep_array", "archive_in_disguise", "encrypted"])
def test_a_hostile_pdf_gets_words(name):
    found = judged(HOSTILE[name]())
    assert found.kind in ("not_ours", "damaged")
    assert found.why


@pytest.mark.parametrize("sharing", ["levels", "notes"])
def test_no_mutated_data_file_breaks_it(sharing):
    kinds = {judged(mutated(raw(sharing), seed)).kind for seed in range(300)}
    assert {"changed", "damaged"} <= kinds


def test_a_forged_number_of_anything_breaks_nothing():
    """The checksum is mended, so that what is behind it is reached."""
    for seed in range(60):
        made = mutated(canonical(json.loads(raw("notes"))["report"]), seed)
        sealed = b'{"checksum":"%s","preventiespiegel_report":1,"report":%s}'
        found = judged(sealed % (fingerprint(made).encode(), made))
        assert found.kind in ("changed", "damaged", "unchanged")


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "nieuw" / "rapport.key"
    make_key(path)
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        make_key(path)
    assert path.read_bytes() == before
    assert [item.name for item in path.parent.iterdir()] == ["rapport.key"]
    assert read_keys(path, tmp_path / "geen").sign is not None
    path.chmod(0o644)
    with pytest.raises(BadKeys, match="chmod 600"):
        read_keys(path, tmp_path / "geen")


@pytest.mark.parametrize("text", ["kort", "é", "A" * 44])
def test_a_damaged_key_is_told(text, tmp_path):
    path = tmp_path / "rapport.key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(BadKeys, match=r"rapport\.key is"):
        read_keys(path, tmp_path / "geen")


@pytest.mark.parametrize("line", ["geen-sleutel Naam", "A" * 43 + "=", "A" * 43 + "= " + "n" * 81])
def test_a_wrong_line_among_the_known_keys_is_told_with_its_number(line, tmp_path):
    path = tmp_path / "bekend.txt"
    path.write_text(f"# wie\n{line}\n")
    with pytest.raises(BadKeys, match="regel 2"):
        read_keys(tmp_path / "geen", path)
