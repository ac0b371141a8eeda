"""Whatever was said to be saved is saved: with four writers at once, and after kill -9."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from assessment.services import answering
from assessment.storage import answers
from assessment.storage.database import Database
from assessment.storage.records import AssessmentRecord, PersonRecord
from tests.database import POSTGRESQL, ROOT

HAMMER = Path(__file__).parent / "programs" / "hammer.py"
WRITERS, SAVES = 4, 300
KILLS = 10

Ack = tuple[str, int, str]  # question, version, value


def hammer(
    url: str, assessment: AssessmentRecord, person: PersonRecord, *more: str
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(HAMMER), url, assessment.id, person.id, *more],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def acknowledged(lines: list[str]) -> list[Ack]:
    found = []
    for line in lines:
        word, *rest = line.split()
        if word == "ack":
            found.append((rest[0], int(rest[1]), rest[2]))
    return found


def missing(database: Database, assessment: AssessmentRecord, acks: list[Ack]) -> list[Ack]:
    """What was acknowledged and is not in the history."""
    with database.read() as connection:
        history = {
            (question, item.answer.version, item.answer.value)
            for question in {ack[0] for ack in acks}
            for item in answering.history(connection, assessment.id, question)
        }
    return [ack for ack in acks if ack not in history]


def sound(database: Database, assessment: AssessmentRecord, questions: set[str]) -> None:
    """The file is whole, and answers and history tell the same story without holes."""
    if not POSTGRESQL:
        with closing(sqlite3.connect(str(database.engine.url.database))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with database.read() as connection:
        stored = answers.stored(connection, assessment.id)
        for question in questions:
            history = answering.history(connection, assessment.id, question)
            versions = [item.answer.version for item in history]
            assert versions == list(range(len(versions), 0, -1))
            assert history[0].answer == stored[question]


def test_four_writers_at_once_lose_nothing(
    url: str,
    database: Database,
    assessment: AssessmentRecord,
    person: PersonRecord,
) -> None:
    """Half of the saves are to questions that all four answer, half to one of their own."""
    start = time.monotonic()
    names = [f"schrijver-{number}" for number in range(WRITERS)]
    writers = [
        hammer(url, assessment, person, name, str(SAVES), f"een,{name},twee,{name}")
        for name in names
    ]
    outputs = [writer.communicate(timeout=120)[0].splitlines() for writer in writers]
    took = time.monotonic() - start
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    acks = [ack for lines in outputs for ack in acknowledged(lines)]
    conflicts = [int(lines[-1].removeprefix("done ")) for lines in outputs]
    print(f"{len(acks)} saves, {sum(conflicts)} conflicts, {took:.1f} s")
    assert len(acks) == WRITERS * SAVES
    # Two saves with the same number would mean that one wrote over the other unseen.
    assert max(Counter((question, version) for question, version, _ in acks).values()) == 1
    assert missing(database, assessment, acks) == []
    sound(database, assessment, {"een", "twee", *names})
    with database.read() as connection:
        found = [
            len(answering.history(connection, assessment.id, q)) for q in ("een", "twee", *names)
        ]
    assert sum(found) == WRITERS * SAVES


def killed_while_writing(
    url: str, assessment: AssessmentRecord, person: PersonRecord, name: str, *more: str
) -> list[Ack]:
    """Lets a writer run for a moment, kills it, and gives what it had acknowledged."""
    writer = hammer(url, assessment, person, name, "1000000", "een,twee,drie", *more)
    assert writer.stdout
    first = writer.stdout.readline()
    time.sleep(random.uniform(0, 0.25))
    writer.send_signal(signal.SIGKILL)
    rest = writer.communicate(timeout=30)[0].splitlines()
    assert writer.returncode == -signal.SIGKILL
    return acknowledged([first, *rest])


def test_kill_9_loses_nothing_that_was_acknowledged(
    url: str, database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    acks: list[Ack] = []
    for number in range(KILLS):
        acks += killed_while_writing(url, assessment, person, f"ronde-{number}")
        assert missing(database, assessment, acks) == []
        sound(database, assessment, {"een"})
    print(f"{KILLS} kills, {len(acks)} acknowledged saves")
    assert len(acks) >= KILLS
    sound(database, assessment, {ack[0] for ack in acks})


def test_this_test_sees_an_answer_that_was_acknowledged_too_early(
    url: str, database: Database, assessment: AssessmentRecord, person: PersonRecord
) -> None:
    writer = hammer(url, assessment, person, "te-vroeg", "1000000", "een", "--early")
    assert writer.stdout
    acks = acknowledged([writer.stdout.readline()])
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=30)
    assert missing(database, assessment, acks) == acks != []
