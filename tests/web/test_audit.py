"""Every act is noted, in the same transaction, without a word of what was answered."""

import logging
from functools import cache

import pytest
from flask import request, request_started
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from assessment.core import totp
from assessment.core.access import Tie
from assessment.core.advice import Advice
from assessment.core.plan import PlanAction
from assessment.services import (
    account,
    activities,
    advising,
    answering,
    assessments,
    audit,
    inviting,
    passwords,
    plans,
    sealing,
    second_factor,
    sharing,
    signing_in,
)
from assessment.services.answering import Change
from assessment.services.taking_part import KEEPER
from assessment.storage import accounts, finished_reports, networks, people, ties
from assessment.storage import audit as stored_audit
from assessment.storage.errors import Unstorable
from assessment.storage.tables import audit_events, metadata
from tests import shared
from tests.core.builders import content
from tests.database import HILVERSUM, NOW, dump
from tests.web import test_activity_spreadsheet, test_spreadsheet
from tests.web.browser import Browser
from tests.web.conftest import ACTIVITY
from tests.web.test_activity_spreadsheet import change
from tests.web.test_autosave import Fields

LEVEL = "beeld-van-het-probleem"
CANARY = "Kanarie27 uit Zwaluwdorp"
# A look at a file that came in: what it would change is shown, and nothing is kept.
NOTHING_KEPT = {
    "spreadsheet.preview",
    "activity_spreadsheet.preview",
    "checking.judge",
    "comparing.from_file",
    "comparing.pdf",
    "finishing.ask_beside",
    "comparing_files.again",
    "comparing_files.compare",
    "comparing_files.file",
    # A secret that counts only once a code from it was given.
    "second_factor.begin",
    # The same for every address; the link is made after the answer.
    "forgotten_password.send",
}
# Noted by whoever comes in with it: tests/web/test_invitations.py.
BY_SOMEONE_NEW = {"invitations.join"}

# These change nothing but the sessions, that `besides` does not look at.
SESSIONS_ALONE = {"signing_in.leave", "account.end_others", "keeping.end_sessions"}


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


def erase_words(scene):
    given = answering.Answer("answered", 1, note=CANARY)
    scene.write(answering.save, [Change(LEVEL, given, 0)])
    address = f"/wissen/antwoord/{LEVEL}/toelichting"
    return lambda: scene.at(address).press("Ja, voorgoed wissen")


def say_done(scene):
    return lambda: scene.at("/stap/stap-1/controle").press("Opslaan", {"af": "ja"})


def hand_out(scene):
    return lambda: scene.at("/stap/stap-1/bij").press("Opslaan", {"bij": CANARY})


def declare(scene):
    return lambda: scene.at("/aan-de-slag/").press("Ja, het overzicht is af")


def add_activity(scene):
    fill = {"name": CANARY, "providers": "GGD", "settings": ["po"], "themes": ["norm"]}
    return lambda: scene.at("/aan-de-slag/nieuw").press("Opslaan", fill)


def add_known_activity(scene):
    first = content().inventory.starters[0]
    fill = {"bekend": first.id}
    return lambda: scene.at("/aan-de-slag/").press("Voeg toe wat is aangevinkt", fill)


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


def finished_report(scene):
    """A new one each time, of the municipality that the scan is of by then."""
    with scene.database.write() as connection:
        code = assessments.get(connection, scene.id).municipality_code
        number = f"PS-2026-{len(finished_reports.listed(connection, scene.id)):04}-AAAA"
        shared.store(connection, scene.id, scene.person, number, municipality_code=code)
        if not networks.every(connection):
            listed = ("GM0402", "GM0344")
            shared.add_network(connection, scene.person, shared.NETWORK, *listed)
    return number


def share_report(scene):
    fill = {"place": shared.NETWORK, "rapport": finished_report(scene), "niveau": "gaps"}
    return lambda: scene.at("/delen/").press("Delen", fill)


def stop_sharing(scene):
    share_report(scene)()
    return lambda: scene.at("/delen/").press("Stop met delen")


def make_link(scene):
    fill = {"link-rapport": finished_report(scene), "link-niveau": "gaps", "link-dagen": "7"}
    return lambda: scene.at("/delen/").press("Maak een leeslink", fill)


def end_link(scene):
    make_link(scene)()
    return lambda: scene.at("/delen/").press("Trek deze link in")


def advise(scene):
    return lambda: scene.at("/advies/over/rapport").press("Opslaan", {"text": CANARY})


def given_advice(scene, about):
    """What the person of the scene advised."""
    mine = Advice(about, f"{CANARY} {about}", CANARY, CANARY, scene.person.id)
    return scene.write(advising.save, mine, 0).id


def take_advice_away(scene):
    given_advice(scene, "stap-1")
    return lambda: scene.at("/advies/").press(f"over {CANARY} stap-1")


def put_advice_back(scene):
    made = given_advice(scene, "stap-2")
    scene.write(advising.set_removed, made, True)
    return lambda: scene.at("/advies/").press(f"over {CANARY} stap-2")


def as_adviser(scene):
    """A report that is shared with the person of the scene."""
    number = finished_report(scene)
    with scene.database.write() as connection:
        held = Tie("adviser", shared.NETWORK)
        ties.give(connection, scene.person.id, held, by=scene.person, now=NOW)
        made = sharing.share(
            connection, scene.id, number, shared.NETWORK, "gaps", by=scene.person, now=NOW
        )
    return f"/gedeeld/{made.id}/advies/"


def advise_from_outside(scene):
    address = f"{as_adviser(scene)}over/stap-3"
    fill = {"text": CANARY, "organisation": CANARY}
    return lambda: scene.browser.get(address).press("Opslaan", fill)


def take_own_away(scene):
    address = as_adviser(scene)
    given_advice(scene, "stap-4")
    return lambda: scene.browser.get(address).press(f"over {CANARY} stap-4")


def put_own_back(scene):
    address, made = as_adviser(scene), given_advice(scene, "stap-5")
    scene.write(advising.set_removed, made, True)
    return lambda: scene.browser.get(address).press(f"over {CANARY} stap-5")


def own_cover(scene):
    as_adviser(scene)
    fill = {"organisation": CANARY}
    return lambda: scene.browser.get("/account/voorblad/").press("Opslaan", fill)


def make_network(scene):
    fill = {"name": CANARY, "municipalities": "Hilversum\nUtrecht"}
    return lambda: scene.browser.get("/netwerken/").press("Maak dit netwerk", fill)


def change_network(scene):
    finished_report(scene)
    with scene.database.write() as connection:
        held = Tie("coordinator", shared.NETWORK)
        ties.give(connection, scene.person.id, held, by=scene.person, now=NOW)
    address = f"/netwerk/{shared.NETWORK}/gemeenten"
    return lambda: scene.browser.get(address).press("Opslaan", {"municipalities": "Utrecht"})


def make_key(scene):
    change_network(scene)
    address, fill = f"/sleutels/{shared.NETWORK}/", {"naam": CANARY, "niveau": "gaps"}
    return lambda: scene.browser.get(address).press("Maak een sleutel", fill)


def end_key(scene):
    make_key(scene)()
    return lambda: scene.browser.get(f"/sleutels/{shared.NETWORK}/").press("Intrekken")


def invite_coordinator(scene):
    finished_report(scene)
    return lambda: scene.browser.get("/netwerken/").press("Nodig een coördinator uit")


def network_people(scene):
    change_network(scene)
    return f"/netwerk/{shared.NETWORK}/mensen/"


def invite_to_network(scene):
    address = network_people(scene)
    fill = {"role": "adviser", "email": "kanarie27@voorbeeld.nl"}
    return lambda: scene.browser.get(address).press("Uitnodigen", fill)


def withdraw_network_invitation(scene):
    address = network_people(scene)
    with scene.database.write() as connection:
        wanted = Tie("adviser", shared.NETWORK)
        inviting.invite(connection, wanted, "", by=scene.person, now=NOW)
    return lambda: scene.browser.get(address).press("Intrekken")


def leave_network(scene):
    address = network_people(scene)
    with scene.database.write() as connection:
        made = people.add(connection, CANARY, NOW)
        held = Tie("adviser", shared.NETWORK)
        ties.give(connection, made.id, held, by=scene.person, now=NOW)
    return lambda: scene.browser.get(address).press(f"{CANARY} als adviseur")


def come_in(scene):
    with scene.database.write() as connection:
        token = signing_in.new_link(connection, NOW, scene.person.id)
    return lambda: scene.browser.get(f"/binnenkomen/{token}").press("Naar binnen")


def leave(scene):
    return lambda: scene.browser.get("/").press("Uitloggen")


def own_function(scene):
    return lambda: scene.browser.get("/ik").press("Opslaan", {"functie": CANARY})


def colleague(scene, *held):
    """Someone else who takes part."""
    with scene.database.write() as connection:
        made = people.add(connection, "Adviseur veiligheid", NOW)
        for tie in held or (Tie("invuller", HILVERSUM.code),):
            ties.give(connection, made.id, tie, by=scene.person, now=NOW)
        return made


PEOPLE = f"/gemeente/{HILVERSUM.code}/mensen"


def invite(scene):
    return lambda: scene.browser.get(PEOPLE).press("Uitnodigen")


def withdraw_invitation(scene):
    invite(scene)()
    return lambda: scene.browser.get(PEOPLE).press("Intrekken")


def change_role(scene):
    address = f"{PEOPLE}/{colleague(scene).id}/rol"
    [form] = (f for f in scene.browser.get(PEOPLE).page.all("form") if f.get("action") == address)
    sent = {item.get("name"): item.get("value") for item in form.all("input")}
    return lambda: scene.browser.post(form.get("action"), sent)


def withdraw_role(scene):
    made = colleague(scene)
    return lambda: scene.browser.get(f"{PEOPLE}/{made.id}/weghalen").press("Ja, weghalen")


def invite_keeper(scene):
    return lambda: scene.browser.get("/beheer").press("Uitnodigen", {"kind": "beheerder"})


def withdraw_keeper_invitation(scene):
    invite_keeper(scene)()
    return lambda: scene.browser.get("/beheer").press("Intrekken")


def at_account(button, prepare=None):
    def act(scene):
        made = colleague(scene, KEEPER)
        if prepare:
            scene.browser.get(f"/beheer/accounts/{made.id}").press(prepare)
        return lambda: scene.browser.get(f"/beheer/accounts/{made.id}").press(button)

    return act


def forget(scene):
    made = colleague(scene, KEEPER)
    address = f"/beheer/accounts/{made.id}/voorgoed-vergeten"
    return lambda: scene.browser.get(address).press("Ja, voorgoed vergeten")


def accept_invitation(scene):
    maker = colleague(scene, Tie("eindverantwoordelijke", "GM0344"))
    with scene.database.write() as connection:
        wanted = Tie("invuller", "GM0344")
        made = inviting.invite(connection, wanted, "", by=maker, now=NOW)
    return lambda: scene.browser.get(f"/uitnodiging/{made.token}").press("Meedoen met dit account")


PASSWORD = "kastanje fietspomp noorderlicht trui"
hashed = cache(passwords.hashed)


def with_password(scene):
    """The same person, with an address and a password; and with one session, through a link."""
    with scene.database.write() as connection:
        accounts.set_email(connection, scene.person.id, "a@b.nl", "a@b.nl")
        accounts.set_password(connection, scene.person.id, hashed(PASSWORD), NOW)


def without_factor(scene):
    """Inside with nothing but a link, whatever was set up before."""
    with scene.database.write() as connection:
        accounts.forget_totp(connection, scene.person.id)
        connection.execute(
            metadata.tables["accounts"]
            .update()
            .values(password_hash=None, password_changed_at=None)
        )
    come_in(scene)()


def with_factor(scene, minutes=0):
    """Inside, with a second factor; its recovery codes."""
    without_factor(scene)
    key = scene.browser.app.config["SECRET_KEY"]
    with scene.database.write() as connection:
        second_factor.propose(connection, key, scene.person.id)
        sealed = accounts.of_person(connection, scene.person.id).totp_new_secret
        secret = sealing.unseal(key, scene.person.id, sealed)
        code = totp.code_at(secret, totp.step_of(NOW))
        # Not noted: this is what was before the act.
        accounts.confirm_totp(connection, scene.person.id, sealed, 0)
        codes = second_factor._new_codes(connection, scene.person.id)
    return code, codes


def sign_in(scene):
    without_factor(scene)
    with_password(scene)
    browser = Browser(scene.browser.app)
    fill = {"email": "a@b.nl", "password": PASSWORD}
    return lambda: browser.get("/inloggen").press("Inloggen", fill)


def sign_in_with_code(scene):
    code, _ = with_factor(scene)
    with_password(scene)
    scene.browser.get("/account")
    browser = Browser(scene.browser.app)
    browser.get("/inloggen").press("Inloggen", {"email": "a@b.nl", "password": PASSWORD})
    return lambda: browser.press("Verder", {"code": code})


def new_password_with_link(scene):
    with scene.database.write() as connection:
        token = account.new_password_link(connection, scene.person.id, NOW)
    fill = {"password": PASSWORD, "again": PASSWORD}
    return lambda: Browser(scene.browser.app).get(f"/wachtwoord/{token}").press("Opslaan", fill)


def own_email(scene):
    without_factor(scene)
    fill = {"email": "kanarie@voorbeeld.example"}
    return lambda: scene.browser.get("/account/e-mail").press("Opslaan", fill)


def own_password(scene):
    """Through a provider, so that no second factor of ours is asked once there is a password."""
    without_factor(scene)
    with scene.database.write() as connection:
        accounts.set_email(connection, scene.person.id, "a@b.nl", "a@b.nl")
        token = signing_in.start(connection, scene.person.id, "provider", NOW)
    scene.browser.client.set_cookie("preventiespiegel", token)
    fill = {"password": PASSWORD, "again": PASSWORD}
    return lambda: scene.browser.get("/account/wachtwoord").press("Opslaan", fill)


def leave_elsewhere(scene):
    without_factor(scene)
    with scene.database.write() as connection:
        token = signing_in.new_link(connection, NOW, scene.person.id)
    Browser(scene.browser.app).get(f"/binnenkomen/{token}").press("Naar binnen")
    return lambda: scene.browser.get("/account").press("Overal elders uitloggen")


def add_factor(scene):
    without_factor(scene)
    scene.browser.get("/account/tweede-stap").press("Tweede stap instellen")
    key = scene.browser.app.config["SECRET_KEY"]
    with scene.database.read() as connection:
        sealed = accounts.of_person(connection, scene.person.id).totp_new_secret
    code = totp.code_at(sealing.unseal(key, scene.person.id, sealed), totp.step_of(NOW))
    return lambda: scene.browser.press("Aanzetten", {"code": code})


def new_codes(scene):
    code, _ = with_factor(scene)
    page = scene.browser.get("/account/tweede-stap")
    return lambda: page.press("Nieuwe herstelcodes maken", {"code": code})


def remove_factor(scene):
    _, codes = with_factor(scene)
    _, sent = scene.browser.get("/account/tweede-stap").form("Tweede stap uitzetten")
    sent["code"] = codes[0]
    return lambda: scene.browser.post("/account/tweede-stap/uitzetten", sent)


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
    "erasing_words.erase": (erase_words, "answers.words_erased"),
    "spreadsheet.take_over": (take_over_answers, "answers.saved"),
    "steps.say_done": (say_done, "step.marked"),
    "steps.hand_out": (hand_out, "step.handed_out"),
    "inventory.declare": (declare, "assessment.changed"),
    "activities.add": (add_activity, "activity.added"),
    "activities.add_known": (add_known_activity, "activity.added"),
    "activities.change": (change_activity, "activity.changed"),
    "activities.copy": (copy_activity, "activity.added"),
    "activities.remove": (remove_activity, "activity.removed"),
    "activities.restore": (restore_activity, "activity.restored"),
    "activity_spreadsheet.take_over": (take_over_activities, "activity.added"),
    "plan.add": (plan_a_rule, "plan.added"),
    "plan.add_own": (plan_own, "plan.added"),
    "plan.change": (change_plan, "plan.changed"),
    "finishing.finish": (finish_report, "report.finished"),
    "sharing.share": (share_report, "report.shared"),
    "sharing.withdraw": (stop_sharing, "report.share_ended"),
    "sharing.make_link": (make_link, "report.link_made"),
    "sharing.withdraw_link": (end_link, "report.link_ended"),
    "advice.save": (advise, "advice.added"),
    "advice.take_away": (take_advice_away, "advice.removed"),
    "advice.put_back": (put_advice_back, "advice.restored"),
    "shared_advice.save": (advise_from_outside, "advice.added"),
    "shared_advice.take_away": (take_own_away, "advice.removed"),
    "shared_advice.put_back": (put_own_back, "advice.restored"),
    "adviser_house.save": (own_cover, "house.changed"),
    "networks.make": (make_network, "network.made"),
    "network.change": (change_network, "network.changed"),
    "program_keys.make": (make_key, "key.made"),
    "program_keys.withdraw": (end_key, "key.withdrawn"),
    "networks.invite": (invite_coordinator, "invitation.made"),
    "network_people.invite": (invite_to_network, "invitation.made"),
    "network_people.withdraw_invitation": (withdraw_network_invitation, "invitation.withdrawn"),
    "network_people.withdraw": (leave_network, "tie.withdrawn"),
    "signing_in.enter": (come_in, "person.signed_in"),
    "signing_in.leave": (leave, "person.signed_out"),
    "people.invite": (invite, "invitation.made"),
    "people.withdraw_invitation": (withdraw_invitation, "invitation.withdrawn"),
    "people.change_role": (change_role, "tie.changed"),
    "people.withdraw": (withdraw_role, "tie.withdrawn"),
    "keeping.invite": (invite_keeper, "invitation.made"),
    "keeping.withdraw_invitation": (withdraw_keeper_invitation, "invitation.withdrawn"),
    "keeping.close": (at_account("Account sluiten"), "account.closed"),
    "keeping.reopen": (at_account("Account weer openen", "Account sluiten"), "account.opened"),
    "keeping.end_sessions": (at_account("Overal uitloggen"), "account.sessions_ended"),
    "forgetting.forget": (forget, "person.forgotten"),
    "keeping.withdraw": (at_account("Rol van beheerder weghalen"), "tie.withdrawn"),
    "invitations.accept": (accept_invitation, "invitation.accepted"),
    "password_sign_in.enter": (sign_in, "person.signed_in"),
    "password_sign_in.enter_code": (sign_in_with_code, "person.signed_in"),
    "forgotten_password.change": (new_password_with_link, "account.password_changed"),
    "account.change_email": (own_email, "account.email_changed"),
    "account.change_password": (own_password, "account.password_changed"),
    "account.end_others": (leave_elsewhere, "person.signed_out_elsewhere"),
    "second_factor.confirm": (add_factor, "second_factor.added"),
    "second_factor.renew_codes": (new_codes, "second_factor.codes_renewed"),
    "second_factor.remove": (remove_factor, "second_factor.removed"),
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
def scene(browser, here, database, person, press):
    return Scene(browser, here, database, person)


def test_every_address_that_takes_a_form_is_tried(app):
    forms = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    assert forms == ACTS.keys() | NOTHING_KEPT | BY_SOMEONE_NEW


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
    if endpoint not in SESSIONS_ALONE:
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
    monkeypatch.setattr(stored_audit, "add_all", full)
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
