"""`tools check`, from the catalogue to what a person reviews, against sites on this machine."""

import shutil
import subprocess
from datetime import datetime, timedelta

import pytest
import yaml

from assessment.cli import main
from assessment.core.calendar import LOCAL_TIME
from assessment.library.tools_file import Edit, edited
from tests.core.builders import ROOT, library
from tests.services.certificates import certificate
from tests.services.sites import nobody, site

TODAY = datetime.now(LOCAL_TIME).date()
STAMP = f"hulpmiddelen-{TODAY.isoformat()}"
TOOLS = [tool.id for tool in library().catalogue.tools if tool.address]
GOOD, GONE, MOVED, SILENT, WRONG, SHUT = TOOLS[:6]


@pytest.fixture
def root(tmp_path):
    copied = tmp_path / "questions"
    shutil.copytree(ROOT / "questions", copied)
    return copied


@pytest.fixture
def there():
    with site() as made:
        yield made


@pytest.fixture
def sites(there, tmp_path):
    """Each of six tools at another kind of site."""
    with site(certificate=certificate(tmp_path)) as safe:
        yield {
            GOOD: f"{there.address}/goed",
            GONE: f"{there.address}/status/404",
            MOVED: f"{there.address}/to/301/nieuw",
            SILENT: f"{nobody()}/",
            WRONG: f"{safe.address}/",
            SHUT: f"{there.address}/verboden",
        }


def give(root, key, values):
    path = root / "tools.yaml"
    _, after = edited(path, [Edit(tool, key, value) for tool, value in values.items()])
    path.write_text(after)


def run(root, tools, *more):
    out = root.parent / "uit"
    given = ["--root", str(root), "-o", str(out), "--timeout", "0.5", "--local"]
    code = main(["tools", "check", *given, *more, "--only", *tools])
    return code, out / f"{STAMP}.md", out / f"{STAMP}.patch"


def states(root):
    data = yaml.safe_load((root / "tools.yaml").read_text())
    return {tool["id"]: (tool["address_state"], tool["checked_on"]) for tool in data["tools"]}


def test_every_outcome_is_told_and_nothing_changes_by_itself(root, sites, capsys):
    give(root, "address", sites)
    before = (root / "tools.yaml").read_bytes()
    code, report, _ = run(root, sites)
    assert code == 0
    assert (root / "tools.yaml").read_bytes() == before
    told = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()[:7])
    assert {name.strip(): int(count) for name, count in told.items()} == {
        "ok": 1, "niet gecontroleerd": 1, "verhuisd": 1, "geen antwoord": 1,
        "certificaat klopt niet": 1, "weg": 1, "geen adres bekend": 0,
    }  # fmt: skip
    text = report.read_text()
    order = ["## Weg", "## Certificaat klopt niet", "## Geen antwoord", "## Verhuisd"]
    places = [text.index(heading) for heading in [*order, "## Niet gecontroleerd", "## Ok"]]
    assert places == sorted(places)
    assert f"Leidt naar: <{sites[GOOD].removesuffix('goed')}nieuw>" in text
    assert "Wordt: werkt niet meer" in text
    assert text.count("Wordt: twijfel") == 2


def test_the_proposal_can_be_applied_as_it_is(root, sites):
    give(root, "address", sites)
    _, _, patch = run(root, sites)
    subprocess.run(["git", "init", "-q"], cwd=root.parent, check=True)
    subprocess.run(["git", "apply", str(patch)], cwd=root.parent, check=True)
    assert states(root)[GONE] == ("dead", TODAY)
    data = yaml.safe_load((root / "tools.yaml").read_text())
    addresses = {tool["id"]: tool["address"] for tool in data["tools"]}
    assert addresses[MOVED].endswith("/nieuw")
    assert main(["content", "check", "--root", str(root)]) == 0


def test_writing_changes_states_and_days_only_and_content_check_accepts_it(root, sites):
    give(root, "address", sites)
    before = (root / "tools.yaml").read_text()
    already = states(root)
    code, _, patch = run(root, sites, "--write")
    assert code == 0
    after = states(root)
    assert after[GOOD] == after[MOVED] == ("works", TODAY)
    assert after[GONE] == ("dead", TODAY)
    assert after[SILENT] == after[WRONG] == ("doubtful", TODAY)
    assert after[SHUT] == already[SHUT]
    assert {tool: after[tool] for tool in after if tool not in sites} == {
        tool: already[tool] for tool in already if tool not in sites
    }
    lines = zip(before.splitlines(), (root / "tools.yaml").read_text().splitlines(), strict=True)
    changed = {new.split(":")[0].strip() for old, new in lines if old != new}
    assert changed <= {"address_state", "checked_on"}
    assert main(["content", "check", "--root", str(root)]) == 0
    # The new address is still only proposed.
    assert f"+  address: {sites[MOVED].removesuffix('to/301/nieuw')}nieuw" in patch.read_text()


def test_a_second_day_without_an_answer_is_needed(root, sites):
    give(root, "address", sites)
    give(root, "address_state", {SILENT: "doubtful", WRONG: "doubtful"})
    give(root, "checked_on", {SILENT: TODAY - timedelta(days=1), WRONG: TODAY})
    run(root, [GOOD, SILENT, WRONG], "--write")
    assert states(root)[SILENT] == ("dead", TODAY)
    assert states(root)[WRONG] == ("doubtful", TODAY)


def test_without_internet_nothing_is_written(root, capsys):
    give(root, "address", {tool: f"{nobody()}/" for tool in TOOLS[:3]})
    before = (root / "tools.yaml").read_bytes()
    code, report, patch = run(root, TOOLS[:3], "--write")
    assert code == 1
    assert "Is er internet?" in capsys.readouterr().err
    assert (root / "tools.yaml").read_bytes() == before
    assert not report.exists()
    assert not patch.exists()


def test_a_rule_that_loses_its_last_tool_is_named_and_the_content_still_loads(root, there, capsys):
    rule = next(
        rule for rule in library().newest.rules
        if sum(library().catalogue.by_id[tool].usable for tool in rule.tools) == 1
    )  # fmt: skip
    (tool,) = [tool for tool in rule.tools if library().catalogue.by_id[tool].usable]
    give(root, "address", {tool: f"{there.address}/status/410"})
    code, report, _ = run(root, [tool], "--write")
    assert code == 0
    assert f"Geen hulpmiddel meer met een adres dat werkt: {rule.ref}" in capsys.readouterr().out
    # Nobody is sent to a file that may not change any more.
    newest = library().newest
    assert f"{newest.key} is uitgebracht" in (told := report.read_text())
    assert f'`earlier: "{newest.version}"`' in told
    assert f"`{newest.key}/rules.yaml`" not in told
    assert states(root)[tool][0] == "dead"
    assert main(["content", "check", "--root", str(root)]) == 0
    (root / newest.key / "released.yaml").unlink()
    give(root, "address_state", {tool: "works"})
    _, report, _ = run(root, [tool])
    assert f"`{newest.key}/rules.yaml`" in report.read_text()


@pytest.mark.parametrize(
    ("more", "message"),
    [(["--only", "bestaat-niet"], "Dit hulpmiddel is er niet"), (["--timeout", "0"], "--timeout")],
)
def test_a_wrong_call_is_told_in_dutch(root, capsys, more, message):
    assert main(["tools", "check", "--root", str(root), *more]) == 2
    assert message in capsys.readouterr().err


def test_a_broken_catalogue_is_told_before_anyone_is_visited(root, capsys):
    (root / "tools.yaml").write_text("tools: [")
    assert main(["tools", "check", "--root", str(root)]) == 1
    assert "tools.yaml:1" in capsys.readouterr().err
