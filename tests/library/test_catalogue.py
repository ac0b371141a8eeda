"""The catalogue: no invented addresses, no people, nothing Flemish in a Dutch report."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from assessment.core.assessment import Municipality
from assessment.core.report_making import make_report
from tests.core.builders import PLACE, assessment, everything, library, worst

SEARCH_ENGINES = ("google.", "bing.", "duckduckgo.")


def tools():
    return library().catalogue.tools


def test_every_mention_of_the_sources_is_in_it_once():
    refs = [ref for tool in tools() for ref in tool.refs]
    assert len(refs) == 159
    assert len(set(refs)) == 159
    assert {ref[:3] for ref in refs} == {"000", "001", "002", "003", "004"}
    assert all(tool.refs for tool in tools() if tool.in_seeds)
    assert all(tool.sources == ("buiten de bronnen",) for tool in tools() if not tool.in_seeds)


@pytest.mark.parametrize("tool", tools(), ids=lambda tool: tool.id)
def test_an_address_is_real_or_left_out(tool):
    assert (tool.address is None) == (tool.address_state == "unknown")
    if tool.address is None:
        return
    parts = urlsplit(tool.address)
    assert parts.scheme in ("https", "http")
    assert "." in parts.netloc
    assert not any(engine in parts.netloc for engine in SEARCH_ENGINES)
    assert not any(key.startswith(("utm_", "fbclid", "gclid")) for key, _ in parse_qsl(parts.query))
    assert " " not in tool.address


@pytest.mark.parametrize("tool", tools(), ids=lambda tool: tool.id)
def test_nobody_can_be_called_or_written_to(tool):
    words = tool.model_dump_json(exclude={"phone", "checked_on"})
    assert not re.search(r"\S+@\S+\.\w+", words)
    # 06 is a mobile phone: somebody's, never a help line's.
    assert not re.search(r"\b06[- ]?\d{8}\b", words)
    assert tool.phone is None or (tool.help_line and tool.phone.startswith("0800"))


def test_help_lines_say_for_whom_they_are():
    lines = library().catalogue.help_lines
    assert {"helpwanted", "slachtofferhulp-nederland", "centrum-seksueel-geweld"} <= {
        line.id for line in lines
    }
    assert all(line.help_for and line.country == "NL" and line.usable for line in lines)


def test_only_dutch_tools_of_this_region_are_recommended():
    somewhere = Municipality("GM1680", "Aa en Hunze", 2026, ggd_region="GGD Drenthe")
    for place in (PLACE, somewhere):
        report = make_report(assessment(everything(worst), municipality=place), library().catalogue)
        shown = [tool for card in report.gaps for tool in card.tools]
        assert shown
        for tool in shown:
            assert tool.country == "NL"
            assert tool.region in (None, place.name, place.ggd_region)
            assert tool.use == "recommend"
            assert tool.address_state not in ("outdated", "dead")


def test_a_regional_tool_is_recommended_where_it_works():
    qpido = library().catalogue.by_id["qpido"]
    amsterdam = library().municipalities.find("Amsterdam")[0]
    assert qpido.recommendable(amsterdam)
    assert not qpido.recommendable(PLACE)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Den Haag", ["Den Haag"]),
        ("s gravenhage", ["Den Haag"]),
        ("den bosch", ["'s-Hertogenbosch"]),
        ("SUDWEST FRYSLAN", ["Súdwest-Fryslân"]),
        ("bergen", ["Bergen (L.)", "Bergen (NH.)"]),
        ("GM0402", ["Hilversum"]),
        ("hilver", ["Hilversum"]),
        ("nergenshuizen", []),
        ("", []),
    ],
)
def test_a_municipality_is_found_by_any_name(typed, found):
    assert [item.name for item in library().municipalities.find(typed)] == found


def test_the_list_of_municipalities_is_whole():
    everyone = library().municipalities.all
    assert len(everyone) == 342
    sizes = [item.size_class for item in everyone]
    counts = {size: sizes.count(size) for size in set(sizes)}
    assert counts == {"tot-20": 64, "20-50": 181, "50-100": 65, "100-250": 28, "vanaf-250": 4}
    assert len({item.ggd_region for item in everyone}) == 25
    assert {item.list_year for item in everyone} == {2026}
