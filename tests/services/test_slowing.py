"""How fast a stranger may go on a page that is open to everyone; on both databases."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from assessment.services import slowing
from assessment.storage.tables import sign_in_failures
from tests.database import NOW, later

KEY = "een sleutel die alleen in deze test bestaat"
FREE = slowing.PLACE.free


def turn(database, address="192.0.2.7", page="checking", now=NOW):
    made = slowing.at_open_page(KEY, page, slowing.place_of(KEY, address))
    slowing.take_turn(database, made, now)


def stored(database):
    with database.read() as conn:
        return conn.scalar(select(func.count()).select_from(sign_in_failures))


def test_after_the_free_turns_the_wait_doubles_up_to_a_minute(database):
    for _ in range(FREE):
        turn(database)
    waits, moment = [], NOW
    for _ in range(9):
        with pytest.raises(slowing.TooSoon) as told:
            turn(database, now=moment)
        waits.append(told.value.seconds)
        moment += timedelta(seconds=waits[-1])
        turn(database, now=moment)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    turn(database, now=moment + slowing.WINDOW)


def test_each_place_and_each_page_goes_at_its_own_pace(database):
    for _ in range(FREE):
        turn(database, "2001:db8:1:2::1")
    with pytest.raises(slowing.TooSoon):
        turn(database, "2001:db8:1:2:ffff::9")
    turn(database, "2001:db8:1:3::1")
    turn(database, "2001:db8:1:2::1", page="comparing")


def test_who_has_to_wait_writes_nothing_and_what_is_old_goes(database):
    for _ in range(FREE):
        turn(database)
    for _ in range(5):
        with pytest.raises(slowing.TooSoon):
            turn(database)
    assert stored(database) == FREE
    turn(database, now=later(days=2))
    assert stored(database) == 1


def test_many_at_once_count_as_many(database):
    let_in = []

    def ask():
        try:
            turn(database)
            let_in.append(True)
        except slowing.TooSoon:
            pass

    threads = [threading.Thread(target=ask) for _ in range(FREE + 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(let_in) == FREE
