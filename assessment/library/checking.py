"""Checks that look further than one value: do the files agree with each other?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from assessment.core.conditions import Condition, GapTest, questions_in, walk
from assessment.core.findings import FINDING_IDS
from assessment.core.questions import Question, QuestionSet, Rule
from assessment.core.tools import Catalogue
from assessment.library.content import BrokenContent, Library, SetFiles, load_library
from assessment.library.references import unknown_names
from assessment.library.satisfiable import can_hold
from assessment.library.wording import wording_complaints
from assessment.library.yaml_files import Complaint, Place, Source

RELEASED = "released.yaml"


def check(root: Path) -> tuple[Library | None, list[Complaint]]:
    """The library, and everything that is wrong with its files."""
    library, complaints = load_library(root)
    if library is None:
        return None, complaints
    for files in library.sets.values():
        complaints += _check_set(files, library.catalogue)
    complaints += _twice(library.tools_source, ("tools",), (t.id for t in library.catalogue.tools))
    complaints += _released(library)
    complaints += wording_complaints(library)
    return library, sorted(complaints)


def open_library(root: Path) -> Library:
    """The library for a server: it refuses to start on anything but a matter of wording."""
    library, complaints = check(root)
    broken = [complaint for complaint in complaints if complaint.kind == "structure"]
    if library is None or broken:
        raise BrokenContent(broken)
    return library


def _check_set(files: SetFiles, catalogue: Catalogue) -> Iterator[Complaint]:
    content = files.content
    if content is None:
        return
    yield from _doubles(files, content)
    named = list(_unknown(files, content))
    yield from named
    if named:
        return  # The checks below follow the names, so the names must be right first.
    circles = list(_circles(files, content))
    yield from circles
    if not circles:
        yield from _rules(files, content, catalogue)
    yield from _inventory(files, content)


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
                yield from _twice(source, (*place, kind), (item.id for item in items))
            yield from _shape(source, place, question)
    rules = files.sources["rules.yaml"]
    yield from _twice(rules, ("rules",), (rule.id for rule in content.rules))
    inventory = files.sources["inventory.yaml"]
    for kind in ("settings", "themes", "audiences", "forms", "findings", "cell_states"):
        ids = (item.id for item in getattr(content.inventory, kind))
        yield from _twice(inventory, (kind,), ids)
    terms = (term.id for term in content.glossary)
    yield from _twice(files.sources["glossary.yaml"], ("terms",), terms)


def _twice(source: Source, place: Place, ids: Iterable[str]) -> Iterator[Complaint]:
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
    for index, rule in enumerate(content.rules):
        yield rules, ("rules", index, "when"), rule.when
        for v, variant in enumerate(rule.variants):
            for key in ("when", "unless"):
                if condition := getattr(variant, key):
                    yield rules, ("rules", index, "variants", v, key), condition
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


def _circles(files: SetFiles, content: QuestionSet) -> Iterator[Complaint]:
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


def _rules(files: SetFiles, content: QuestionSet, catalogue: Catalogue) -> Iterator[Complaint]:
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
        yield from _rule_tools(rules, place, rule, catalogue)


def _rule_tools(
    source: Source, place: Place, rule: Rule, catalogue: Catalogue
) -> Iterator[Complaint]:
    missing = [name for name in rule.tools if name not in catalogue.by_id]
    for name in missing:
        yield source.complaint((*place, "tools"), f"het hulpmiddel “{name}” bestaat niet")
    if missing or rule.no_tools_because:
        return
    if not any(catalogue.by_id[name].usable for name in rule.tools):
        text = (
            f"de regel “{rule.id}” noemt geen hulpmiddel met een bruikbaar adres; "
            "noem er een, of zeg waarom niet bij no_tools_because"
        )
        yield source.complaint((*place, "tools"), text)


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


def fingerprints(directory: Path) -> dict[str, str]:
    """The SHA-256 of every file of a set, by its path inside the set."""
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*.yaml"))
        if path.name != RELEASED
    }


def _released(library: Library) -> Iterator[Complaint]:
    """A released version never changes: reports of that day must stay true."""
    for files in library.sets.values():
        record = files.directory / RELEASED
        if not record.exists():
            continue
        known = yaml.safe_load(record.read_text(encoding="utf-8")) or {}
        now = fingerprints(files.directory)
        for name in sorted(known.keys() | now.keys()):
            if known.get(name) != now.get(name):
                place = f"{library.root.name}/{files.directory.relative_to(library.root)}/{name}"
                text = "deze versie is uitgegeven en mag niet meer veranderen; maak een nieuwe"
                yield Complaint(place, 1, text)
