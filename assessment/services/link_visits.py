"""Visiting addresses politely: robots.txt first, one question at a time per host, few at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from assessment.core.link_health import Visit
from assessment.services.asking_sites import (
    AGENT,
    Answer,
    BadCertificate,
    Limits,
    Method,
    NoAnswer,
    NotAllowed,
    ask,
)

AT_ONCE = 4
MOST_REDIRECTS = 5
MOST_ROBOTS = 500_000
LONGEST_PAUSE = 10.0
PERMANENT = (301, 308)
REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)

Told = Callable[[Visit], None]


class Visitor:
    """Remembers per host its rules and when we were there last."""

    def __init__(self, limits: Limits, pause: float = 1.0) -> None:
        self.limits = limits
        self.pause = pause
        self.stopped = threading.Event()
        self._robots: dict[str, RobotFileParser] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._last: dict[str, float] = {}
        self._guard = threading.Lock()

    def visit_all(self, addresses: Iterable[str], told: Told) -> None:
        """Every address once; `told` hears each visit, one at a time, in no fixed order."""
        by_host: dict[str, list[str]] = {}
        for address in dict.fromkeys(addresses):
            by_host.setdefault(urlsplit(address).netloc, []).append(address)
        hearing = threading.Lock()

        def one_host(of_host: list[str]) -> None:
            for address in of_host:
                if self.stopped.is_set():
                    return
                visit = self.visit(address)
                with hearing:
                    told(visit)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            try:
                for done in as_completed(
                    [pool.submit(one_host, item) for item in by_host.values()]
                ):
                    done.result()
            except BaseException:
                # Also when someone presses Ctrl+C: no host gets another question.
                self.stopped.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def visit(self, address: str) -> Visit:
        """Looks, and looks a second time when nothing came back."""
        first = self._look(address, "HEAD")
        return self._look(address, "GET") if first.outcome == "silent" else first

    def _look(self, address: str, method: Method) -> Visit:
        try:
            return self._follow(address, method)
        except NoAnswer as problem:
            return Visit(address, "silent", str(problem))
        except BadCertificate as problem:
            return Visit(address, "certificate", str(problem))
        except NotAllowed as problem:
            return Visit(address, "skipped", str(problem))

    def _follow(self, address: str, method: Method) -> Visit:
        current, permanent = address, True
        for _ in range(MOST_REDIRECTS + 1):
            if not self._welcome(current):
                return Visit(address, "skipped", "de site wil geen programma’s (robots.txt)")
            answer = self._ask(method, current)
            if method == "HEAD" and answer.status >= 400:
                # Many sites refuse this short question, or answer it wrongly.
                answer = self._ask("GET", current)
            if answer.status in REDIRECTS and answer.location:
                permanent = permanent and answer.status in PERMANENT
                current = _joined(current, answer.location)
                continue
            return _judged(address, current, permanent, answer.status)
        return Visit(address, "silent", f"stuurt meer dan {MOST_REDIRECTS} keer door")

    def _welcome(self, address: str) -> bool:
        parts = urlsplit(address)
        site = urlunsplit((parts.scheme, parts.netloc, "", "", ""))
        if site not in self._robots:
            self._robots[site] = self._rules_of(site)
        return self._robots[site].can_fetch(AGENT, address)

    def _rules_of(self, site: str) -> RobotFileParser:
        rules = RobotFileParser()
        current = f"{site}/robots.txt"
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask("GET", current, MOST_ROBOTS)
            if answer.status in REDIRECTS and answer.location:
                current = _joined(current, answer.location)
                continue
            if answer.status >= 500:
                rules.parse(["User-agent: *", "Disallow: /"])
            elif answer.status >= 300:
                rules.parse([])
            else:
                rules.parse(answer.body.decode("utf-8-sig", "replace").splitlines())
            return rules
        rules.parse([])
        return rules

    def _ask(self, method: Method, address: str, most: int = 0) -> Answer:
        host = urlsplit(address).netloc.casefold()
        with self._guard:
            lock = self._locks.setdefault(host, threading.Lock())
        with lock:
            wait = self._last.get(host, 0.0) + self._pause_of(address) - time.monotonic()
            if wait > 0:
                self.stopped.wait(wait)
            try:
                return ask(method, address, self.limits, most)
            finally:
                self._last[host] = time.monotonic()

    def _pause_of(self, address: str) -> float:
        """Our own pause, or the longer one that a site asks for."""
        parts = urlsplit(address)
        rules = self._robots.get(urlunsplit((parts.scheme, parts.netloc, "", "", "")))
        asked = float(rules.crawl_delay(AGENT) or 0) if rules else 0.0
        return max(self.pause, min(asked, LONGEST_PAUSE))


def _joined(current: str, location: str) -> str:
    """Where a site sends us on to; the part after # belongs to the reader and travels along."""
    try:
        joined = urlsplit(urljoin(current, location))
        fragment = joined.fragment or urlsplit(current).fragment
        return urlunsplit(joined._replace(fragment=fragment))
    except ValueError:
        raise NoAnswer("stuurt door naar een adres dat niet klopt") from None


def _judged(address: str, current: str, permanent: bool, status: int) -> Visit:
    moved = current if current != address else None
    if status in GONE:
        return Visit(address, "gone", f"de site zegt zelf: bestaat niet ({status})", moved)
    if status >= 500 or status < 200 or 300 <= status < 400:
        return Visit(address, "silent", f"de site heeft een storing ({status})", moved)
    if status >= 400:
        return Visit(address, "skipped", f"de site laat ons programma niet toe ({status})", moved)
    visit = Visit(address, "ok", leads_to=moved)
    if visit.to_front_page:
        return Visit(address, "moved", "leidt naar de voorpagina: kijk of het nog klopt", moved)
    return Visit(address, "moved", leads_to=moved) if moved and permanent else visit
