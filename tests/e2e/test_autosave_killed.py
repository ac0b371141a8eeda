"""What said "Opgeslagen" is there: four browsers at once, and a server that is killed ten times."""

import signal
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime

import pytest

from assessment.core.access import Tie
from assessment.services import answering, signing_in
from assessment.storage import answers, people, ties
from assessment.storage.database import Database
from tests.e2e.test_journey import begin, come_in

QUESTIONS = [
    "beeld-van-het-probleem",
    "bronnen-voor-beeld",
    "jaar-van-cijfers",
    "jongeren-gevraagd",
]
SAVES, KILLS = 500, 10

# Types one text after another, as a person does: waits for the status line, and settles conflicts.
TYPE = """async ({ name, own, shared, times }) => {
    const says = () => document.querySelector("[role=status]").innerText;
    const leave = (field) => field.dispatchEvent(new Event("focusout", { bubbles: true }));
    window.said = [];
    for (let turn = 1; turn <= times; turn += 1) {
        const question = turn % 5 ? own : shared;
        const note = document.getElementsByName(`q-${question}--note`)[0];
        note.value = `${name} ${turn}`;
        note.dispatchEvent(new Event("input", { bubbles: true }));
        leave(note);
        while (!says().startsWith("Opgeslagen")) {
            const mine = document.querySelector("[name$=--keep][value=mine]:not(:checked)");
            if (mine) { mine.click(); leave(mine); }
            await new Promise((done) => { setTimeout(done, 5); });
        }
        window.said.push([question, `${name} ${turn}`]);
    }
}"""


@pytest.fixture
def database(server):
    database = Database.open(f"sqlite:///{server.folder / 'instance' / 'preventiespiegel.db'}")
    yield database
    database.engine.dispose()


@pytest.fixture
def typists(chromium, server, database):
    """Four people, each in a browser of their own, on the same page of the same assessment."""
    tabs, contexts = [], []
    for number, _ in enumerate(QUESTIONS):
        with database.write() as connection:
            person = people.add(connection, f"Collega {number}", datetime.now(UTC))
            tie = Tie("eindverantwoordelijke", "GM0402")
            ties.give(connection, person.id, tie, by=None, now=datetime.now(UTC))
            link = signing_in.new_link(connection, datetime.now(UTC), person.id)
        context = chromium.new_context(base_url=server.address, locale="nl-NL")
        contexts.append(context)
        tabs.append(context.new_page())
        come_in(tabs[-1], f"{server.address}/binnenkomen/{link}")
    address = begin(tabs[0])
    for tab in tabs:
        tab.goto(f"{address}stap/stap-1/1")
    yield tabs
    for context in contexts:
        context.close()


def test_500_autosaves_and_10_kills_lose_nothing(typists, server, database):
    key = typists[0].url.split("/invullen/")[1].split("/")[0]
    for number, tab in enumerate(typists):
        what = {"name": f"collega-{number}", "own": QUESTIONS[number], "shared": QUESTIONS[0]}
        # Not awaited: all four type at once, while the server comes and goes.
        tab.evaluate(f"(what) => {{ ({TYPE})(what); }}", {**what, "times": SAVES // len(typists)})

    def said():
        return [tuple(item) for tab in typists for item in tab.evaluate("window.said")]

    kills = 0
    while len(said()) < SAVES:
        if kills < KILLS and len(said()) > (kills + 1) * SAVES // (KILLS + 1):
            server.stop(signal.SIGKILL)
            server.start()
            kills += 1
            for tab in typists:
                # The page notices by itself too; this only shortens its wait.
                tab.evaluate("dispatchEvent(new Event('online'))")
        typists[0].wait_for_timeout(20)
    assert (len(said()), kills) == (SAVES, KILLS)

    with closing(sqlite3.connect(str(database.engine.url.database))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with database.read() as connection:
        histories = {name: answering.history(connection, key, name) for name in QUESTIONS}
        stored = answers.stored(connection, key)
    written = [(name, item.answer.note) for name, found in histories.items() for item in found]
    assert set(said()) - set(written) == set()
    # What was sent again, because nobody knew whether it had arrived, was written once.
    assert max(Counter(written).values()) == 1
    for name, found in histories.items():
        assert [item.answer.version for item in found] == list(range(len(found), 0, -1))
        assert stored[name] == found[0].answer
    print(f"{len(said())} autosaves, {kills} kills, {len(written)} answers written")
