"""What is wrong with branches and rules: circles, rules that cannot hold, gaps without a tool."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.core.conditions import GapTest, questions_in, walk
from assessment.core.fitting_tools import fits
from assessment.core.question_set import QuestionSet
from assessment.core.rules import Rule
from assessment.core.tools import Catalogue, Tool
from assessment.library.content import SetFiles
from assessment.library.satisfiable import can_hold
from assessment.library.yaml_files import Complaint, Place, Source


def circles(files: SetFiles, content: QuestionSet) -> Iterator[Complaint]:
    """A question may only hang on earlier pages, so branches cannot run in a circle."""
    page_of = {
        question.id: (s, p)
        for s, step in enumerate(content.steps)
        for p, page in enumerate(step.pages)
        for question in page.questions
    }
    for question in content.questions.values():
        presets = [preset.when for row in question.rows for preset in row.presets]
        for condition in (question.visible_when, *presets):
            for other in questions_in(condition):
                if page_of[other] >= page_of[question.id]:
                    source, place = files.places[("question", question.id)]
                    text = (
                        f"“{question.id}” hangt af van “{other}”, en die staat niet op een eerdere "
                        "bladzijde (zo kan een kring ontstaan)"
                    )
                    yield source.complaint(place, text)
    rules = files.sources["rules.yaml"]
    uses = {
        rule.id: [part.gap for part in walk(rule.when) if isinstance(part, GapTest)]
        for rule in content.rules
    }
    for index, rule in enumerate(content.rules):
        reached, todo = set[str](), list(uses[rule.id])
        while todo:
            name = todo.pop()
            if name not in reached:
                reached.add(name)
                todo += uses[name]
        if rule.id in reached:
            text = f"de regel “{rule.id}” hangt langs een omweg van zichzelf af"
            yield rules.complaint(("rules", index, "when"), text)


def rule_complaints(
    files: SetFiles, content: QuestionSet, catalogue: Catalogue
) -> Iterator[Complaint]:
    rules = files.sources["rules.yaml"]
    for index, rule in enumerate(content.rules):
        place: Place = ("rules", index)
        if not can_hold(rule.when, content):
            text = f"de regel “{rule.id}” kan nooit waar zijn"
            yield rules.complaint((*place, "when"), text)
        for v, variant in enumerate(rule.variants):
            if variant.when and not can_hold(variant.when, content):
                text = f"de variant “{variant.id}” kan nooit waar zijn"
                yield rules.complaint((*place, "variants", v, "when"), text)
            if (variant.when is None) == (variant.unless is None):
                text = f"de variant “{variant.id}” heeft precies één van when en unless nodig"
                yield rules.complaint((*place, "variants", v), text)
        for n, need in enumerate(rule.tools_for):
            if need.when and not can_hold(need.when, content):
                text = f"“tools_for” van de regel “{rule.id}” kan nooit waar zijn"
                yield rules.complaint((*place, "tools_for", n, "when"), text)
        yield from _rule_tools(rules, place, rule, catalogue)


def _rule_tools(
    source: Source, place: Place, rule: Rule, catalogue: Catalogue
) -> Iterator[Complaint]:
    missing = [name for name in rule.tools if name not in catalogue.by_id]
    for name in missing:
        yield source.complaint((*place, "tools"), f"het hulpmiddel “{name}” bestaat niet")
    if missing:
        return
    named = [catalogue.by_id[name] for name in rule.tools]
    yield from _misfits(source, place, rule, named)
    yield from _needs(source, place, rule, named, catalogue)
    # A site that died since is no fault of the author, and must not keep a server from starting;
    # `tools check` says which rules are left without a tool.
    usable = any(tool.usable or tool.address_state == "dead" for tool in named)
    if not usable and not rule.no_tools_because:
        text = (
            f"de regel “{rule.id}” noemt geen hulpmiddel met een bruikbaar adres; "
            "noem er een, of zeg waarom niet bij no_tools_because"
        )
        yield source.complaint((*place, "tools"), text)


def _misfits(source: Source, place: Place, rule: Rule, named: list[Tool]) -> Iterator[Complaint]:
    """A tool for others, or about something else, is no advice at this gap."""
    for index, tool in enumerate(named):
        if not fits(tool, rule.tools_for):
            text = (
                f"het hulpmiddel “{tool.id}” past niet bij de regel “{rule.id}”. Het is voor "
                f"{', '.join(tool.audiences)} en gaat over {', '.join(tool.themes)}. "
                "Kies een ander hulpmiddel, of vul tools_for aan als het er wel bij hoort"
            )
            yield source.complaint((*place, "tools", index), text)


def _needs(
    source: Source, place: Place, rule: Rule, named: list[Tool], catalogue: Catalogue
) -> Iterator[Complaint]:
    """What a rule asks of its tools is said in the words of the catalogue, and is met."""
    for index, need in enumerate(rule.tools_for):
        here: Place = (*place, "tools_for", index)
        strange = [
            *(
                f"de doelgroep “{name}”"
                for name in need.audiences
                if name not in catalogue.audiences
            ),
            *(f"het thema “{name}”" for name in need.themes if name not in catalogue.themes),
        ]
        for name in strange:
            yield source.complaint(here, f"{name} staat bij geen enkel hulpmiddel")
        if not strange and not any(fits(tool, [need]) for tool in named):
            text = f"de regel “{rule.id}” noemt geen hulpmiddel dat hierbij past"
            yield source.complaint(here, text)
