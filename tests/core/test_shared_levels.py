"""What is above a level is not in the data of that level, and not in what is made from it."""

from dataclasses import asdict
from functools import cache

import pytest

from assessment.core.answers_in import read_answers_file
from assessment.core.identity import SHARING
from assessment.core.report_file import canonical, data_of, read_report_file, write_report_file
from assessment.core.shared_levels import NotWhole, at_level
from assessment.core.shared_report_making import make_shared_report, with_functions
from tests.core.builders import content, library
from tests.report_data import CANARY, planted, written


@cache
def whole():
    return read_report_file(written(planted(), "notes")).report


def answers_of(file):
    known = library()
    return read_answers_file(canonical(file.answers), known.question_sets, known.everyone)


def brought_to(level):
    return at_level(whole(), level, answers_of(whole()), library().catalogue.national_helplines)


def read(level):
    file = brought_to(level)
    made = with_functions(answers_of(file), file) if file.answers else None
    return make_shared_report(file, content(), made, library().catalogue.help_lines)


@pytest.mark.parametrize("level", SHARING)
def test_a_level_is_what_a_report_finished_at_that_level_carries(level):
    assert write_report_file(brought_to(level)) == written(planted(), level)


@pytest.mark.parametrize("level", ["levels", "gaps", "answers"])
def test_no_word_that_a_person_typed_reaches_a_reader_below_notes(level):
    assert CANARY not in canonical(data_of(brought_to(level))).decode()
    assert CANARY not in repr(asdict(read(level)))


def test_with_notes_every_word_is_there():
    said = repr(asdict(read("notes")))
    for word in ("note", "evidence", "reason", "by", "name", "provider"):
        assert f"{CANARY}-{word}" in said


def test_the_lowest_level_names_no_gap_and_the_next_no_answer():
    report = read("levels")
    assert report.steps
    kept_back = (report.gaps, report.open_points, report.to_find_out, report.standing)
    assert not any(kept_back)
    assert not any((report.chances, report.bottlenecks, report.inventory.rows, report.profile))
    report = read("gaps")
    assert report.gaps
    assert report.standing
    assert not any(step.answers for step in report.steps)
    assert not any((report.profile, report.inventory.listed))
    assert any(step.answers for step in read("answers").steps)


@pytest.mark.parametrize("level", SHARING[1:])
def test_a_gap_has_the_words_and_the_weight_of_the_day_it_was_finished(level):
    said = {gap.id: (gap.severity, gap.name) for gap in read(level).gaps}
    for gap in whole().result.gaps:
        rule = content().rule[gap.id]
        names = {variant.id: variant.name for variant in rule.variants}
        assert said[gap.id] == (gap.severity, names.get(gap.variant) or rule.name)
    assert len(said) == len(whole().result.gaps)


@pytest.mark.parametrize("level", SHARING)
def test_the_figures_are_those_of_the_report(level):
    for said, step in zip(whole().result.levels, read(level).steps, strict=True):
        stand = None if step.level.stand is None else round(step.level.stand * 100)
        assert (stand, step.level.known, step.level.asked) == (said.stand, said.known, said.asked)


def test_only_the_whole_can_be_brought_down():
    with pytest.raises(NotWhole):
        at_level(brought_to("answers"), "gaps", None)
    with pytest.raises(NotWhole):
        at_level(whole(), "answers", None)
