"""What can be wrong with an activity, in words for a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assessment.core.activities import Activity
from assessment.core.question_set import QuestionSet


def unknown_codes(activity: Activity, content: QuestionSet) -> Iterator[tuple[str, str]]:
    """The places, themes and so on of an activity that the question set does not have."""
    model = content.inventory
    known: dict[str, set[str]] = {
        "settings": set(content.setting),
        "themes": set(content.theme),
        "audiences": {item.id for item in model.audiences},
        "form": {item.id for item in model.forms},
    }
    for field, codes in known.items():
        given = getattr(activity, field)
        for name in (given,) if isinstance(given, str) else given or ():
            if name not in codes:
                yield field, name


_FAULTS = {
    "missing": "dit ontbreekt",
    "extra_forbidden": "deze sleutel is onbekend",
    "string_type": "verwacht tekst",
    "string_too_long": "is te lang; {max_length} tekens is het meeste",
    "string_too_short": "mag niet leeg zijn",
    "string_pattern_mismatch": "heeft niet de goede vorm",
    "int_type": "verwacht een heel getal",
    "int_from_float": "verwacht een heel getal",
    "int_parsing_size": "dit getal is te groot",
    "bool_type": "verwacht true of false",
    "tuple_type": "verwacht een lijst",
    "too_short": "verwacht er minstens {min_length}",
    "too_long": "verwacht er hoogstens {max_length}",
    "greater_than_equal": "is te klein; verwacht minstens {ge}",
    "less_than_equal": "is te groot; verwacht hoogstens {le}",
    "literal_error": "verwacht {expected}",
    "model_type": "verwacht een object met sleutels",
}


def in_dutch(error: Any) -> str:
    """A fault of an activity, as pydantic names it, in words for a person."""
    if error["type"].startswith("date"):
        return "is geen dag of maand die bestaat; verwacht bijvoorbeeld 2026-11 of 2026-11-01"
    context = {key: str(value) for key, value in error.get("ctx", {}).items()}
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", " of ")
    return _FAULTS.get(error["type"], "klopt niet").format_map(context)
