"""Two municipalities become one, as docs/deployment.md tells it: with what there is."""

from assessment.core.access import Tie
from assessment.core.answers import Answer
from assessment.services import answering, inviting
from assessment.services.answering import Change
from assessment.services.taking_part import KEEPER
from tests.database import NOW, UTRECHT
from tests.finished import NUMBER
from tests.web.test_comparing import data, keep, send

LEVEL = "beeld-van-het-probleem"
NOTE = "Nota van de oude gemeente"


def test_the_answers_go_along_and_the_old_reports_stay_where_they_are(
    browser,
    database,
    here,
    assessment,
    person,
    sign_in,
    colleague,
    someone,
):
    """Hilversum goes on as Utrecht: one person takes part at both, begins a round and moves it."""
    keep(database, person, assessment.id)
    keeper = someone(KEEPER).person
    with database.write() as connection:
        given = [Change(LEVEL, Answer("answered", 2, note=NOTE), 0)]
        answering.save(connection, assessment.id, given, by=person, now=NOW)
        tie = Tie("eindverantwoordelijke", UTRECHT.code)
        made = inviting.invite(connection, tie, "", by=keeper, now=NOW)
    browser.get(f"/uitnodiging/{made.token}").press("Meedoen met dit account")
    browser.get(f"{here}/nieuwe-ronde").press("Nieuwe ronde beginnen", {"year": "2027"})
    new = browser.address.rstrip("/")
    browser.get(f"{new}/gegevens").press("Opslaan", {"municipality": "Utrecht"})
    assert browser.page.heading == "De scan van gemeente Utrecht"
    assert "nog bevestigen" in browser.page.text
    assert NOTE in browser.get(f"{new}/vraag/{LEVEL}/geschiedenis").page.text
    # What was finished for the old municipality stays there, for who took part there.
    old_colleague = sign_in(colleague)
    for reader in (browser, old_colleague):
        assert reader.get(f"{here}/rapporten/{NUMBER}").status == 200
    assert old_colleague.get(f"{new}/").status == 404
    # Was and wordt are of one municipality, and the page says so.
    browser.get(f"{new}/rapport/vergelijken/")
    assert "Voor gemeente Utrecht is hier nog geen rapport vastgesteld" in browser.page.text
    send(browser, new, data())
    assert browser.status == 422
    assert "Dit rapport is van gemeente Hilversum." in browser.page.text
