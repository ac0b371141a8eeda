"""Drafts: kept by what they say, two at once, the rest in line, and never lost for good."""

import os
import threading
import time

import pytest

from assessment.pdf.rendering import PdfFailed
from assessment.services.pdf_cache import PdfCache
from assessment.services.pdf_drafts import Document, Drafts, Making

SOON = 5.0


class Press:
    """Makes a PDF when it may, and remembers how many were made and how many at once."""

    def __init__(self):
        self.made = []
        self.at_once = self.most = 0
        self.may = threading.Event()
        self.may.set()
        self.fault = None
        self._lock = threading.Lock()

    def __call__(self, document):
        with self._lock:
            self.made.append(document.html)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.may.wait(SOON)
        with self._lock:
            self.at_once -= 1
        if self.fault:
            raise self.fault
        return b"%PDF " + document.html.encode()


@pytest.fixture
def press():
    return Press()


@pytest.fixture
def cache(tmp_path):
    return PdfCache(tmp_path / "concepten")


@pytest.fixture
def drafts(cache, press):
    return Drafts(cache, press)


def until(what):
    end = time.monotonic() + SOON
    while not what() and time.monotonic() < end:
        time.sleep(0.01)
    assert what()


def ask(drafts, text, patience=SOON, **more):
    return drafts.ask(Document(text), patience=patience, **more)


def test_the_second_time_nothing_is_made(drafts, press):
    assert ask(drafts, "a") == ask(drafts, "a") == b"%PDF a"
    assert press.made == ["a"]


def test_every_difference_is_another_draft(drafts, press):
    assert ask(drafts, "gemeente a") != ask(drafts, "gemeente b")
    assert Document("a").key != Document("a", "paper").key
    assert len(press.made) == 2


def test_two_are_made_at_once_and_the_rest_hears_its_place(drafts, press):
    press.may.clear()
    for text in "ab":
        assert ask(drafts, text, 0) == Making(0)
    until(lambda: len(press.made) == 2)
    began = time.monotonic()
    assert ask(drafts, "c") == Making(1)
    assert ask(drafts, "d") == Making(2)
    assert ask(drafts, "d") == Making(2)
    assert time.monotonic() - began < 1, "who has to wait hears so at once"
    press.may.set()
    for text in "dcba":
        until(lambda text=text: ask(drafts, text, 0.1) == b"%PDF " + text.encode())
    assert press.most == 2
    assert sorted(press.made[2:]) == ["c", "d"]


def test_no_more_than_two_readers_stand_waiting(drafts, press):
    press.may.clear()
    threads = [threading.Thread(target=ask, args=(drafts, text, SOON)) for text in "ab"]
    for thread in threads:
        thread.start()
    until(lambda: drafts._standing._value == 0)
    began = time.monotonic()
    assert ask(drafts, "a", 1) == Making(0)
    assert time.monotonic() - began < 0.5
    press.may.set()
    for thread in threads:
        thread.join()


def test_a_failure_is_told_until_someone_tries_again(drafts, press):
    press.fault = PdfFailed("Het duurde te lang.")
    for _ in range(2):
        with pytest.raises(PdfFailed, match="te lang"):
            ask(drafts, "a")
    assert press.made == ["a"]
    press.fault = None
    assert ask(drafts, "a", again=True) == b"%PDF a"


def test_a_bug_is_a_failure_too_and_the_next_in_line_goes_on(drafts, press, monkeypatch):
    seen = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    press.fault = ZeroDivisionError()
    with pytest.raises(PdfFailed):
        ask(drafts, "a")
    until(lambda: seen)
    press.fault = None
    assert ask(drafts, "b") == b"%PDF b"


def test_two_processes_make_it_once(cache, press):
    here, there = Drafts(cache, press), Drafts(PdfCache(cache.folder), press)
    press.may.clear()
    assert ask(here, "a", 0) == Making(0)
    assert ask(there, "a", 0) == Making(None)
    threading.Timer(0.2, press.may.set).start()
    assert ask(there, "a") == b"%PDF a"
    assert press.made == ["a"]


def test_a_process_that_was_killed_is_followed_by_the_next(cache, press):
    child = os.fork()
    if not child:
        cache.claim(Document("a").key)
        os._exit(0)
    os.waitpid(child, 0)
    assert ask(Drafts(cache, press), "a") == b"%PDF a"


def test_a_damaged_file_is_made_again(drafts, cache, press):
    ask(drafts, "a")
    path = next(cache.folder.glob("*.pdf"))
    path.write_bytes(path.read_bytes()[:-1])
    assert ask(drafts, "a") == b"%PDF a"
    assert len(press.made) == 2


def test_a_full_disk_costs_no_draft(drafts, cache, press, tmp_path):
    cache.folder.mkdir()
    key = Document("a").key
    # A folder in the place of the file: it cannot be written, whoever runs the test.
    (cache.folder / f"{key}.pdf").mkdir()
    assert ask(drafts, "a") == b"%PDF a"


def test_old_ones_go_and_the_folder_stays_small(tmp_path, press):
    cache = PdfCache(tmp_path / "concepten", most_bytes=1000, longest=3600)
    drafts = Drafts(cache, press)
    ask(drafts, "oud")
    for path in cache.folder.iterdir():
        os.utime(path, (0, 0))
    assert cache.get(Document("oud").key) is None
    for number in range(20):
        ask(drafts, f"{number}" * 100)
    assert sum(path.stat().st_size for path in cache.folder.iterdir()) <= 1200
    assert not (cache.folder / f"{Document('oud').key}.pdf").exists()
    assert ask(drafts, "19" * 100) == b"%PDF " + b"19" * 100


def test_a_start_removes_what_is_old(tmp_path, press):
    Drafts.under(tmp_path)
    folder = tmp_path / "concepten"
    ask(Drafts(PdfCache(folder), press), "oud")
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    Drafts.under(tmp_path)
    assert list(folder.iterdir()) == []


def test_nobody_else_can_read_the_drafts(drafts, cache):
    ask(drafts, "a")
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in cache.folder.iterdir()} == {0o600}
