"""The letter to the council as an .odt file, to edit further in any word processor."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from assessment.core.letter import Block, Bullets, Heading, Letter, Paragraph, Run, Runs
from assessment.services.opendocument import VERSION, about, make, package

FONT = "Arial"  # Every office has it, or a font with the same measures.


def letter_document(letter: Letter) -> bytes:
    title = f"{letter.title}, gemeente {letter.municipality}"
    return package(
        "text",
        {
            "content.xml": _content(letter),
            "styles.xml": _styles(letter),
            "meta.xml": about(title, letter.written_on),
        },
    )


def _content(letter: Letter) -> Element:
    parts = [
        make("text:p", {"text:style-name": "Mark"}, letter.mark),
        make(
            "text:h", {"text:style-name": "Heading_20_1", "text:outline-level": "1"}, letter.title
        ),
        *(element for block in letter.blocks for element in _block(block)),
    ]
    return make(
        "office:document-content",
        {"office:version": VERSION},
        make("office:automatic-styles"),
        make("office:body", None, make("office:text", None, *parts)),
    )


def _block(block: Block) -> Iterator[Element]:
    if isinstance(block, Heading):
        names = {"text:style-name": "Heading_20_2", "text:outline-level": "2"}
        yield make("text:h", names, block.text)
    elif isinstance(block, Paragraph):
        inside: list[Element | str] = []
        for index, line in enumerate(block.lines):
            inside += [*(["\n"] if index else []), *_runs(line)]
        yield make("text:p", {"text:style-name": "Text_20_body"}, *inside)
    else:
        yield _bullets(block)


def _bullets(block: Bullets) -> Element:
    style = "Numbered" if block.numbered else "Bulleted"
    items = (
        make("text:list-item", None, make("text:p", {"text:style-name": "Item"}, *_runs(item)))
        for item in block.items
    )
    return make("text:list", {"text:style-name": style}, *items)


def _runs(runs: Runs) -> Iterator[Element]:
    for run in runs:
        if run.text:
            yield _run(run)


def _run(run: Run) -> Element:
    if run.address:
        link = {"xlink:type": "simple", "xlink:href": run.address}
        return make("text:a", link, run.text)
    return make("text:span", {"text:style-name": "Strong"} if run.strong else None, run.text)


def _styles(letter: Letter) -> Element:
    return make(
        "office:document-styles",
        {"office:version": VERSION},
        make(
            "office:font-face-decls",
            None,
            make(
                "style:font-face",
                {
                    "style:name": FONT,
                    "svg:font-family": FONT,
                    "style:font-family-generic": "swiss",
                },
            ),
        ),
        make("office:styles", None, *_named_styles()),
        make("office:automatic-styles", None, _page_layout()),
        make("office:master-styles", None, _master_page(letter)),
    )


def _paragraph_style(
    name: str, parent: str = "", level: str = "", *, shown: str = "", **looks: str
) -> Element:
    """`looks` with the names of ODF: an underscore is a hyphen, `p_` belongs to the paragraph."""
    paragraph: dict[str, str] = {}
    text: dict[str, str] = {}
    for key, value in looks.items():
        where = paragraph if key.startswith("p_") else text
        where["fo:" + key.removeprefix("p_").replace("_", "-")] = value
    facts = {"style:name": name, "style:family": "paragraph", "style:class": "text"}
    if shown:
        facts["style:display-name"] = shown
    if parent:
        facts["style:parent-style-name"] = parent
    if level:
        facts |= {"style:default-outline-level": level, "style:next-style-name": "Text_20_body"}
    inside = []
    if paragraph:
        inside.append(make("style:paragraph-properties", paragraph))
    if text:
        inside.append(make("style:text-properties", text))
    return make("style:style", facts, *inside)


def _named_styles() -> Iterator[Element]:
    yield make(
        "style:default-style",
        {"style:family": "paragraph"},
        make("style:paragraph-properties", {"fo:orphans": "2", "fo:widows": "2"}),
        make(
            "style:text-properties",
            {
                "style:font-name": FONT,
                "fo:font-size": "10.5pt",
                # Without a language a screen reader reads Dutch with an English voice.
                "fo:language": "nl",
                "fo:country": "NL",
                "fo:hyphenate": "false",
            },
        ),
    )
    yield _paragraph_style("Standard")
    yield _paragraph_style(
        "Text_20_body", "Standard", shown="Text body",
        p_margin_bottom="0.2cm", p_line_height="120%",
    )  # fmt: skip
    yield _paragraph_style(
        "Heading_20_1", "Standard", "1", shown="Heading 1", p_margin_top="0.3cm",
        p_margin_bottom="0.4cm", p_keep_with_next="always", font_size="15pt", font_weight="bold",
    )  # fmt: skip
    yield _paragraph_style(
        "Heading_20_2", "Standard", "2", shown="Heading 2", p_margin_top="0.3cm",
        p_margin_bottom="0.08cm", p_keep_with_next="always", font_size="11.5pt",
        font_weight="bold",
    )  # fmt: skip
    yield _paragraph_style("Item", "Text_20_body", p_margin_bottom="0.06cm")
    yield _paragraph_style(
        "Mark", "Standard", p_border="0.75pt solid #333333", p_padding="0.12cm",
        p_margin_bottom="0.3cm", font_weight="bold",
    )  # fmt: skip
    yield _paragraph_style("Footer", "Standard", font_size="9pt", color="#444444")
    yield make(
        "style:style",
        {"style:name": "Strong", "style:family": "text"},
        make("style:text-properties", {"fo:font-weight": "bold"}),
    )
    yield make(
        "style:style",
        {"style:name": "Internet_20_link", "style:family": "text"},
        make("style:text-properties", {"fo:color": "#0b4f9c"}),
    )
    yield make("text:list-style", {"style:name": "Bulleted"}, _list_level("bullet"))
    yield make("text:list-style", {"style:name": "Numbered"}, _list_level("number"))


def _list_level(kind: str) -> Element:
    look = {"text:bullet-char": "•"} if kind == "bullet" else {
        "style:num-format": "1", "style:num-suffix": ".",
    }  # fmt: skip
    label = {
        "text:label-followed-by": "listtab",
        "text:list-tab-stop-position": "0.6cm",
        "fo:text-indent": "-0.6cm",
        "fo:margin-left": "0.6cm",
    }
    properties = make(
        "style:list-level-properties",
        {"text:list-level-position-and-space-mode": "label-alignment"},
        make("style:list-level-label-alignment", label),
    )
    return make(f"text:list-level-style-{kind}", {"text:level": "1", **look}, properties)


def _page_layout() -> Element:
    page = {
        "fo:page-width": "21cm",
        "fo:page-height": "29.7cm",
        "fo:margin-top": "2cm",
        "fo:margin-bottom": "1.5cm",
        "fo:margin-left": "2.5cm",
        "fo:margin-right": "2.5cm",
    }
    foot = make(
        "style:header-footer-properties", {"fo:min-height": "0.8cm", "fo:margin-top": "0.3cm"}
    )
    return make(
        "style:page-layout",
        {"style:name": "A4"},
        make("style:page-layout-properties", page),
        make("style:footer-style", None, foot),
    )


def _master_page(letter: Letter) -> Element:
    line = make(
        "text:p",
        {"text:style-name": "Footer"},
        f"{letter.mark}, gemeente {letter.municipality}, bladzijde ",
        make("text:page-number", {"text:select-page": "current"}),
    )
    names = {"style:name": "Standard", "style:page-layout-name": "A4"}
    return make("style:master-page", names, make("style:footer", None, line))
