"""Whatever people do, in whatever order: nobody reads a word of what is not theirs.

Two municipalities, two networks, advisers, a keeper and a reader act at random in the real
application. After each act everyone looks at an address that they know or could guess, and a model
that knows nothing of the code says which canaries may be there. What is true in the model has to
open as well, so a page that is closed to everyone does not pass.

`WHO_SEES_ACTIONS=10000 python3 run.py test -s -o faulthandler_timeout=0 -k reads_what`
takes ten thousand actions, and says how often each was done and how many looks opened something.
"""

import os
from collections import Counter
from pathlib import Path
from random import Random
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.database import only_sqlite
from tests.web import who_sees_acts as acts
from tests.web.who_sees_looks import look
from tests.web.who_sees_what import Someone
from tests.web.who_sees_world import copy_of_the_world

ACTIONS = int(os.environ.get("WHO_SEES_ACTIONS", "200"))
STEPS = 50
READER = Someone("lezer zonder account")
ACTS = (
    *(acts.shares, acts.shares, acts.shares, acts.stops_sharing),
    *(acts.makes_a_link, acts.ends_a_link),
    *(acts.types_a_note, acts.finishes, acts.removes_or_puts_back),
    *(acts.changes_a_list, acts.a_day_passes),
    *(acts.invites, acts.invites, acts.takes_up_an_invitation, acts.takes_up_an_invitation),
    *(acts.takes_an_invitation_back, acts.takes_a_role_away, acts.changes_a_role),
    *(acts.closes_or_opens_an_account, acts.closes_or_opens_an_account),
)

pytestmark = only_sqlite


class WhoSeesWhat(RuleBasedStateMachine):
    """One walk. Dice choose what happens and who does it, so that its numbers tell it again."""

    folder: ClassVar[Path]
    done: ClassVar[Counter[str]]

    def __init__(self):
        super().__init__()
        self.step = 0
        self.world = copy_of_the_world(self.folder, self.folder / "walk.db")

    def teardown(self):
        self.world.database.dispose()
        self.done.update(self.world.looks)

    @rule(number=st.integers(0, 2**64))
    def act(self, number):
        # With the number of the step: hypothesis likes to draw one number again and again.
        self.step += 1
        dice = Random(f"{number} {self.step}")
        what = dice.choice(ACTS)
        note(what.__name__)
        self.done["actions"] += 1
        self.done[what.__name__] += 1
        what(self.world, dice)
        for who in (*self.world.model.people, READER):
            look(self.world, who, dice)


@pytest.mark.parametrize("fixed", [True, False], ids=["the same walk", "another walk each time"])
def test_nobody_reads_what_is_not_theirs(tmp_path_factory, fixed):
    class Here(WhoSeesWhat):
        folder = tmp_path_factory.getbasetemp() / "who-sees-what"
        done: ClassVar[Counter[str]] = Counter()

    Here.folder.mkdir(exist_ok=True)
    walks = settings(
        max_examples=max(1, ACTIONS // 2 // STEPS),
        stateful_step_count=STEPS,
        derandomize=fixed,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=walks)
    print(dict(Here.done))
    # What is shut for everyone would pass as well.
    assert Here.done["opened"] > Here.done["actions"]
