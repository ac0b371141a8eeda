"""The report as JSON: for other programs, and for the command line."""

from __future__ import annotations

from typing import Any

from assessment.core.changes import Change
from assessment.core.findings import Finding
from assessment.core.report import Because, Card, OpenPoint, Report
from assessment.core.report_comparison import Comparison
from assessment.core.tools import Tool


def report_as_json(report: Report) -> dict[str, Any]:
    """Everything that the report concludes, always in the same order."""
    return {
        "schema": 1,
        "question_set": report.question_set,
        "municipality": {"code": report.municipality.code, "name": report.municipality.name},
        "reference_date": report.reference_date.isoformat(),
        "depth": report.depth,
        "known": {"known": report.known, "asked": report.asked},
        "levels": [
            {
                "step": item.level.step.id,
                "title": item.level.step.title,
                "stand": None if item.level.stand is None else round(item.level.stand, 2),
                "label": item.level.label,
                "known": item.level.known,
                "asked": item.level.asked,
                "capped_by": list(item.level.capped_by),
                "band": {"low": round(item.band.low, 2), "high": round(item.band.high, 2)}
                if item.band
                else None,
            }
            for item in report.steps
        ],
        "standing_lines": [
            {"id": item.id, "state": item.state, "text": item.text, "gaps": list(item.cards)}
            for item in report.standing
        ],
        "gaps": [_card(card) for card in report.gaps],
        "open_points": [
            *(_card(card) for card in report.chances if card.kind == "uitzoeken"),
            *(_open_point(item) for item in report.open_points),
        ],
        "opportunities": [
            *(_card(card) for card in report.chances if card.kind == "kans"),
            *(_finding(item, report) for item in report.opportunities),
        ],
        "bottlenecks": [_finding(item, report) for item in report.bottlenecks],
        "blank_spots": [_finding(item, report) for item in report.blanks],
        "contradictions": [_finding(item, report) for item in report.checks],
        "to_find_out": [
            {"question": item.question, "text": item.text} for item in report.to_find_out
        ],
        "help_lines": [_tool(tool) for tool in report.help_lines],
        "since": _since(report.comparison) if report.comparison else None,
    }


def _since(comparison: Comparison) -> dict[str, Any]:
    """What changed since the earlier report, by the ids of the rules."""
    lists = {
        "solved": comparison.solved,
        "new": comparison.new,
        "stayed": comparison.stayed,
        "became_known": comparison.became_known,
        "turned_out_fine": comparison.turned_out_fine,
        "no_longer_known": comparison.no_longer_known,
        "became_open": comparison.became_open,
        "moved": comparison.moved,
    }
    return {
        "number": comparison.number,
        "reference_date": comparison.was_on.isoformat(),
        "gaps_compared": comparison.gaps_compared,
        **{name: [gap.id for gap in gaps] for name, gaps in lists.items()},
        "levels": [
            {
                "step": step.id,
                "was": step.was.stand if step.was else None,
                "now": step.now.stand,
                "direction": step.direction,
                "why_not": step.why_not,
            }
            for step in comparison.steps
        ],
        "not_comparable": [{"what": item.what, "why": item.why} for item in comparison.limits],
    }


def _card(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "ref": card.ref,
        "kind": card.kind,
        "name": card.name,
        "step": card.step,
        "severity": card.severity,
        "variant": card.variant,
        "extra_under": card.extra_under,
        "missing_parts": list(card.parts),
        "because": [_because(item) for item in card.because],
        "needs": [],
        "why": card.why,
        "advice": card.advice,
        "gone_when": [[_change(change) for change in way] for way in card.ways],
        "tools": [_tool(tool) for tool in card.tools],
        "tools_in_use": [tool.id for tool in card.in_use],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "question": change.question or None,
        "rows": list(change.rows),
        "becomes": list(change.becomes),
        "or_higher": change.or_higher,
        "text": change.text,
    }


def _open_point(point: OpenPoint) -> dict[str, Any]:
    return {
        "id": point.id,
        "ref": point.ref,
        "kind": point.kind,
        "name": point.name,
        "step": point.step,
        "severity": point.severity,
        "variant": None,
        "because": [_because(item) for item in point.because],
        "needs": [
            {"question": need.question, "row": need.row, "text": need.text} for need in point.needs
        ],
        "tools": [],
    }


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    """A finding weighs what the rule weighs that it belongs to."""
    rule = report.rule_of.get(finding.id)
    cards = {card.id: card for card in (*report.gaps, *report.chances)}
    card = cards.get(rule.id) if rule else None
    return {
        "id": finding.id,
        "ref": finding.ref,
        "kind": finding.group,
        "name": finding.name,
        "text": finding.text,
        "rule": rule.id if rule else None,
        "severity": rule.severity if rule else None,
        "variant": None,
        "setting": finding.setting,
        "theme": finding.theme,
        "because": [{"kind": "activity", "name": name} for name in finding.activities],
        "needs": [],
        "tools": [_tool(tool) for tool in card.tools] if card else [],
    }


def _because(item: Because) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": item.kind, "question": item.id}
    if item.kind != "question":
        written = {"kind": item.kind, "id": item.id}
    if item.row:
        written["row"] = item.row
    written |= {"asked": item.asked, "answer": item.said}
    if item.by:
        written["by"] = item.by
    if item.at:
        written["at"] = item.at.isoformat()
    return written


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "id": tool.id,
        "title": tool.title,
        "organisation": tool.organisation,
        "address": tool.address if tool.usable else None,
        "warnings": list(tool.warnings),
        "checked_on": tool.checked_on.isoformat(),
    }
