"""What `bench` says: one thing beside its floor, both measured in the same run."""

from __future__ import annotations

import contextlib
import re
import statistics
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One thing against its floor: medians in milliseconds, and the median of the ratios."""

    name: str
    floor: str
    median_ms: float
    floor_ms: float
    ratio: float
    runs: int
    note: str = ""


def side_by_side(
    name: str, mine: Callable[[], object], floor_name: str, floor: Callable[[], object], runs: int
) -> Figure:
    """The two in turn, so that a machine that slows down slows both."""
    mine()
    floor()
    pairs = []
    for _ in range(runs):
        pairs.append((_milliseconds(mine), _milliseconds(floor)))
    return Figure(
        name,
        floor_name,
        round(statistics.median(pair[0] for pair in pairs), 2),
        round(statistics.median(pair[1] for pair in pairs), 2),
        round(statistics.median(pair[0] / pair[1] for pair in pairs), 2),
        runs,
    )


def _milliseconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def count_pages(pdf: bytes) -> int:
    """How many pages it has; a reader of PDFs is there for the tests only."""
    count = 0
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            count += len(re.findall(rb"/Type\s*/Page\b", zlib.decompress(stream)))
    return count
