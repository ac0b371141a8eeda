"""Getting the data out of many files: PDFs in a few processes with limits, the rest as it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from assessment.core.network_files import FileVerdict
from assessment.pdf.reading import HEADER, MOST_PDF, NotAReport, TooBusy
from assessment.pdf.reading_many import AT_A_TIME, attachments_of

AT_ONCE = 2
# So many bytes of PDF at a time, so that a few large ones do not fill the memory.
MOST_AT_A_TIME = 2 * MOST_PDF

# The data of a file, or already what is said of it.
Data = bytes | FileVerdict


@dataclass(frozen=True)
class Source:
    """A file by its name, and a way to get its bytes: at most `MOST_PDF` and one more."""

    name: str
    read: Callable[[], bytes]


def data_of(sources: Sequence[Source], patience: float) -> Generator[tuple[str, Data], None, None]:
    """The data of each file, or already the verdict; two groups of files at a time."""
    groups = [sources[first : first + AT_A_TIME] for first in range(0, len(sources), AT_A_TIME)]
    waiting: deque[Future[list[tuple[str, Data]]]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for group in groups:
            waiting.append(pool.submit(_read_group, group, patience))
            if len(waiting) > AT_ONCE:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _read_group(sources: Sequence[Source], patience: float) -> list[tuple[str, Data]]:
    found: dict[int, Data] = {}
    pdfs: dict[int, bytes] = {}
    for index, source in enumerate(sources):
        try:
            raw = source.read()
        except OSError as fault:
            why = (f"Dit bestand is niet te lezen ({fault.strerror}).",)
            found[index] = FileVerdict(source.name, "unreadable", why=why)
            continue
        if raw.startswith(HEADER):
            pdfs[index] = raw
            if sum(map(len, pdfs.values())) > MOST_AT_A_TIME:
                found |= _unpacked(sources, pdfs, patience)
                pdfs = {}
        else:
            found[index] = raw
    found |= _unpacked(sources, pdfs, patience)
    return [(source.name, found[index]) for index, source in enumerate(sources)]


def _unpacked(
    sources: Sequence[Source], pdfs: dict[int, bytes], patience: float
) -> dict[int, Data]:
    try:
        answers = attachments_of(list(pdfs.values()), patience=patience)
    except TooBusy as busy:
        why = (str(busy),)
        return {index: FileVerdict(sources[index].name, "unreadable", why=why) for index in pdfs}
    return {
        index: _refused(sources[index].name, said) if isinstance(said, NotAReport) else said
        for index, said in zip(pdfs, answers, strict=True)
    }


def _refused(name: str, refused: NotAReport) -> FileVerdict:
    return FileVerdict(name, "damaged" if refused.ours else "not_ours", why=(str(refused),))
