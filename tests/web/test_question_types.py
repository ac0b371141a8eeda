"""One row per question type, everywhere; and no answer changes by being looked at."""

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.core.answers import Answer
from assessment.core.facts import AnswerFacts
from assessment.core.question_types import TYPES
from assessment.core.questions import Question, QuestionType
from assessment.web.asking import make, prefix
from assessment.web.fields import FIELDS
from tests.core.builders import ROOT, assessment, content
from tests.core.strategies import values
from tests.web.browser import _untouched
from tests.web.html_page import Page


def anything(kind: QuestionType) -> Question:
    """A question of this type with everything allowed, also what no question has today."""
    two = [{"id": name, "ref": name, "text": f"Keuze {name}"} for name in ("een", "twee")]
    return Question.model_validate(
        {
            "id": f"proef-{kind.replace('_', '-')}",
            "ref": kind,
            "type": kind,
            "text": "Een vraag?",
            "why": "Om te zien of het werkt.",
            "source": ["tool"],
            "allow_not_applicable": True,
            "allow_regional": True,
            "options": two if kind in ("choice", "multi") else [],
            "rows": two if kind == "grid" else [],
            "columns": two if kind == "grid" else [],
            "none": two[0] if kind in ("number", "year", "date", "text") else None,
            "detail": {"id": "hoeveel", "ref": "n", "type": "number", "text": "Hoeveel?"},
        }
    )


REAL = [question for question in content().questions.values() if not question.fills]
QUESTIONS = REAL + [anything(kind) for kind in get_args(QuestionType)]
PAGES = {q.id: page for step in content().steps for page in step.pages for q in page.questions}
ANY_PAGE = content().steps[0].pages[0]


def test_every_type_has_a_row_and_its_templates():
    assert set(FIELDS) == set(TYPES) == set(get_args(QuestionType))
    for name, row in FIELDS.items():
        assert (row.ask, row.show) == (f"question/ask/{name}.html", f"question/show/{name}.html")
        assert (ROOT / "templates" / row.ask).is_file()
        assert (ROOT / "templates" / row.show).is_file()


def test_no_template_is_left_over_of_a_type_that_is_gone():
    for folder in ("ask", "show"):
        found = {path.stem for path in (ROOT / "templates" / "question" / folder).iterdir()}
        assert found == set(FIELDS)


@st.composite
def answers(draw, question: Question):
    """Every answer that the form of this question can give."""
    notes = st.sampled_from(["", "Een nota.", 'Twee\nregels <b> & "meer"'])
    rest = {"note": draw(notes), "evidence": draw(notes)}
    states = ["answered"] * 3 + ["open"]
    if question.allow_unknown:
        states.append("unknown")
    if question.allow_not_applicable:
        states.append("not_applicable")
    state = draw(st.sampled_from(states))
    if state == "not_applicable":
        reason = draw(st.sampled_from([item.id for item in content().reasons]))
        text = "Wij hebben dit niet" if reason == "anders" else ""
        return Answer(state, reason=reason, reason_text=text, **rest)
    if question.allow_regional:
        rest["regional"] = draw(st.booleans())
    if state != "answered":
        return Answer(state, **rest)
    value = draw(values(question))
    detail = question.detail
    if detail and (not detail.options or value in detail.options):
        days = st.dates(min_value=assessment().reference_date.replace(year=1990))
        kind = (
            days.filter(lambda d: d.year <= 2100) if detail.type == "date" else st.integers(0, 999)
        )
        rest["detail"] = draw(st.one_of(st.none(), kind))
    return Answer(state, value, **rest)


def shown(app, question, answer):
    """The form of one question as a browser would send it back untouched."""
    page = PAGES.get(question.id, ANY_PAGE)
    made = assessment()
    made.answers[question.id] = answer
    facts = AnswerFacts(made)
    with app.test_request_context():
        item = make(question, page, facts)
        template = app.jinja_env.from_string(
            '{% import "macros/forms.html" as forms_of %}<form>'
            '{% include "question/_question.html" %}</form>'
            '{% include "question/_answer.html" %}'
        )
        shared = {"content": content(), "rows": FIELDS, "presets_here": {}}
        html = template.render(item=item, question=question, answer=answer, **shared)
    sent = _untouched(Page(html).all("form")[0])
    return make(question, page, facts, sent), sent


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_an_answer_that_is_left_alone_comes_back_the_same(app, question, data):
    stored = data.draw(answers(question))
    answer = Answer(**{**vars(stored), "version": 3})
    form, _ = shown(app, question, answer)
    assert form.read() == answer, form.form.errors


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_question_that_is_left_open_stays_untouched(app, question):
    form, sent = shown(app, question, Answer())
    assert form.read() == Answer()
    assert form.base_version == 0
    assert all(name.startswith(prefix(question)) for name in sent)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_no_rubbish_is_an_answer_and_none_of_it_breaks_anything(app, question):
    _, sent = shown(app, question, Answer())
    page = PAGES.get(question.id, ANY_PAGE)
    facts = AnswerFacts(assessment())
    for rubbish in (
        "\x00",
        "１２",
        "1_000",
        "9" * 400,
        "-1",
        "NaN",
        "--na:verzonnen",
        "\u202e",
        "{{7*7}}",
    ):
        names = [name for name in sent if not name.endswith(("note", "evidence", "version"))]
        names += [f"{prefix(question)}{name}" for name in ("value", "instead", "detail", "row-po")]
        for name in names:
            if question.type == "text" and name.endswith("--value"):
                continue  # Any text is an answer to a question that asks for text.
            tried = sent.copy()
            tried.setlist(name, [rubbish])
            read = make(question, page, facts, tried).read()
            assert read is None or read.state == "open", (name, rubbish, read)


def test_the_names_of_no_two_questions_can_meet():
    names = [prefix(question) for question in content().questions.values()]
    assert not [(a, b) for a in names for b in names if a != b and a.startswith(b)]
