"""Many PDFs in one go: each by itself, in order, and none of them spoils the next."""

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from assessment.pdf import reading, reading_many
from assessment.pdf.places import place
from assessment.pdf.reading import BROKEN, LARGE, Limits, NotAReport, TooBusy, command
from assessment.pdf.reading_child import MANY, SIZE
from assessment.pdf.reading_many import AT_A_TIME, attachments_of
from tests.pdf.hostile import HOSTILE, carrying, flate, mutated, stream

DATA = b'{"preventiespiegel_report":1}'


def good(number: int = 0) -> bytes:
    return carrying(flate(DATA + b" " * number))


def words(answers):
    return [str(item) if isinstance(item, NotAReport) else item for item in answers]


def test_each_gets_its_own_answer_in_the_same_order():
    number = AT_A_TIME + 3
    assert attachments_of([good(n) for n in range(number)]) == [
        DATA + b" " * n for n in range(number)
    ]
    assert attachments_of([]) == []


def test_between_hostile_files_the_good_ones_are_read_and_all_say_what_one_by_one_says():
    hostile = [made() for made in HOSTILE.values()]
    started = time.monotonic()
    answers = attachments_of([pdf for bad in hostile for pdf in (bad, good())])
    assert time.monotonic() - started < 2 * len(hostile)
    assert answers[1::2] == [DATA] * len(hostile)
    assert all(isinstance(said, NotAReport) for said in answers[::2])
    for name, bad, said in list(zip(HOSTILE, hostile, answers[::2], strict=True))[::5]:
        with pytest.raises(NotAReport) as alone:
            reading.attachment_of(bad)
        assert (str(said), said.ours) == (str(alone.value), alone.value.ours), name


@pytest.mark.parametrize(
    "limits", [Limits(memory=40_000_000), Limits(processor=0.05), Limits(wall=0.02)]
)
def test_each_limit_by_itself_ends_the_one_that_breaks_it(limits):
    slow = carrying(
        flate(DATA), trailer=b"".join(b"/N%d[%s]" % (n, b"1 " * 900) for n in range(60))
    )
    assert attachments_of([slow]) == [DATA]
    assert words(attachments_of([slow, slow], limits=limits)) == [BROKEN] * 2


def test_the_processor_time_of_one_is_not_that_of_the_next():
    limits = Limits(processor=0.5)
    assert attachments_of([good()] * AT_A_TIME * 3, limits=limits) == [DATA] * AT_A_TIME * 3


def test_what_was_stopped_is_refused_and_the_rest_goes_on(monkeypatch):
    """The process that hands on is ended in the middle: it starts again for the next."""
    usual = reading_many._Reader.ask

    def ask(self, pdf):
        if len(pdf) > 100_000:
            self.child.stdin.close()
        return usual(self, pdf)

    monkeypatch.setattr(reading_many._Reader, "ask", ask)
    large = carrying(stream(b"x" * 150_000))
    monkeypatch.setattr(reading_many, "_exchange", _closed_is_ended(reading_many._exchange))
    assert words(attachments_of([good(1), large, good(2)])) == [DATA + b" ", BROKEN, DATA + b"  "]


def _closed_is_ended(usual):
    def exchange(child, pdf):
        return None if child.stdin.closed else usual(child, pdf)

    return exchange


def test_a_child_that_hangs_is_ended_from_outside(monkeypatch):
    monkeypatch.setattr(reading_many, "command", lambda limits, how: ["/bin/sleep", "60"])
    monkeypatch.setattr(reading_many, "GRACE", 0.1)
    assert words(attachments_of([good()], limits=Limits(wall=0.1))) == [BROKEN]


@pytest.mark.parametrize("said", [r"\377\377\377\377\377\377\377\377", r"\0\0\0", ""])
def test_a_child_that_lies_about_the_length_is_ended(monkeypatch, said):
    line = ["/bin/sh", "-c", f"printf '{said}'; exec cat /dev/zero"]
    monkeypatch.setattr(reading_many, "command", lambda limits, how: line)
    (answer,) = attachments_of([good()])
    assert isinstance(answer, NotAReport)


def test_nothing_is_left_running():
    before = _children()
    attachments_of([good(), HOSTILE["many_names"](), good()])

    assert _children() == before


def _children():
    """The names of what this process started; a bare system has no `ps`."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # It ended in between.
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
            found += [name] if int(rest.split()[1]) == os.getpid() else []
    return sorted(found)


def test_too_large_is_refused_at_the_door_and_too_much_data_behind_it():
    answers = attachments_of([b"%PDF-" + bytes(reading.MOST_PDF), HOSTILE["large"](), b"PK\3\4"])
    assert "te groot" in str(answers[0])
    assert str(answers[1]) == LARGE
    assert not answers[2].ours


def test_the_process_that_hands_on_looks_at_no_pdf():
    """What would end a reader only ends the copy that got it."""
    with subprocess.Popen(
        command(Limits(), MANY), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        for pdf in (HOSTILE["deep_array"](), good()):
            child.stdin.write(len(pdf).to_bytes(SIZE, "big") + pdf)
        child.stdin.close()
        said = child.stdout.read()
    assert said.endswith(DATA)
    assert child.returncode == 0


def test_there_is_room_for_two_and_the_third_is_told_to_come_back(monkeypatch, tmp_path):
    monkeypatch.setenv("PREVENTIESPIEGEL_INSTANCE", str(tmp_path))
    with (
        place(0, reading.ROW),
        place(0, reading.ROW),
        pytest.raises(TooBusy, match="over een minuut"),
    ):
        attachments_of([good()], patience=0)


def test_mutated_files_are_read_or_refused():
    answers = attachments_of([mutated(good(), seed) for seed in range(60)])
    assert len(answers) == 60
    assert any(isinstance(said, bytes) for said in answers)
    assert any(isinstance(said, NotAReport) for said in answers)
