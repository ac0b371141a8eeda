"""One PDF in a process of its own: HTML on stdin, the PDF on stdout, limits around it.

`python -m assessment.pdf.child <memory in bytes> <CPU seconds> <kind>`; `rendering.py` starts it.
Laying out pages is done by libraries in C, on text that anyone may have typed: what goes wrong here
must not take the server along.
"""

from __future__ import annotations

import logging
import resource
import sys
from typing import Any

from assessment.pdf.assets import FONTS, PRINT_CSS, STYLES

FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")


class Refused(RuntimeError):
    """The HTML asked for something outside our own assets."""


def limit(memory: int, seconds: int) -> None:
    """Set before anything is read, so that the limits hold for reading too."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def lock_in() -> None:
    """From here on this process makes no connection and starts no program, whoever asks."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise Refused(event)

    sys.addaudithook(refuse)


def render(html: str, style: str = "report") -> bytes:
    # Half a second of work, which only this process should pay for.
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    logging.getLogger("weasyprint").setLevel(logging.ERROR)

    class OwnAssets(URLFetcher):  # type: ignore[misc]  # WeasyPrint comes without types.
        """Serves the fonts and refuses everything else, also files of this machine."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in FONTS:
                raise Refused(url)
            body = FONTS[url].read_bytes()
            return URLFetcherResponse(url, body, {"Content-Type": "font/woff2"})

    # With `fail_on_errors` a refused address ends the whole render instead of leaving a hole.
    fetcher = OwnAssets(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
    fonts = FontConfiguration()
    sheets = [
        CSS(string=path.read_text(encoding="utf-8"), url_fetcher=fetcher, font_config=fonts)
        for path in (PRINT_CSS, *STYLES[style])
    ]
    document = HTML(string=html, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", stylesheets=sheets, font_config=fonts)
    return pdf


def main() -> None:
    limit(memory=int(sys.argv[1]), seconds=int(sys.argv[2]))
    html = sys.stdin.buffer.read().decode("utf-8")
    import weasyprint  # noqa: F401  # Loading the C libraries starts programs; do so before.

    lock_in()
    sys.stdout.buffer.write(render(html, sys.argv[3]))


if __name__ == "__main__":
    main()
