"""The child that makes a PDF: it reaches nothing, costs little, and may die without us."""

import contextlib
import re
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from threading import BoundedSemaphore

import pytest
from weasyprint.urls import FatalURLFetchingError

from assessment.pdf import child, rendering
from assessment.pdf.assets import FONTS, PRINT_CSS
from assessment.pdf.rendering import ROOT, Limits, PdfFailed, render_pdf

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


@pytest.mark.parametrize("vector", VECTORS)
def test_no_html_makes_it_fetch_a_file_or_an_address(
    vector, secret, listener, tmp_path, monkeypatch
):
    address, visits = listener
    quick = tmp_path / "without-fonts.css"
    quick.write_text("p { color: black }")
    monkeypatch.setattr(child, "PRINT_CSS", quick)
    for target in (secret, address):
        made = b""
        with contextlib.suppress(child.Refused, FatalURLFetchingError):
            made = child.render(PAGE.format(vector.format(target)))
        assert SECRET.encode() not in made
        assert b"/EmbeddedFile" not in made
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
        render_pdf(PAGE.format("<p>tekst</p>"), Limits(wall=0.1))


def test_a_child_that_cannot_start_is_a_failed_pdf(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bestaat/niet")
    with pytest.raises(PdfFailed, match="later"):
        render_pdf(PAGE.format(""))


def test_when_all_places_are_taken_the_reader_is_told(monkeypatch):
    places = BoundedSemaphore(1)
    monkeypatch.setattr(rendering, "_places", places)
    with places, pytest.raises(PdfFailed, match="te veel PDF’s"):
        render_pdf(PAGE.format(""), Limits(queue=0))
    assert places.acquire(timeout=0)


def test_a_failed_pdf_gives_its_place_back_and_leaves_no_files(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for _ in range(rendering.AT_ONCE + 1):
        with pytest.raises(PdfFailed):
            render_pdf(PAGE.format(""), Limits(wall=0.05, queue=1))
    assert list(tmp_path.iterdir()) == []


def test_the_child_gets_nothing_of_our_environment(monkeypatch):
    monkeypatch.setenv("PREVENTIESPIEGEL_SECRET_KEY", SECRET)
    seen = {}

    def run(command, **options):
        seen.update(options["env"], command=command)
        return subprocess.CompletedProcess(command, 0, b"%PDF-1.7", b"")

    monkeypatch.setattr(subprocess, "run", run)
    render_pdf("<p>Tekst van een gebruiker.</p>")
    assert SECRET not in str(seen)
    assert "gebruiker" not in str(seen["command"])


def test_the_server_itself_never_loads_the_printing_library():
    code = "import sys, assessment.services.reporting; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_the_print_style_asks_only_for_our_own_fonts():
    asked = re.findall(r'url\("([^"]+)"\)', PRINT_CSS.read_text(encoding="utf-8"))
    assert set(asked) == set(FONTS)
