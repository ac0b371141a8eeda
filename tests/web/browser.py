"""A browser without JavaScript: follows links, fills in forms, and inspects every page it sees."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.web.html_page import Element, Page, faults


class Browser:
    """Remembers the last page, like a tab; `colleague` is the same person in another tab."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.response: TestResponse = None  # type: ignore[assignment]
        self.page: Page = None  # type: ignore[assignment]
        self.address = ""

    @property
    def status(self) -> int:
        return self.response.status_code

    def get(self, address: str) -> Browser:
        address = urljoin(self.address, address)
        return self._seen(self.client.get(urldefrag(address).url), address)

    def post(self, address: str, data: Any = None) -> Browser:
        return self._seen(self.client.post(address, data=data), address)

    def follow(self, words: str) -> Browser:
        """Clicks a link."""
        return self.get(self.page.link(words))

    def form(self, button: str) -> tuple[Element, MultiDict[str, str]]:
        """The form with this button, and what a browser would send of it untouched."""
        for form in self.page.all("form"):
            for element in form.all("button"):
                if button in element.text:
                    sent = _untouched(form)
                    if element.get("name"):
                        sent.add(element.get("name"), element.get("value"))
                    return form, sent
        raise AssertionError(f"no button “{button}” on “{self.page.heading}”")

    def press(self, button: str, fill: dict[str, Any] | None = None) -> Browser:
        """Fills in some fields of a form and sends it; None empties a field."""
        form, sent = self.form(button)
        known = {element.get("name") for element in form.all("input", "select", "textarea")}
        for name, value in (fill or {}).items():
            assert name in known, f"no field “{name}” in this form"
            values = value if isinstance(value, list) else [] if value is None else [value]
            sent.setlist(name, [str(item) for item in values])
        return self.post(form.get("action"), sent)

    def _seen(self, response: TestResponse, address: str) -> Browser:
        hops = 0
        while response.status_code in (301, 302, 303, 307, 308):
            address = response.headers["Location"]
            assert urlsplit(address).netloc in ("", "localhost"), "away from this site"
            response.close()
            response = self.client.get(address)
            hops += 1
            assert hops < 10, "round in circles"
        response.get_data()
        response.close()
        self.response, self.address = response, address
        # What a browser saves as a file is no page of the product.
        saved = response.headers.get("Content-Disposition", "").startswith("attachment")
        if response.mimetype == "text/html" and not saved:
            self.page = Page(response.get_data(as_text=True))
            wrong = faults(self.page)
            assert not wrong, f"{address}: {wrong}"
        return self


def _untouched(form: Element) -> MultiDict[str, str]:
    sent: MultiDict[str, str] = MultiDict()
    for element in form.all("input", "select", "textarea"):
        name = element.get("name")
        if element.tag == "select":
            options = element.all("option")
            chosen = [o for o in options if "selected" in o.attributes] or options[:1]
            sent.add(name, chosen[0].get("value"))
        elif element.tag == "textarea":
            raw = "".join(child for child in element.children if isinstance(child, str))
            # A browser drops the first line break, and sends the others in its own way.
            sent.add(name, raw.removeprefix("\n").replace("\n", "\r\n"))
        elif element.get("type") in ("radio", "checkbox"):
            if "checked" in element.attributes:
                sent.add(name, element.get("value"))
        else:
            sent.add(name, element.get("value"))
    return sent


def upload(
    browser: Browser, address: str, raw: bytes, name: str = "vragen.xlsx", token: str = ""
) -> Browser:
    """As a browser sends a form with a file."""
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [
        head.format("csrf_token") + f"\r\n\r\n{token}",
        head.format("bestand") + f'; filename="{name}"\r\n\r\n',
    ]
    body = "".join(f"--grens\r\n{part}\r\n" for part in parts).encode()[:-2]
    answer = browser.client.post(
        address,
        data=body + raw + b"\r\n--grens--\r\n",
        content_type="multipart/form-data; boundary=grens",
    )
    return browser._seen(answer, address)
