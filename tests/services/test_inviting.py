"""Who may invite whom for what, and what an invitation is worth afterwards."""

from contextlib import suppress
from functools import partial

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from assessment.core.access import EVERYWHERE, IN_CHARGE, Tie
from assessment.services import inviting, keeping, signing_in, taking_part
from assessment.services.inviting import Gone, MayNotGive, Refused, TooMany
from assessment.services.keeping import OwnAccount
from assessment.services.taking_part import KEEPER, LastOneInCharge
from assessment.storage import accounts, people, ties
from assessment.storage.tables import invitations, metadata, tie_history
from tests.database import HILVERSUM, NOW, POSTGRESQL, later
from tests.together import together

HERE = HILVERSUM.code
CHARGE, FILLER = Tie("eindverantwoordelijke", HERE), Tie("invuller", HERE)
ADDRESS = "Iemand@Gemeente.Example"


@pytest.fixture
def conn(database):
    with database.write() as connection:
        yield connection


@pytest.fixture
def make(conn):
    """Someone with these ties, and no others."""

    def add(*held, function="Iemand"):
        made = people.add(conn, function, NOW)
        for tie in held:
            ties.give(conn, made.id, tie, by=None, now=NOW)
        return made

    return add


@pytest.fixture
def boss(make):
    return make(CHARGE, function="Teamleider jeugd")


def invited(conn, by, wanted=FILLER, email="", now=NOW):
    return inviting.invite(conn, wanted, email, by=by, now=now)


def anew(conn, made, email="", now=NOW, function="Nieuwe collega"):
    record = inviting.look(conn, made.token, now)
    session = inviting.accept_anew(conn, record, function, email, now, instead_of=None)
    return signing_in.who(conn, session, now)


def held(conn, person):
    return ties.of_person(conn, person.id)


def test_someone_new_comes_in_and_takes_part(conn, boss):
    person = anew(conn, invited(conn, boss, email=ADDRESS))
    assert person.function == "Nieuwe collega"
    assert held(conn, person) == {FILLER}
    assert accounts.of_person(conn, person.id).email == ADDRESS
    [row] = conn.execute(select(tie_history).where(tie_history.c.person_id == person.id)).all()
    assert (row.act, row.by_person_id, row.by_function) == ("given", boss.id, boss.function)


def test_it_works_once(conn, boss, make):
    made = invited(conn, boss)
    record = inviting.look(conn, made.token, NOW)
    inviting.accept(conn, record, make(), NOW)
    assert inviting.look(conn, made.token, NOW) is None
    other = make()
    with pytest.raises(Gone):
        inviting.accept(conn, record, other, NOW)
    assert held(conn, other) == frozenset()


def test_it_works_for_two_weeks(conn, boss):
    made = invited(conn, boss)
    assert inviting.look(conn, made.token, later(days=14, seconds=-1))
    assert inviting.look(conn, made.token, later(days=14)) is None
    assert inviting.open_at(conn, HERE, later(days=14)) == []


def test_a_withdrawn_one_works_no_longer(conn, boss):
    made = invited(conn, boss, email=ADDRESS)
    inviting.withdraw(conn, made.record, by=boss, now=NOW)
    assert inviting.look(conn, made.token, NOW) is None
    assert inviting.open_at(conn, HERE, NOW) == []


@pytest.mark.parametrize("end", ["used", "withdrawn"])
def test_the_address_is_forgotten_when_it_is_over(conn, boss, end):
    made = invited(conn, boss, email=ADDRESS)
    if end == "used":
        anew(conn, made)
    else:
        inviting.withdraw(conn, made.record, by=boss, now=NOW)
    [row] = conn.execute(select(invitations)).all()
    assert (row.email, row.email_key) == (None, None)


def test_no_token_is_stored(conn, boss):
    made = invited(conn, boss)
    for table in metadata.sorted_tables:
        assert made.token not in repr(conn.execute(select(table)).all())
    assert made.token not in repr(made)


@pytest.mark.parametrize(
    ("giver", "wanted"),
    [
        (FILLER, FILLER),
        (FILLER, CHARGE),
        (CHARGE, KEEPER),
        (CHARGE, Tie("invuller", "GM0344")),
        (CHARGE, Tie("coordinator", HERE)),
        (KEEPER, FILLER),
        (Tie("coordinator", HERE), CHARGE),
        (Tie("adviser", HERE), Tie("adviser", HERE)),
    ],
)
def test_nobody_gives_what_is_not_theirs(conn, make, boss, giver, wanted):
    with pytest.raises(MayNotGive):
        invited(conn, make(giver), wanted)


def test_a_beheerder_brings_in_the_first_and_no_second(conn, make):
    keeper = make(KEEPER)
    first, second = invited(conn, keeper, CHARGE), invited(conn, keeper, CHARGE)
    anew(conn, first)
    # Whoever is in charge now invites the others; the link that still lay there is worth nothing.
    assert inviting.look(conn, second.token, NOW) is None
    with pytest.raises(MayNotGive):
        invited(conn, keeper, CHARGE)
    assert inviting.open_to_first(conn, NOW) == []


def test_where_everyone_in_charge_is_closed_there_is_a_first_again(conn, make, boss):
    keeper = make(KEEPER)
    keeping.close(conn, boss.id, by=keeper, now=NOW)
    anew(conn, invited(conn, keeper, CHARGE))
    with pytest.raises(MayNotGive):
        invited(conn, keeper, CHARGE)


@pytest.mark.parametrize("how", ["withdrawn", "changed", "closed"])
def test_an_invitation_ends_with_the_right_of_who_made_it(conn, make, boss, how):
    other, keeper = make(CHARGE), make(KEEPER)
    made = invited(conn, other, CHARGE)
    elsewhere = Tie("eindverantwoordelijke", "GM0344")
    ties.give(conn, other.id, elsewhere, by=None, now=NOW)
    there = invited(conn, other, elsewhere)
    if how == "withdrawn":
        taking_part.withdraw(conn, other.id, CHARGE, by=boss, now=NOW)
    elif how == "changed":
        taking_part.change_role(conn, other.id, HERE, "invuller", by=boss, now=NOW)
    else:
        keeping.close(conn, other.id, by=keeper, now=NOW)
    assert inviting.look(conn, made.token, NOW) is None
    assert inviting.open_at(conn, HERE, NOW) == []
    # What they may give elsewhere is another matter, unless they cannot come in at all.
    assert bool(inviting.look(conn, there.token, NOW)) == (how != "closed")


def test_a_right_that_is_gone_counts_though_nothing_withdrew_the_invitation(conn, make, boss):
    other = make(CHARGE)
    made = invited(conn, other)
    ties.withdraw(conn, other.id, CHARGE, by=boss, now=NOW)
    assert inviting.look(conn, made.token, NOW) is None
    assert inviting.open_for(conn, "iemand@gemeente.example", NOW) == []


def test_nobody_takes_up_the_own_invitation(conn, make):
    keeper = make(KEEPER)
    made = invited(conn, keeper, CHARGE)
    with pytest.raises(Refused, match="own"):
        inviting.accept(conn, made.record, keeper, NOW)
    assert held(conn, keeper) == {KEEPER}


def test_an_address_is_bound(conn, boss, make):
    made = invited(conn, boss, email=ADDRESS)
    other = make()
    accounts.set_email(conn, other.id, "ander@gemeente.example", "ander@gemeente.example")
    with pytest.raises(Refused, match="address"):
        inviting.accept(conn, made.record, other, NOW)
    without = make()
    inviting.accept(conn, made.record, without, NOW)
    assert accounts.of_person(conn, without.id).email == ADDRESS


def test_an_account_with_that_address_has_to_come_in_first(conn, boss, make):
    known = make()
    accounts.set_email(conn, known.id, "iemand@gemeente.example", "iemand@gemeente.example")
    made = invited(conn, boss, email=ADDRESS)
    with pytest.raises(Refused, match="has account"):
        anew(conn, made)
    inviting.accept(conn, made.record, known, NOW)
    assert held(conn, known) == {FILLER}
    assert accounts.of_person(conn, known.id).email == "iemand@gemeente.example"


def test_an_address_that_someone_else_has_is_left_out_without_a_word(conn, boss, make):
    known = make()
    accounts.set_email(conn, known.id, "iemand@gemeente.example", "iemand@gemeente.example")
    person = anew(conn, invited(conn, boss), email="iemand@gemeente.example")
    assert accounts.of_person(conn, person.id).email is None
    assert accounts.of_person(conn, known.id).email == "iemand@gemeente.example"


def test_the_same_address_again_gets_one_link(conn, boss):
    old = invited(conn, boss, email=ADDRESS)
    new = invited(conn, boss, CHARGE, email=ADDRESS.upper())
    assert inviting.look(conn, old.token, NOW) is None
    assert [item.id for item in inviting.open_at(conn, HERE, NOW)] == [new.record.id]
    assert [item.id for item in inviting.open_for(conn, "iemand@gemeente.example", NOW)] == [
        new.record.id
    ]


def test_there_is_an_end_to_it(conn, boss, monkeypatch):
    monkeypatch.setattr(inviting, "MOST_OPEN", 2)
    invited(conn, boss), invited(conn, boss)
    with pytest.raises(TooMany):
        invited(conn, boss)


def test_being_in_charge_takes_the_place_of_filling_in(conn, boss, make):
    person = make(FILLER)
    inviting.accept(conn, invited(conn, boss, CHARGE).record, person, NOW)
    assert held(conn, person) == {CHARGE}
    inviting.accept(conn, invited(conn, boss, FILLER).record, person, NOW)
    assert held(conn, person) == {CHARGE}


def test_the_last_beheerder_stays(conn, make):
    keeper, other = make(KEEPER), make(KEEPER)
    with pytest.raises(OwnAccount):
        keeping.close(conn, keeper.id, by=keeper, now=NOW)
    keeping.close(conn, other.id, by=keeper, now=NOW)
    with pytest.raises(LastOneInCharge):
        keeping.withdraw_keeping(conn, keeper.id, by=keeper, now=NOW)
    # Somebody who is no beheerder any more cannot close the last one either.
    with pytest.raises(LastOneInCharge):
        keeping.close(conn, keeper.id, by=other, now=NOW)
    assert held(conn, keeper) == {KEEPER}


def test_closing_ends_every_way_in_and_opening_gives_it_back(conn, make):
    keeper, person = make(KEEPER), make(FILLER)
    link, again = (signing_in.new_link(conn, NOW, person.id) for _ in range(2))
    session = signing_in.use_link(conn, link, NOW)
    keeping.close(conn, person.id, by=keeper, now=NOW)
    assert signing_in.who(conn, session, NOW) is None
    assert signing_in.use_link(conn, again, NOW) is None
    assert held(conn, person) == {FILLER}
    keeping.reopen(conn, person.id, by=keeper, now=NOW)
    assert signing_in.who(conn, session, NOW) is None
    assert signing_in.use_link(conn, signing_in.new_link(conn, NOW, person.id), NOW)


def at_the_same_time(database, acts):
    """What came of acts that begin together."""

    def run(act):
        try:
            with database.write() as connection:
                return act(connection) or "done"
        except (Gone, LastOneInCharge) as fault:
            return type(fault).__name__

    return sorted(together([partial(run, act) for act in acts]))


def test_of_those_who_take_it_up_together_one_is_first(database):
    with database.write() as connection:
        boss = people.add(connection, "Teamleider", NOW)
        ties.give(connection, boss.id, CHARGE, by=None, now=NOW)
        made = inviting.invite(connection, FILLER, "", by=boss, now=NOW)

    def take(connection):
        inviting.accept_anew(connection, made.record, "Nieuw", "", NOW, instead_of=None)

    assert at_the_same_time(database, [take] * 4) == ["Gone", "Gone", "Gone", "done"]
    with database.read() as connection:
        assert len(connection.execute(select(metadata.tables["people"])).all()) == 2
        assert len(ties.held_at(connection, HERE)) == 2


def test_two_beheerders_cannot_close_each_other(database):
    with database.write() as connection:
        one, two = (people.add(connection, "Beheerder", NOW) for _ in range(2))
        for person in (one, two):
            ties.give(connection, person.id, KEEPER, by=None, now=NOW)

    def closes(by, other):
        return lambda connection: keeping.close(connection, other.id, by=by, now=NOW)

    outcomes = at_the_same_time(database, [closes(one, two), closes(two, one)])
    assert outcomes == ["LastOneInCharge", "done"]
    with database.read() as connection:
        assert len(ties.in_charge(connection, EVERYWHERE)) == 1


class Changing(RuleBasedStateMachine):
    """People of two municipalities who invite, take up, change, withdraw and close at random."""

    database = None  # set by the test
    numbers = st.integers(0, 7)
    wanted = st.sampled_from(
        [Tie(role, place) for place in (HERE, "GM0344") for role in ("invuller", *IN_CHARGE)]
        + [KEEPER]
    )

    def __init__(self):
        super().__init__()
        self.opened = self.database.write()
        self.conn = self.opened.__enter__()
        self.people = [people.add(self.conn, f"Functie {n}", NOW) for n in range(8)]
        ties.give(self.conn, self.people[0].id, KEEPER, by=None, now=NOW)
        ties.give(self.conn, self.people[1].id, CHARGE, by=None, now=NOW)
        self.begun = {HERE, EVERYWHERE}
        self.links = []

    def teardown(self):
        self.conn.rollback()
        self.opened.__exit__(None, None, None)

    @rule(number=numbers, wanted=wanted)
    def invite(self, number, wanted):
        by = self.people[number]
        mine = held(self.conn, by)
        nobody = not ties.in_charge(self.conn, wanted.place)
        try:
            made = inviting.invite(self.conn, wanted, "", by=by, now=NOW)
        except (MayNotGive, TooMany):
            return
        there = {tie.role for tie in mine if tie.place == wanted.place}
        assert there & {*IN_CHARGE, "beheerder"} or (KEEPER in mine and nobody)
        self.links.append(made)

    @rule(number=numbers, which=st.integers(0, 50))
    def take_up(self, number, which):
        if not self.links:
            return
        made = self.links[which % len(self.links)]
        record = inviting.look(self.conn, made.token, NOW)
        if record is None:
            return
        giver = ties.of_person(self.conn, record.made_by)
        nobody = not ties.in_charge(self.conn, record.tie.place)
        assert any(tie.place == record.tie.place for tie in giver) or (KEEPER in giver and nobody)
        try:
            inviting.accept(self.conn, record, self.people[number], NOW)
            if record.tie.role in (*IN_CHARGE, "beheerder"):
                self.begun.add(record.tie.place)
        except Refused:
            return
        assert inviting.look(self.conn, made.token, NOW) is None

    @rule(number=numbers, by=numbers, wanted=wanted)
    def take_away(self, number, by, wanted):
        with suppress(LastOneInCharge):
            taking_part.withdraw(
                self.conn, self.people[number].id, wanted, by=self.people[by], now=NOW
            )

    @rule(number=numbers, role=st.sampled_from(["invuller", "eindverantwoordelijke"]))
    def change(self, number, role):
        with suppress(LastOneInCharge):
            taking_part.change_role(
                self.conn, self.people[number].id, HERE, role, by=self.people[1], now=NOW
            )

    @rule(number=numbers)
    def close_a_keeper_or_open_again(self, number):
        person = self.people[number]
        keepers = ties.in_charge(self.conn, EVERYWHERE)
        by = next(item for item in self.people if item.id in keepers)
        try:
            if accounts.of_person(self.conn, person.id).closed_at:
                keeping.reopen(self.conn, person.id, by=by, now=NOW)
            elif not any(tie.role in IN_CHARGE for tie in held(self.conn, person)):
                keeping.close(self.conn, person.id, by=by, now=NOW)
        except (LastOneInCharge, OwnAccount):
            pass

    @invariant()
    def someone_is_always_in_charge(self):
        for place in self.begun:
            assert ties.in_charge(self.conn, place), place

    @invariant()
    def nobody_is_both(self):
        for person in self.people:
            assert not {CHARGE, FILLER} <= held(self.conn, person)


@pytest.mark.skipif(POSTGRESQL, reason="a long machine; the rules are the same")
def test_whatever_happens_nobody_gives_too_much_and_someone_stays(database):
    Changing.database = database
    run_state_machine_as_test(
        Changing,
        settings=hypothesis_settings(max_examples=20, stateful_step_count=30, deadline=None),
    )
