"""Does a text hold something by which a person can be found? It explains and never blocks.

These are guesses: a pattern cannot know a name. So there are few of them, and none of them minds
a year, a date, an amount, a public number such as 0800-0432, or a group ("meisjes van 12 tot 18").
"""

from __future__ import annotations

import re

# What is full of digits and says nothing about anyone; it is left out before we look.
_HARMLESS = re.compile(
    r"""
    https?://\S+ | www\.\S+
    | \b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d\b
    | \b(?:19|20)\d\d-\d\d-\d\d\b
    | €\s*\d[\d.,\x20]*
    | \b\d[\d.,\x20]*(?=\s*(?:euro|eur)\b)
    | \b0[89]00[-\x20]?\d{4}(?:\d{3})?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(
    r"""
    (?<![\w+]) (?<!\d[-.,/])                # not the end of a longer number
    (?:
        (?:\+|00)31 [-.\s]? (?:\(0\))? (?:[-.\s]?\d){9}
        | \(?0 (?:[-.\s()]{0,2}\d){9}
        | \+[1-9] (?:[-.\s]?\d){8,13}
    )
    (?! \d | [-.,/]\d )
    """,
    re.VERBOSE,
)
_NINE = re.compile(
    r"(?<![\w+])(?<!\d[-.,/ ])(\d{9}|\d{4}[. ]\d\d[. ]\d{3}|\d{3} \d{3} \d{3})(?!\w|[-.,/ ]\d)"
)
# One person, in the singular: several together are a group.
_SOMEONE = (
    r"(?:meisje|jongen|kind|jongere|leerling|scholier|student|tiener|puber|minderjarige"
    r"|slachtoffer|pleger|verdachte|cliënt|client|dochter|zoon|zusje|zus|broertje|broer"
    r"|vrouw|man|moeder|vader|inwoner)"
)
_NUMBER = (
    r"(?:[1-9]?\d|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien"
    r"|zeventien|achttien|negentien|twintig)"
)
# "Van 4 tot 12 jaar" is a group, and "van 36 maanden" is no age.
_AN_AGE = (
    r"\b(?!\s*(?:tot|t/m|-|–|à|of\s+ouder|en\s+ouder|jaar\s+(?:tot|t/m|of\s+ouder|en\s+ouder))"
    r"|\s*(?:%|procent|euro|maand|week|weken|dag|uur|uren|minuten|school|scholen|gemeente|les)"
    r"|[.,]\d)"
)
_PERSON = re.compile(
    rf"""
    \b{_SOMEONE} (?:\s+[a-zë]+){{0,2}} \s+ van \s+ (?:net\s+|pas\s+|ongeveer\s+)? {_NUMBER}{_AN_AGE}
    | \b{_SOMEONE} \s* (?: \(\s*{_NUMBER}(?:\s*(?:jaar|jr\.?))?\s*\) | ,\s*{_NUMBER}\s+jaar\b )
    | \b{_NUMBER}[-\s]?jarige? \s+ (?:[a-zë]+\s+)? {_SOMEONE}\b
    | \been \s+ {_NUMBER}[-\s]?jarige
      (?= \s* (?: [.,;:!?)] | $ | (?:is|was|werd|wordt|die|heeft|had|kreeg|uit|van|op|stuurde)\b ) )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def remarks(text: str, where: str) -> tuple[str, ...]:
    """Kind explanations in Dutch; `where` is how a reader knows the text: "uw toelichting"."""
    if not text:
        return ()
    plain = _HARMLESS.sub(" … ", text)
    found = []
    if _MAIL.search(plain):
        found.append(
            f"In {where} lijkt een e-mailadres te staan. Noem liever een functie. "
            "Het algemene adres van een organisatie mag blijven."
        )
    if _PHONE.search(plain):
        found.append(
            f"In {where} lijkt een telefoonnummer te staan. Noem liever een functie. "
            "Het algemene nummer van een organisatie mag blijven."
        )
    if any(_is_citizen_number(match[1]) for match in _NINE.finditer(plain)):
        found.append(
            f"In {where} staat een getal dat op een burgerservicenummer lijkt. "
            "Hoort het bij een persoon? Haal het dan weg."
        )
    if _PERSON.search(plain):
        found.append(
            f"In {where} lijkt het om één persoon met een leeftijd te gaan. "
            "Daaraan kan iemand te herkennen zijn. Beschrijf liever een groep."
        )
    return tuple(found)


def _is_citizen_number(written: str) -> bool:
    """The check that every citizen service number passes, and one in eleven other numbers."""
    digits = [int(character) for character in written if character.isdecimal()]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(digit * weight for digit, weight in zip(digits, weights, strict=True))
    return any(digits) and total % 11 == 0
