"""Reports and answers files of several municipalities, to compare: read, judged and forgotten.

Every file gets a verdict in words, and one bad file never spoils the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from assessment.core.calendar import in_words
from assessment.core.identity import SHARING
from assessment.core.network_basis import basis_of
from assessment.core.network_entries import Background, Entry, EntryMaker
from assessment.core.network_files import FileVerdict
from assessment.core.network_rounds import Rounds, rounds_of
from assessment.library.content import Library
from assessment.pdf.reading import MOST_PDF
from assessment.services.keys import Keys
from assessment.services.network_judging import Judge, Judged
from assessment.services.network_reading import Source, data_of

__all__ = [
    "MOST_FILES",
    "MOST_PDF",
    "FilesRead",
    "Source",
    "background_of",
    "read_files",
    "reading_files",
]

MOST_FILES = 5000
PATIENCE = 30.0  # seconds to wait for a place among those who read PDFs

SAME_FILE = "Ditzelfde bestand zit er ook bij als “{}”."
SAME_REPORT = "Hetzelfde rapport zit er ook bij als “{}”."
OLDER = "Wij gebruiken het nieuwere rapport, van {}."
SAME_DAY = "Wij gebruiken een ander rapport van dezelfde dag."
AS_TREND = "Dit rapport laat zien hoe het toen was."
OTHER_SET = "Dit rapport heeft andere vragen. Wij vergelijken alleen wat hetzelfde is."


@dataclass(frozen=True)
class FilesRead:
    """What may be compared, and what is said of each file, in the order of the files."""

    entries: tuple[Entry, ...]
    files: tuple[FileVerdict, ...]


Told = Callable[[int, int, str], None]


def background_of(library: Library) -> Background:
    return Background(library.question_sets, library.everyone, library.catalogue)


def read_files(
    sources: Sequence[Source],
    library: Library,
    keys: Keys,
    *,
    insist: bool = False,
    agreed: Callable[[str], bool] = lambda code: False,
    told: Told = lambda done, total, name: None,
    patience: float = PATIENCE,
) -> FilesRead:
    """Reads what it can. `agreed` says which municipalities may be named; `insist` takes along
    what was changed after it was made."""
    reading = reading_files(sources, library, keys, insist=insist, agreed=agreed, patience=patience)
    try:
        while True:
            done, name = next(reading)
            told(done, len(sources), name)
    except StopIteration as end:
        read: FilesRead = end.value
        return read


def reading_files(
    sources: Sequence[Source],
    library: Library,
    keys: Keys,
    *,
    insist: bool,
    agreed: Callable[[str], bool],
    patience: float = PATIENCE,
) -> Generator[tuple[int, str], None, FilesRead]:
    """The same for who tells meanwhile: how many are done, and the name of the one that is next."""
    background = background_of(library)
    judge = Judge(EntryMaker(background), keys, insist, agreed)
    judged: list[Judged] = []
    # Whoever stops halfway waits for the files that are being read, and for no more.
    with closing(data_of(sources, patience)) as found:
        for name, data in found:
            yield len(judged), name
            judged.append(judge.file(name, data))
    yield len(judged), "klaar"
    _leave_out_doubles(judged)
    _say_which_counts(judged, library)
    entries = tuple(item.entry for item in judged if item.entry)
    return FilesRead(entries, tuple(item.verdict for item in judged))


def _leave_out_doubles(judged: Sequence[Judged]) -> None:
    """The same file twice, or the same report at two levels: what shares most is kept."""
    for same, words in (("digest", SAME_FILE), ("number", SAME_REPORT)):
        kept: dict[str, Judged] = {}
        for item in judged:
            key = getattr(item, same)
            if item.entry is None or not key:
                continue
            first = kept.setdefault(key, item)
            if first is item:
                continue
            if _worth(item.entry) > _worth(first.entry):
                kept[key], first, item = item, item, first
            item.entry = None
            item.verdict = replace(
                item.verdict, kind="double", used=False, why=(words.format(first.verdict.file),)
            )


def _worth(entry: Entry | None) -> tuple[bool, int]:
    return (False, -1) if entry is None else (not entry.changed, SHARING.index(entry.sharing))


def _say_which_counts(judged: Sequence[Judged], library: Library) -> None:
    """Of each municipality one report counts; the others may show how it was."""
    files = {id(item.entry): item for item in judged if item.entry}
    rounds = rounds_of(item.entry for item in judged if item.entry)
    for item in rounds:
        for other in item.others:
            file = files[id(other)]
            file.verdict = replace(
                file.verdict,
                kind="earlier" if file.verdict.kind == "used" else file.verdict.kind,
                used=False,
                trend=other is item.was,
                why=tuple(_why_not_used(item, other)),
            )
    used = [item.now for item in rounds]
    basis = basis_of(used, library.newest)
    for entry in used:
        file = files[id(entry)]
        if entry.side.content is not None and entry.side.key != basis.content.key:
            file.verdict = replace(file.verdict, why=(*file.verdict.why, OTHER_SET))


def _why_not_used(rounds: Rounds, other: Entry) -> Iterator[str]:
    if other.side.on == rounds.now.side.on:
        yield SAME_DAY
        return
    yield OLDER.format(in_words(rounds.now.side.on))
    if other is rounds.was:
        yield AS_TREND
