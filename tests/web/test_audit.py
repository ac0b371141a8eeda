"""Every act is noted, in the same transaction, without a word of what was answered."""

import logging

import pytest
from flask import request, request_started
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from assessment.core.plan import PlanAction
from assessment.services import activities, answering, audit, plans, signing_in
from assessment.services.answering import Change
from assessment.storage import audit as stored_audit
from assessment.storage.errors import Unstorable
from assessment.storage.tables import audit_events
from tests.database import NOW
from tests.web import test_activity_spreadsheet, test_spreadsheet
from tests.web.conftest import ACTIVITY
from tests.web.test_access import dump
from tests.web.test_activity_spreadsheet import change
from tests.web.test_autosave import Fields
from tests.web.test_finishing import press  # noqa: F401

LEVEL = "beeld-van-het-probleem"
CANARY = "Kanarie27 uit Zwaluwdorp"
# A look at a file that came in: what it would change is shown, and nothing is kept.
NOTHING_KEPT = {
    "spreadsheet.preview",
    "activity_spreadsheet.preview",
    "checking.judge",
    "comparing.from_file",
}


class Scene:
    """Someone who is signed in, an assessment, and what is in it."""

    def __init__(self, browser, here, database, person):
        self.browser, self.here, self.database, self.person = browser, here, database, person
        self.id = here.rsplit("/", 1)[1]

    def write(self, act, *given):
        with self.database.write() as connection:
            return act(connection, self.id, *given, by=self.person, now=NOW)

    def activity(self):
        named = ACTIVITY.model_copy(update={"name": CANARY})
        return self.write(activities.add, named).activity.id

    def removed_activity(self):
        made = self.activity()
        self.write(activities.remove, made, 1)
        return made

    def plan(self):
        return self.write(plans.save, PlanAction("own", None, CANARY), 0).id

    def at(self, rest):
        return self.browser.get(f"{self.here}{rest}")


def start(scene):
    fill = {"municipality": "Utrecht", "depth": "kort"}
    return lambda: scene.browser.get("/beginnen").press("Beginnen", fill)


def change_details(scene):
    return lambda: scene.at("/gegevens").press("Opslaan", {"municipality": "Utrecht"})


def remove_assessment(scene):
    return lambda: scene.at("/verwijderen").press("Ja, verwijderen")


def restore_assessment(scene):
    scene.at("/verwijderen").press("Ja, verwijderen")
    return lambda: scene.browser.press("Ongedaan maken")


def move(scene):
    return lambda: scene.at("/vragenlijst/nieuw").press("Overzetten")


def move_back(scene):
    move(scene)()
    return lambda: scene.at("/vragenlijst/terug").press("Terug naar versie 1.0")


def new_round(scene):
    save_page(scene)()
    fill = {"year": "2027"}
    return lambda: scene.at("/nieuwe-ronde").press("Nieuwe ronde beginnen", fill)


def confirm(scene):
    new_round(scene)()
    scene.browser.get(f"{scene.browser.address}stap/stap-1/controle")
    return lambda: scene.browser.press("Alles hieronder klopt nog")


def save_page(scene):
    fill = {f"q-{LEVEL}--value": "2", f"q-{LEVEL}--note": CANARY}
    return lambda: scene.at("/stap/stap-1/1").press("Opslaan en verder", fill)


def save_by_itself(scene):
    return lambda: Fields(scene.browser, scene.here).send(value="3", note=CANARY)


def put_back(scene):
    for version, value in enumerate((1, 2)):
        given = answering.Answer("answered", value, note=CANARY)
        scene.write(answering.save, [Change(LEVEL, given, version)])
    return lambda: scene.at(f"/vraag/{LEVEL}/geschiedenis").press("Terugzetten")


def say_done(scene):
    return lambda: scene.at("/stap/stap-1/controle").press("Opslaan", {"af": "ja"})


def hand_out(scene):
    return lambda: scene.at("/stap/stap-1/bij").press("Opslaan", {"bij": CANARY})


def declare(scene):
    return lambda: scene.at("/aan-de-slag/").press("Ja, het overzicht is af")


def add_activity(scene):
    fill = {"name": CANARY, "providers": "GGD", "settings": ["po"], "themes": ["norm"]}
    return lambda: scene.at("/aan-de-slag/nieuw").press("Opslaan", fill)


def change_activity(scene):
    made = scene.activity()
    return lambda: scene.at(f"/aan-de-slag/{made}").press("Opslaan", {"name": f"{CANARY} 2"})


def copy_activity(scene):
    scene.activity()
    return lambda: scene.at("/aan-de-slag/").press("Kopiëren")


def remove_activity(scene):
    made = scene.activity()
    return lambda: scene.at(f"/aan-de-slag/{made}/verwijderen").press("Ja, verwijderen")


def restore_activity(scene):
    made = scene.activity()
    scene.at(f"/aan-de-slag/{made}/verwijderen").press("Ja, verwijderen")
    return lambda: scene.browser.press("Ongedaan maken")


def take_over_activities(scene):
    raw = test_activity_spreadsheet.download(scene.browser, scene.here)
    raw = change(raw, (2, "name", CANARY), (3, "name", "Spreekuur"))
    test_activity_spreadsheet.send(scene.browser, scene.here, raw)
    return lambda: scene.browser.press("Overnemen")


def take_over_answers(scene):
    file = test_spreadsheet.download(scene.browser, scene.here)
    file.put({"sl_1": "2: Begonnen", ("sl_1", "note"): CANARY})
    test_spreadsheet.send(scene.browser, scene.here, file.raw())
    return lambda: scene.browser.press("Overnemen")


def plan_a_rule(scene):
    scene.write(answering.save, [Change("steun-slachtoffers", answering.Answer("unknown"), 0)])
    scene.at("/verbeterplan/")
    found = [a.get("href") for a in scene.browser.page.all("a") if "/punt/" in a.get("href")]
    return lambda: scene.browser.get(found[0]).press("Opslaan", {"owner": CANARY})


def plan_own(scene):
    return lambda: scene.at("/verbeterplan/nieuw").press("Opslaan", {"title": CANARY})


def change_plan(scene):
    made = scene.plan()
    fill = {"note": CANARY}
    return lambda: scene.at(f"/verbeterplan/actie/{made}").press("Opslaan", fill)


def finish_report(scene):
    return lambda: scene.at("/rapporten/vaststellen").press("Nu vaststellen")


def come_in(scene):
    with scene.database.write() as connection:
        token = signing_in.new_link(connection, NOW, scene.person.id)
    return lambda: scene.browser.get(f"/binnenkomen/{token}").press("Naar binnen")


def leave(scene):
    return lambda: scene.browser.get("/").press("Uitloggen")


def own_function(scene):
    return lambda: scene.browser.get("/ik").press("Opslaan", {"functie": CANARY})


# Of every address that takes a form: an act, and what the audit trail calls it.
ACTS = {
    "start.start": (start, "assessment.started"),
    "details.change": (change_details, "assessment.changed"),
    "details.remove": (remove_assessment, "assessment.removed"),
    "details.restore": (restore_assessment, "assessment.restored"),
    "moving.move": (move, "assessment.moved"),
    "moving.back": (move_back, "assessment.moved"),
    # A round is more than one act: it begins, takes the answers along, and gets new questions.
    "rounds.begin": (new_round, "assessment.started answers.carried assessment.moved"),
    "rounds.confirm": (confirm, "answers.saved"),
    "filling_in.save": (save_page, "answers.saved"),
    "autosave.save": (save_by_itself, "answers.saved"),
    "answer_history.restore": (put_back, "answers.saved"),
    "spreadsheet.take_over": (take_over_answers, "answers.saved"),
    "steps.say_done": (say_done, "step.marked"),
    "steps.hand_out": (hand_out, "step.handed_out"),
    "inventory.declare": (declare, "assessment.changed"),
    "activities.add": (add_activity, "activity.added"),
    "activities.change": (change_activity, "activity.changed"),
    "activities.copy": (copy_activity, "activity.added"),
    "activities.remove": (remove_activity, "activity.removed"),
    "activities.restore": (restore_activity, "activity.restored"),
    "activity_spreadsheet.take_over": (take_over_activities, "activity.added"),
    "plan.add": (plan_a_rule, "plan.added"),
    "plan.add_own": (plan_own, "plan.added"),
    "plan.change": (change_plan, "plan.changed"),
    "finishing.finish": (finish_report, "report.finished"),
    "signing_in.enter": (come_in, "person.signed_in"),
    "signing_in.leave": (leave, "person.signed_out"),
    "own_function.change": (own_function, "person.function_changed"),
}


def events(database):
    with database.read() as connection:
        return connection.execute(select(audit_events).order_by(audit_events.c.id)).all()


def besides(database):
    """Everything that is stored, but for the trail itself and when a session was last used."""
    return {
        name: rows
        for name, rows in dump(database).items()
        if name not in ("audit_events", "sessions")
    }


@pytest.fixture
def scene(browser, here, database, person, press):  # noqa: F811
    return Scene(browser, here, database, person)


def test_every_address_that_takes_a_form_is_tried(app):
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    assert forms == ACTS.keys() | NOTHING_KEPT


@pytest.mark.parametrize("endpoint", ACTS)
def test_every_act_is_noted(app, scene, database, endpoint):
    prepare, action = ACTS[endpoint]
    act = prepare(scene)
    reached = []

    def reach(*_, **__):
        reached.append((request.endpoint, request.method))

    before, changed = events(database), besides(database)
    with request_started.connected_to(reach, app):
        act()
    assert (endpoint, "POST") in reached
    new = events(database)[len(before) :]
    assert [event.action for event in new] == action.split()
    for event in new:
        assert (event.person_id, event.at) == (scene.person.id, NOW)
        assert event.function == scene.person.function
        assert event.object_kind == event.action.partition(".")[0]
    if endpoint != "signing_in.leave":
        assert besides(database) != changed
    assert CANARY.split()[0] not in repr(new)


def test_no_act_no_note(scene, database):
    act = save_page(scene)
    act()
    before = events(database)
    act()
    for address in ("/", "/rapport", "/stap/stap-1/1", "/verbeterplan/", "/rapporten/"):
        scene.at(address)
    assert events(database) == before


def test_when_the_note_fails_the_act_fails(scene, database, monkeypatch):
    def full(*given, **more):
        raise Unstorable("no room")

    act = save_page(scene)
    before = besides(database)
    monkeypatch.setattr(stored_audit, "add", full)
    with pytest.raises(Unstorable):
        act()
    assert besides(database) == before


def test_the_trail_takes_codes_and_no_texts(database, assessment, person):
    for text in ("twee woorden", "naam@voorbeeld.nl", "", "=1+1", "a\nb", "é", "x" * 65):
        with pytest.raises(Unstorable), database.write() as connection:
            audit.note(connection, "step.marked", "stap-1", by=person, now=NOW, states=[text])


def test_no_answer_is_in_the_trail_or_in_a_log(app, scene, database, caplog):
    """Everything that takes text, once through; `CANARY` stands in each of the texts."""
    caplog.set_level(logging.DEBUG)
    for endpoint, (prepare, _) in ACTS.items():
        # After these there is nothing left to try the others on.
        last = ("details.remove", "details.restore", "signing_in.leave")
        # These take no text, and want a scan that was not touched before.
        if endpoint not in last and not endpoint.startswith("moving."):
            prepare(scene)()
    assert repr(besides(database)).count(CANARY) > 20
    # The function is the only text, and it is what someone is called by.
    told = [(event.action, event.object_id, event.details) for event in events(database)]
    assert "Kanarie27" not in repr(told)
    ours = [record.getMessage() for record in caplog.records if "assessment" in record.name]
    assert "Kanarie27" not in repr(ours)


def test_the_database_refuses_to_change_what_was_noted(scene, database):
    save_page(scene)()
    before = events(database)
    for act in (audit_events.update().values(function=None), audit_events.delete()):
        with pytest.raises(DBAPIError, match="only grows"), database.write() as connection:
            connection.execute(act)
    assert events(database) == before


def test_a_page_costs_one_statement_more(scene, database, statements):
    form, sent = scene.at("/stap/stap-1/1").form("Opslaan en verder")
    sent[f"q-{LEVEL}--value"] = "2"
    statements.sent.clear()
    assert scene.browser.client.post(form.get("action"), data=sent).status_code == 302
    assert sum("audit_events" in sent for sent in statements.sent) == 1
