"""A page of a step costs a handful of queries, however many questions it asks."""

import pytest

from tests.core.builders import content

MOST = 6
# The list of parts also asks what others answered since someone was here.
MOST_OF_THE_LIST = 7


def page_addresses(here):
    for step in content().steps:
        for number in range(1, len(step.pages) + 1):
            yield f"{here}/stap/{step.id}/{number}"
        yield f"{here}/stap/{step.id}/controle"
        yield f"{here}/stap/{step.id}/bij"
    yield f"{here}/controle"
    yield f"{here}/vraag/beeld-van-het-probleem/geschiedenis"


@pytest.mark.parametrize("kind", ["here", "filled"])
def test_looking_at_a_page_costs_few_queries(request, browser, statements, kind):
    address = request.getfixturevalue(kind)
    counts = {}
    for page in [f"{address}/", *page_addresses(address)]:
        statements.sent.clear()
        answer = browser.client.get(page)
        if answer.status_code == 200:
            counts[page] = len(statements)
    assert len(counts) > 20
    assert counts.pop(f"{address}/") <= MOST_OF_THE_LIST
    assert max(counts.values()) <= MOST, counts


def test_the_overview_of_activities_costs_few_queries(browser, statements, filled):
    statements.sent.clear()
    browser.get(f"{filled}/aan-de-slag/")
    assert len(statements) <= MOST


def test_saving_a_page_costs_no_query_per_question(browser, statements, here):
    counts = []
    for fill in (
        {"q-beeld-van-het-probleem--value": "2"},
        {
            "q-beeld-van-het-probleem--value": "3",
            "q-bronnen-voor-beeld--value": ["ggd"],
            "q-jaar-van-cijfers--value": "2025",
            "q-jongeren-gevraagd--value": "ja",
        },
    ):
        form, sent = browser.get(f"{here}/stap/stap-1/1").form("Opslaan en verder")
        for name, value in fill.items():
            sent.setlist(name, value if isinstance(value, list) else [value])
        statements.sent.clear()
        assert browser.client.post(form.get("action"), data=sent).status_code == 302
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 4, counts
