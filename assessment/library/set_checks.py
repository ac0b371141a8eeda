"""Do the files of one question set agree with each other and with the catalogue?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.core.conditions import Condition
from assessment.core.findings import FINDING_IDS
from assessment.core.question_set import QuestionSet
from assessment.core.questions import EXAMPLE_START, Question
from assessment.core.tools import Catalogue
from assessment.library.content import SetFiles
from assessment.library.references import unknown_names
from assessment.library.rule_checks import circles, rule_complaints
from assessment.library.yaml_files import Complaint, Place, Source


def set_complaints(files: SetFiles, catalogue: Catalogue) -> Iterator[Complaint]:
    content = files.content
    if content is None:
        return
    yield from _doubles(files, content)
    named = list(_unknown(files, content))
    yield from named
    if named:
        return  # The checks below follow the names, so the names must be right first.
    found = list(circles(files, content))
    yield from found
    if not found:
        yield from rule_complaints(files, content, catalogue)
    yield from _inventory(files, content)
    yield from _minutes(files, content)


def _minutes(files: SetFiles, content: QuestionSet) -> Iterator[Complaint]:
    """The parts and the whole must tell the same story of how long it takes."""
    for key, takes, parts in (
        ("takes_short", content.takes_short, [step.minutes_short for step in content.steps]),
        ("takes_full", content.takes_full, [step.minutes for step in content.steps]),
    ):
        if not takes.least <= sum(parts) <= takes.most:
            text = f"de onderdelen duren samen {sum(parts)} minuten, en hier staat iets anders"
            yield files.sources["set.yaml"].complaint((key,), text)


def _doubles(files: SetFiles, content: QuestionSet) -> Iterator[Complaint]:
    seen: set[str] = set()
    for step in content.steps:
        for question in step.questions:
            source, place = files.places[("question", question.id)]
            if question.id in seen:
                yield source.complaint(place, f"de vraag “{question.id}” bestaat al")
            seen.add(question.id)
            for kind in ("options", "rows", "columns"):
                items = getattr(question, kind)
                yield from twice(source, (*place, kind), (item.id for item in items))
            yield from _shape(source, place, question)
    rules = files.sources["rules.yaml"]
    yield from twice(rules, ("rules",), (rule.id for rule in content.rules))
    inventory = files.sources["inventory.yaml"]
    for kind in ("settings", "themes", "audiences", "forms", "findings", "cell_states"):
        ids = (item.id for item in getattr(content.inventory, kind))
        yield from twice(inventory, (kind,), ids)
    terms = (term.id for term in content.glossary)
    yield from twice(files.sources["glossary.yaml"], ("terms",), terms)


def twice(source: Source, place: Place, ids: Iterable[str]) -> Iterator[Complaint]:
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            yield source.complaint((*place, index, "id"), f"“{name}” staat hier twee keer")
        seen.add(name)


def _shape(source: Source, place: Place, question: Question) -> Iterator[Complaint]:
    """Each type needs its own parts, and no others."""
    needs = {
        "level": {"anchors"},
        "choice": set() if question.fills else {"options"},
        "multi": {"options"},
        "grid": {"rows", "columns"},
    }.get(question.type, set())
    for part in ("anchors", "options", "rows", "columns"):
        given = bool(getattr(question, part))
        if given != (part in needs):
            verb = "hoort hier niet" if given else "ontbreekt"
            yield source.complaint(place, f"“{part}” {verb} bij een vraag van type {question.type}")
    if bool(question.when_yes) != (question.type == "yes_partly_no"):
        verb = "hoort hier niet" if question.when_yes else "ontbreekt"
        text = f"“when_yes” {verb} bij een vraag van type {question.type}"
        yield source.complaint(place, text)
    if question.example and not question.example.startswith(EXAMPLE_START):
        text = f"een voorbeeld begint met “{EXAMPLE_START.strip()}”, want het is verzonnen"
        yield source.complaint((*place, "example"), text)


def _conditions(files: SetFiles, content: QuestionSet) -> Iterator[tuple[Source, Place, Condition]]:
    """Every condition of the set with its place."""
    for question in content.questions.values():
        source, place = files.places[("question", question.id)]
        for key in ("visible_when", "required_when"):
            if condition := getattr(question, key):
                yield source, (*place, key), condition
        for index, warning in enumerate(question.warnings):
            yield source, (*place, "warnings", index, "when"), warning.when
        for r, row in enumerate(question.rows):
            for p, preset in enumerate(row.presets):
                yield source, (*place, "rows", r, "presets", p, "when"), preset.when
    for step in content.steps:
        source, _ = files.places[("step", step.id)]
        for p, page in enumerate(step.pages):
            if page.regional_when:
                yield source, ("pages", p, "regional_when"), page.regional_when
    rules = files.sources["rules.yaml"]
    for index, line in enumerate(content.standing_lines):
        yield rules, ("standing_lines", index, "good_when"), line.good_when
    for index, rule in enumerate(content.rules):
        yield rules, ("rules", index, "when"), rule.when
        for v, variant in enumerate(rule.variants):
            for key in ("when", "unless"):
                if condition := getattr(variant, key):
                    yield rules, ("rules", index, "variants", v, key), condition
        for n, need in enumerate(rule.tools_for):
            if need.when:
                yield rules, ("rules", index, "tools_for", n, "when"), need.when
    inventory = files.sources["inventory.yaml"]
    for index, setting in enumerate(content.inventory.settings):
        for key in ("absent_when", "elsewhere_when"):
            if condition := getattr(setting, key):
                yield inventory, ("settings", index, key), condition
    for index, item in enumerate(content.inventory.contradictions):
        yield inventory, ("contradictions", index, "when"), item.when


def _unknown(files: SetFiles, content: QuestionSet) -> Iterator[Complaint]:
    for source, place, condition in _conditions(files, content):
        for problem in unknown_names(condition, content):
            yield source.complaint(source.find(problem.name, place), problem.text)
    rules = files.sources["rules.yaml"]
    steps = {step.id for step in content.steps} | {"aan-de-slag"}
    for index, rule in enumerate(content.rules):
        others = [*rule.hides, *([rule.extra_under] if rule.extra_under else [])]
        for other in others:
            if other not in content.rule:
                text = f"de regel “{other}” bestaat niet"
                yield rules.complaint(("rules", index), text)
        if rule.step not in steps:
            text = f"de stap “{rule.step}” bestaat niet"
            yield rules.complaint(("rules", index, "step"), text)
    for index, line in enumerate(content.standing_lines):
        for name in line.rules:
            if name not in content.rule:
                text = f"de regel “{name}” bestaat niet"
                yield rules.complaint(("standing_lines", index, "rules"), text)


def _inventory(files: SetFiles, content: QuestionSet) -> Iterator[Complaint]:
    source = files.sources["inventory.yaml"]
    model = content.inventory
    forms = {form.id for form in model.forms}
    for kind in ("settings", "starters"):
        for index, item in enumerate(getattr(model, kind)):
            for theme in item.themes:
                if theme not in content.theme:
                    text = f"het thema “{theme}” bestaat niet"
                    yield source.complaint((kind, index, "themes"), text)
    for index, starter in enumerate(model.starters):
        for setting in starter.settings:
            if setting not in content.setting:
                text = f"de plek “{setting}” bestaat niet"
                yield source.complaint(("starters", index, "settings"), text)
        if starter.form not in forms:
            text = f"de vorm “{starter.form}” bestaat niet"
            yield source.complaint(("starters", index, "form"), text)
    missing = FINDING_IDS - {finding.id for finding in model.findings}
    for index, finding in enumerate(model.findings):
        if finding.id not in FINDING_IDS:
            text = f"de bevinding “{finding.id}” bestaat niet"
            yield source.complaint(("findings", index), text)
        try:
            finding.text.format(setting="", theme="", names="", provider="", date="", number=0)
        except (KeyError, IndexError, ValueError):
            text = "verwacht alleen {setting}, {theme}, {names}, {provider}, {date} of {number}"
            yield source.complaint(("findings", index, "text"), text)
    if missing:
        text = f"de bevinding “{', '.join(sorted(missing))}” ontbreekt"
        yield source.complaint(("findings",), text)
