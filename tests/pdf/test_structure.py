"""What a validator cannot see: whether the tags tell somebody who listens what others read."""

import re
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from assessment.core.report_parts import choose
from assessment.pdf.clean_text import clean
from assessment.pdf.document import report_html
from assessment.pdf.rendering import render_pdf
from tests.pdf.samples import beside_earlier, page, pdf, report

PRINTED = ("worst", "best", "empty", "hostile")
EMPTY = {"/TD", "/TH"}


class Tagged:
    """The tag tree with the text of each piece, as a screen reader walks through it."""

    def __init__(self, body):
        self.pdf = pikepdf.open(BytesIO(body))
        self.artifacts = []  # the text of what is only decoration
        self.unmarked = 0  # how much was drawn outside any mark
        self.drawn = {}
        for page_ in self.pdf.pages:
            self._read_page(page_)
        self.told = set()
        self.elements = list(self._walk(self.pdf.Root.StructTreeRoot.K[0], ()))

    def _read_page(self, page_):
        fonts = {name: _letters(font) for name, font in page_.Resources.Font.items()}
        marks, font = [], None
        for operands, operator in pikepdf.parse_content_stream(page_):
            name = str(operator)
            if name in ("BDC", "BMC"):
                properties = operands[1] if name == "BDC" else {}
                number = properties.get("/MCID")
                marks.append((str(operands[0]), None if number is None else int(number)))
                if number is not None:
                    self.drawn[page_.obj.objgen, int(number)] = ""
            elif name == "EMC":
                marks.pop()
            elif name == "Tf":
                font = fonts[str(operands[0])]
            elif name in ("Tj", "TJ"):
                text = _decode(operands[0], font)
                kind, number = marks[-1] if marks else (None, None)
                if number is not None:
                    self.drawn[page_.obj.objgen, number] += text
                elif kind == "/Artifact":
                    self.artifacts.append(text)
                else:
                    self.unmarked += 1
            elif name in ("f", "f*", "S", "s", "B", "Do", "sh") and not marks:
                self.unmarked += 1

    def _walk(self, element, above):
        kids = element.get("/K", [])
        texts, below = [], []
        place = (*above, str(element.S))
        for kid in kids:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                assert kid.P.objgen == element.objgen
                inner = list(self._walk(kid, place))
                texts.append(inner[0][1])
                below += inner
            elif isinstance(kid, pikepdf.Dictionary) and kid.Type == "/OBJR":
                assert element.S == "/Link"
            else:
                mark = kid if isinstance(kid, int) else int(kid.MCID)
                where = element.Pg if isinstance(kid, int) else kid.Pg
                assert (where.objgen, mark) not in self.told
                self.told.add((where.objgen, mark))
                texts.append(self.drawn[where.objgen, mark])
        yield element, "".join(texts), above
        yield from below

    def of(self, *kinds):
        return [(element, text) for element, text, _ in self.elements if str(element.S) in kinds]

    @property
    def text(self):
        return _plain(self.elements[0][1])


def _letters(font):
    """From the codes of a font to text, by the table that the font carries for that."""
    table = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*$", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def _decode(operand, letters):
    pieces = operand if isinstance(operand, pikepdf.Array) else [operand]
    raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    codes = (int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2))
    return "".join(letters.get(code, "?") for code in codes)


def _plain(text):
    return " ".join(text.replace("\u200b", "").split())


@pytest.fixture(scope="module", params=PRINTED)
def kind(request):
    return request.param


TREES = {}


@pytest.fixture
def tree(kind):
    if kind not in TREES:
        TREES[kind] = Tagged(pdf(kind))
    return TREES[kind]


def test_everything_that_is_drawn_is_in_a_tag_or_is_decoration(tree):
    assert tree.unmarked == 0
    assert tree.told == set(tree.drawn)


def test_only_the_head_and_foot_of_a_page_and_repeated_headings_are_decoration(tree, kind):
    said = "".join(tree.artifacts)
    assert "Bladzijde" in said
    assert "Bladzijde" not in tree.text
    for card in report(kind).gaps:
        assert card.name not in said


def test_it_is_read_in_the_order_of_the_page_with_every_word_apart(tree, kind):
    """Word for word as in the HTML, but for marks of lists and the pages in the contents."""
    heard = re.sub(r"[•�]|\b\d+\.(?= )", " ", tree.text).split()
    seen = re.sub(r"[•�]|\b\d+\.(?= )", " ", page(kind).text).split()
    seen = seen[seen.index("Rapport") + 0 :]
    starts = [at for at in range(len(seen)) if seen[at : at + 3] == heard[:3]]
    assert starts, heard[:3]
    seen = seen[starts[-1] if len(starts) > 1 else starts[0] :]
    # The words of the contents are followed by numbers of pages, which the HTML does not have.
    contents = [text for element, text in tree.of("/TOC")]
    assert contents
    heard_words = [word for word in heard if not word.isdecimal()]
    seen_words = [word for word in seen if not word.isdecimal()]
    assert heard_words == seen_words


def test_the_chapter_on_was_and_is_reads_like_its_page():
    """Also the stands in the pictures: who listens hears what they show."""
    made = beside_earlier()
    source = report_html(made, parts=choose(made, "", ["was-wordt"]))
    heard = Tagged(render_pdf(source))
    table = [text for element, text in heard.of("/TD") if "kon nog" in text or "Bekend:" in text]
    assert len(table) == 2 * len(made.comparison.steps)
    names = [gap.name for gap in (*made.comparison.solved, *made.comparison.no_longer_known)]
    places = [heard.text.index(clean(name).replace("\u200b", "")) for name in names]
    assert names
    assert places == sorted(places)
    assert "0 gaten opgelost" not in heard.text


def test_headings_are_those_of_the_page_in_their_order(tree, kind):
    levels = [int(str(element.S)[2]) for element, _ in tree.of(*(f"/H{n}" for n in range(1, 7)))]
    assert levels == page(kind).headings
    assert levels[0] == 1
    assert all(now <= before + 1 for before, now in pairwise(levels))


def test_a_table_is_one_table_however_many_pages_it_takes(tree, kind):
    rows = sum(item.tag == "tr" for item in page(kind).elements)
    tables = sum(item.tag == "table" for item in page(kind).elements)
    assert len(tree.of("/Table")) == tables
    assert len(tree.of("/TR")) == rows
    for element, _ in tree.of("/TH"):
        assert element.A.Scope in ("/Row", "/Column")
    for element, _ in tree.of("/Table"):
        parts = [str(kid.S) for kid in element.K]
        assert parts.count("/THead") <= 1


def test_lists_are_whole_and_say_how_they_count(tree, kind):
    items = sum(item.tag == "li" for item in page(kind).elements)
    assert len(tree.of("/LI", "/TOCI")) == items
    for element, _ in tree.of("/L"):
        assert {str(kid.S) for kid in element.K} == {"/LI"}
        assert element.A.ListNumbering in ("/None", "/Disc", "/Decimal")


def test_every_link_is_one_and_says_where_it_leads(tree, kind):
    links = tree.of("/Link")
    assert len(links) == sum(
        item.tag == "a" and "href" in item.attributes for item in page(kind).elements
    )
    for element, text in links:
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
                said = str(kid.Obj.Contents)
                assert _plain(said) == _plain(text)
                assert not said.startswith(("http", "#"))


def test_there_is_no_tag_without_content_and_no_tag_that_means_nothing(tree):
    for element, text, above in tree.elements:
        kind = str(element.S)
        assert kind not in ("/NonStruct", "/Span", "/Div") or len(above) < 4
        assert text.strip() or kind in EMPTY or element.get("/Alt")
        assert above.count(kind) < 2 or kind in ("/Sect", "/L", "/LI", "/LBody")


PICTURES = """<!DOCTYPE html><html lang="nl"><title>t</title><body><main><h1>Kop</h1>
<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><title>Stand per stap</title>
<rect width="80" height="40"/></svg>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" aria-hidden="true"><title>x</title>
<rect width="9" height="9"/></svg>
<p>Een <span lang="en">sexting</span> woord.<br>Nog een<strong>s</strong>.</p>
<div>Los<div>en</div>vast</div>
<dl><dt>Stand</dt><dd>Een cijfer.</dd></dl></main></body></html>"""


def test_a_picture_says_what_it_shows_or_is_decoration():
    tree = Tagged(render_pdf(PICTURES))
    ((figure, _),) = tree.of("/Figure")
    assert str(figure.Alt) == "Stand per stap"
    left, bottom, right, top = (float(side) for side in figure.A.BBox)
    height = float(figure.Pg.MediaBox[3])
    assert 0 < left < right == pytest.approx(left + 60, abs=0.1)
    assert height / 2 < bottom < top == pytest.approx(bottom + 30, abs=0.1)
    assert tree.unmarked == 0


def test_another_language_is_named_and_words_stay_whole():
    tree = Tagged(render_pdf(PICTURES))
    ((word, text),) = tree.of("/Span")
    assert (str(word.Lang), text) == ("en", "sexting")
    assert tree.text == "Kop Een sexting woord. Nog eens. Los en vast Stand Een cijfer."


def test_a_word_that_is_broken_over_lines_stays_one_word():
    long = "w" * 300
    tree = Tagged(render_pdf(f"<html lang=nl><title>t</title><h1>K</h1><p>a {clean(long)} b</p>"))
    assert tree.text == f"K a {long} b"
