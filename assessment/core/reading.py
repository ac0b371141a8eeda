"""Is this text fit for our readers? Forbidden words, jargon, long sentences and long words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from assessment.core.values import Content, Many, Text

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def sentences(text: str) -> list[str]:
    """A text in sentences; a new line ends one as well."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


class Forbidden(Content):
    """Words that put the blame where it does not belong."""

    pattern: Text
    why: Text
    except_in: Many[str] = ()
    allowed_in: Many[str] = ()


class Jargon(Content):
    """A policy word with a plainer one; with `glossary` it may stay, because it is explained."""

    word: Text
    instead: Text
    glossary: bool = False


class SentenceLimit(Content):
    max_words: int


class AllowedWord(Content):
    word: Text
    reason: Text


class WordLimit(Content):
    max_letters: int
    allowed_words: Many[AllowedWord] = ()


class LeftAsItIs(Content):
    """A text that stays as it is, and why."""

    text_id: Text
    reason: Text


class Language(Content):
    """The rules for every text of the product."""

    forbidden: Many[Forbidden]
    jargon: Many[Jargon]
    long_sentences: SentenceLimit
    long_words: WordLimit
    exceptions: Many[LeftAsItIs] = ()

    @cached_property
    def _allowed_long(self) -> frozenset[str]:
        return frozenset(item.word.casefold() for item in self.long_words.allowed_words)

    @cached_property
    def _excepted(self) -> frozenset[str]:
        return frozenset(item.text_id for item in self.exceptions)

    def remarks(self, text: str, text_id: str = "", where: str = "") -> Iterator[str]:
        """What a reader would stumble over, one Dutch remark each."""
        yield from self._forbidden(text, where)
        if text_id in self._excepted:
            return
        lower = text.casefold()
        for item in self.jargon:
            if not item.glossary and re.search(rf"\b{re.escape(item.word.casefold())}\b", lower):
                yield f"“{item.word}” is een vakwoord; schrijf liever: {item.instead}"
        for sentence in sentences(text):
            words = sentence.split()
            if len(words) > self.long_sentences.max_words:
                start = " ".join(words[:6])
                most = self.long_sentences.max_words
                yield f"de zin “{start} …” telt {len(words)} woorden; verwacht hoogstens {most}"
        for word in _WORD.findall(text):
            longest = max(len(part) for part in re.split(r"[-'’]", word))
            if longest > self.long_words.max_letters and word.casefold() not in self._allowed_long:
                yield f"“{word}” is een erg lang woord; kies een korter woord of splits het"

    def _forbidden(self, text: str, where: str) -> Iterator[str]:
        lower = text.casefold()
        for item in self.forbidden:
            if where and where in item.allowed_in:
                continue
            left = lower
            for allowed in item.except_in:
                left = left.replace(allowed.casefold(), "")
            # At the start of a word: "uitlok" also finds "uitlokken".
            if re.search(rf"\b{re.escape(item.pattern.casefold())}", left):
                yield f"“{item.pattern}” mag hier niet staan: {item.why}"
