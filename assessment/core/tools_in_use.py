"""Which tools of the catalogue a municipality uses already, as its inventory says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from assessment.core.activities import Activity
from assessment.core.tools import Catalogue


def tools_in_use(activities: Iterable[Activity], catalogue: Catalogue) -> frozenset[str]:
    """The tools that a running activity names, in its name or description, or links to.

    Only the whole title counts. A tool that is missed here is advised once too often; a tool that
    is taken for another would be kept from someone who needs it.
    """
    running = [item for item in activities if item.runs]
    if not running:
        return frozenset()
    texts = [f" {_plain(f'{item.name} {item.description}')} " for item in running]
    links = {_address(item.link) for item in running if item.link}
    return frozenset(
        tool.id
        for tool in catalogue.tools
        if (tool.address and _address(tool.address) in links)
        or any(_title(tool.title) in text for text in texts)
    )


@lru_cache(maxsize=1024)
def _title(text: str) -> str:
    """The titles are the same for every report; what people type is not kept."""
    return f" {_plain(text)} "


def _plain(text: str) -> str:
    """Words only: people write “Niet jouw schuld!” in many ways."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _address(link: str) -> str:
    parts = urlsplit(link)
    return parts.netloc.removeprefix("www.") + parts.path.rstrip("/")
