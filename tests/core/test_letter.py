"""The letter to the council: short, readable, and honest about what is not known."""

from dataclasses import replace
from datetime import date

import pytest

from assessment.core.letter import MOST_FIRST, MOST_GOOD, Bullets, Heading, Paragraph, make_letter
from tests.core.builders import library
from tests.pdf.samples import KINDS, report

DAY = date(2026, 11, 21)


def texts(letter):
    """What each paragraph, heading and item says."""
    for block in letter.blocks:
        if isinstance(block, Heading):
            yield block.text
        else:
            lines = block.lines if isinstance(block, Paragraph) else block.items
            yield from ("".join(run.text for run in line) for line in lines)


def below(letter, heading):
    """The blocks between this heading and the next."""
    found, inside = [], False
    for block in letter.blocks:
        if isinstance(block, Heading):
            inside = block.text == heading
        elif inside:
            found.append(block)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_has_its_parts(kind):
    letter = make_letter(report(kind), DAY)
    said = "\n".join(texts(letter))
    assert letter.mark == "Concept"
    assert "Aan: de gemeenteraad van Hilversum" in said
    assert "Datum: 21 november 2026" in said
    assert "Handtekening:" in said
    assert "0800-0188" in said
    (three,) = below(letter, "Drie punten die altijd tellen")
    assert len(three.items) == 3
    assert len(said.split()) < 550


@pytest.mark.parametrize("kind", ["worst", "best", "empty", "short"])
def test_every_letter_reads_easily(kind):
    letter = make_letter(report(kind), DAY)
    names = {line.title for line in report(kind).help_lines}
    found = []
    for text in texts(letter):
        # A label with its text, and a list of names, is no sentence.
        if any(name in text for name in names):
            continue
        found += [f"{remark} ({text})" for remark in library().language.remarks(text)]
    # Questions and what was answered are checked where they are written.
    assert [remark for remark in found if "(Stap " not in remark] == []


def test_at_most_five_first_things_each_with_a_first_step():
    made = report("worst")
    (_, first) = below(make_letter(made, DAY), "Wat wij eerst willen doen")
    assert first.numbered
    assert len(first.items) == MOST_FIRST == len(made.first)
    for item, card in zip(first.items, made.first, strict=True):
        assert item[0].text == f"{made.card(card).name}. "
        assert item[1].text.endswith(".")


def test_what_is_not_known_is_a_question_and_never_a_no():
    made = report("short")
    letter = make_letter(made, DAY)
    said = "\n".join(texts(letter))
    assert "telt niet als “nee”" in said
    assert not any(point.name in said for point in made.open_points)
    asked = [block for block in below(letter, "Wat wij nog niet weten") if type(block) is Bullets]
    assert all(item[0].text.endswith("?”") for block in asked for item in block.items)
    assert said.count("dit weten wij nog niet") == 3


def test_nothing_known_is_not_told_as_nothing_wrong():
    said = "\n".join(texts(make_letter(report("empty"), DAY)))
    assert "Er is nog te weinig bekend om te kiezen" in said
    assert "geen gaten" not in said


def test_what_goes_well_is_a_sentence_or_stands_with_its_question_in_quotes():
    (good,) = below(make_letter(report("best"), DAY), "Wat goed gaat")
    assert 0 < len(good.items) <= MOST_GOOD
    said = [item[1].text for item in good.items]
    assert all(text.endswith(".") for text in said)
    assert any("?” " in text for text in said) or all("?" not in text for text in said)


def test_a_help_line_whose_site_is_gone_keeps_its_name_without_a_link():
    made = report("empty")
    gone = made.help_lines[0].model_copy(update={"address_state": "dead"})
    letter = make_letter(replace(made, help_lines=(gone, *made.help_lines[1:])), DAY)
    (help_,) = below(letter, "Hulp is er altijd")[:1]
    runs = {run.text: run.address for run in help_.lines[0]}
    assert runs[gone.title] is None
    assert runs[made.help_lines[1].title] == made.help_lines[1].address
