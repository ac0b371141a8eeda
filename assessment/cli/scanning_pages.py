"""Our own walk for `scan`: every page that can be reached, with what a browser may do on it."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from collections import Counter, deque
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit

MOST_PAGES = 400
TRIES = 3
# Pages that differ in a name only are the same page; two of each say enough.
OF_A_SHAPE = 2
_ID = re.compile(r"[A-Za-z0-9_-]{22,}|PS-[0-9A-Z-]+|(?<=/)[0-9]+(?=/|$)")
_NAMED = re.compile(r"(?<=/)(vraag|punt|stap)/[^/]+")

HEADERS = {
    "Content-Security-Policy": r"default-src 'none'.*base-uri 'none'.*frame-ancestors 'none'",
    "X-Content-Type-Options": r"nosniff",
    "Referrer-Policy": r"same-origin|no-referrer",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "Permissions-Policy": r".*camera=\(\)",
    "X-Robots-Tag": r"noindex",
}
_LAX = re.compile(r"unsafe-|\*|data:|https?:|blob:")


@dataclass(frozen=True)
class Finding:
    """One thing that a scanner found, and where."""

    tool: str
    rule: str
    where: str
    words: str


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: str


class Page(HTMLParser):
    """The links of a page, and what should not be on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.wrong: list[tuple[str, str]] = []
        self.token = ""
        self._form: dict[str, str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in ("script", "style") and "src" not in given:
            self.wrong.append(("inline", f"<{tag}>"))
        for name, value in given.items():
            if name.startswith("on") or name == "style":
                self.wrong.append(("inline", f"{name}="))
            if value.strip().casefold().startswith("javascript:"):
                self.wrong.append(("javascript-link", name))
            if tag in ("script", "img", "link", "iframe") and re.match(r"(https?:)?//", value):
                self.wrong.append(("from-outside", value[:80]))
        if tag == "form":
            self._form = {"method": given.get("method", "get")}
        if tag == "input" and given.get("name") == "csrf_token":
            self.token = given.get("value", "")
            if self._form:
                self._form["token"] = self.token

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            if self._form["method"] == "post" and not self._form.get("token"):
                self.wrong.append(("form-without-token", ""))
            self._form = None


@dataclass
class Visitor:
    """Someone with a browser, signed in by the link of the first start."""

    base: str
    jar: CookieJar = field(default_factory=CookieJar)
    first_scan: str = "/"

    @classmethod
    def enter(cls, entrance: str) -> Visitor:
        parts = urlsplit(entrance)
        visitor = cls(f"{parts.scheme}://{parts.netloc}")
        home = visitor.send(parts.path, {})
        scans = [link for link in Page(home.body).links if re.match(r"/invullen/[^/]{22}/$", link)]
        if home.status != 200 or not scans:
            raise RuntimeError("the link of the first start does not let us in")
        visitor.first_scan = scans[0]
        return visitor

    def send(self, path: str, form: dict[str, str]) -> Answer:
        """Fills in the form of that page."""
        return self.ask(path, form | {"csrf_token": Page(self.ask(path).body).token})

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)

    def ask(self, path: str, form: dict[str, str] | None = None, key: str | None = None) -> Answer:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        data = urlencode(form).encode() if form else None
        opener.addheaders += [("Authorization", f"Bearer {key}")] if key else []
        try:
            answer = opener.open(f"{self.base}{path}", data, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            body = answer.read().decode("utf-8", "replace")
            return Answer(answer.status, answer.headers, body)


def shape(path: str) -> str:
    """An address without what differs between two pages of the same kind."""
    return _NAMED.sub(r"\1/…", _ID.sub("…", urlsplit(path).path))


def walk(visitor: Visitor) -> list[Finding]:
    """Breadth first, from the first page."""
    queue, seen, shapes = (
        deque(["/", visitor.first_scan, "/bestaat-niet"]),
        set[str](),
        Counter[str](),
    )
    found: set[Finding] = set()
    while queue and len(seen) < MOST_PAGES:
        path = queue.popleft()
        if path in seen or shapes[shape(path)] >= OF_A_SHAPE:
            continue
        seen.add(path)
        shapes[shape(path)] += 1
        answer = patiently(visitor, path)
        found |= {Finding("bladzijden", rule, shape(path), words) for rule, words in faults(answer)}
        if answer.status >= 400 and path != "/bestaat-niet":
            found.add(Finding("bladzijden", f"status-{answer.status}", shape(path), path))
        if answer.headers.get_content_type() != "text/html":
            continue
        page = Page(answer.body)
        found |= {Finding("bladzijden", rule, shape(path), words) for rule, words in page.wrong}
        for link in page.links:
            target = urljoin(f"{visitor.base}{path}", link)
            if target.startswith(f"{visitor.base}/"):
                queue.append(target.removeprefix(visitor.base).partition("#")[0])
    print(f"{len(seen)} bladzijden en bestanden van {len(shapes)} soorten bekeken")
    return sorted(found, key=str)


def patiently(visitor: Visitor, path: str) -> Answer:
    """A busy server says when to come back; one that is always busy is a finding."""
    answer = visitor.ask(path)
    for _ in range(TRIES):
        if answer.status != 503 or "Retry-After" not in answer.headers:
            break
        time.sleep(min(30, int(answer.headers["Retry-After"])))
        answer = visitor.ask(path)
    return answer


def faults(answer: Answer) -> list[tuple[str, str]]:
    """What the headers of any answer should say and do not."""
    found = []
    for name, pattern in HEADERS.items():
        given = answer.headers.get_all(name) or []
        if len(given) != 1 or not re.match(pattern, given[0]):
            found.append(("header", f"{name}: {given}"))
    if _LAX.search(answer.headers.get("Content-Security-Policy", "")):
        found.append(("policy", "a policy that lets in more than our own files"))
    kept = answer.headers.get("Cache-Control", "")
    if answer.headers.get_content_type() == "text/html" and "no-store" not in kept:
        found.append(("cache", kept))
    for cookie in answer.headers.get_all("Set-Cookie") or []:
        if "HttpOnly" not in cookie or "SameSite" not in cookie:
            found.append(("cookie", cookie.partition("=")[0]))
    return found
