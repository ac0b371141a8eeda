"""Opens a report that somebody sends: its data file, and what is needed to judge it."""

from __future__ import annotations

from assessment.core.report_file import SealedFile, read_report_file


def open_report(raw: bytes) -> SealedFile:
    """Raises `BadFile`, with a Dutch message."""
    return read_report_file(raw)
