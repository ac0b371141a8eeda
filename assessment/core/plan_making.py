"""Joins the plan to what the report found: every gap and open point with what is planned for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.core.plan import TITLE_MAX, PlanAction, PlanKind, PlanRow
from assessment.core.report import Card, OpenPoint, Report
from assessment.core.values import SEVERITIES

GONE = "Dit gat is er niet meer."
NO_LONGER_OPEN = "Dit is inmiddels uitgezocht."


def plan_rows(actions: Iterable[PlanAction], report: Report) -> tuple[PlanRow, ...]:
    """The most urgent gaps first, then what has to be found out, what is one's own and what is
    gone. A gap that nobody planned is in it too: "nog te doen"."""
    known = list(actions)
    about = {action.about: action for action in known if action.about}
    found = [
        *_sorted(_gaps(report, about)),
        *_sorted(_open_points(report, about)),
        *(_own(action) for action in known if action.kind == "own"),
    ]
    # Something with two faces (an open part and a gap) is told once: as the gap.
    seen: set[str] = set()
    rows = []
    for rule, row in found:
        if rule not in seen:
            seen.add(rule)
            rows.append(row)
    gone = (action for action in known if action.about and action.about not in seen)
    return (*rows, *map(_gone, gone))


def plannable(report: Report) -> dict[str, PlanAction]:
    """An empty action for every gap and open point, by its rule."""
    points = {item.id: _empty("open", item) for item in _to_find_out(report)}
    return points | {card.id: _empty("gap", card) for card in report.gaps}


def rules_by_ref(report: Report) -> dict[str, str]:
    """A row knows the short code of its gap; this finds the rule."""
    return {item.ref: item.id for item in (*_to_find_out(report), *report.gaps)}


def _empty(kind: PlanKind, item: Card | OpenPoint) -> PlanAction:
    return PlanAction(kind, item.id, item.name[:TITLE_MAX])


def _gaps(report: Report, about: dict[str, PlanAction]) -> Iterator[tuple[str, PlanRow]]:
    for card in report.gaps:
        tools = tuple(tool.title for tool in card.tools)
        yield card.id, _row("gap", card, about.get(card.id), card.advice, tools)


def _open_points(report: Report, about: dict[str, PlanAction]) -> Iterator[tuple[str, PlanRow]]:
    for item in _to_find_out(report):
        if isinstance(item, Card):
            tools = tuple(tool.title for tool in item.tools)
            yield item.id, _row("open", item, about.get(item.id), item.advice, tools)
        else:
            asked = dict.fromkeys(need.text for need in item.needs)
            yield item.id, _row("open", item, about.get(item.id), " ".join(asked), ())


def _to_find_out(report: Report) -> Iterator[Card | OpenPoint]:
    yield from (card for card in report.chances if card.kind == "uitzoeken")
    yield from report.open_points


def _row(
    kind: PlanKind,
    item: Card | OpenPoint,
    action: PlanAction | None,
    advice: str,
    tools: tuple[str, ...],
) -> PlanRow:
    planned = action or _empty(kind, item)
    return PlanRow(
        id=planned.id,
        kind=kind,
        ref=item.ref,
        title=item.name,
        step=item.step_label,
        severity=item.severity,
        advice=advice,
        owner=planned.owner,
        term=planned.term,
        status=planned.status,
        note=_note(planned),
        tools=tools,
        carried=planned.carried,
    )


def _own(action: PlanAction) -> tuple[str, PlanRow]:
    return f"own {action.id}", _without_gap(action, "")


def _gone(action: PlanAction) -> PlanRow:
    return _without_gap(action, GONE if action.kind == "gap" else NO_LONGER_OPEN)


def _without_gap(action: PlanAction, advice: str) -> PlanRow:
    return PlanRow(
        id=action.id,
        kind=action.kind,
        ref="",
        title=action.title,
        step="",
        severity=None,
        advice=advice,
        owner=action.owner,
        term=action.term,
        status=action.status,
        note=_note(action),
        tools=(),
        carried=action.carried,
    )


def _note(action: PlanAction) -> str:
    """Why not, and what else there is to say."""
    why = f"Waarom niet: {action.reason.rstrip('.')}." if action.reason else ""
    return " ".join(part for part in (why, action.note) if part)


def _sorted(rows: Iterable[tuple[str, PlanRow]]) -> list[tuple[str, PlanRow]]:
    return sorted(rows, key=lambda pair: SEVERITIES.index(pair[1].severity or "laag"))
