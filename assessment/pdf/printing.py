"""HTML into a PDF, inside the process that does nothing else (`press.py`).

Only this module and `source.py`, `shortcuts.py`, `leaves.py`, `tagging.py`, `tag_tree.py`,
`line_ends.py`, `archiving.py` and `writing.py` know WeasyPrint, and they lean on version 70 of it.
It takes half a second to load, which the web server should never pay.
"""

from __future__ import annotations

import logging
from base64 import b64decode
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from assessment.pdf import line_ends, shortcuts, tagging
from assessment.pdf.archiving import VARIANT, Attachment, declare, embedded, list_once
from assessment.pdf.assets import DEFAULTS_CSS, FONTS, IN_PIECES, PRINT_CSS, STYLES
from assessment.pdf.leaves import in_pieces
from assessment.pdf.source import Source
from assessment.pdf.writing import write_once

logging.getLogger("weasyprint").setLevel(logging.ERROR)
shortcuts.install()
tagging.install()
line_ends.install()


# A logo, that `services.logos` drew: inside the page itself, so that nothing is fetched for it.
PICTURE = "data:image/png;base64,"
MOST_PICTURE = 300_000


class Refused(RuntimeError):
    """The HTML asked for something outside our own assets."""


class OwnAssets(URLFetcher):  # type: ignore[misc]  # WeasyPrint comes without types.
    """Serves the fonts, and a logo that stands in the page; refuses everything else, also files."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url.startswith(PICTURE) and len(url) <= MOST_PICTURE:
            body = b64decode(url.removeprefix(PICTURE), validate=True)
            return URLFetcherResponse(url, body, {"Content-Type": "image/png"})
        if url not in FONTS:
            raise Refused(url)
        return URLFetcherResponse(url, FONTS[url].read_bytes(), {"Content-Type": "font/woff2"})


# With `fail_on_errors` a refused address ends the whole render instead of leaving a hole.
fetcher = partial(OwnAssets, allowed_protocols=(), allow_redirects=False, fail_on_errors=True)


@dataclass(frozen=True)
class Style:
    """The style sheets and fonts of one kind of document, read once."""

    sheets: list[Any]
    fonts: Any
    in_pieces: bool = False


def read_styles() -> dict[str, Style]:
    """All kinds of document. What they share is read once."""
    fonts = FontConfiguration()

    def read(*paths: Path) -> Any:
        # Two files are one sheet: each element is held against each sheet.
        text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
        return CSS(string=text, url_fetcher=fetcher(), font_config=fonts)

    shared = read(DEFAULTS_CSS, PRINT_CSS)
    return {
        name: Style([shared, read(*paths)], fonts, name in IN_PIECES)
        for name, paths in STYLES.items()
    }


def _finish(document: Any, pdf: Any) -> None:
    list_once(pdf)
    write_once(pdf)


def _laid_out(source: Source, style: Style) -> Any:
    source.look_again()
    document = source.render(stylesheets=style.sheets, font_config=style.fonts, pdf_variant=VARIANT)
    for page in document.pages:
        # Each box in a link would be a link of its own, and a reader would hear them all.
        page.links[:] = [link for link in page.links if link[3].element_tag == "a"]
    line_ends.add_spaces(document)
    return document


def make_pdf(html: str, style: Style, attachment: Attachment | None = None) -> bytes:
    source = Source(html, fetcher())
    render = partial(_laid_out, source, style)
    document = in_pieces(source.etree_element, render) if style.in_pieces else render()
    declare(document)
    files = [embedded(attachment)] if attachment else None
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT, attachments=files, finisher=_finish)
    return pdf
