"""Counting months, and writing dates the way Dutch people read them."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]

LOCAL_TIME = ZoneInfo("Europe/Amsterdam")


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def in_words(day: date | datetime) -> str:
    """21 november 2026; a moment is told as the day that it was here."""
    if isinstance(day, datetime) and day.tzinfo:
        day = day.astimezone(LOCAL_TIME)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
