"""Reading a PDF of a stranger: the data comes out or a refusal does, at little cost."""

import ast
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from assessment.pdf import reading
from assessment.pdf.archiving import ATTACHMENT, Attachment
from assessment.pdf.places import NoPlace, place
from assessment.pdf.reading import Limits, NotAReport, TooBusy, attachment_of, command
from assessment.pdf.rendering import render_pdf
from tests.pdf.hostile import HOSTILE, carrying, flate, mutated, stream

DATA = b'{"preventiespiegel_report":1}'
MOST_MEMORY = 200_000_000
# A quiet machine needs a fifth of this; the limits of the child are what makes it certain.
MOST_PROCESSOR = 2.5
COST = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[2:], stdin=open(sys.argv[1], "rb"), stdout=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, done.stdout[:1].decode())
"""


def test_the_data_of_a_real_report_comes_out():
    when = datetime(2026, 11, 21, tzinfo=UTC)
    added = Attachment(ATTACHMENT, DATA, "De gegevens", when)
    made = render_pdf('<html lang="nl"><title>t</title><h1>Kop</h1></html>', attachment=added)
    assert attachment_of(made) == DATA


@pytest.mark.parametrize("body", [stream(DATA), flate(DATA)])
def test_packed_or_not_the_data_comes_out(body):
    assert attachment_of(carrying(body)) == DATA


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(name):
    with pytest.raises(NotAReport, match=r"(PDF|bestand).*\.$"):
        attachment_of(HOSTILE[name]())


def test_unpacking_stops_by_itself_before_the_memory_does():
    with pytest.raises(NotAReport, match="te groot"):
        attachment_of(HOSTILE["bomb"]())


# What a loaded machine does to a clock says nothing; processor time and memory do.
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little(name, tmp_path):
    path = tmp_path / "kwaad.pdf"
    path.write_bytes(HOSTILE[name]())
    # Counted by a small process, because the count of a child starts at the size of its parent.
    line = [sys.executable, "-S", "-c", COST, str(path), *command()]
    said = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()
    assert float(said[0]) < MOST_PROCESSOR
    assert int(said[1]) < MOST_MEMORY


@pytest.mark.parametrize(
    "limits", [Limits(memory=40_000_000), Limits(processor=0.02), Limits(wall=0.02)]
)
def test_each_limit_by_itself_ends_it(limits):
    good = carrying(flate(DATA))
    with pytest.raises(NotAReport, match="beschadigd"):
        attachment_of(good, limits)
    assert attachment_of(good) == DATA


def test_the_limits_are_set_before_a_byte_is_read():
    with subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        for _ in range(500):  # It waits for its input, so there is time to look.
            if max(resource.prlimit(child.pid, resource.RLIMIT_NOFILE)) <= 16:
                break
            time.sleep(0.02)
        usual = Limits()
        assert resource.prlimit(child.pid, resource.RLIMIT_AS) == (usual.memory,) * 2
        assert resource.prlimit(child.pid, resource.RLIMIT_CORE) == (0, 0)
        assert resource.prlimit(child.pid, resource.RLIMIT_FSIZE) == (0, 0)
        assert max(resource.prlimit(child.pid, resource.RLIMIT_CPU)) <= 2
        assert max(resource.prlimit(child.pid, resource.RLIMIT_NOFILE)) <= 16
        child.kill()


@pytest.mark.parametrize("program", ["/bestaat/niet", "/bin/false"])
def test_a_child_that_does_not_start_breaks_nothing(program, monkeypatch):
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises((NotAReport, TooBusy)):
        attachment_of(carrying(flate(DATA)))


def test_a_child_that_says_too_much_is_cut_off(monkeypatch):
    endless = ["/bin/sh", "-c", "printf =; exec cat /dev/zero"]
    monkeypatch.setattr(reading, "command", lambda limits: endless)
    with pytest.raises(NotAReport):
        attachment_of(carrying(flate(DATA)))


def test_a_child_that_hangs_is_ended_from_outside(monkeypatch):
    monkeypatch.setattr(reading, "command", lambda limits: ["/bin/sleep", "60"])
    monkeypatch.setattr(reading, "GRACE", 0.1)
    with pytest.raises(NotAReport):
        attachment_of(carrying(flate(DATA)), Limits(wall=0.1))


def test_two_at_once_and_a_third_is_told_to_come_back(monkeypatch, tmp_path):
    monkeypatch.setenv("PREVENTIESPIEGEL_INSTANCE", str(tmp_path))
    monkeypatch.setattr(reading, "PATIENCE", 0)
    with place(0, reading.ROW), place(0, reading.ROW):
        with pytest.raises(TooBusy, match="over een minuut"):
            attachment_of(carrying(flate(DATA)))
        with pytest.raises(NoPlace), place(0, reading.ROW):
            pass
        with place(0):  # Those who have a PDF made do not wait for those who check one.
            pass
    assert attachment_of(carrying(flate(DATA))) == DATA


def test_a_file_that_is_too_large_or_no_pdf_starts_no_process(monkeypatch):
    monkeypatch.setattr(reading, "_ask", None)
    for raw in (b"", b"PK\3\4", b"%PDF-1.7", b"%PDF-" + bytes(reading.MOST_PDF)):
        with pytest.raises(NotAReport):
            attachment_of(raw)


SOME = """
import sys
from assessment.pdf import reading_child
from tests.pdf.hostile import carrying, flate, mutated
reading_child.limit(190_000_000, 60, 120)
import pypdf
reading_child.lock_in()
kinds = {}
for seed in range(int(sys.argv[1]), int(sys.argv[2])):
    raw = mutated(carrying(flate(b'{"preventiespiegel_report":1}')), seed)
    try:
        reading_child.find(raw, "preventiespiegel-antwoorden.json", 2_000_000)
        kind = "read"
    except Exception as fault:
        kind = type(fault).__name__
    kinds[kind] = kinds.get(kind, 0) + 1
print(kinds)
"""


def test_no_mutated_file_kills_the_child():
    """Many in one process: none of them ends it, so each of them ends in an answer."""
    line = [sys.executable, "-W", "ignore", "-c", SOME, "0", "10000"]
    done = subprocess.run(line, capture_output=True, text=True)
    kinds = ast.literal_eval(done.stdout)
    assert sum(kinds.values()) == 10_000, done.stderr
    # The mutations reach what comes after the door: a good part is read as if nothing happened.
    assert kinds["read"] > 500
    assert len(kinds) > 5


def test_mutated_files_are_read_or_refused_through_the_whole_path():
    good = carrying(flate(DATA))

    def outcome(seed):
        try:
            return attachment_of(mutated(good, seed))
        except NotAReport as refused:
            return str(refused)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(outcome, range(20)))
    assert all(outcomes)
