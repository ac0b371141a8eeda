"""The list of municipalities of one year, and finding one by any name that people use."""

from __future__ import annotations

import csv
from functools import cached_property
from pathlib import Path

from assessment.core.assessment import Municipality
from assessment.core.plain_names import plain
from assessment.library.yaml_files import Complaint

COLUMNS = (
    "code",
    "name",
    "official_name",
    "aliases",
    "province",
    "inhabitants",
    "size_class",
    "safety_region",
    "ggd_region",
    "list_year",
)


class Municipalities:
    """All municipalities of one year."""

    def __init__(self, everyone: tuple[Municipality, ...]) -> None:
        self.all = everyone

    @cached_property
    def by_code(self) -> dict[str, Municipality]:
        return {item.code: item for item in self.all}

    @cached_property
    def _by_name(self) -> dict[str, list[Municipality]]:
        names: dict[str, list[Municipality]] = {}
        for item in self.all:
            for name in {plain(n) for n in (item.name, item.official_name, *item.aliases)}:
                names.setdefault(name, []).append(item)
        return names

    def find(self, text: str) -> list[Municipality]:
        """Exact names and aliases first; otherwise every name that starts with the text."""
        wanted = plain(text)
        if not wanted:
            return []
        if text.strip().upper() in self.by_code:
            return [self.by_code[text.strip().upper()]]
        if exact := self._by_name.get(wanted):
            return exact
        found = [
            m for name, items in self._by_name.items() if name.startswith(wanted) for m in items
        ]
        return sorted(set(found), key=self.all.index)


def read_municipalities(path: Path, name: str) -> tuple[Municipalities, list[Complaint]]:
    """The list, and the rows that are not right."""
    complaints: list[Complaint] = []
    found: dict[str, Municipality] = {}
    if not path.exists():
        return Municipalities(()), [Complaint(name, 1, "dit bestand ontbreekt")]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            expected = ",".join(COLUMNS)
            return Municipalities(()), [Complaint(name, 1, f"verwacht de kolommen {expected}")]
        for row in reader:
            line = reader.line_num
            if None in row or None in row.values():
                complaints.append(Complaint(name, line, f"verwacht {len(COLUMNS)} velden"))
                continue
            if not row["inhabitants"].isdecimal() or not row["list_year"].isdecimal():
                text = "inhabitants en list_year moeten hele getallen zijn"
                complaints.append(Complaint(name, line, text))
                continue
            if row["code"] in found:
                complaints.append(Complaint(name, line, f"{row['code']} staat er twee keer in"))
            aliases = tuple(alias for alias in row.pop("aliases").split(";") if alias)
            numbers = {key: int(row.pop(key)) for key in ("inhabitants", "list_year")}
            item = Municipality(**row, aliases=aliases, **numbers)  # type: ignore[arg-type]
            found[item.code] = item
    return Municipalities(tuple(found.values())), complaints
