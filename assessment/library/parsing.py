"""From a file's data to frozen values, with every complaint in Dutch and on its own line."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from assessment.library.yaml_files import Complaint, Place, Source

M = TypeVar("M", bound=BaseModel)

_MESSAGES = {
    "missing": "“{key}” ontbreekt",
    "extra_forbidden": "onbekende sleutel “{key}”",
    "string_type": "“{key}” moet tekst zijn; zet er zo nodig aanhalingstekens om",
    "string_too_short": "“{key}” mag niet leeg zijn",
    "string_too_long": "“{key}” is te lang; verwacht hoogstens {max_length} tekens",
    "string_pattern_mismatch": "“{key}” heeft niet de goede vorm; verwacht {pattern}",
    "int_type": "“{key}” moet een heel getal zijn",
    "float_type": "“{key}” moet een getal zijn",
    "bool_type": "“{key}” moet true of false zijn",
    "date_type": "“{key}” moet een datum zijn, zoals 2026-11-01",
    "tuple_type": "“{key}” moet een lijst zijn",
    "too_short": "“{key}” heeft te weinig onderdelen; verwacht er minstens {min_length}",
    "too_long": "“{key}” heeft te veel onderdelen; verwacht er hoogstens {max_length}",
    "literal_error": "“{key}” kent deze waarde niet; verwacht {expected}",
    "greater_than_equal": "“{key}” is te klein; verwacht minstens {ge}",
    "less_than_equal": "“{key}” is te groot; verwacht hoogstens {le}",
    "model_type": "“{key}” moet uit sleutels en waarden bestaan",
    "union_tag_not_found": (
        "“{key}” is geen voorwaarde; verwacht all, any, not, question, no_activity, "
        "some_activity, finding, gap of unknown_share_above"
    ),
}


def parse(model: type[M], source: Source, data: Any, at: Place) -> tuple[M | None, list[Complaint]]:
    """The value, or everything that is wrong with it at once."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, [_complaint(source, item, data, at) for item in error.errors()]


def _complaint(source: Source, item: Any, data: Any, at: Place) -> Complaint:
    place = _real_place(item["loc"], data)
    key = next((str(part) for part in reversed(item["loc"]) if isinstance(part, str)), "dit deel")
    context = {key: str(value) for key, value in item.get("ctx", {}).items()}
    expected = context.get("expected", "").replace(" or ", " of ")
    if item["type"] == "value_error":
        message = context["error"]
    elif template := _MESSAGES.get(item["type"]):
        message = template.format_map({**context, "expected": expected, "key": key})
    else:
        message = f"“{key}” klopt niet ({item['type']})"
    if item["type"] in ("missing", "extra_forbidden"):
        message += _known_keys(item, data)
    return source.complaint((*at, *place), message)


def _known_keys(item: Any, data: Any) -> str:
    """The keys that stand beside it, so that a typing error is seen at a glance."""
    around = data
    for part in _real_place(item["loc"][:-1], data):
        around = around[part]
    return f" (hier staan: {', '.join(map(str, around))})" if isinstance(around, dict) else ""


def _real_place(location: tuple[str | int, ...], data: Any) -> Place:
    """The path in the file: pydantic also names the shapes of a condition, which are not there."""
    place: list[str | int] = []
    for part in location:
        inside_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if inside_list or (isinstance(data, dict) and part in data):
            place.append(part)
            data = data[part]
    return tuple(place)
