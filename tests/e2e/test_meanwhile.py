"""A page that is still coming in: what it says so far, which only a browser can tell."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from jinja2 import Template

from assessment.web.telling_meanwhile import CUT
from tests.core.builders import ROOT

STYLE = (ROOT / "assessment/static/app.css").read_text(encoding="utf-8")
LINE = Template((ROOT / "templates/comparison/_read.html").read_text(encoding="utf-8"))
WAITING = (ROOT / "templates/comparison/reading.html").read_text(encoding="utf-8")


@contextmanager
def coming_in(*pieces):
    """An address whose page comes in these pieces; each next one only when it is let go."""
    let_go = threading.Semaphore(0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            for piece in pieces:
                self.wfile.write(piece.encode())
                let_go.acquire(timeout=30)

        def log_message(self, *_):
            """Nobody reads along."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", let_go
        for _ in pieces:
            let_go.release()
        server.shutdown()


def test_only_the_newest_line_shows_and_nothing_of_it_beside_the_outcome(chromium):
    above, between, _ = WAITING.split(CUT)
    above = above.partition("{% block content %}")[2]
    page = (
        f"<!DOCTYPE html><title>x</title><style>{STYLE}</style><main>{above}",
        LINE.render(done=20, total=40),
        LINE.render(done=40, total=40),
        f"{between}<h1>De uitkomst</h1></main>",
    )
    tab = chromium.new_page()
    with coming_in(*page) as (address, let_go):
        tab.goto(address, wait_until="commit")
        for line in ("20 van 40", "40 van 40"):
            let_go.release()
            tab.get_by_text(line).wait_for()
        assert not tab.get_by_text("20 van 40").is_visible()
        let_go.release()
        tab.get_by_role("heading", name="De uitkomst").wait_for()
        assert not tab.locator(".app-meanwhile").is_visible()
    tab.close()
