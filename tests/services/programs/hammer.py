"""Saves answers as fast as it can, and says of each one that it was acknowledged.

Arguments: URL of the database, id of the assessment, id of the person, own name, number of saves,
questions (with commas). With `--early` it says so before the commit, which is what must not
happen: a test sees by it that the test itself would notice.
"""

import os
import sys
import time
from datetime import UTC, datetime

from assessment.core.answers import Answer
from assessment.services.answering import Change, save
from assessment.storage import answers
from assessment.storage.database import Database
from assessment.storage.records import PersonRecord

url, assessment_id, person_id, name, times, questions = sys.argv[1:7]
early = "--early" in sys.argv
database = Database.open(url, patience=60)
by = PersonRecord(person_id, name, datetime.now(UTC))


def say(line: str) -> None:
    # One write is never torn, and nothing stays behind in a buffer when we are killed.
    os.write(1, (line + "\n").encode())


def acknowledge(question: str, version: int, value: str) -> None:
    say(f"ack {question} {version} {value}")


conflicts = 0
for number in range(int(times)):
    question = questions.split(",")[number % len(questions.split(","))]
    value = f"{name}-{number}"
    while True:
        with database.read() as connection:
            base = answers.stored(connection, assessment_id, [question]).get(question, Answer())
        with database.write() as connection:
            change = Change(question, Answer("answered", value), base.version)
            result = save(connection, assessment_id, [change], by=by, now=datetime.now(UTC))
            if early and result.saved:
                acknowledge(question, result.saved[question], value)
                time.sleep(0.2)
        if result.saved:
            if not early:
                acknowledge(question, result.saved[question], value)
            break
        conflicts += 1
say(f"done {conflicts}")
database.dispose()
