"""The demonstration: nothing in it is real, stories keep their promise, every screen is filled."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from assessment.core.activity_faults import unknown_codes
from assessment.core.answers_in import read_answers_file
from assessment.core.answers_out import write_answers_file
from assessment.core.assessment import Assessment
from assessment.core.gaps import Judgement
from assessment.core.inventory import KNOWN_ANYWAY
from assessment.core.plan import PLAN_STATUSES
from assessment.core.privacy import remarks
from assessment.core.report import Report
from assessment.core.report_making import make_report
from assessment.core.values import SEVERITIES
from assessment.services import assessments, demonstration, reporting, steps
from assessment.services.demonstration.filling import stories
from assessment.services.demonstration.planning import finish_one
from assessment.services.pdf_cache import PdfCache
from assessment.services.pdf_drafts import Drafts
from assessment.services.report_files import data_file
from assessment.storage import people
from assessment.storage.database import Database
from assessment.storage.records import PersonRecord
from tests.core.builders import library
from tests.database import NOW

CODES = [f"VB{number:04}" for number in range(1, 13)]
DAY = demonstration.REFERENCE_DATE
NATIONAL = {"Halt", "Politie", "Slachtofferhulp Nederland"}


@cache
def made() -> dict[str, Assessment]:
    found = demonstration.assessments(library().newest, library().fictional)
    return {assessment.municipality.code: assessment for assessment in found}


@cache
def report(code: str) -> Report:
    return make_report(made()[code], library().catalogue)


@cache
def judgement(code: str) -> Judgement:
    return Judgement(made()[code], library().catalogue.national_helplines)


def cards(code: str) -> set[str]:
    """Every card by its code in the source, with its variant behind a slash."""
    found = (*report(code).gaps, *report(code).chances)
    return {f"{card.ref}/{card.variant}" if card.variant else card.ref for card in found}


# --- Nothing in it is real


def test_no_municipality_bears_a_real_name() -> None:
    for place in library().fictional.all:
        assert place.names == {place.name}
        assert library().municipalities.find(place.name) == []
        assert place.code not in library().municipalities.by_code


def test_the_region_is_invented_too() -> None:
    everyone = library().fictional.all
    assert [place.code for place in everyone] == CODES
    assert {place.ggd_region for place in everyone} == {"GGD Voorbeeldland"}
    assert {place.safety_region for place in everyone} == {"Voorbeeldland"}
    assert {place.province for place in everyone} == {"Voorbeeldprovincie"}
    real = library().municipalities.all
    for kind in ("ggd_region", "safety_region", "province"):
        invented = {getattr(place, kind) for place in everyone}
        assert not invented & {getattr(place, kind) for place in real}


def test_sizes_cover_every_class_and_are_right() -> None:
    limits = {"tot-20": 20, "20-50": 50, "50-100": 100, "100-250": 250, "vanaf-250": 10_000}
    fitting = {
        place.code: next(name for name, most in limits.items() if place.inhabitants < most * 1000)
        for place in library().fictional.all
    }
    assert fitting == {place.code: place.size_class for place in library().fictional.all}
    assert set(fitting.values()) == set(limits)
    assert set(limits) == {place.size_class for place in library().municipalities.all}


def test_organisations_are_invented_generic_or_national() -> None:
    for assessment in made().values():
        place = assessment.municipality.name
        for provider in {name for item in assessment.activities for name in item.providers}:
            assert provider in NATIONAL or provider.endswith(("Voorbeeldland", place)), provider


def texts() -> Iterable[str]:
    for story in stories():
        yield from (story.name, story.story)
        for planned in story.plan:
            yield from (planned.get(key, "") for key in ("title", "owner", "note", "reason"))
    for assessment in made().values():
        for answer in assessment.answers.values():
            yield from (answer.note, answer.evidence, answer.reason_text)
        for item in assessment.activities:
            yield from (item.name, item.description, item.contact_role)


def test_every_text_keeps_to_our_language() -> None:
    language = library().language
    assert [remark for text in sorted(set(texts())) for remark in language.remarks(text)] == []


# --- Every story is told well


def test_it_is_the_same_every_time() -> None:
    again = demonstration.assessments(library().newest, library().fictional)
    assert again == tuple(made().values())
    assert list(made()) == CODES == [story.code for story in stories()]


def test_another_reference_date_tells_the_same_stories() -> None:
    day = date(2031, 3, 31)
    for moved in demonstration.assessments(library().newest, library().fictional, day):
        found = make_report(moved, library().catalogue)
        before = report(moved.municipality.code)
        assert [card.id for card in found.gaps] == [card.id for card in before.gaps]


@pytest.mark.parametrize("code", CODES)
def test_everything_can_go_in_and_out_of_a_file(code: str) -> None:
    written = json.dumps(write_answers_file(made()[code])).encode()
    read = read_answers_file(written, library().question_sets, library().fictional.by_code)
    # A file also names the questions that a branch hides, which then come in without an answer.
    given = {name: answer for name, answer in read.answers.items() if not answer.is_empty}
    assert replace(read, answers=given) == made()[code]


@pytest.mark.parametrize("code", CODES)
def test_every_report_has_its_data_file(code: str) -> None:
    raw = data_file(
        report(code), made()[code], number="PS-1", status="concept", made_on=DAY, sharing="notes"
    )
    assert code in raw.decode()


def test_stories_name_only_what_exists() -> None:
    content = library().newest
    steps = {step.id for step in content.steps}
    for story in stories():
        assert story.answers.keys() <= content.questions.keys()
        assert story.moods.keys() | set(story.steps) <= steps
    for assessment in made().values():
        assert [list(unknown_codes(item, content)) for item in assessment.activities] == [
            [] for _ in assessment.activities
        ]


PROMISES = {
    "VB0001": "G01 G03 G04 G06 G08 G14 G15 G16 G17 G19 G20 G23 G24 G25 G26 G27 G28 G29"
    " G30/niet-bekend G32 G33 G34 G35 G37 G39 G40 I01",
    "VB0002": "K01 K02",
    "VB0003": "G08 I01",
    "VB0004": "G09/botst G10/campagne G13",
    "VB0005": "G07/eerste-campagne",
    "VB0006": "U01",
    "VB0007": "U01",
    "VB0008": "G04 G12 I01",
    "VB0009": "G03 G36 G38 I02 I03",
    "VB0010": "G13 G39 I05 K02/beide K03/samen-trainen",
    "VB0011": "G28 G32 I01 K03",
    "VB0012": "G07 G17 G38",
}


@pytest.mark.parametrize(("code", "promised"), PROMISES.items())
def test_each_story_has_the_gaps_that_it_promises(code: str, promised: str) -> None:
    assert set(promised.split()) <= cards(code)


@pytest.mark.parametrize("code", ["VB0001", "VB0002", "VB0005", "VB0007"])
def test_these_stories_have_no_other_gap(code: str) -> None:
    assert cards(code) == set(PROMISES[code].split())


def test_nothing_runs_where_everything_is_missing() -> None:
    assert made()["VB0001"].activities == ()
    assert made()["VB0001"].inventory_complete
    assert all(step.level.stand == 0 for step in report("VB0001").steps)


def test_the_best_is_best_everywhere() -> None:
    assert report("VB0002").gaps == report("VB0002").open_points == report("VB0002").blanks == ()
    assert len(made()["VB0002"].activities) >= 20
    assert {step.level.stand for step in report("VB0002").steps} == {4.0}
    cells = {cell for row in report("VB0002").inventory.rows for cell in row.cells}
    assert cells == {"Geborgd", "Niet van toepassing", KNOWN_ANYWAY.text}
    told = [answer for step in report("VB0002").steps for answer in step.answers]
    assert not any(answer.lacks_evidence for answer in told)


def test_a_small_municipality_is_not_blamed_for_schools_elsewhere() -> None:
    assert made()["VB0003"].municipality.inhabitants < 20_000
    assert judgement("VB0003").inventory.places["vo"] == "elders"
    assert judgement("VB0003").inventory.places["uitgaan"] == "niet aanwezig"
    assert not {"G23", "G24"} & cards("VB0003")
    assert sum(answer.regional for answer in made()["VB0003"].answers.values()) >= 10


def test_what_a_branch_hides_was_kept() -> None:
    assert judgement("VB0003").shown("campagne-rondes") == "hidden"
    assert made()["VB0003"].answer("campagne-rondes").value == 1


def test_many_answers_are_not_known() -> None:
    assert len(report("VB0006").to_find_out) > 20
    assert len(report("VB0006").open_points) > 20
    assert not made()["VB0006"].inventory_complete


def test_one_has_only_just_begun() -> None:
    just_begun = made()["VB0007"]
    assert just_begun.depth == "kort"
    content = just_begun.question_set
    assert {content.step_of[name].id for name in just_begun.answers} == {"profiel", "stap-1"}
    assert all(content.questions[name].core for name in just_begun.answers)


def test_victims_get_help_and_perpetrators_no_answer() -> None:
    states = {line.id: line.state for line in report("VB0008").standing}
    assert states["steun-slachtoffers"] == "goed"
    assert states["aanpak-plegers"] == "gat"


def test_one_organisation_does_everything() -> None:
    providers = {name for item in made()["VB0009"].activities for name in item.providers}
    assert len(providers) == 1


def test_the_average_explains_every_answer_and_works_with_the_region() -> None:
    average, content = made()["VB0011"], made()["VB0011"].question_set
    scored = {name: a for name, a in average.answers.items() if content.step_of[name].scored}
    assert all(answer.note for answer in scored.values())
    assert sum(bool(answer.evidence) for answer in scored.values()) >= len(scored) - 2
    assert all(
        answer.regional
        for step in content.steps
        for page in step.pages
        if page.regional_when
        for question in page.questions
        if question.allow_regional and (answer := average.answers.get(question.id))
    )


def test_not_applicable_always_has_a_reason() -> None:
    answers = [answer for answer in made()["VB0012"].answers.values() if answer.reason]
    assert len(answers) >= 3
    assert all(answer.reason_text for answer in answers)


# --- Together they fill every screen


def everywhere(look: Callable[[str], Iterable[str]]) -> set[str]:
    return {found for code in CODES for found in look(code)}


def test_every_severity_is_seen() -> None:
    found = everywhere(
        lambda code: [c.severity for c in (*report(code).gaps, *report(code).chances)]
    )
    assert found == set(SEVERITIES)


def test_every_state_of_a_question_is_seen() -> None:
    found = everywhere(lambda code: map(judgement(code).shown, library().newest.questions))
    assert found == {"open", "answered", "unknown", "not_applicable", "hidden"}


def test_every_state_of_a_cell_is_seen() -> None:
    found = everywhere(lambda code: [c for row in report(code).inventory.rows for c in row.cells])
    states = (*library().newest.inventory.cell_states, KNOWN_ANYWAY)
    assert found == {state.text for state in states}
    places = everywhere(lambda code: judgement(code).inventory.places.values())
    assert places == {"van toepassing", "elders", "niet aanwezig"}


def test_every_finding_is_seen() -> None:
    found = everywhere(lambda code: [item.id for item in judgement(code).findings.all])
    assert found == {item.id for item in library().newest.inventory.findings}


def test_every_standing_line_is_seen_in_every_state() -> None:
    found = {(line.id, line.state) for code in CODES for line in report(code).standing}
    lines = [line.id for line in library().newest.standing_lines]
    every = {(line, state) for line in lines for state in ("gat", "goed", "uitzoeken")}
    # A campaign without a gap nearly always has a next round: that line has no half way.
    assert found == every | {("steun-slachtoffers", "begin"), ("aanpak-plegers", "begin")}


def test_other_parts_of_the_report_are_seen() -> None:
    assert any(report(code).inventory.stale for code in CODES)
    assert any(step.level.capped_by for code in CODES for step in report(code).steps)
    assert any(step.level.stand is None for code in CODES for step in report(code).steps)


# --- In a database


def without_ids(assessment: Assessment) -> Assessment:
    """An activity that comes in is given an id of its own."""
    bare = tuple(item.model_copy(update={"id": ""}) for item in assessment.activities)
    return replace(assessment, activities=bare)


def test_it_comes_back_from_the_database_as_it_went_in(
    database: Database, person: PersonRecord
) -> None:
    shown = replace(library(), municipalities=library().fictional)
    with database.write() as connection:
        records = demonstration.fill(connection, shown, shown.fictional, by=person, now=NOW)
    assert [record.municipality_code for record in records] == CODES
    with database.read() as connection:
        assert [record.id for record in assessments.list_open(connection)] == [
            record.id for record in records
        ]
        for record in records:
            _, loaded = assessments.load(connection, record.id, shown)
            assert without_ids(loaded) == without_ids(made()[record.municipality_code])


def test_steps_are_done_and_one_lies_at_a_partner(database: Database, person: PersonRecord) -> None:
    shown = replace(library(), municipalities=library().fictional)
    with database.write() as connection:
        records = demonstration.fill(connection, shown, shown.fictional, by=person, now=NOW)
        found = [steps.marks(connection, record.id) for record in records]
        marks = [mark for each in found for mark in each.values()]
    assert sum(mark.state == "done" for mark in marks) > 60
    assert [mark.handed_to for mark in marks if mark.handed_to][:1] == ["GGD"]


def test_some_have_a_plan_and_one_has_a_finished_report(database: Database, tmp_path: Path) -> None:
    shown = replace(library(), municipalities=library().fictional)
    with database.write() as connection:
        demonstration.fill_once(connection, shown, NOW)
    with database.read() as connection:
        records = {record.municipality_code: record for record in assessments.list_open(connection)}
        rows = {
            code: [
                row
                for row in reporting.report_for(connection, record.id, shown).plan
                if not row.gone
            ]
            for code, record in records.items()
        }
    planned = {code for code, found in rows.items() if found}
    assert planned == {story.code for story in stories() if story.plan}
    every = [row for found in rows.values() for row in found]
    assert {row.status for row in every} == set(PLAN_STATUSES)
    assert {row.kind for row in every} >= {"gap", "own"}
    assert all(row.when.endswith(("2026", "2027")) for row in every)
    drafts = Drafts(PdfCache(tmp_path), make=lambda document: b"%PDF-")
    made = finish_one(database, shown, drafts, NOW)
    assert made is not None
    assert made.municipality_code == "VB0011"
    assert finish_one(database, shown, drafts, NOW) is None
    with database.read() as connection:
        # Nothing was changed since, so a visitor sees a report that is up to date.
        assert reporting.changes(connection, made.assessment_id) == made.changes


@pytest.mark.parametrize("code", CODES)
def test_no_text_points_at_a_person(code: str) -> None:
    texts = [text for item in made()[code].answers.values() for text in (item.note, item.evidence)]
    texts += [text for item in made()[code].activities for text in (item.name, item.description)]
    assert [remark for text in texts for remark in remarks(text, "de tekst")] == []


def test_no_line_of_what_we_invent_points_at_a_person() -> None:
    """Test data are never real: the guesses that warn a municipality, over all that we made."""
    own = Path(demonstration.__file__).parent
    made_up = [*own.glob("*.yaml"), *own.glob("*.csv"), *Path("tests/storage/filled").glob("*.sql")]
    assert len(made_up) > 5
    found = [
        (path.name, number, remark)
        for path in made_up
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for remark in remarks(line, "de regel")
        # The addresses of examples are names that never lead anywhere.
        if "e-mailadres" not in remark or "example" not in line
    ]
    assert found == []
    assert remarks("Een meisje van 14 jaar", "de regel")


def test_it_is_filled_once(database: Database) -> None:
    with database.write() as connection:
        assert demonstration.fill_once(connection, library(), NOW)
    with database.write() as connection:
        newest, *others = assessments.list_open(connection)
        by = people.first(connection)
        assert by is not None
        assessments.remove(connection, newest.id, by=by, now=NOW)
        assert not demonstration.fill_once(connection, library(), NOW)
        assert assessments.list_open(connection) == others
