"""The command that lets scanners loose: what it sees, and that silence is not taken for good news.

The scanners themselves do not run here: they take minutes, and come from the internet.
"""

import csv
import json
import threading
from email.message import Message
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assessment.cli.scanning import ACCEPTED, Accepted, accepted
from assessment.cli.scanning_api import findings
from assessment.cli.scanning_leaks import pip_audit
from assessment.cli.scanning_pages import (
    TRIES,
    Answer,
    Finding,
    Page,
    Visitor,
    faults,
    patiently,
    shape,
)
from assessment.cli.scanning_tools import VERSIONS, NotDone, bandit, wapiti
from assessment.web.security import CONTENT_SECURITY_POLICY, PERMISSIONS_POLICY


@pytest.fixture
def scanner(tmp_path):
    """A program in the place of a scanner, that says what it is told to."""

    def plant(name, said):
        folder = tmp_path / VERSIONS[name].replace("==", "-")
        program = folder / "bin" / name
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\n")
        program.chmod(0o700)
        (folder / "ready").touch()
        return tmp_path

    return plant


@pytest.fixture
def index(tmp_path):
    """A registry that knows one package, and one leak in its newest version."""
    folder = tmp_path / "index" / "pypi" / "flask"
    folder.mkdir(parents=True)
    leak = {"id": "PYSEC-2", "details": "erger"}
    told = {"info": {"version": "3.9"}, "vulnerabilities": [leak]}
    (folder / "json").write_text(json.dumps(told), encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "index"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("locked", "said"),
    [
        ("flask==3.8", "1 van de 1 pakketten"),  # Of an older version nothing is told.
        ("jinja2==3.9", "van jinja2 was geen lijst"),
    ],
)
def test_an_audit_that_could_not_look_is_not_good_news(scanner, tmp_path, index, locked, said):
    name = locked.partition("==")[0]
    skipped = json.dumps({"dependencies": [{"name": name, "skip_reason": "not found"}]})
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"{locked} \\\n    --hash=sha256:0\n", encoding="utf-8")
    with pytest.raises(NotDone, match=said):
        pip_audit(scanner("pip-audit", skipped), lock, index)


def test_what_the_audit_could_not_see_the_registry_tells(scanner, tmp_path, index):
    skipped = json.dumps({"dependencies": [{"name": "flask", "skip_reason": "not found"}]})
    lock = tmp_path / "requirements.txt"
    lock.write_text("flask==3.9 ; sys_platform != 'win32' \\\n", encoding="utf-8")
    found = pip_audit(scanner("pip-audit", skipped), lock, index)
    assert found == [Finding("pip-audit", "PYSEC-2", "flask", "erger")]


def test_a_leak_is_a_finding(scanner, tmp_path):
    leak = '{"id": "PYSEC-1", "description": "erg"}'
    said = '{"dependencies": [{"name": "flask", "vulns": [' + leak + "]}]}"
    found = pip_audit(scanner("pip-audit", said), tmp_path / "requirements.txt")
    assert found == [Finding("pip-audit", "PYSEC-1", "flask", "erg")]


def test_a_scanner_without_an_answer_did_not_do_its_work(scanner, tmp_path):
    with pytest.raises(NotDone, match="niet te lezen"):
        bandit(scanner("bandit", "no json"), tmp_path)
    with pytest.raises(NotDone, match="geen verslag"):
        wapiti(scanner("wapiti", ""), Visitor("http://127.0.0.1:1"), 1)


def said_of_the_api(*failures, accepted=1):
    phases = {"coverage": {"accepted": 0}, "fuzzing": {"accepted": accepted}}
    rates = {"GET /rapporten": {"fuzzing": {"accepted": 9}}, "GET /rapporten/{nummer}": phases}
    return {"valid_rates": rates, "failures": list(failures), "errors": []}


def test_an_address_that_only_refused_was_not_looked_at():
    assert findings(said_of_the_api(), 2) == []
    with pytest.raises(NotDone, match="1 adressen"):
        findings(said_of_the_api(accepted=0), 2)
    with pytest.raises(NotDone, match="1 adressen"):
        findings(said_of_the_api(), 3)


def test_an_answer_that_is_not_as_described_is_a_finding_of_each_address():
    both = ["GET /rapporten", "GET /rapporten/{nummer}"]
    wrong = {"code": "ST103", "title": "Undocumented status code", "operations": both}
    found = findings(said_of_the_api(wrong), 2)
    assert [(one.rule, one.where) for one in found] == [("ST103", place) for place in both]


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ("<script>alert(1)</script>", "inline"),
        ("<p style='color: red'>", "inline"),
        ("<p onclick='x()'>", "inline"),
        ("<a href=' javascript:x()'>", "javascript-link"),
        ("<img src='https://elders.example/x.png'>", "from-outside"),
        ("<script src='//elders.example/x.js'></script>", "from-outside"),
        ("<form method='post'></form>", "form-without-token"),
    ],
)
def test_the_walk_sees_what_should_not_be_on_a_page(html, rule):
    assert [name for name, _ in Page(html).wrong] == [rule]
    assert (
        Page("<form method=post><input name=csrf_token value=x></form><script src=/a>").wrong == []
    )


GOOD = {
    "Content-Type": "text/html",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
    "Set-Cookie": "a=b; HttpOnly; SameSite=Lax",
}


def rules(**changed):
    headers = Message()
    for name, value in (GOOD | {name.replace("_", "-"): v for name, v in changed.items()}).items():
        if value:
            headers[name] = value
    return [rule for rule, _ in faults(Answer(200, headers, ""))]


def test_the_walk_sees_what_the_headers_should_say():
    assert rules() == []
    for name in GOOD.keys() - {"Content-Type", "Set-Cookie"}:
        assert rules(**{name: ""}) == ["cache" if name == "Cache-Control" else "header"], name
    lax = f"{CONTENT_SECURITY_POLICY}; script-src 'unsafe-eval'"
    assert rules(Content_Security_Policy=lax) == ["policy"]
    assert rules(Set_Cookie="a=b; SameSite=Lax") == ["cookie"]


class Busy(Visitor):
    """A server that is too busy so many times, and then answers."""

    def ask(self, path, form=None, key=None):
        headers = Message()
        headers["Retry-After"] = "0"
        self.times -= 1
        return Answer(503 if self.times >= 0 else 200, headers, "")


@pytest.mark.parametrize(("times", "status"), [(0, 200), (TRIES, 200), (TRIES + 1, 503)])
def test_a_busy_server_is_asked_again_and_one_that_stays_so_is_a_finding(times, status):
    visitor = Busy("http://127.0.0.1:1")
    visitor.times = times
    assert patiently(visitor, "/").status == status


def test_two_pages_of_a_kind_have_one_shape():
    one, two = "/invullen/jRP8NlBMAXXv3AC1NaThnw", "/invullen/aRP8NlBMAXXv3AC1NaThnx"
    assert shape(f"{one}/stap/stap-1/2") == shape(f"{two}/stap/stap-2/13?terug=alles")
    assert shape("/privacy") == "/privacy"


def test_every_finding_that_is_accepted_has_a_reason():
    with ACCEPTED.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert all(len(line) == 4 and all(line) for line in lines)
    assert len({tuple(line[:3]) for line in lines}) == len(lines)
    assert accepted()
    known = Accepted("bandit", "B404", "assessment/*", "so")
    assert known.covers(Finding("bandit", "B404", "assessment/x.py", ""))
    assert not known.covers(Finding("bandit", "B404", "run.py", ""))
    assert not known.covers(Finding("bandit", "B405", "assessment/x.py", ""))
