"""The list of libraries says what the lock says."""

import json

from assessment.cli import main
from assessment.cli.sbom import LOCK


def test_it_lists_every_library_of_the_lock_with_its_hashes(capsys):
    assert main(["sbom"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.5")
    lock = LOCK.read_text(encoding="utf-8")
    pinned = [line for line in lock.splitlines() if line[:1].isalpha()]
    assert len(made["components"]) == len(pinned) > 30
    listed = sum(len(item["properties"]) for item in made["components"])
    assert listed == lock.count("--hash=sha256:")
    assert {"flask", "sqlalchemy", "weasyprint"} <= {item["name"] for item in made["components"]}
    assert len({item["bom-ref"] for item in made["components"]}) == len(made["components"])
