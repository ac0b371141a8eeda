"""The child that makes a PDF: it reaches nothing, costs little, and may die without us."""

import contextlib
import gc
import os
import re
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from assessment.pdf import places, rendering, workers
from assessment.pdf.assets import FONTS, PRINT_CSS
from assessment.pdf.orders import Limits
from assessment.pdf.printing import Refused, Style, make_pdf
from assessment.pdf.rendering import PdfFailed, Row, busy, render_pdf
from assessment.pdf.workers import ROOT, WarmProcess

SECRET = "geheim-dat-nergens-mag-staan"
PAGE = '<html lang="nl"><title>t</title><body><h1>Kop</h1>{}</body></html>'


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "geheim.txt"
    path.write_text(SECRET)
    return path.as_uri()


@pytest.fixture
def listener():
    """A server that only counts who comes."""
    visits = []

    class Count(socketserver.BaseRequestHandler):
        def handle(self):
            visits.append(self.client_address)

    with socketserver.TCPServer(("127.0.0.1", 0), Count) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/x.png", visits
        server.shutdown()
        thread.join()


VECTORS = [
    '<img src="{}" alt="x">',
    '<object data="{}">x</object>',
    '<embed src="{}">',
    '<link rel="attachment" href="{}">',
    '<link rel="stylesheet" href="{}">',
    '<style>@import url("{}");</style>',
    '<style>p {{ background: url("{}") }}</style><p>tekst</p>',
    '<style>@font-face {{ font-family: F; src: url("{}") }} p {{ font-family: F }}</style><p>x</p>',
    '<style>p::before {{ content: url("{}") }}</style><p>x</p>',
    '<ul style="list-style-image: url({})"><li>x</li></ul>',
    '<svg width="9" height="9"><title>x</title><image href="{}" width="9" height="9"/></svg>',
    '<base href="{}"><img src="y.png" alt="x">',
]


# WeasyPrint leaves the file with the colours for the garbage collector to close.
@pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
@pytest.mark.parametrize("vector", VECTORS)
def test_no_html_makes_it_fetch_a_file_or_an_address(vector, secret, listener):
    address, visits = listener
    for target in (secret, address):
        made = b""
        with contextlib.suppress(Refused, FatalURLFetchingError):
            made = make_pdf(PAGE.format(vector.format(target)), Style([], FontConfiguration()))
        assert SECRET.encode() not in made
        assert b"/EmbeddedFile" not in made
    gc.collect()
    assert visits == []


def test_a_forbidden_picture_is_a_failed_pdf_and_not_a_hole_in_it(secret):
    with pytest.raises(PdfFailed, match="niet gelukt"):
        render_pdf(PAGE.format(f'<img src="{secret}" alt="x">'))


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
    ],
)
def test_after_it_is_locked_in_it_makes_no_connection_and_starts_no_program(attempt):
    code = f"from assessment.pdf.child import lock_in; lock_in(); {attempt}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode
    assert "Refused" in done.stderr


def test_a_page_that_eats_the_processor_is_stopped_and_the_next_one_works():
    heavy = '<table><tr><td style="overflow-wrap: anywhere">' + "x" * 20_000 + "</td></tr></table>"
    style = "<style>table { table-layout: auto !important }</style>"
    started = time.monotonic()
    with pytest.raises(PdfFailed):
        render_pdf(PAGE.format(style + heavy), Limits(cpu=2))
    assert time.monotonic() - started < 20
    assert render_pdf(PAGE.format("<p>Gewoon.</p>")).startswith(b"%PDF-")


def test_a_page_that_eats_memory_is_stopped(caplog):
    table = '<table><tr><td colspan="{}">x</td></tr></table>'
    little = Limits(memory=500_000_000)
    assert render_pdf(PAGE.format(table.format(2)), little).startswith(b"%PDF-")
    with pytest.raises(PdfFailed):
        render_pdf(PAGE.format(table.format(100_000_000)), little)
    assert "MemoryError" in caplog.text


def test_a_page_that_takes_too_long_is_stopped():
    with pytest.raises(PdfFailed, match="te lang"):
        render_pdf(PAGE.format("<p>tekst</p>" * 3000), Limits(wall=0.1))


@pytest.fixture
def own(monkeypatch):
    """A process that stands ready for this test alone."""
    process = WarmProcess()
    monkeypatch.setattr(rendering, "warm", process)
    yield process
    process.close()


@pytest.fixture
def own_row(monkeypatch, tmp_path):
    """A row in which nobody else stands."""
    monkeypatch.setenv("PREVENTIESPIEGEL_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance" / "pdf"


@pytest.mark.usefixtures("own")
def test_a_process_that_cannot_start_is_a_failed_pdf(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bestaat/niet")
    with pytest.raises(PdfFailed, match="later"):
        render_pdf(PAGE.format(""))


@pytest.mark.usefixtures("own")
def test_a_process_that_ends_at_once_is_a_failed_pdf(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(PdfFailed, match="later"):
        render_pdf(PAGE.format(""))


def test_a_killed_process_is_replaced_and_nobody_notices(own):
    first = render_pdf(PAGE.format("<p>Een.</p>"))
    before = own.pid
    os.kill(before, signal.SIGKILL)
    assert render_pdf(PAGE.format("<p>Een.</p>")) == first
    assert own.pid != before


def test_one_process_serves_pdf_after_pdf_and_nothing_stays_behind(own):
    first = render_pdf(PAGE.format("<p>Een.</p>"))
    pid = own.pid
    render_pdf(PAGE.format("<style>p { color: red; counter-reset: x 9 }</style><p>Twee.</p>"))
    with contextlib.suppress(PdfFailed):
        render_pdf(PAGE.format('<img src="file:///etc/passwd">'))
    assert render_pdf(PAGE.format("<p>Een.</p>")) == first
    assert own.pid == pid
    until = time.monotonic() + 10
    while _children(pid) and time.monotonic() < until:
        time.sleep(0.05)  # the last one has answered, and may still be on its way out
    assert _children(pid) == []


def _children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_nobody_asking_or_a_gone_server_ends_it(monkeypatch):
    process = WarmProcess(idle=0.2)
    process.connect().close()
    assert process._process.wait(20) == 0
    # The next one who asks gets a new one.
    monkeypatch.setattr(rendering, "warm", process)
    process.idle = workers.IDLE
    assert render_pdf(PAGE.format("")).startswith(b"%PDF-")
    again = process._process
    process._control.close()
    assert again.wait(20) == 0
    process.close()


def test_where_a_fork_is_not_safe_each_child_loads_for_itself(own, monkeypatch):
    body = render_pdf(PAGE.format("<p>Een.</p>"))
    process = WarmProcess(load="later")
    monkeypatch.setattr(rendering, "warm", process)
    assert render_pdf(PAGE.format("<p>Een.</p>")) == body
    process.close()


def test_its_folder_is_gone_when_it_ends(monkeypatch):
    process = WarmProcess()
    monkeypatch.setattr(rendering, "warm", process)
    render_pdf(PAGE.format(""))
    with contextlib.suppress(PdfFailed):
        render_pdf(PAGE.format(""), Limits(wall=0.01))
    home = dict(
        item.split("=", 1)
        for item in Path(f"/proc/{process.pid}/environ").read_text().split("\0")
        if item
    )
    assert set(home) <= {"PATH", "LANG", "TZ", "LC_CTYPE"}
    folders = set(Path(tempfile.gettempdir()).glob("preventiespiegel-pdf-*"))
    process.close()
    assert len(folders - set(Path(tempfile.gettempdir()).glob("preventiespiegel-pdf-*"))) == 1


def test_two_at_once_and_the_rest_in_a_row(own_row):
    with places.place(0), places.place(0):
        assert busy() == Row(printing=2, waiting=0)
        with ThreadPoolExecutor(1) as other:
            third = other.submit(render_pdf, PAGE.format(""))
            while not busy().waiting:
                time.sleep(0.01)
            with pytest.raises(PdfFailed, match="te veel PDF’s"):
                render_pdf(PAGE.format(""), Limits(queue=0))
            assert not third.done()
            # Somebody who is ready lets the next one in, although the other still works.
            (own_row / "000000000001").unlink()
            assert third.result(30).startswith(b"%PDF-")
    assert busy() == Row(0, 0)


def test_the_row_is_one_for_all_processes_and_a_killed_one_leaves_it(own_row):
    load = "from assessment.pdf.places import place; import time"
    code = f"{load}\nwith place(9): print(1, flush=True); time.sleep(60)"
    command = [sys.executable, "-c", code]
    others = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
    for other in others:
        assert other.stdout.readline()
    assert busy() == Row(2, 0)
    with pytest.raises(places.NoPlace), places.place(0.1):
        pass
    for other in others:
        other.kill()
        other.communicate()
    with places.place(0):
        assert busy() == Row(1, 0)
    assert [path.name for path in own_row.iterdir()] == ["row"]


def test_a_failed_pdf_gives_its_place_back(own_row):
    for _ in range(places.AT_ONCE + 1):
        with pytest.raises(PdfFailed):
            render_pdf(PAGE.format('<img src="file:///etc/passwd">'), Limits(queue=1))
    assert [path.name for path in own_row.iterdir()] == ["row"]


def test_the_process_gets_nothing_of_our_environment(own, monkeypatch):
    monkeypatch.setenv("PREVENTIESPIEGEL_SECRET_KEY", SECRET)
    render_pdf("<p>Tekst van een gebruiker.</p>")
    told = Path(f"/proc/{own.pid}")
    assert SECRET not in (told / "environ").read_text()
    assert "gebruiker" not in (told / "cmdline").read_text()


@pytest.mark.parametrize(
    "attempt",
    ["open('made', 'wb', 0).write(b'x')", "[open('/dev/null') for _ in range(99)]"],
)
def test_a_child_writes_no_file_and_opens_few(attempt, tmp_path):
    load = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from assessment.pdf.child import *"
    code = f"{load}; limit(Limits()); {attempt}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode
    assert "OSError" in done.stderr


def test_the_server_itself_never_loads_the_printing_library():
    code = "import sys, assessment.services.reporting; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_the_print_style_asks_only_for_our_own_fonts():
    asked = re.findall(r'url\("([^"]+)"\)', PRINT_CSS.read_text(encoding="utf-8"))
    assert set(asked) == set(FONTS)
