"""In a real browser nothing that somebody typed runs, also where the content policy is off."""

from datetime import UTC, datetime

import pytest

from assessment.storage import people
from assessment.storage.database import Database
from tests.core.builders import content
from tests.e2e.test_journey import begin, come_in
from tests.outputs import PAYLOADS, pages, plant


@pytest.mark.parametrize("policy", ["with the policy", "without it"])
def test_nothing_that_was_typed_runs(chromium, server, policy):
    context = chromium.new_context(
        base_url=server.address, locale="nl-NL", bypass_csp=policy == "without it"
    )
    tab = context.new_page()
    tab.set_default_timeout(10_000)
    shown, asked = [], []
    tab.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    tab.on("request", lambda request: asked.append(request.url))
    come_in(tab, server.entrance)
    here = begin(tab).rstrip("/")
    database = Database.open(f"sqlite:///{server.folder / 'instance' / 'preventiespiegel.db'}")
    with database.write() as connection:
        person = people.first(connection)
        now = datetime.now(UTC)
        plant(connection, here.rsplit("/", 1)[1], content(), person, PAYLOADS["markup"], now)
    database.dispose()
    found = 0
    for address in pages(here, content()):
        tab.goto(address)
        assert tab.evaluate("window.kwaad") is None, address
        found += "window.kwaad=1" in tab.inner_text("body")
    assert found > 8
    assert shown == []
    assert [url for url in asked if not url.startswith(server.address)] == []
    # The browser would have noticed: this is how it looks when something does run.
    tab.goto("about:blank")
    tab.set_content(PAYLOADS["markup"])
    tab.wait_for_function("window.kwaad === 1")
    context.close()
