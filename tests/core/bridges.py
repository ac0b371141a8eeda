"""Two versions of the questions: what was split, what was merged, and an answer to it."""

from hypothesis import strategies as st

from assessment.core.answers import Answer
from tests.core.builders import content, library
from tests.core.strategies import answers

NEW = library().question_sets["veilig-online/1.1"]
SPLIT, PARTS = (
    "hulp-bij-beelden-en-melding",
    ("hulp-bij-beelden-weghalen", "hulp-bij-melding-of-aangifte"),
)
MERGED, WHOLE = (
    ("een-manier-van-beoordelen", "wie-doet-wat-per-ernst"),
    "een-afspraak-over-gedrag",
)


def yes(value="ja", **rest):
    return Answer("answered", value, **rest)


@st.composite
def many(draw):
    chosen = [q for q in content().questions.values() if not q.fills]
    return {q.id: draw(answers(q)) for q in chosen if draw(st.booleans()) or q.id in MERGED}
