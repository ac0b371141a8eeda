"""What may stand behind the question mark of the API, and one page of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request

from assessment.web.api_models import Link, PageLinks

T = TypeVar("T")

USUAL_SIZE = 100
MOST_SIZE = 500
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_CODE = re.compile(r"[A-Za-z0-9-]{1,40}")
_WORDS = {"true": True, "false": False}


class BadQuery(ValueError):
    """A parameter that is not there, or cannot be this; the message is Dutch and names it."""


@dataclass(frozen=True)
class Query:
    """What was asked, checked."""

    page: int
    size: int
    municipality: str
    newest: bool


def read_query(*known: str) -> Query:
    """Raises BadQuery for what is not known: a filter with a typing fault would filter nothing."""
    given = request.args
    for name in given:
        if name not in known:
            raise BadQuery(f"De parameter {name[:40]} bestaat hier niet.")
        if len(given.getlist(name)) > 1:
            raise BadQuery(f"De parameter {name} mag maar één keer.")
    return Query(
        _number("pagina", 1, 10**6),
        _number("paginaGrootte", USUAL_SIZE, MOST_SIZE),
        _code("gemeente"),
        _yes_or_no("alleenNieuwste"),
    )


def page_of(found: Sequence[T], query: Query) -> tuple[Sequence[T], dict[str, Any]]:
    """The part that was asked for, and what stands beside it."""
    start = (query.page - 1) * query.size
    more = start + query.size < len(found)
    links = PageLinks(
        self=_here(query.page),
        prev=_here(query.page - 1) if query.page > 1 else None,
        next=_here(query.page + 1) if more else None,
    )
    return found[start : start + query.size], {"totaal": len(found), "links": links}


def _here(page: int) -> Link:
    asked = {**request.args.to_dict(), "pagina": str(page)}
    return Link(href=f"{request.path}?{urlencode(asked)}")


def _number(name: str, usual: int, most: int) -> int:
    text = request.args.get(name)
    if text is None:
        return usual
    if not _NUMBER.fullmatch(text) or int(text) > most:
        raise BadQuery(f"{name} is een getal van 1 tot en met {most}.")
    return int(text)


def _code(name: str) -> str:
    text = request.args.get(name, "")
    if name in request.args and not _CODE.fullmatch(text):
        raise BadQuery(f"{name} is een code zoals GM0402.")
    return text


def _yes_or_no(name: str) -> bool:
    text = request.args.get(name, "false")
    if text not in _WORDS:
        raise BadQuery(f"{name} is true of false.")
    return _WORDS[text]
