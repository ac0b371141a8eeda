"""Random reports of a network, for hypothesis: quick to make, because nobody judged answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from hypothesis import strategies as st

from assessment.core.assessment import Municipality
from assessment.core.network_comparison import NetworkComparison
from assessment.core.network_entries import Background, Entry, EntryMaker
from assessment.core.network_files import FileVerdict
from assessment.core.network_making import Choices, compare_network
from assessment.core.network_steps import SIZES
from assessment.core.report_file import Place, ReportFile
from assessment.core.report_result import (
    FindingResult,
    GapResult,
    NeedResult,
    OpenResult,
    Result,
    StepResult,
    only_levels,
)
from tests.core.builders import content, library

STEPS = tuple(step.id for step in content().steps if step.scored)
# By themselves: none of these makes way for the card of another.
GAPS = tuple(rule for rule in content().rules if rule.kind == "gat" and not rule.hides)
NAMES = ("'s-Velde", "Ahof", "Éénrum", "Bergstad", "’t Veld", "Zand", "Nes", "Holten", "Duin")
EVERYONE = {
    f"VB{number:04}": Municipality(
        f"VB{number:04}",
        f"{NAMES[number % len(NAMES)]} {number}",
        2026,
        size_class=list(SIZES)[number % 3],
    )
    for number in range(400)
}
SOME = sorted(EVERYONE)[:40]


@cache
def background() -> Background:
    known = library()
    return Background(known.question_sets, EVERYONE, known.catalogue)


def file(code="VB0001", *, sharing="gaps", day=date(2026, 11, 1), stands=200, **changed):
    """A report: each step at `stands` (or one by one), with these gaps and open points."""
    gaps, open_points = changed.pop("gaps", ()), changed.pop("open_points", ())
    chances, shown = changed.pop("chances", ()), dict.fromkeys(STEPS, stands)
    shown = stands if isinstance(stands, dict) else shown
    result = Result(
        asked=60,
        known=40,
        levels=tuple(
            StepResult(step=step, stand=stand, known=3 if stand is None else 6, asked=7)
            for step, stand in shown.items()
        ),
        standing=(),
        gaps=tuple(GapResult(id=name, severity="hoog", variant=None) for name in gaps),
        open_points=tuple(
            OpenResult(id=name, needs=(NeedResult(question="vraag", row=""),))
            for name in open_points
        ),
        to_find_out=(),
        chances=tuple(chances),
        bottlenecks=(),
        blank_spots=(),
        matrix=(),
    )
    plain = {
        "number": f"PS-2026-{code}",
        "status": "vastgesteld",
        "made_on": day,
        "sharing": sharing,
        "question_set": content().key,
        "municipality": Place(
            code=code, name=EVERYONE[code].name if code in EVERYONE else "Elders"
        ),
        "reference_date": day,
        "depth": "volledig",
        "result": only_levels(result) if sharing == "levels" else result,
    }
    return ReportFile(**{**plain, **changed})


def entry(*given, agreed=False, changed=False, **more) -> Entry:
    made = EntryMaker(background()).of_report(file(*given, **more), agreed=agreed, changed=changed)
    assert made is not None
    return made


STANDS = st.none() | st.integers(0, 400)
CHANCES = [
    FindingResult(id="koppelen", setting=setting, theme="norm") for setting in ("po", "vo", "mbo")
]


@st.composite
def entries(draw, least=1, most=14):
    """Reports of some municipalities, a few of them twice, at any level of sharing."""
    codes = draw(st.lists(st.sampled_from(SOME), min_size=least, max_size=most))
    made = []
    for index, code in enumerate(codes):
        ids = [rule.id for rule in GAPS]
        held = draw(st.sets(st.sampled_from(ids), max_size=8))
        waiting = draw(st.sets(st.sampled_from(ids), max_size=5)) - held
        one = entry(
            code,
            number=f"PS-2026-{index:04}",
            sharing=draw(st.sampled_from(["levels", "gaps", "gaps"])),
            day=draw(st.sampled_from([date(2025, 5, 1), date(2026, 5, 1), date(2026, 11, 1)])),
            depth=draw(st.sampled_from(["volledig", "volledig", "kort"])),
            stands={step: draw(STANDS) for step in STEPS},
            gaps=sorted(held),
            open_points=sorted(waiting),
            chances=draw(st.lists(st.sampled_from(CHANCES), max_size=3)),
            agreed=draw(st.booleans()),
        )
        made.append(one)
    return made


def with_stand(made: Entry, stand: int | None) -> Entry:
    levels = tuple(item.model_copy(update={"stand": stand}) for item in made.side.result.levels)
    result = made.side.result.model_copy(update={"levels": levels})
    return replace(made, side=replace(made.side, result=result))


def some_compared(number: int) -> NetworkComparison:
    """So many municipalities beside each other, some unknown, changed, apart or with a past."""
    made = []
    for index, code in enumerate(sorted(EVERYONE)[:number]):
        stands = {step: (index * 37 + place * 71) % 401 for place, step in enumerate(STEPS)}
        if index % 7 == 1:
            stands = dict.fromkeys(STEPS)
        one = entry(
            code,
            stands=stands,
            gaps=tuple(rule.id for rule in GAPS[index % 5 : index % 5 + 4]),
            sharing="levels" if index % 6 == 5 else "gaps",
            depth="kort" if index % 11 == 10 else "volledig",
            agreed=True,
            changed=index % 13 == 12,
        )
        made.append(one)
        if index % 4 == 0:
            before = dict.fromkeys(STEPS, 100)
            past = {"day": date(2025, 5, 1), "number": f"PS-2025-{code}", "stands": before}
            made.append(entry(code, gaps=(GAPS[0].id,), **past))
    files = (
        FileVerdict("een.pdf", "used", used=True, place="Ahof 1"),
        FileVerdict("=1+1.json", "damaged", why=("Dit bestand is niet heel.",)),
    )
    choices = Choices(own=made[0].municipality.code, made_on=date(2026, 11, 21))
    return compare_network(made, background(), choices, files)
