"""Style sheets: what is sent, how small, and under which licence."""

import gzip
import re

import pytest

from assessment.web.static_files import FOLDER, compressed, version
from tests.core.builders import ROOT

SHEET = (FOLDER / "vendor" / "nlds.css").read_text(encoding="utf-8")
TEMPLATES = {path: path.read_text(encoding="utf-8") for path in ROOT.glob("templates/**/*.html")}
MOST_OF_A_FIRST_VISIT = 60_000


def ask(stranger, name, encodings, **headers):
    asked = {"Accept-Encoding": encodings, **headers}
    answer = stranger.client.get(f"/static/{version()}/{name}", headers=asked)
    data = answer.get_data()
    answer.close()
    return answer, data


@pytest.mark.parametrize(
    "name", ["app.css", "theme.css", "autosave.js", "vendor/nlds.css", "icon.svg"]
)
def test_a_text_is_compressed_for_who_can_read_that(stranger, name):
    raw = (FOLDER / name).read_bytes()
    small, packed = ask(stranger, name, "gzip, deflate, br")
    plain, whole = ask(stranger, name, "identity")
    assert gzip.decompress(packed) == whole == raw
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) == len(packed)
    assert "Content-Encoding" not in plain.headers
    for answer in (small, plain):
        kind = {"svg": "image/svg+xml", "css": "text/css", "js": "text/javascript"}
        assert answer.mimetype == kind[name.rsplit(".", 1)[1]]
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Cache-Control"].endswith("immutable")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again, nothing = ask(stranger, name, "gzip", **{"If-None-Match": small.headers["ETag"]})
    assert (again.status_code, nothing) == (304, b"")


@pytest.mark.parametrize("encodings", ["gzip;q=0", "br", ""])
def test_who_refuses_gzip_gets_none(stranger, encodings):
    answer, data = ask(stranger, "app.css", encodings)
    assert "Content-Encoding" not in answer.headers
    assert data == (FOLDER / "app.css").read_bytes()


def test_a_font_is_sent_as_it_is(stranger):
    name = next(path.name for path in (FOLDER / "fonts").glob("*.woff2"))
    answer, _ = ask(stranger, f"fonts/{name}", "gzip")
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers


@pytest.mark.parametrize("address", ["/", "{here}/stap/stap-1/1"])
def test_a_first_visit_is_light(browser, here, address):
    page = browser.get(address.format(here=here)).page
    files = [link.get("href") for link in page.all("link")]
    files += [script.get("src") for script in page.all("script")]
    names = [file.split("/", 3)[3] for file in files]
    weight = len(browser.response.data) + sum(len(compressed()[name]) for name in names)
    assert weight < MOST_OF_A_FIRST_VISIT


def test_every_class_of_the_design_system_is_in_its_sheet():
    known = set(re.findall(r"\.(utrecht-[\w-]+)", SHEET))
    used = {
        name: path.name
        for path, text in TEMPLATES.items()
        for name in re.findall(r"(?<![\w-])utrecht-[\w-]+", text)
    }
    # A name that ends in a hyphen was put together, and could not be found.
    assert {name: path for name, path in used.items() if name not in known} == {}
    assert len(used) > 50


def test_the_sheet_holds_no_class_that_nobody_uses():
    ours = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.css")]
    used = set(re.findall(r"(?<![\w-])utrecht-[\w-]+", "".join([*TEMPLATES.values(), *ours])))
    selectors = re.sub(r":not\([^)]*\)", "", re.sub(r"\{[^{}]*\}", "{}", SHEET))
    assert set(re.findall(r"\.(utrecht-[\w-]+)", selectors)) <= used


def test_no_page_breaks_words_in_two():
    assert not [path for path, text in TEMPLATES.items() if "utrecht-root" in text]
    assert ".utrecht-root" not in SHEET


def test_only_the_pages_with_questions_have_a_script():
    """All other pages are the same for whoever has no JavaScript."""
    with_script = [path.relative_to(ROOT) for path, text in TEMPLATES.items() if "<script" in text]
    assert [str(path) for path in with_script] == ["templates/filling_in/page.html"]


def test_a_narrow_page_is_the_same_at_every_width():
    """What is seen at 320 pixels holds up to 640; an em of a media query is 16 pixels."""
    ours = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("**/*.css"))
    queries = "".join(re.findall(r"@media[^{]*", ours))
    widths = re.findall(r"width\s*[:<>=]+\s*([\d.]+)(rem|em|px)", queries)
    pixels = {float(size) * (1 if unit == "px" else 16) for size, unit in widths}
    assert queries.count("width") == len(widths)
    assert min(pixels) == 640


def test_what_others_made_says_whose_it_is():
    assert SHEET.count("Modified on ") == 2
    for words in ("Copyright (c)", "EUPL-1.2", "https://github.com/nl-design-system/"):
        assert words in SHEET
    notice = (FOLDER / "vendor" / "NOTICE.md").read_text(encoding="utf-8")
    for package in re.findall(r"/\* (@\S+ \S+), EUPL-1.2", SHEET):
        assert package in notice
    licence = (FOLDER / "vendor" / "LICENSE.EUPL-1.2.md").read_text(encoding="utf-8")
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in licence
    assert [path for path in (FOLDER / "fonts").iterdir() if path.suffix != ".woff2"]


def test_every_class_of_our_own_is_styled_and_used():
    # The width of a text box is put together: app-width- and the number of characters.
    used = set(re.findall(r"(?<![\w-])app-\w[\w-]*\w", "".join(TEMPLATES.values()))) - {"app-width"}
    styled = set(re.findall(r"\.(app-[\w-]+)", (FOLDER / "app.css").read_text(encoding="utf-8")))
    assert {name for name in styled if not name.startswith("app-width-")} == used
