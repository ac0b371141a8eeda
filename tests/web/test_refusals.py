"""What is refused stands in the log, without anything that somebody typed."""

from assessment.core.access import Tie
from tests.database import UTRECHT

WORD = "kanarievogel"


def test_what_someone_may_not_see_is_noted(here, someone, caplog):
    browser = someone(Tie("invuller", UTRECHT.code))
    assert browser.get(f"{here}/stap/stap-1/1?{WORD}={WORD}").status == 404
    (line,) = [record.getMessage() for record in caplog.records]
    assert line == f"refused: person {browser.person.id} at filling_in.page"


def test_a_form_without_its_token_is_noted(browser, here, caplog):
    browser.post(f"{here}/stap/stap-1/1", {"q-beeld-van-het-probleem--note": WORD})
    assert browser.status == 400
    assert "without its token" in caplog.text
    assert WORD not in caplog.text


def test_of_a_field_that_is_sent_twice_the_first_counts(browser, here, value):
    """And what stands behind a question mark is never taken for a field of the form."""
    name = "q-beeld-van-het-probleem--value"
    address = f"{here}/stap/stap-1/1"
    _, fields = browser.get(address).form("Opslaan en verder")
    answer = browser.client.post(
        f"{address}?{name}=4", data={**fields, name: ["2", "3"]}, follow_redirects=False
    )
    assert answer.status_code == 302
    assert value() == 2
