"""Reads so many mutated PDFs, data files and answers files as `compare` does; none may break it.

    python -m tests.services.programs.fuzz 10000

Says what became of them. The suite reads a few hundred; this takes some minutes.
"""

import sys
from collections import Counter

from assessment.core.network_making import compare_network
from assessment.services.keys import Keys
from assessment.services.network_files import Source, background_of, read_files
from tests.core.builders import library
from tests.pdf.hostile import carrying, flate, mutated
from tests.services.test_network_files import answers, report, twisted

AT_A_TIME = 200
KINDS = ("pdf", "data", "answers", "odd data", "odd answers")


def main(number: int) -> None:
    good = (carrying(flate(report(0, "answers"))), report(0, "answers"), answers(0))
    said: Counter[tuple[str, str]] = Counter()
    for first in range(0, number, AT_A_TIME):
        seeds = range(first, min(first + AT_A_TIME, number))
        sources = [
            Source(KINDS[seed % len(KINDS)], lambda seed=seed: bad(good, seed)) for seed in seeds
        ]
        found = read_files(sources, library(), Keys(), insist=True, patience=600)
        compare_network(found.entries, background_of(library()), files=found.files)
        assert len(found.files) == len(sources)
        said.update((file.file, file.kind) for file in found.files)
    for (kind, verdict), count in sorted(said.items()):
        print(f"{kind:12} {verdict:12} {count}")
    print(f"{said.total()} files, and nothing broke")


def bad(good: tuple[bytes, ...], seed: int) -> bytes:
    """In turn: bytes that changed, and what is well-formed with odd things in it."""
    pdf, data, filled = good
    match seed % len(KINDS):
        case 0:
            return mutated(pdf, seed)
        case 1:
            return mutated(data, seed)
        case 2:
            return mutated(filled, seed)
        case 3:
            return twisted(data, seed)
        case _:
            return twisted(filled, seed)


if __name__ == "__main__":
    main(int(sys.argv[1]))
