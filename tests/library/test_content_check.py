"""A broken content file is refused with its place, and with all complaints at once."""

import re
import shutil
from pathlib import Path

import pytest

from assessment.library.checking import check, fingerprints, open_library
from assessment.library.content import BrokenContent
from tests.core.builders import ROOT

SET = "veilig-online/1.0"


@pytest.fixture
def questions(tmp_path):
    root = tmp_path / "questions"
    shutil.copytree(ROOT / "questions", root)
    # These tests change files on purpose, of the one version that builds on no other.
    (root / SET / "released.yaml").unlink()
    for newer in (root / SET).parent.iterdir():
        if newer.name != "1.0":
            shutil.rmtree(newer)
    return root


def change(root: Path, name: str, old: str, new: str) -> int:
    """Replace a text that stands in the file, and return its line."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} no longer stands in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def complaints(root: Path) -> list[str]:
    return [str(complaint) for complaint in check(root)[1]]


def test_our_own_content_has_nothing_to_complain_about():
    assert complaints(ROOT / "questions") == []


def test_a_second_check_of_untouched_files_is_clean(questions):
    assert complaints(questions) == []


RULES = f"{SET}/rules.yaml"
STEP = f"{SET}/steps/01-probleem-in-kaart.yaml"
BROKEN = {
    "unknown key": (STEP, "title:", "titel:", "onbekende sleutel “titel”"),
    "unknown question": (
        RULES,
        "question: slachtoffers-hulp-geregeld",
        "question: slachtofer-hulp",
        "de vraag “slachtofer-hulp” bestaat niet",
    ),
    "unknown option": (
        RULES,
        "none_of: [helpwanted",
        "none_of: [helpwantet",
        "kent geen antwoord “helpwantet”",
    ),
    "unknown tool": (
        RULES,
        "tools: [helpwanted",
        "tools: [helpwantd",
        "het hulpmiddel “helpwantd” bestaat niet",
    ),
    "tool for others": (
        RULES,
        "[halt-respect-online, stop-it-now, halt]",
        "[halt-respect-online, seksuelevorming-nl, halt]",
        "“seksuelevorming-nl” past niet bij de regel “straf-zonder-hulp”. "
        "Het is voor onderwijs en gaat over lesmateriaal, deskundigheid",
    ),
    "unknown audience": (
        RULES,
        "{audiences: [plegers], themes",
        "{audiences: [plegers, daders], themes",
        "de doelgroep “daders” staat bij geen enkel hulpmiddel",
    ),
    "unknown theme": (
        RULES,
        "themes: [plegeraanpak]}",
        "themes: [plegeraanpak, aanpak]}",
        "het thema “aanpak” staat bij geen enkel hulpmiddel",
    ),
    "nothing that fits": (
        RULES,
        "{audiences: [plegers], themes: [plegeraanpak]}",
        "{audiences: [ouders-migratieachtergrond], themes: [ouders]}\n"
        "      - {audiences: [plegers], themes: [plegeraanpak]}",
        "de regel “straf-zonder-hulp” noemt geen hulpmiddel dat hierbij past",
    ),
    "unknown theme of the overview": (
        RULES,
        "when: {no_activity: {theme: steun-slachtoffers}}}",
        "when: {no_activity: {theme: steun}}}",
        "“steun”",
    ),
    "operator of another type": (
        RULES,
        "{question: geen-schuld-afgesproken, equals: nee}",
        "{question: geen-schuld-afgesproken, at_most: 1}",
        "“at_most” past niet bij de vraag",
    ),
    "unknown rule": (
        RULES,
        "gap: geen-aanpak-plegers",
        "gap: geen-aanpak",
        "de regel “geen-aanpak”",
    ),
    "not YAML": (STEP, "title:", "title: [", "is geen geldige YAML"),
    "wrong type": (STEP, "minutes: ", "minutes: veel # ", "“minutes” moet een heel getal zijn"),
    "example as a fact": (
        STEP,
        'example: "Bijvoorbeeld: ',
        'example: "In Amsterdam ',
        "een voorbeeld begint met “Bijvoorbeeld:”",
    ),
    "minutes that do not add up": (
        f"{SET}/set.yaml",
        "takes_full: { least: 60,",
        "takes_full: { least: 85,",
        "de onderdelen duren samen 83 minuten",
    ),
    "long sentence in an example": (
        STEP,
        'example: "Bijvoorbeeld: ',
        'example: "Bijvoorbeeld: ' + "en nog een heel lang stuk tekst " * 3,
        "woorden; verwacht hoogstens 20",
    ),
    "forbidden word": (STEP, "intro: ", "intro: Wie is de dader? #", "“dader” mag hier niet staan"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_each_fault_is_named_with_its_line(questions, case):
    name, old, new, expected = BROKEN[case]
    text = (questions / name).read_text(encoding="utf-8")
    if old not in text:
        # Layout belongs to the author: look for the same words with other white space.
        found = re.search(r"\s+".join(map(re.escape, old.split())), text)
        assert found, f"{old!r} no longer stands in {name}"
        old = found[0]
    line = change(questions, name, old, new)
    found = [complaint for complaint in complaints(questions) if expected in complaint]
    assert found, complaints(questions)
    file, number, _ = found[0].split(":", 2)
    assert file == f"questions/{name}"
    # A bracket that is never closed is noticed on the line after it.
    assert int(number) - line in ({1} if case == "not YAML" else {0})


def test_every_question_that_is_asked_has_an_example():
    without = [
        question.ref
        for question in open_library(ROOT / "questions").newest.questions.values()
        if not question.example and not question.fills
    ]
    assert without == []


def test_all_complaints_come_at_once(questions):
    change(questions, STEP, "title:", "titel:")
    change(questions, f"{SET}/steps/02-juiste-partijen.yaml", "title:", "titel:")
    change(questions, "tools.yaml", "country: NL", "country: DE")
    assert len({complaint.split(":")[0] for complaint in complaints(questions)}) == 3


def test_a_double_id_and_a_double_key(questions):
    change(questions, STEP, "id: bronnen-voor-beeld", "id: beeld-van-het-probleem")
    assert any("bestaat al" in complaint for complaint in complaints(questions))
    change(questions, STEP, "title:", "title: Nog een\ntitle:")
    assert any("voor de tweede keer" in complaint for complaint in complaints(questions))


FOR_VICTIMS = "tools_for: [{audiences: [slachtoffers], themes: [slachtofferhulp]%s}]"
TOOLS = f"tools: [helpwanted]\n    {FOR_VICTIMS % ''}"


def add_rule(root: Path, when: str, tools: str = TOOLS) -> None:
    path = root / RULES
    rule = f"""
  - id: proef
    ref: X1
    kind: gat
    step: stap-1
    severity: laag
    name: Proef
    plain: Er is een gat als dit zo is.
    why: Daarom.
    advice: Doe iets.
    {tools}
    source: [proef]
    when: {when}
"""
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n" + rule, encoding="utf-8")


@pytest.mark.parametrize(
    "when",
    [
        "{all: [{question: vast-netwerk, at_most: 1}, {question: vast-netwerk, at_least: 2}]}",
        "{all: [{question: campagne-gehouden, equals: nee},"
        " {question: campagne-boodschappen, contains: [norm]}]}",
        "{all: [{question: slachtoffers-hulp-in-route, empty: true},"
        " {question: slachtoffers-hulp-in-route, contains: [school]}]}",
        "{all: [{no_activity: {theme: norm}}, {some_activity: {theme: norm}}]}",
        "{all: [{gap: geen-campagne}, {question: campagne-gehouden, equals: ja}]}",
    ],
)
def test_a_rule_that_can_never_fire(questions, when):
    add_rule(questions, when)
    assert any("kan nooit waar zijn" in complaint for complaint in complaints(questions))


def test_a_rule_that_can_fire_is_left_in_peace(questions):
    add_rule(
        questions,
        "{all: [{question: campagne-gehouden, equals: ja},"
        " {question: campagne-boodschappen, contains: [norm]},"
        " {not: {question: campagne-boodschappen, contains: [straf]}}]}",
    )
    assert complaints(questions) == []


def test_rules_in_a_circle(questions):
    add_rule(questions, "{gap: proef}")
    assert any("hangt langs een omweg" in complaint for complaint in complaints(questions))


def test_a_branch_that_hangs_on_a_later_question(questions):
    change(
        questions,
        f"{SET}/steps/02-juiste-partijen.yaml",
        "question: vast-netwerk",
        "question: aanpak-volgen",
    )
    assert any("niet op een eerdere bladzijde" in complaint for complaint in complaints(questions))


def test_a_gap_without_a_usable_tool_must_say_why(questions):
    add_rule(questions, "{question: vast-netwerk, at_most: 1}", "tools: [cursus-seks-online]")
    assert any("bruikbaar adres" in complaint for complaint in complaints(questions))


def test_a_rule_says_for_whom_its_tools_are(questions):
    add_rule(questions, "{question: vast-netwerk, at_most: 1}", "tools: [helpwanted]")
    (found,) = complaints(questions)
    assert "“helpwanted” past niet bij de regel “proef”" in found


def test_tools_for_answers_that_nobody_can_give(questions):
    never = ", when: {all: [{no_activity: {theme: norm}}, {some_activity: {theme: norm}}]}"
    tools = f"tools: [helpwanted]\n    {FOR_VICTIMS % never}"
    add_rule(questions, "{question: vast-netwerk, at_most: 1}", tools)
    (found,) = complaints(questions)
    assert "“tools_for” van de regel “proef” kan nooit waar zijn" in found


def test_a_long_sentence_is_a_matter_of_wording(questions):
    long = " ".join(["woord"] * 25)
    change(questions, STEP, "intro: ", f"intro: {long}. #")
    library, found = check(questions)
    assert [complaint.kind for complaint in found] == ["wording"]
    assert "telt 25 woorden" in str(found[0])
    # The server starts on it all the same: nobody is locked out by a long sentence.
    assert open_library(questions).newest.key == library.newest.key


def test_the_server_refuses_a_structural_fault(questions):
    change(questions, RULES, "severity: kritiek", "severity: ernstig")
    with pytest.raises(BrokenContent, match=r"rules\.yaml:\d+: “severity” kent deze waarde niet"):
        open_library(questions)


def test_a_released_file_never_changes(questions):
    record = questions / SET / "released.yaml"
    lines = [f"{name}: {digest}\n" for name, digest in fingerprints(questions / SET).items()]
    record.write_text("".join(lines))
    assert complaints(questions) == []
    change(questions, STEP, "title:", "# een regel erbij\ntitle:")
    assert any("is uitgegeven en mag niet" in complaint for complaint in complaints(questions))


def test_a_released_set_gets_no_new_files(questions):
    record = questions / SET / "released.yaml"
    digests = fingerprints(questions / SET)
    digests.pop("glossary.yaml")
    record.write_text("".join(f"{name}: {digest}\n" for name, digest in digests.items()))
    assert any("glossary.yaml" in complaint for complaint in complaints(questions))
