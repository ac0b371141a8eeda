"""What two reports cannot be compared on, and why: that belongs in the report too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.core.question_set import QuestionSet
from assessment.core.report_comparison import Limit, StepChange
from assessment.core.report_sides import Side
from assessment.core.report_step_changes import DEPTH_WORDS
from assessment.core.report_versions import changed_questions, same_rule


def limits_of(
    was: Side, now: Side, content: QuestionSet, steps: Iterable[StepChange], *, gaps_compared: bool
) -> Iterator[Limit]:
    """Everything that a reader would look for in vain, with the reason."""
    version = was.key.split("/")[1]
    if was.key != now.key:
        now_version = now.key.split("/")[1]
        told: tuple[str, ...] = ()
        if was.content is None:
            why = "Die vragen staan hier niet. Daarom vergelijken wij geen stand en geen gaten."
        else:
            why = "Wij vergelijken alleen wat in beide versies hetzelfde is."
            told = tuple(changed_questions(was.content, content))
        yield Limit(f"De vragen: toen versie {version}, nu versie {now_version}", why, told)
    if was.result.gaps is None:
        yield Limit(
            "De gaten, de open punten en het overzicht",
            "In het bestand van het eerdere rapport staat alleen de stand. "
            "De gemeente koos daar toen voor.",
        )
    if was.depth != now.depth:
        yield Limit(
            f"Toen {DEPTH_WORDS[was.depth]}, nu {DEPTH_WORDS[now.depth]}",
            "De korte versie stelt minder vragen. "
            "Wat niet is gevraagd, staat hier als niet bekend en nooit als opgelost.",
        )
    if gaps_compared:
        yield from _rules_that_differ(was, content)
    apart: dict[str, list[str]] = {}
    for step in steps:
        if step.why_not:
            apart.setdefault(step.why_not, []).append(step.label)
    for why, labels in apart.items():
        yield Limit("De stand van deze stappen", why, tuple(labels))


def _rules_that_differ(was: Side, content: QuestionSet) -> Iterator[Limit]:
    rules = [rule for rule in content.rules if rule.kind in ("gat", "inventaris")]
    if other := tuple(rule.name for rule in rules if not same_rule(was.content, content, rule)):
        why = "De regels hiervoor zijn nieuw, of zijn anders dan toen."
        yield Limit("Deze punten", why, other)
    before = was.content.rule if was.content else {}
    names = [before[name].name if name in before else name for name in was.gaps]
    ended = tuple(
        name for rule_id, name in zip(was.gaps, names, strict=True) if rule_id not in content.rule
    )
    if ended:
        yield Limit("Deze gaten van toen", "De regels hiervoor bestaan niet meer.", ended)
