"""Random but valid answers, activities and assessments, for hypothesis."""

import json
from datetime import date, timedelta

from hypothesis import strategies as st

from assessment.core.activities import CHOICES, Activity
from assessment.core.answers import Answer
from assessment.core.assessment import Assessment
from assessment.core.questions import Question
from tests.core.builders import PLACE, TODAY, content

DAYS = st.integers(-1500, 1500).map(lambda days: TODAY + timedelta(days=days))


def values(question: Question):
    """Every value that the question can have."""
    plain = {
        "level": st.integers(0, 4),
        "yes_partly_no": st.sampled_from(["ja", "deels", "nee"]),
        "number": st.integers(0, 8),
        "year": st.integers(2015, 2027),
        "date": DAYS,
        "text": st.just("tekst"),
    }
    if question.type == "choice":
        return st.sampled_from([option.id for option in question.options])
    if question.type == "multi":
        free = [option.id for option in question.options if not option.exclusive]
        alone = st.sampled_from(sorted(question.exclusive) or free[:1]).map(lambda one: (one,))
        chosen = st.sets(st.sampled_from(free), min_size=1)
        return st.one_of(alone, chosen.map(lambda some: tuple(o for o in free if o in some)))
    if question.type == "grid":
        columns = st.sampled_from([column.id for column in question.columns])
        rows = {row.id: columns for row in question.rows}
        filled = st.fixed_dictionaries({}, optional=rows)
        return filled.filter(bool)
    simple = plain[question.type]
    return st.one_of(simple, st.just(question.none.id)) if question.none else simple


@st.composite
def answers(draw, question: Question):
    states = ["answered"] * 6 + ["open", "not_applicable"] + ["unknown"] * question.allow_unknown
    state = draw(st.sampled_from(states))
    if state != "answered":
        return Answer(state, reason="anders" if state == "not_applicable" else None)
    detail = None
    if question.detail:
        moments = DAYS if question.detail.type == "date" else st.integers(0, 40)
        detail = draw(st.one_of(st.none(), moments))
    return Answer("answered", draw(values(question)), detail, regional=draw(st.booleans()))


def some(options):
    return st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True)


@st.composite
def activities(draw):
    model = content().inventory
    given = {
        "name": draw(st.sampled_from(["Les", "Film", "Spreekuur", "Training"])),
        "providers": draw(some(["GGD", "Halt", "School", "Jongerenwerk"])),
        "settings": draw(some([item.id for item in model.settings])),
        "themes": draw(some([item.id for item in model.themes])),
        "audiences": draw(some([item.id for item in model.audiences])),
        "form": draw(st.sampled_from([item.id for item in model.forms])),
        "reach": draw(st.none() | st.integers(0, 500)),
        "reach_total": draw(st.none() | st.integers(0, 500)),
        "regional": draw(st.booleans()),
    }
    for field, words in CHOICES.items():
        optional = field in ("client", "area", "evaluation_result", "message")
        choice = st.sampled_from(list(words))
        given[field] = draw(st.none() | choice if optional else choice)
    for field in ("start", "end", "last", "next", "funding_until"):
        day = draw(st.none() | DAYS)
        given[field] = day.isoformat() if isinstance(day, date) else None
    for field in ("reach_year", "recognition_year", "evaluation_year"):
        given[field] = draw(st.none() | st.integers(2015, 2027))
    return Activity.model_validate_json(json.dumps(given))


@st.composite
def assessments(draw):
    """Any assessment: some questions answered, in any state, with any inventory."""
    questions = [q for q in content().questions.values() if not q.fills]
    every = [q.id for q in questions]
    chosen = draw(st.sets(st.sampled_from(every)) | st.just(set(every)))
    return Assessment(
        content(),
        PLACE,
        TODAY,
        depth=draw(st.sampled_from(["kort", "volledig"])),
        answers={q.id: draw(answers(q)) for q in questions if q.id in chosen},
        activities=tuple(draw(st.lists(activities(), max_size=6))),
        inventory_complete=draw(st.booleans()),
    )
