"""Habits of the whole code that a promise rests on: queries, patterns, randomness and digests."""

import ast
import re
from functools import cache

import pytest

from assessment.core import totp
from assessment.services import second_factor
from assessment.services.tokens import new_token
from tests.core.builders import ROOT

CODE = sorted((ROOT / "assessment").rglob("*.py"))
# They make tables and triggers out of our own names, or set up a connection.
MAKES_TABLES = {"assessment/storage/database.py", "assessment/storage/engine.py"}
# The months of our own calendar.
OWN_WORDS = {"assessment/services/spreadsheet/activity_cells.py"}
RE_CALLS = {"compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer"}
DIGESTS = {"sha256"}


@cache
def nodes(path):
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def calls(path):
    return [node for node in nodes(path) if isinstance(node, ast.Call)]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def called(node):
    """The name that is called, with what stands before its dot."""
    match node.func:
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return owner, name
        case ast.Attribute(attr=name):
            return "", name
        case ast.Name(id=name):
            return "", name
    return "", ""


def is_plain(node):
    return isinstance(node, ast.Constant)


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_no_query_is_made_of_a_text(path):
    """SQL as text stands in migrations and where the database is set up, and nowhere else."""
    if "migrations/" in name_of(path) or name_of(path) in MAKES_TABLES:
        return
    for node in calls(path):
        _, name = called(node)
        if name in ("text", "exec_driver_sql", "literal_column") and node.args:
            assert is_plain(node.args[0]), f"{name_of(path)}:{node.lineno}"


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_no_pattern_is_made_of_what_was_typed(path):
    """A pattern that is not written out is put together where the module is read, or escaped."""
    inside = {
        node
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    }
    for node in inside:
        owner, name = called(node)
        if owner == "re" and name in RE_CALLS and not is_plain(node.args[0]):
            source = ast.unparse(node.args[0])
            constant = all(
                part.id.isupper() or part.id in ("re", "pattern")
                for part in ast.walk(node.args[0])
                if isinstance(part, ast.Name)
            )
            allowed = constant or "escape(" in source or name_of(path) in OWN_WORDS
            assert allowed, f"{name_of(path)}:{node.lineno} {source}"


@cache
def imported(path):
    """The names of modules, and of what is taken out of one."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def users(*modules):
    """Who imports one of these, but for the commands: those are for whoever has the server."""
    begins = tuple(f"{module}." for module in modules)
    return {
        name_of(path)
        for path in CODE
        if any(f"{name}.".startswith(begins) for name in imported(path))
        if "/cli/" not in name_of(path)
    }


def callers(*wanted):
    found = {name_of(path) for path in CODE for node in calls(path) if called(node)[1] in wanted}
    return {name for name in found if "/cli/" not in name}


def test_only_these_start_another_program():
    """PDFs are made and read in a child with limits."""
    assert users("subprocess", "multiprocessing") == {
        "assessment/pdf/reading.py",
        "assessment/pdf/reading_many.py",
        "assessment/pdf/workers.py",
    }
    forked = {"assessment/pdf/reading_child.py", "assessment/pdf/warm.py"}
    assert callers("execv", "fork") == forked
    assert callers("system", "popen", "spawnv", "startfile") == set()


def test_only_these_speak_to_another_computer():
    """A socket in `pdf` is a pair between a process and its own child, or shuts them all off."""
    inside = users("urllib.request", "http.client", "smtplib", "ftplib", "asyncio", "socket", "ssl")
    assert {name for name in inside if "/pdf/" not in name} == {
        "assessment/services/asking_sites.py",
        "assessment/services/mail.py",
        "assessment/services/single_sign_on/asking.py",
    }


def test_nothing_that_is_read_can_become_code():
    assert users("pickle", "marshal", "shelve", "dill", "jsonpickle") == set()
    assert callers("eval", "exec", "render_template_string", "from_string") == set()
    assert ("yaml", "load") not in {called(node) for path in CODE for node in calls(path)}


def test_only_these_call_a_text_html():
    """What is not a text of our own was made by our own template, which escapes, or is stored
    with its digest."""
    given = {
        name_of(path)
        for path in CODE
        for node in calls(path)
        if called(node)[1] == "Markup" and not (node.args and is_plain(node.args[0]))
    }
    assert given == {
        "assessment/pdf/document.py",
        "assessment/web/finished_report.py",
        "assessment/web/shared_report.py",
    }
    switched_off = re.compile(r"\|\s*safe\b|autoescape|Markup")
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.xml")]
    assert [path.name for path in templates if switched_off.search(path.read_text("utf-8"))] == []


def test_nobody_is_sent_on_to_what_came_along():
    """Only to an address that we made; `request.path` is the page itself, which has a route."""
    came_along = re.compile(r"request\.(args|form|values|url|full_path|referrer|headers|cookies)")
    for path in CODE:
        for node in calls(path):
            if called(node)[1] == "redirect":
                assert not came_along.search(ast.unparse(node)), f"{name_of(path)}:{node.lineno}"


def test_only_static_files_are_sent_by_their_name():
    assert callers("send_file", "send_from_directory") == {"assessment/web/static_files.py"}


def test_no_log_tells_what_somebody_typed():
    """A log is read by others than those who may read a scan."""
    secret = {"answer", "answers", "note", "value", "text", "body", "form", "password", "token"}
    levels = {"debug", "info", "warning", "error", "exception", "critical"}
    secret |= {"email", "evidence", "data", "request.form", "request.data", "request.args"}
    for path in CODE:
        for node in calls(path):
            if called(node)[1] in levels and called(node)[0] in ("log", "logger"):
                told = {ast.unparse(part) for given in node.args[1:] for part in ast.walk(given)}
                assert not told & secret, f"{name_of(path)}:{node.lineno}"
                assert not node.args or is_plain(node.args[0]), f"{name_of(path)}:{node.lineno}"


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_only_strong_digests_and_true_randomness(path):
    source = path.read_text(encoding="utf-8")
    imported = re.findall(r"^\s*(?:from|import) (random|md5|sha)\b", source, re.MULTILINE)
    assert imported == [] or "cli/benching" in name_of(path)
    used = set(re.findall(r"hashlib\.(\w+)|from hashlib import (\w+)", source))
    assert {one or other for one, other in used} <= DIGESTS
    assert not re.search(r"\b(DES|RC4|ECB|MD5|SHA1)\(", source)


def test_no_page_uses_what_browsers_no_longer_run():
    old = re.compile(r"<(object|embed|applet|frame|frameset|marquee|keygen|blink)\b", re.IGNORECASE)
    templates = list((ROOT / "templates").rglob("*.html"))
    assert len(templates) > 50
    assert [path.name for path in templates if old.search(path.read_text(encoding="utf-8"))] == []
    scripts = [path.name for path in (ROOT / "assessment" / "static").glob("*.js")]
    for name in scripts:
        source = (ROOT / "assessment" / "static" / name).read_text(encoding="utf-8")
        for word in ("eval(", "document.write", "__proto__", "XMLHttpRequest"):
            assert word not in source, name


def test_every_way_in_makes_its_session_in_one_place():
    """There, closed accounts are refused, old sessions end, and it is noted."""
    makers, starters = set(), set()
    for path in CODE:
        for node in calls(path):
            if called(node) == ("sessions", "add"):
                makers.add(name_of(path))
            elif called(node) == ("signing_in", "start"):
                starters.add(name_of(path))
    assert makers == {"assessment/services/signing_in.py"}
    assert starters == {
        "assessment/services/inviting.py",
        "assessment/services/password_sign_in.py",
        "assessment/services/single_sign_on/coming_in.py",
        "assessment/web/signing_in.py",
    }


@pytest.mark.parametrize("path", sorted((ROOT / "assessment/static").glob("*.js")), ids=name_of)
def test_no_script_writes_under_a_name_that_somebody_chose(path):
    """What belongs to a question stands in a Map: no name can reach the prototype of an object."""
    script = path.read_text(encoding="utf-8")
    assert "new Map(" in script
    assert not re.search(r"__proto__|\bprototype\b|\beval\(|Function\(|innerHTML\s*=[^=]", script)
    # Of all that stands between brackets and is written to, each is a list of names of our own.
    assert not re.search(r"\w\[[^\]]+\]\s*=[^=]", script)


def test_a_secret_is_random_and_long_enough():
    """256 bits for whatever lets someone in; a recovery code has 80."""
    made = {new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(token) for token in made} == {43}
    assert second_factor.RECOVERY_BYTES * 8 >= 80
    assert totp.SECRET_BYTES * 8 >= 160
