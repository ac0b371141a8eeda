"""The page on which files are compared: words for every file, and nothing is kept."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from werkzeug.datastructures import MultiDict

from assessment.core.network_making import compare_network
from assessment.services import slowing
from assessment.services.network_carried import packed, unpacked
from assessment.services.network_files import background_of
from assessment.services.network_judging import Judge
from assessment.web import comparing_files
from assessment.web.security import CONTENT_SECURITY_POLICY
from tests.core.builders import library
from tests.pdf.hostile import HOSTILE
from tests.services.test_network_files import answers, pdf, read, report
from tests.web.browser import Browser
from tests.web.test_checking import without_counts

PAGE = "/vergelijken/"
MIXED = (("a.pdf", pdf(report(0))), ("b.json", report(1)), ("kapot.json", b'{"a"'))


@pytest.fixture
def anyone(make_app, database):
    """Someone without an account, where the installation allows that."""
    return Browser(make_app(database, open_compare=True))


def send(browser, files, **fill):
    """As a browser sends the form: what was filled in, and each file."""
    _, sent = browser.get(PAGE).form("Vergelijk")
    for name, value in fill.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    body, kind = as_sent(sent.items(multi=True), files)
    return browser._seen(browser.client.post(PAGE, data=body, content_type=kind), PAGE)


def as_sent(fields, files):
    """The body of a form, and its type."""
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [f"{head.format(name)}\r\n\r\n{value}".encode() for name, value in fields]
    parts += [
        f'{head.format("bestanden")}; filename="{name}"\r\n\r\n'.encode() + raw
        for name, raw in files
    ]
    body = b"".join(b"--grens\r\n" + part + b"\r\n" for part in parts) + b"--grens--\r\n"
    return body, "multipart/form-data; boundary=grens"


def press(browser, address, **fill):
    """One of the buttons below the outcome."""
    _, sent = browser.form("Zet in deze volgorde")
    return browser.client.post(address, data=MultiDict({**sent.to_dict(), **fill}))


def rows(browser):
    """The rows of the map, without the headings."""
    [table] = [item for item in browser.page.all("table") if item.get("class") == "map"]
    return table.all("tr")[1:]


def names(browser):
    return [row.all("th")[0].text for row in rows(browser)]


def test_only_who_is_signed_in_unless_the_installation_opens_it(stranger, browser, anyone):
    assert stranger.get(PAGE).status == 401
    assert "Vergelijk rapporten" not in stranger.get("/controleer/").page.text
    assert browser.get(PAGE).page.heading == "Vergelijk rapporten"
    assert anyone.get("/controleer/").follow("Vergelijk rapporten").status == 200


def test_files_are_compared_and_nothing_is_kept(anyone, database, tmp_path):
    before = without_counts(database), files_in(tmp_path)
    send(anyone, MIXED)
    assert anyone.page.heading == "Gemeenten naast elkaar"
    assert "kapot.json" in anyone.page.text
    assert "Beschadigd" in anyone.page.text
    assert "a.pdf" not in anyone.page.text
    assert (without_counts(database), files_in(tmp_path)) == before


def files_in(folder):
    """Counting a stranger is a write, and the first write makes the lock of the database."""
    return sorted(path for path in folder.rglob("*") if path.suffix != ".lock")


def test_what_cannot_be_compared_is_said_with_the_way_out(anyone):
    assert "Kies eerst de rapporten" in send(anyone, ()).page.text
    assert anyone.status == 422
    send(anyone, [("kapot.json", b'{"a"'), *((name, HOSTILE[name]()) for name in ("bomb",))])
    assert anyone.status == 422
    assert "kapot.json: Beschadigd." in anyone.page.text
    assert "Er is niets bewaard" in anyone.page.text
    send(anyone, [("kapot.json", b"{")], gemeente="Utrecht", keuze=["letters"])
    assert anyone.form("Vergelijk")[1].getlist("keuze") == ["letters"]
    assert anyone.form("Vergelijk")[1]["gemeente"] == "Utrecht"


def test_a_slip_in_the_own_name_does_not_cost_the_files(anyone):
    send(anyone, MIXED, gemeente="Nergenshuizen")
    assert anyone.page.heading == "Gemeenten naast elkaar"
    assert "geen gemeente “Nergenshuizen”" in anyone.page.text


def test_too_many_files_are_refused_before_they_are_read(anyone, monkeypatch):
    monkeypatch.setattr(comparing_files, "MOST_FILES", 1)
    monkeypatch.setattr(comparing_files, "_FIELDS", 2)
    send(anyone, MIXED)
    assert anyone.status == 413
    assert "te veel in één keer" in anyone.page.text
    monkeypatch.undo()
    monkeypatch.setattr(comparing_files, "MOST_BYTES", 0)
    monkeypatch.setattr(comparing_files, "MEGABYTE", 1000)
    assert send(anyone, MIXED).status == 413


def test_the_order_is_a_choice_and_a_step_puts_the_unknown_last(anyone):
    files = [(f"{index}.json", answers(index)) for index in range(8)]
    send(anyone, files)
    by_name = names(anyone)
    assert by_name == sorted(by_name)
    answer = press(anyone, "/vergelijken/volgorde", volgorde="stap-1")
    anyone._seen(answer, PAGE)
    assert sorted(names(anyone)) == by_name
    cells = [row.all("td")[1].text for row in rows(anyone)]
    known = [text.split(" ")[0] for text in cells if "?" not in text and "apart" not in text]
    assert known == sorted(known, reverse=True)
    assert all("?" in text or "apart" in text for text in cells[len(known) :])
    assert "Wat niet bekend is, staat onderaan" in anyone.page.text


@pytest.mark.parametrize("kind", ["xlsx", "ods", "html", "csv", "json"])
def test_the_page_carries_what_the_files_are_made_of(anyone, kind):
    send(anyone, MIXED)
    answer = press(anyone, "/vergelijken/bestand", soort=kind)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f"vergelijking.{kind}")
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        assert book.sheetnames[:3] == ["Lees dit eerst", "Niveaus", "Gaten"]
        assert book["Niveaus"].max_row == 3


def test_a_stranger_who_compares_a_lot_waits_and_loses_nothing(anyone, browser, monkeypatch):
    monkeypatch.setattr(slowing, "PLACE", slowing.Pace(2, timedelta(minutes=1), slowing.WINDOW))
    send(anyone, MIXED)
    assert press(anyone, "/vergelijken/bestand", soort="json").status_code == 200
    refused = press(anyone, "/vergelijken/bestand", soort="json")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    # The comparison stands on the page that says so, and another order costs no turn.
    anyone._seen(refused, PAGE)
    assert anyone.page.heading == "Gemeenten naast elkaar"
    assert "Wacht één seconde en probeer het dan opnieuw" in anyone.page.text
    assert press(anyone, "/vergelijken/volgorde", volgorde="").status_code == 200
    send(anyone, MIXED)
    assert (anyone.status, anyone.page.heading) == (429, "Vergelijk rapporten")
    # Who is signed in does not wait.
    for _ in range(3):
        assert send(browser, MIXED).status == 200


def test_what_comes_back_changed_is_refused(anyone):
    send(anyone, MIXED)
    carried = anyone.form("Zet in deze volgorde")[1]["inhoud"]
    bad = ("x" + carried, carried[:-1], carried.replace(carried[20], "_", 1), "")
    for text in bad:
        answer = press(anyone, "/vergelijken/volgorde", inhoud=text)
        assert answer.status_code == 400, text[:9]
    assert press(anyone, "/vergelijken/bestand", soort="exe").status_code == 404


def test_a_stranger_may_not_send_much_where_it_is_closed(stranger):
    token = stranger.get("/controleer/").form("Controleer")[1]["csrf_token"]
    body, kind = as_sent([("csrf_token", token)], [("groot.pdf", b"x" * 2_000_000)])
    assert stranger.client.post(PAGE, data=body, content_type=kind).status_code == 413
    body, kind = as_sent([("csrf_token", token)], MIXED)
    assert stranger.client.post(PAGE, data=body, content_type=kind).status_code == 401


def test_a_comparison_comes_back_as_it_was():
    found = read(report(0), report(1), answers(2), report(0, day=date(2025, 1, 1)))
    made = compare_network(found.entries, background_of(library()), files=found.files)
    assert made.trend
    assert unpacked(packed(made)) == made


def test_script_in_a_file_name_is_only_text(anyone):
    send(anyone, [*MIXED, ("<script>alert(1)</script>.json", b"{")])
    assert b"<script>" not in anyone.response.data
    assert "alert(1)" in anyone.page.text


def many(anyone, files, **fill):
    """More files than are read while someone just waits; the pieces of the page, as they come."""
    _, sent = anyone.get(PAGE).form("Vergelijk")
    for name, value in fill.items():
        sent.setlist(name, value)
    body, kind = as_sent(sent.items(multi=True), files)
    return anyone.client.post(PAGE, data=body, content_type=kind)


MANY = [(f"{index}.json", report(index % 12)) for index in range(40)]


@pytest.fixture
def judged(monkeypatch):
    """Grows with each file that was judged."""
    found = []
    right = Judge.file
    monkeypatch.setattr(Judge, "file", lambda *given: found.append(1) or right(*given))
    return found


def test_with_many_files_the_page_says_how_far_it_is(anyone, judged):
    answer = many(anyone, MANY)
    pieces = answer.iter_encoded()
    first = next(pieces).decode()
    # The page is there before a file is read, with all that guards it.
    assert not judged
    assert "Wij lezen 40 bestanden" in first
    assert 'role="status"' in first
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Accel-Buffering"] == "no"
    lines = []
    for _ in range(10):
        lines.append(next(pieces).decode())
        assert f"{len(judged)} van 40 gelezen." in lines[-1]
    assert len(judged) == 40
    rest = b"".join(pieces).decode()
    assert "van 40 gelezen" not in rest
    assert "Gemeenten naast elkaar" in rest


def test_the_outcome_of_many_files_is_a_page_as_any_other(anyone):
    anyone._seen(many(anyone, MANY), PAGE)
    assert (anyone.status, anyone.page.heading) == (200, "Gemeenten naast elkaar")
    assert len(rows(anyone)) == 12
    assert press(anyone, "/vergelijken/bestand", soort="csv").status_code == 200
    # The layouts of the two ways say the same.
    told = anyone.page.all("table")[0].text
    assert send(anyone, MANY[:12]).page.all("table")[0].text == told


def test_many_files_without_a_report_are_said_with_the_way_out(anyone):
    bad = [(f"<b>{index}.json", b'{"a"') for index in range(40)]
    anyone._seen(many(anyone, bad, gemeente=["Utrecht"]), PAGE)
    assert anyone.page.heading == "Vergelijk rapporten"
    assert "Er is niets bewaard" in anyone.page.text
    assert anyone.form("Vergelijk")[1]["gemeente"] == "Utrecht"
    assert b"<b>" not in anyone.response.data


def test_a_fault_halfway_is_said_and_the_page_is_whole(anyone, monkeypatch, caplog):
    right = Judge.file

    def breaks(judge, name, data):
        if name == "25.json":
            raise RuntimeError("a secret of the house")
        return right(judge, name, data)

    monkeypatch.setattr(Judge, "file", breaks)
    anyone._seen(many(anyone, MANY), PAGE)
    assert "Dat ligt aan ons, niet aan u." in anyone.page.text
    assert "20 van 40 gelezen." in anyone.page.text
    assert "secret" not in anyone.page.html
    assert anyone.page.html.rstrip().endswith("</html>")
    assert anyone.form("Vergelijk")
    assert "broke down" in caplog.text


def test_whoever_closes_the_page_ends_the_reading(anyone, judged):
    answer = many(anyone, MANY)
    pieces = answer.iter_encoded()
    next(pieces)
    next(pieces)
    answer.close()
    assert 0 < len(judged) < 40
