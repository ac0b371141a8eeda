"""The documents say what is so."""

import importlib
import inspect
import pkgutil
import re

import pytest

import assessment.core
from tests.core.builders import ROOT, content, library


def core_classes():
    for module in pkgutil.iter_modules(assessment.core.__path__):
        loaded = importlib.import_module(f"assessment.core.{module.name}")
        for name, value in vars(loaded).items():
            if inspect.isclass(value) and value.__module__ == loaded.__name__:
                yield name


@pytest.mark.parametrize("name", sorted(n for n in set(core_classes()) if not n.startswith("_")))
def test_every_word_of_the_core_is_in_the_glossary(name):
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert f"`{name}`" in glossary


def test_every_jargon_word_that_may_stay_is_explained_to_the_reader():
    words = {word.casefold() for term in content().glossary for word in (term.word, *term.also)}
    unexplained = {
        item.word
        for item in library().language.jargon
        if item.glossary and not any(item.word.casefold() in word for word in words)
    }
    assert unexplained == set()


def test_every_decision_is_numbered_once():
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert names
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in names)
    assert len({name[:4] for name in names}) == len(names)


@pytest.mark.parametrize("document", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")))
def test_every_link_between_documents_leads_somewhere(document):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} → {target}"
