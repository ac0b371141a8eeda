"""Which activities of a long list someone looks for, as the address says it.

It travels along to the form and back, so that who changes one of forty finds the others again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request

from assessment.core.activity_list import ORDERS, STATUSES, Wanted
from assessment.core.inventory_model import InventoryModel
from assessment.web.inputs import clean_line

LONGEST_SEARCH = 100
NAMES = ("tekst", "plek", "thema", "status", "volgorde")


def wanted(model: InventoryModel) -> Wanted:
    """What the address asks for; what nobody can choose counts as nothing."""

    def one_of(name: str, known: Iterable[str]) -> str:
        given = request.args.get(name, "")
        return given if given in known else ""

    return Wanted(
        setting=one_of("plek", {item.id for item in model.settings}),
        theme=one_of("thema", {item.id for item in model.themes}),
        status=one_of("status", STATUSES),
        text=clean_line(request.args.get("tekst"))[:LONGEST_SEARCH],
        order=one_of("volgorde", ORDERS),
    )


def search() -> dict[str, Any]:
    """The same as parts of an address, to be read there again."""
    return {name: request.args[name] for name in NAMES if request.args.get(name)}
