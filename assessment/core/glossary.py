"""Which words of the glossary stand in a text, so that they can be explained where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assessment.core.question_set import QuestionSet, Term
from assessment.core.questions import Question


@dataclass(frozen=True)
class Use:
    """A word of the glossary as a text writes it."""

    term: Term
    written: str  # the form of the glossary that was found: "plegers", "stappenplan"

    @property
    def label(self) -> str:
        """What to call it in an explanation: the word that the reader just saw, not in plural."""
        plural = self.written.casefold().startswith(self.term.word.casefold())
        return self.term.word if plural else self.written


def terms_in(texts: Iterable[str], glossary: Sequence[Term]) -> tuple[Term, ...]:
    """The words of the glossary that these texts use, each once, in the order of first use."""
    return tuple(use.term for use in uses_in(texts, glossary))


def uses_in(texts: Iterable[str], glossary: Sequence[Term]) -> tuple[Use, ...]:
    """The same words, each with the form in which it was met first."""
    finder, uses = _finder(tuple(glossary))
    found: dict[str, Use] = {}
    for text in texts:
        for match in finder.finditer(text):
            use = uses[_one_way(match[0])]
            found.setdefault(use.term.id, use)
    return tuple(found.values())


def first_uses(
    parts: Iterable[Iterable[str]], glossary: Sequence[Term]
) -> Iterator[tuple[Use, ...]]:
    """Per part of a page the words that no earlier part of that page used."""
    known: set[str] = set()
    for texts in parts:
        new = tuple(use for use in uses_in(texts, glossary) if use.term.id not in known)
        known |= {use.term.id for use in new}
        yield new


def texts_of(question: Question, content: QuestionSet) -> Iterator[str]:
    """Everything that a reader sees of a question, in that order."""
    yield question.text
    yield question.why
    yield from (text for text in (question.evidence_hint, question.example) if text)
    if question.type == "level":
        texts = question.anchors or tuple(level.text for level in content.scale)
        for level, text in zip(content.scale, texts, strict=True):
            yield f"{level.label}: {text}"
    for items in (question.rows, question.columns, question.options):
        yield from (item.text for item in items)
    yield from (item.text for item in (question.none, question.detail) if item)
    yield from (warning.text for warning in question.warnings)


@lru_cache(maxsize=8)
def _finder(glossary: tuple[Term, ...]) -> tuple[re.Pattern[str], dict[str, Use]]:
    """One pattern for all forms, the longest first: "ongewenste sexting" is not "sexting".

    A form with a capital is a name: Halt is an organisation, and "halt" is a word like any other.
    """
    uses: dict[str, Use] = {}
    forms: dict[str, None] = {}
    for term in glossary:
        for form in (term.word, *term.also):
            uses.setdefault(_one_way(form), Use(term, form))
            forms[form] = None
    patterns = [
        _spaced(form) if form != form.lower() else f"(?i:{_spaced(form)})"
        for form in sorted(forms, key=len, reverse=True)
    ]
    # Never inside another word; without any form there is nothing to find.
    pattern = rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)" if patterns else r"(?!)"
    return re.compile(pattern), uses


def _spaced(form: str) -> str:
    return r"\s+".join(re.escape(word) for word in form.split())


def _one_way(form: str) -> str:
    return " ".join(form.casefold().split())
