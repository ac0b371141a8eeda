"""The questionnaire on paper: every question, its code, its state in words, and a sound PDF."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from assessment.core.answers import Answer
from assessment.core.branches import only_if
from assessment.core.conditions import QuestionTest
from assessment.core.paper_making import blank_paper, filled_paper
from assessment.services import paper
from tests.core.builders import assessment, by_ref, content
from tests.pdf.test_report_pdf import structure


def some():
    given = assessment(
        {
            "sl_1": 3,
            "p_5": None,
            "s1_2": (("ggd", "politie"), None),
            "s1_3": 2024,
            "s8_3": ("ja", 20000),
            "s6_1": "nee",
            "s6_5": (("ouders",), None),
            "s4_1": ({"po": "vast"}, None),
        }
    )
    more = {
        by_ref()["s1_1"].id: Answer("not_applicable", reason="anders", reason_text="Te klein"),
        by_ref()["s2_3"].id: Answer("answered", "ja", 8, regional=True, note="Via de GGD"),
    }
    return replace(given, answers={**given.answers, **more})


def questions(made):
    return {q.ref: q for step in made.steps for page in step.pages for q in page.questions}


def ticked(question):
    return [box.text for box in (*question.boxes, *question.others) if box.ticked]


@pytest.fixture(scope="module")
def blank():
    return PdfReader(BytesIO(paper.pdf_of(blank_paper(content()))))


@pytest.fixture(scope="module")
def filled():
    return PdfReader(BytesIO(paper.pdf_of(filled_paper(some()))))


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_blank_paper_has_every_question_and_nothing_filled_in():
    found = questions(blank_paper(content()))
    assert list(found) == [question.ref for question in content().questions.values()]
    for question in found.values():
        assert ticked(question) == []
        assert question.said == ""
        assert not any(any(row.ticked) for row in question.rows)


def test_every_state_is_a_word_of_its_own():
    said = {ref: question.said for ref, question in questions(filled_paper(some())).items()}
    assert said["s1_4"] == "Nog niet beantwoord"
    assert said["p_5"] == "Weet ik niet"
    assert said["s1_1"] == "Niet van toepassing: Te klein"
    assert said["s6_6"] == "Verborgen: deze vraag wordt nu niet gesteld."
    assert said["s6_5"].endswith("Bewaard antwoord: Ouders")
    assert said["sl_1"].startswith("Geregeld: ")
    assert said["p_1"] == "Hilversum"
    assert said["p_2"] == "1 november 2026"
    assert said["s2_3"] == "Ja (Aantal uren per week: 8) (regionaal geregeld)"


def test_the_boxes_are_ticked_as_was_answered():
    found = questions(filled_paper(some()))
    assert ticked(found["p_5"]) == ["Weet ik niet"]
    assert ticked(found["s1_2"]) == ["Jeugdmonitor van de GGD", "Politie"]
    assert [box.code for box in found["sl_1"].boxes if box.ticked] == ["3"]
    assert found["s1_3"].blank.written == "2024"
    assert found["s8_3"].detail.written == "20000"
    assert found["s2_3"].regional.ticked
    assert [row.ticked[0] for row in found["s4_1"].rows][:2] == [True, False]


def test_a_row_that_follows_from_another_answer_is_ticked():
    given = assessment({"p_4": ({"po": "elders"}, None)})
    row = questions(filled_paper(given))["s4_1"].rows[0]
    assert row.ticked.count(True) == 1


def test_the_short_paper_has_the_short_questions():
    found = questions(filled_paper(replace(some(), depth="kort")))
    assert set(found) == {q.ref for q in content().questions.values() if q.core}


def test_a_branch_is_said_in_words():
    said = {ref: only_if(question, content()) for ref, question in by_ref().items()}
    assert said["sl_1"] == ""
    assert said["s6_4"] == "Alleen als u bij s6_1 antwoordde: “Ja” of “Deels”."
    assert said["s6_2"] == "Alleen als u bij s6_1 antwoordde: “Ja”, “Deels” of “Weet ik niet”."
    assert said["s8_2"].endswith("antwoordde: “Weet ik niet” of iets anders dan “Nergens”.")
    assert said["s3_2"].endswith("antwoordde: “Begonnen”, “Geregeld” of “Geborgd”.")
    hidden = [ref for ref, question in by_ref().items() if question.visible_when]
    assert all(said[ref] for ref in hidden)


def test_a_branch_that_cannot_be_listed_names_the_question():
    name = by_ref()["s1_3"].id
    test = QuestionTest(question=name, older_than=3)
    odd = by_ref()["s1_4"].model_copy(update={"visible_when": test})
    assert only_if(odd, content()) == ("Sla dit over als het niet past bij uw antwoord op s1_3.")


@pytest.mark.parametrize("kind", ["blank", "filled"])
def test_the_pdf_is_dutch_tagged_and_has_a_title(kind, request):
    reader = request.getfixturevalue(kind)
    root = reader.root_object
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  # A PDF boolean, not Python's.
    assert reader.metadata.title.startswith("Vragenlijst Preventiespiegel")
    assert re.search(r"pdfuaid:part(>|=\")1", root["/Metadata"].get_data().decode())
    tags = [item["/S"] for item in structure(reader)]
    headings = [int(tag[2]) for tag in tags if re.fullmatch(r"/H\d", tag)]
    assert headings.count(1) == 1
    assert headings.count(2) == len(content().steps)
    assert headings.count(4) == len(content().questions)
    assert all(now <= before + 1 for before, now in pairwise(headings))
    assert {"/Table", "/TH", "/TD", "/L", "/LI"} <= set(tags)


@pytest.mark.parametrize("kind", ["blank", "filled"])
def test_the_pdf_has_every_code_question_and_choice(kind, request):
    text = words(request.getfixturevalue(kind))
    for question in content().questions.values():
        assert f"{question.ref} {question.text}" in text
        for option in question.options:
            assert option.text in text
        for anchor in question.anchors or ():
            assert anchor in text
    assert "\N{REPLACEMENT CHARACTER}" not in text


def test_the_answers_are_in_the_pdf(filled, blank):
    assert "Antwoord nu: Weet ik niet" in words(filled)
    assert "Toelichting: Via de GGD" in words(filled)
    assert "gemeente Hilversum" in words(filled)
    assert "Antwoord nu" not in words(blank)
    assert "Hilversum" not in words(blank)


def test_what_someone_typed_is_never_markup():
    given = assessment({})
    note = Answer("unknown", note="<script>alert(1)</script><img src=file:///etc/passwd>")
    made = filled_paper(replace(given, answers={by_ref()["sl_1"].id: note}))
    text = words(PdfReader(BytesIO(paper.pdf_of(made))))
    assert "<script>alert(1)</script>" in text.replace(" ", "")
