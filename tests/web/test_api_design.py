"""The rules of the NLGov REST API Design Rules (2.0 to 2.2) that a program can look at.

The standard has a rule set for a linter, which is not in a package registry. So each of its rules
stands here in our own words, and a description that breaks it shows that the rule looks.
"""

import copy
import re

import pytest

from assessment.config import PREFIX, Settings
from assessment.web.api_description import description
from assessment.web.problems import VERSION
from tests.web.test_api import ask  # noqa: F401

ADDRESS = "https://spiegel.gemeente.example"
REPORTS = "/rapporten"
DATE = re.compile(r"(^|[a-z_])([Dd]ate|[Dd]atum)")


@pytest.fixture
def told(tmp_path):
    """What an installation behind TLS says that gave an address for who finds a leak."""
    settings = {"INSTANCE": str(tmp_path), "SECURITY_CONTACT": "mailto:beheer@gemeente.example"}
    given = {f"{PREFIX}{name}": value for name, value in settings.items()}
    return description(Settings.from_environment(given), ADDRESS)


def operations(whole):
    for path, item in whole["paths"].items():
        for method, found in item.items():
            yield f"{path} {method}", found


def answers(whole):
    """What we answer; 414 comes from the server itself, before any of our own code."""
    for place, found in operations(whole):
        for code, answer in sorted(found["responses"].items()):
            if code == "414":
                continue
            yield f"{place} {code}", int(code), answer


def properties(whole):
    for name, schema in whole["components"]["schemas"].items():
        for key, value in schema.get("properties", {}).items():
            yield f"{name}.{key}", key, value


def references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if "$ref" in value else [])
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from references(item)


def problem_schema(whole, answer):
    reference = answer["content"]["application/problem+json"]["schema"]["$ref"]
    return whole["components"]["schemas"][reference.rpartition("/")[2]]


# Each gives the places where the rule is broken.


def openapi_of_version_3(whole):
    return [] if re.fullmatch(r"3(\.\d+){1,2}", whole["openapi"]) else [whole["openapi"]]


def every_reference_leads_somewhere(whole):
    known = {f"#/components/schemas/{name}" for name in whole["components"]["schemas"]}
    return sorted(set(references(whole)) - known)


def whom_to_ask(whole):
    return sorted({"name", "url", "email"} - set(whole["info"]["contact"]))


def a_version_of_three_numbers(whole):
    given = whole["info"]["version"]
    return [] if re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", given) else [given]


def the_major_version_in_the_address(whole):
    major = whole["info"]["version"].partition(".")[0]
    return [item["url"] for item in whole["servers"] if not item["url"].endswith(f"/v{major}")]


def an_address_with_tls(whole):
    return [item["url"] for item in whole["servers"] if item["url"].startswith("http:")]


def the_version_beside_every_answer(whole):
    return [place for place, _, item in answers(whole) if "API-Version" not in item["headers"]]


def no_slash_at_the_end(whole):
    return [path for path in whole["paths"] if path.endswith("/")]


def paths_in_kebab_case(whole):
    segment = re.compile(r"/([a-z0-9-]+|\{[a-z]+\})")
    return [path for path in whole["paths"] if segment.sub("", path)]


def parameters_in_camel_case(whole):
    found = [(place, given) for place, item in operations(whole) for given in item["parameters"]]
    camel = re.compile(r"[a-z][a-z\d]*([A-Z][a-z\d]*)*")
    return [place for place, given in found if not camel.fullmatch(given["name"])]


def names_of_properties_in_camel_case(whole):
    camel = re.compile(r"_?[a-z][a-z\d]*([A-Z][a-z\d]*)*")  # _links stands in the rules themselves
    return [place for place, key, _ in properties(whole) if not camel.fullmatch(key)]


def names_of_schemas_in_pascal_case(whole):
    return [
        name for name in whole["components"]["schemas"] if not re.match(r"[A-Z][A-Za-z]+$", name)
    ]


def only_standard_methods(whole):
    usual = {"get", "post", "put", "patch", "delete"}
    return [place for place, _ in operations(whole) if place.split(" ")[1] not in usual]


def errors_are_problems(whole):
    wrong = [(place, item) for place, code, item in answers(whole) if code >= 400]
    return [place for place, item in wrong if set(item["content"]) != {"application/problem+json"}]


def problems_say_what_and_why(whole):
    wanted = {"status", "title", "detail"}
    wrong = [(place, item) for place, code, item in answers(whole) if code >= 400]
    usual = [
        (place, item) for place, item in wrong if "application/problem+json" in item["content"]
    ]
    return [
        place for place, item in usual if wanted - set(problem_schema(whole, item)["properties"])
    ]


def bad_input_has_an_answer(whole):
    found = operations(whole)
    return [place for place, item in found if item["parameters"] and "400" not in item["responses"]]


def a_date_says_that_it_is_one(whole):
    found = [(place, item) for place, key, item in properties(whole) if DATE.search(key)]
    return [place for place, item in found if item.get("format") != "date"]


def a_moment_says_its_time_zone(whole):
    without = ("date-time-local", "time")
    return [place for place, _, item in properties(whole) if item.get("format") in without]


def every_operation_is_explained_and_named_once(whole):
    named = [item["operationId"] for _, item in operations(whole)]
    twice = [name for name in set(named) if named.count(name) > 1]
    silent = [place for place, item in operations(whole) if not item.get("description")]
    return twice + silent


def parameters_of_the_path_are_told(whole):
    found = []
    for place, item in operations(whole):
        given = {one["name"] for one in item["parameters"] if one["in"] == "path"}
        found += [place] if given != set(re.findall(r"\{(\w+)\}", place)) else []
    return found


def spoil(*keys, value=None):
    """Puts something else in one place of a description; without a value, takes it out."""

    def change(whole):
        at = whole
        for key in keys[:-1]:
            at = at[key]
        if value is None:
            del at[keys[-1]]
        else:
            at[keys[-1]] = value

    return change


def rename_path(whole, new):
    whole["paths"][new] = whole["paths"].pop(REPORTS)


GET = "paths", REPORTS, "get"
SCHEMAS = "components", "schemas"
RULES = {
    openapi_of_version_3: spoil("openapi", value="2.0"),
    every_reference_leads_somewhere: spoil(*SCHEMAS, "Rung"),
    whom_to_ask: spoil("info", "contact", "email"),
    a_version_of_three_numbers: spoil("info", "version", value="1.0"),
    the_major_version_in_the_address: spoil("servers", 0, "url", value=f"{ADDRESS}/v2"),
    an_address_with_tls: spoil("servers", 0, "url", value="http://spiegel.example/v1"),
    the_version_beside_every_answer: spoil(*GET, "responses", "404", "headers", "API-Version"),
    no_slash_at_the_end: lambda whole: rename_path(whole, "/rapporten/"),
    paths_in_kebab_case: lambda whole: rename_path(whole, "/alle_rapporten"),
    parameters_in_camel_case: spoil(*GET, "parameters", 0, "name", value="pagina_grootte"),
    names_of_properties_in_camel_case: spoil(*SCHEMAS, "Rung", "properties", "de_naam", value={}),
    names_of_schemas_in_pascal_case: spoil(*SCHEMAS, "rung", value={}),
    only_standard_methods: spoil("paths", REPORTS, "trace", value={"responses": {}}),
    errors_are_problems: spoil(*GET, "responses", "400", "content", value={"text/html": {}}),
    problems_say_what_and_why: spoil(*SCHEMAS, "Problem", "properties", "detail"),
    bad_input_has_an_answer: spoil(*GET, "responses", "400"),
    a_date_says_that_it_is_one: spoil(*SCHEMAS, "Report", "properties", "peildatum", "format"),
    a_moment_says_its_time_zone: spoil(
        *SCHEMAS, "Report", "properties", "vastgesteldOp", "format", value="date-time-local"
    ),
    every_operation_is_explained_and_named_once: spoil(*GET, "description"),
    parameters_of_the_path_are_told: lambda whole: rename_path(whole, "/rapporten/{jaar}"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_description_keeps_every_rule_that_a_program_can_look_at(told, rule):
    assert rule(told) == []
    spoiled = copy.deepcopy(told)
    RULES[rule](spoiled)
    assert rule(spoiled) != [], "the rule sees nothing"


def test_what_the_rules_ask_of_an_answer(ask):  # noqa: F811
    """Of every answer, also of one without a key; HSTS stands in test_headers, behind TLS."""
    for address in ("/v1/openapi.json", "/v1/rapporten", "/v1/er-is-niets"):
        answer = ask("", address)
        assert answer.headers["API-Version"] == VERSION
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert re.match(r"application/(problem\+)?json", answer.headers["Content-Type"])
        assert ask("", address, "HEAD").headers["Content-Type"] == answer.headers["Content-Type"]
        refused = ask("", address, "OPTIONS")
        assert refused.status_code == (404 if address.endswith("niets") else 405)
        assert refused.mimetype == "application/problem+json"
    assert {*ask("", "/v1/rapporten", "OPTIONS").headers["Allow"].split(", ")} == {"GET", "HEAD"}


def test_the_description_is_for_everyone_and_nothing_else_is(ask):  # noqa: F811
    """A key in the page of another site is a key that everyone has, so no page can use one."""
    assert ask("", "/v1/openapi.json").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in ask("", "/v1/rapporten").headers
    elsewhere = {"HTTP_ORIGIN": "https://elders.example"}
    asked = ask("", "/v1/rapporten", "OPTIONS", environ_overrides=elsewhere)
    assert not [name for name in dict(asked.headers) if name.startswith("Access-Control")]
