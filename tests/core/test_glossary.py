"""The words of the glossary are found where a reader meets them, and nowhere else."""

import pytest

from assessment.core.glossary import first_uses, terms_in, texts_of, uses_in
from assessment.core.question_set import Term
from tests.core.builders import content

GLOSSARY = (
    Term(id="sexting", word="sexting", also=("sexten",), meaning="Beelden delen."),
    Term(id="ongewenst", word="ongewenste sexting", meaning="Zonder dat iemand dat wil."),
    Term(id="halt", word="Halt", meaning="Een organisatie."),
    Term(id="norm", word="norm", also=("normen",), meaning="Wat gewoon is."),
    Term(id="borgen", word="borgen", also=("geborgd",), meaning="Vastleggen."),
    Term(id="lhbtiq", word="lhbtiq+", meaning="Veel mensen."),
    Term(id="kans", word="kans (in het rapport)", meaning="Iets wat kan."),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sexting is gewoon.", ["sexting"]),
        ("Ongewenste\n sexting niet.", ["ongewenst"]),
        ("Ongewenste sexting is geen sexting.", ["ongewenst", "sexting"]),
        ("De normen, en nog een norm.", ["norm"]),
        ("Normaal gedrag, enorm goed.", []),
        ("Belt u Halt?", ["halt"]),
        ("De bus stopt bij een halt.", []),
        ("Voor lhbtiq+ jongeren", ["lhbtiq"]),
        ("De Halt-aanpak (geborgd).", ["halt", "borgen"]),
        ("Er is een kans.", []),
        ("", []),
    ],
)
def test_what_is_found(text, expected):
    assert [term.id for term in terms_in([text], GLOSSARY)] == expected


def test_without_a_glossary_nothing_is_found():
    assert terms_in(["Sexting"], ()) == ()


@pytest.mark.parametrize(
    ("text", "label"),
    [("Vaste normen", "norm"), ("Het is Geborgd.", "geborgd"), ("Wij sexten", "sexten")],
)
def test_a_word_is_explained_as_the_reader_saw_it(text, label):
    assert [use.label for use in uses_in([text], GLOSSARY)] == [label]


def test_a_word_is_explained_where_it_is_met_first():
    parts = [["De norm"], ["Halt en de norm"], [], ["Halt, borgen"]]
    found = [[use.term.id for use in uses] for uses in first_uses(parts, GLOSSARY)]
    assert found == [["norm"], ["halt"], [], ["borgen"]]


def test_everything_that_is_read_of_a_question_is_looked_at():
    texts = {question.ref: list(texts_of(question, content())) for question in all_questions()}
    assert texts["s1_1"][-1].startswith("Geborgd: ")
    assert "Niemand" in texts["s2_2"]
    assert "Aantal uren per week" in texts["s2_3"]
    assert any(text.startswith("Let op") for text in texts["s6_4"])
    assert all(
        question.example in texts[question.ref]
        for question in all_questions()
        if not question.fills
    )


def all_questions():
    return content().questions.values()
