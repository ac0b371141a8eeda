"""Every text of the product is as readable as the questions: short sentences, no jargon."""

import re
from collections.abc import Iterator

import pytest

from assessment.core.reading import Language, sentences
from assessment.library.wording import texts_of_library
from tests.core.builders import ROOT, library
from tests.web.product_texts import all_texts, product_files, texts_in

LONG = "Deze zin heeft veel te veel woorden en gaat maar door " + "en door " * 7 + "tot het eind."
JARGON = "Wij gaan dit monitoren."
PLANTED = [
    ("a.html", "<p>{}</p>"),
    ("a.html", '<p>{{% if a %}}Goed.{{% else %}}<a href="#">{}</a>{{% endif %}}</p>'),
    ("a.html", '<img alt="{}">'),
    ("a.html", '<button aria-label="{}">x</button>'),
    ("a.html", '<form data-told="{}"></form>'),
    ("a.html", '{{{{ forms.line(form.name, "{}") }}}}'),
    ("a.html", '{{% set hint = "{}" %}}'),
    ("a.html", "{{% set hint %}}{}{{% endset %}}"),
    ("a.html", "{{% macro told() %}}<p>{}</p>{{% endmacro %}}"),
    ("a.html", '{{% extends "base.html" %}}{{% block content %}}<p>{}</p>{{% endblock %}}'),
    ("a.html", '{{% call look.notice("info") %}}{}{{% endcall %}}'),
    ("a.html", "{{% for a in b %}}a{{% else %}}{}{{% endfor %}}"),
    ("a.py", 'flash("{}")'),
    ("a.py", 'raise Mistake("day", f"{{number}} {}")'),
    ("a.py", 'MESSAGE = (\n    "Let op. "\n    "{}"\n)'),
    ("a.py", 'say("Let op. " + "{}")'),
    ("a.py", "say(f\"{{'{}' if wrong else 'Goed'}}\")"),
    ("a.js", 'status.textContent = "{}"; // it says so'),
    ("a.js", "tell(`Om ${{time}}. {}`)"),
    ("a.css", '.a::after {{ content: "{}"; }}'),
    ("a.yaml", "a:\n  - b: {}"),
    ("a.md", "In English.\n\n---\n\n* Goed.\n* [{}](x.md)"),
    ("a.md", "| Wat | Waar |\n|---|---|\n| Goed. | **{}** |"),
]


def language() -> Language:
    return library().language


def text_id(name: str, sentence: str) -> str:
    """How an exception in `questions/language.yaml` names a sentence: the file, and its start."""
    return f"{name}: {' '.join(sentence.split()[:5])}"


def remarks(name: str, text: str, rules: Language) -> Iterator[str]:
    # A template leaves out the white space around its own lines.
    stuck = re.search(r"\w+[”)]?[.!?][A-Z“]\w+", text)
    if stuck and name.endswith(".html"):
        yield f"tussen deze zinnen mist een spatie: {stuck[0]}"
    for sentence in sentences(text):
        yield from rules.remarks(sentence, text_id(name, sentence))


def found_in(name: str, source: str) -> list[str]:
    texts = texts_in(name, source)
    return [f"{found} ({text})" for text in texts for found in remarks(name, text, language())]


@pytest.mark.parametrize("name", [path.relative_to(ROOT).as_posix() for path in product_files()])
def test_every_text_reads_easily(name):
    assert found_in(name, (ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("name", "place"), PLANTED)
@pytest.mark.parametrize("text", [LONG, JARGON])
def test_a_bad_text_is_found_wherever_it_stands(name, place, text):
    assert found_in(name, place.format(text)), place
    assert texts_in(name, place.format("Dit is goed."))


def test_a_sentence_is_read_as_a_whole():
    """A link, an emphasis or a value in the middle does not make two sentences of one."""
    half = "een twee drie vier vijf zes zeven acht negen tien "
    place = f'<p>{half}{{{{ look.link(url_for("x"), "en nog meer") }}}} <b>elf</b> {half}</p>'
    assert any("telt 24 woorden" in remark for remark in found_in("a.html", place))


def test_branches_are_not_read_as_one_sentence():
    half = "een twee drie vier vijf zes zeven acht negen tien elf"
    place = f"<p>{{% if a %}}{half}{{% else %}}{half}{{% endif %}}.</p>"
    assert found_in("a.html", place) == []


def test_a_branch_within_a_branch_is_read_too():
    place = f"{{% if a %}}{{% if b %}}a{{% else %}}<p>{LONG}</p>{{% endif %}}{{% endif %}}"
    assert found_in("a.html", place)


def test_sentences_that_stick_together_are_found():
    first = "<p>\n  {% if a %}Klaar.{% endif %}\n"
    assert found_in("a.html", first + "  {% if b %}Goed.{% endif %}\n</p>")
    assert not found_in("a.html", first + "  {% if b %}\n    Goed.\n  {% endif %}\n</p>")


def test_a_comment_and_a_docstring_are_for_who_reads_the_code():
    assert not texts_in("a.py", f'def a():\n    """{LONG}"""\n    return 1  # {LONG}')
    assert not texts_in("a.js", f"/* {LONG} */ a(); // {LONG}")
    assert not texts_in("a.html", f"{{# {LONG} #}}")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("templates/start/index.html", "Schrijf nooit op wie iets meemaakte of deed."),
        ("templates/macros/look.html", "Woorden"),
        ("templates/report/_steps.html", ""),
        ("assessment/web/details_form.py", "Kies kort of volledig."),
        ("assessment/cli/serving.py", "een nieuwe eenmalige link om binnen te komen"),
        ("assessment/pdf/rendering.py", "PDF"),
        ("run.py", "Python-omgeving maken in .venv"),
        ("tests/whole.py", "De tests gaan ook zonder, maar langzamer."),
        ("README.md", "Het is een begin van een gesprek, geen inspectie."),
        ("CHANGELOG.md", "Wat is er nieuw"),
        ("instance/README.md", "Maak van deze map een back-up."),
    ],
)
def test_texts_of_every_room_are_found(name, text):
    assert any(text in found for where, found in all_texts() if where == name)


def unneeded(rules: Language, texts: Iterator[tuple[str, str]]) -> set[str]:
    """The exceptions that no text needs."""
    strict = Language.model_validate({**rules.model_dump(), "exceptions": ()})
    names = {item.text_id for item in rules.exceptions}
    return names - {name for name, text in texts if name in names and any(strict.remarks(text))}


def every_text_with_its_id() -> Iterator[tuple[str, str]]:
    yield from texts_of_library(library())
    for name, text in all_texts():
        yield from ((text_id(name, sentence), sentence) for sentence in sentences(text))


def test_every_exception_is_still_needed():
    assert unneeded(language(), every_text_with_its_id()) == set()


def test_an_exception_that_is_not_needed_is_noticed():
    reason = {"reason": "hier kan het niet korter"}
    given = [{"text_id": name, **reason} for name in ("a.html: Deze zin heeft veel te", "weg")]
    rules = Language.model_validate({**language().model_dump(), "exceptions": given})
    assert list(remarks("a.html", LONG, rules)) == []
    assert list(remarks("b.html", LONG, rules)) != []
    assert unneeded(rules, iter([(text_id("a.html", LONG), LONG)])) == {"weg"}
