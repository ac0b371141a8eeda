"""Random but valid answers, activities and assessments, for hypothesis."""

import json
from datetime import date, timedelta
from functools import cache, wraps

from hypothesis import strategies as st

from assessment.core.activities import CHOICES, Activity
from assessment.core.answers import Answer
from assessment.core.assessment import Assessment
from assessment.core.questions import Question
from tests.core.builders import PLACE, TODAY, content

DAYS = st.integers(-1500, 1500).map(lambda days: TODAY + timedelta(days=days))


def once(make):
    """Makes a strategy once per question: hypothesis looks a new one over, half the work of a draw.

    By identity, because a question is slow to compare; it is kept, so that nothing else gets its.
    """
    known = {}

    @wraps(make)
    def kept(question):
        if id(question) not in known:
            known[id(question)] = make(question), question
        return known[id(question)][0]

    return kept


@once
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


@once
def states(question: Question):
    return st.sampled_from(
        ["answered"] * 6 + ["open", "not_applicable"] + ["unknown"] * question.allow_unknown
    )


@once
def details(question: Question):
    moments = DAYS if question.detail.type == "date" else st.integers(0, 40)
    return st.one_of(st.none(), moments)


@once
@st.composite
def answers(draw, question: Question):
    state = draw(states(question))
    if state != "answered":
        return Answer(state, reason="anders" if state == "not_applicable" else None)
    detail = draw(details(question)) if question.detail else None
    return Answer("answered", draw(values(question)), detail, regional=draw(st.booleans()))


def some(options):
    return st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True)


@cache
def fields():
    """What an activity is made of: a strategy per field."""
    model = content().inventory
    numbers = st.none() | st.integers(0, 500)
    made = {
        "name": st.sampled_from(["Les", "Film", "Spreekuur", "Training"]),
        "providers": some(["GGD", "Halt", "School", "Jongerenwerk"]),
        "settings": some([item.id for item in model.settings]),
        "themes": some([item.id for item in model.themes]),
        "audiences": some([item.id for item in model.audiences]),
        "form": st.sampled_from([item.id for item in model.forms]),
        "reach": numbers,
        "reach_total": numbers,
        "regional": st.booleans(),
    }
    for field, words in CHOICES.items():
        optional = field in ("client", "area", "evaluation_result", "message")
        choice = st.sampled_from(list(words))
        made[field] = st.none() | choice if optional else choice
    made |= dict.fromkeys(
        ("start", "end", "last", "next", "funding_until"),
        st.none() | DAYS.map(date.isoformat),
    )
    made |= dict.fromkeys(
        ("reach_year", "recognition_year", "evaluation_year"), st.none() | st.integers(2015, 2027)
    )
    return made


@cache
@st.composite
def activities(draw):
    given = {field: draw(strategy) for field, strategy in fields().items()}
    return Activity.model_validate_json(json.dumps(given))


@cache
def chosen():
    """Which questions are answered: any, or all."""
    every = [question.id for question in asked()]
    return st.sets(st.sampled_from(every)) | st.just(set(every))


def asked():
    return [question for question in content().questions.values() if not question.fills]


@cache
def several():
    return st.lists(activities(), max_size=6)


@cache
@st.composite
def assessments(draw):
    """Any assessment: some questions answered, in any state, with any inventory."""
    names = draw(chosen())
    return Assessment(
        content(),
        PLACE,
        TODAY,
        depth=draw(st.sampled_from(["kort", "volledig"])),
        answers={q.id: draw(answers(q)) for q in asked() if q.id in names},
        activities=tuple(draw(several())),
        inventory_complete=draw(st.booleans()),
    )
