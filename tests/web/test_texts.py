"""What our own pages say is as readable as the questions."""

import re

import pytest

from tests.core.builders import ROOT, library

TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "report" not in path.parts
)
# A tag that ends a line of text; what stands between two of these is read as one text.
BLOCK = re.compile(r"</?(?:p|li|h\d|label|legend|div|td|th|dt|dd|button|summary|a|option)\b[^>]*>")
STRINGS = re.compile(r'"([^"<>{}%]*[a-z][^"<>{}%]* [^"<>{}%]*)"')


def texts(source):
    source = re.sub(r"\{#.*?#\}", " ", source, flags=re.DOTALL)
    for statement in re.findall(r"\{[{%].*?[}%]\}", source, flags=re.DOTALL):
        yield from (text for text in STRINGS.findall(statement) if not re.search(r"[_=]", text))
    bare = re.sub(r"\{[{%].*?[}%]\}", " Zoiets ", source, flags=re.DOTALL)
    for piece in BLOCK.split(bare):
        yield " ".join(re.sub(r"<[^>]*>", " ", piece).split())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_template_reads_easily(path):
    found = []
    for text in texts(path.read_text(encoding="utf-8")):
        found += [f"{remark} ({text[:60]})" for remark in library().language.remarks(text)]
    assert found == []


def test_every_message_in_the_code_reads_easily():
    found = []
    for path in sorted((ROOT / "assessment" / "web").glob("*.py")):
        for text in re.findall(r'"([A-Z][^"{}]* [^"{}]*[.?])"', path.read_text(encoding="utf-8")):
            found += [f"{path.name}: {remark}" for remark in library().language.remarks(text)]
    assert found == []
