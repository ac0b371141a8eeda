"""What one PDF costs: in a process that stands ready, in one that is started for it, in Chromium.

Run as a program it is the process that is measured: it loads what it needs, and forks for each PDF,
as the product does (`pdf/warm.py`). `python -m assessment.cli.pdf_costs own|comparison|floor`
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assessment.cli.figures import count_pages
from assessment.config import ROOT

_ADOPT_CHILDREN = 36  # PR_SET_CHILD_SUBREAPER of Linux


@dataclass(frozen=True)
class Cost:
    cpu: float  # seconds
    wall: float
    memory: int  # bytes at the most
    size: int
    pages: int = 0


class Process:
    """Something that makes PDFs while it is warm, and says what each of them cost."""

    def __init__(self, kind: str) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603  # Nothing in it comes from a user.
            _command(kind), stdin=pipe, stdout=pipe, text=True, cwd=ROOT
        )

    def cost(self, page: Path) -> Cost:
        asked, told = self._process.stdin, self._process.stdout
        if asked is None or told is None:
            raise RuntimeError("the process that is measured has no line to it")
        print(page, file=asked, flush=True)
        return Cost(**json.loads(told.readline()))

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def once(kind: str, page: Path) -> Cost:
    """In a process that is started for it."""
    return cost_of(lambda: _run(_command(kind), f"{page}\n"))


def chromium(program: str, page: Path) -> Cost:
    made = page.with_suffix(".pdf")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    cost = cost_of(lambda: _run([*command, f"--print-to-pdf={made}", page.as_uri()], ""))
    return replace(cost, size=made.stat().st_size if made.exists() else 0)


def _command(kind: str) -> list[str]:
    return [sys.executable, "-m", "assessment.cli.pdf_costs", kind]


def _run(command: list[str], said: str) -> bytes:
    subprocess.run(  # noqa: S603  # Nothing in it comes from a user.
        command, input=said, text=True, capture_output=True, check=True, cwd=ROOT
    )
    return b""


def cost_of(work: Callable[[], bytes]) -> Cost:
    """What the work costs in a process of its own, with all that it starts."""
    pages, line = os.pipe()
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.close(pages)
        _adopt()
        body = work()
        _wait_for_all()
        with os.fdopen(line, "w") as told:
            json.dump([len(body), count_pages(body)], told)
        os._exit(0)
    os.close(line)
    with os.fdopen(pages) as told:
        size, count = json.load(told)
    _, status, used = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise RuntimeError("the process that is measured has failed")
    scale = 1 if sys.platform == "darwin" else 1024
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * scale, size, count)


def _adopt() -> None:
    """Chromium leaves processes behind that it started, and what those used is then never counted.

    So they become ours. Where the system cannot do that, Chromium seems cheaper than it is.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT_CHILDREN, 1, 0, 0, 0)


def _wait_for_all() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def _maker(kind: str) -> Callable[[str], bytes]:
    """Both have their fonts and styles ready, so that only the work itself is compared."""
    from assessment.pdf import shortcuts
    from assessment.pdf.printing import fetcher, make_pdf, read_styles

    if kind == "comparison":
        compared = read_styles()["comparison"]
        return lambda html: make_pdf(html, compared)
    if kind == "own":
        from assessment.pdf.archiving import Attachment

        style = read_styles()["report"]
        # As much as the answers of a large municipality take.
        answers = json.dumps([f"antwoord {number}" for number in range(2000)]).encode()
        day = datetime(2026, 1, 1, tzinfo=UTC)
        added = Attachment("antwoorden.json", answers, "De antwoorden", day)
        return lambda html: make_pdf(html, style, added)

    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    shortcuts.uninstall()
    fonts = FontConfiguration()
    # The page, the letter and the lines of the report, and nothing else of it.
    sheet = CSS(
        string="""
        @font-face { font-family: Report; src: url("font:regular") format("woff2"); }
        @page { size: A4; margin: 22mm 18mm 20mm; }
        html { font: 10pt/1.45 Report; }
        body { margin: 0; }
        """,
        url_fetcher=fetcher(),
        font_config=fonts,
    )

    def plain(html: str) -> bytes:
        made: bytes = HTML(string=html).write_pdf(stylesheets=[sheet], font_config=fonts)
        return made

    return plain


def main(kind: str) -> None:
    make = _maker(kind)
    gc.collect()
    gc.freeze()
    gc.disable()
    for line in sys.stdin:
        html = Path(line.strip()).read_text(encoding="utf-8")
        cost = cost_of(lambda text=html: make(text))  # type: ignore[misc]
        print(json.dumps(cost.__dict__), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
