"""Our own HTML, read faster than WeasyPrint reads the HTML of others.

WeasyPrint has to accept whatever the web has, with a parser in Python and a style for every element
there is. What comes here is made by our own templates: it is nearly XML, and Python's own parser in
C needs a tenth of the time. It leans on the inside of WeasyPrint 70, as `tagging.py` does.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import cssselect2
from weasyprint import HTML

# Elements without an end: as XML they end where they begin. What someone typed has no bare `<`.
_UNENDED = re.compile(r"<((?:br|wbr|col|img|link|meta)\b[^<>]*?)/?>")
# The end of a line, asked for right behind words: as an element it costs two boxes, as a character
# none. Behind an element it stays one: what that element says of its own spaces may not touch it.
_SPACES = re.compile(r"[ \t\r\n]+")
_LINE_ENDS = re.compile(r"([^> ]) ?<br\b[^<>]*> ?")


class Source(HTML):  # type: ignore[misc]  # WeasyPrint comes without types.
    """A document without a base address, whose style sheets say everything (`defaults.css`).

    Only the end of a line that an element asked for is one: `defaults.css` keeps those.
    """

    def __init__(self, html: str, fetcher: Any) -> None:
        html = _LINE_ENDS.sub(r"\1\n", _SPACES.sub(" ", html))
        try:
            root = ElementTree.fromstring(_UNENDED.sub(r"<\1/>", html))  # noqa: S314
        except ElementTree.ParseError:
            # Such as a character that XML does not allow. Slower, and never wrong.
            super().__init__(string=html, url_fetcher=fetcher)
            return
        self.base_url = None
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.etree_element = root
        self.look_again()

    def look_again(self) -> None:
        """After the tree was changed."""
        root = self.etree_element
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return []
