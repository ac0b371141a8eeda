"""Finding an activity in a long list: by place, theme, status and words, and in which order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessment.core.activities import CHOICES, Activity
from assessment.core.inventory_model import InventoryModel

TO_COMPLETE = "aan-te-vullen"
STATUSES = {**CHOICES["status"], TO_COMPLETE: "Nog aan te vullen"}
ORDERS = {
    "": "Zoals ingevuld",
    "naam": "Op naam",
    "plek": "Op plek",
    "bijgewerkt": "Langst niet bijgewerkt eerst",
}


@dataclass(frozen=True)
class Wanted:
    """Which activities someone wants to see. What is empty does not matter."""

    setting: str = ""
    theme: str = ""
    status: str = ""
    text: str = ""
    order: str = ""

    @property
    def everything(self) -> bool:
        return not (self.setting or self.theme or self.status or self.text)

    def fits(self, item: Activity) -> bool:
        return (
            (not self.setting or self.setting in item.settings)
            and (not self.theme or self.theme in item.themes)
            and (not self.status or self._has_status(item))
            and all(word in _words_of(item) for word in _bare(self.text).split())
        )

    def _has_status(self, item: Activity) -> bool:
        return bool(item.missing) if self.status == TO_COMPLETE else item.status == self.status


def choose(activities: Iterable[Activity], wanted: Wanted, model: InventoryModel) -> list[Activity]:
    """Those that fit, in the order that is wanted; what is equal stays in the order of adding."""
    found = [item for item in activities if wanted.fits(item)]
    places = {setting.id: index for index, setting in enumerate(model.settings)}
    if wanted.order == "naam":
        found.sort(key=lambda item: _bare(item.name))
    elif wanted.order == "plek":
        found.sort(key=lambda item: min((places.get(i, 99) for i in item.settings), default=100))
    elif wanted.order == "bijgewerkt":
        found.sort(key=lambda item: item.updated_on or date.min)
    return found


def _words_of(item: Activity) -> str:
    return _bare(" ".join((item.name, item.description, *item.providers)))


def _bare(text: str) -> str:
    """Small letters without accents: nobody types those when looking for something."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))
