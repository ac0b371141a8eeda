"""A page that says how far long work is while it goes on: without a script, and nothing is stored.

The page goes out in pieces. First all that stands above, then now and then a line, and at the end
the outcome. Headers and status are gone by then: whatever happens is said on the page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import closing

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue

# The two layouts of a page: by itself, or as the last piece of one that is already there.
WHOLE, PART = "base.html", "part.html"
# Where the page that waits is cut: before the lines, and before the outcome. What somebody typed
# is always escaped, so it never makes one of these.
CUT = "<!-- cut -->"
LINES = 10  # as often as a screen reader wants to hear it

log = logging.getLogger(__name__)

Work = Generator[tuple[int, str], None, ResponseReturnValue]


def at_once(work: Work) -> ResponseReturnValue:
    """The page alone, for work that is soon done."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        page: ResponseReturnValue = end.value
        return page


def meanwhile(
    waiting: str,
    work: Work,
    total: int,
    line: Callable[[int], str],
    trouble: Callable[[], ResponseReturnValue],
) -> Response:
    """`waiting` is the page with two cuts, `line` what is said when so many are done, and `trouble`
    the last piece when the work fails."""
    above, between, below = waiting.split(CUT)

    def pieces() -> Iterator[str]:
        yield above
        try:
            with closing(work):
                outcome = yield from _lines(work, total, line)
        except Exception:
            # It would be a page that just stops, and nobody would know why.
            log.exception("work broke down after its page had begun")
            outcome = trouble()
        yield between
        yield _words_of(outcome)
        yield below

    response = Response(stream_with_context(pieces()))
    # A proxy that waits until it has all of it would show nothing meanwhile.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _lines(
    work: Work, total: int, line: Callable[[int], str]
) -> Generator[str, None, ResponseReturnValue]:
    told = 0
    try:
        while True:
            done, _ = next(work)
            if done * LINES >= (told + 1) * total:
                told = done * LINES // total
                yield line(done)
    except StopIteration as end:
        outcome: ResponseReturnValue = end.value
        return outcome


def _words_of(page: ResponseReturnValue) -> str:
    words = page[0] if isinstance(page, tuple) else page
    assert isinstance(words, str)  # noqa: S101  # Both come from a template.
    return words
