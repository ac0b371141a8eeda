"""Settings from the environment: what is unknown or unsafe stops the start, in Dutch."""

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.config import ROOT, Settings

KEY = "k3Yw0rd-that-is-long-enough-to-be-safe!"


def settings(instance: Path, **given: str) -> Settings:
    names = {f"PREVENTIESPIEGEL_{name}": value for name, value in given.items()}
    return Settings.from_environment(
        {"PREVENTIESPIEGEL_INSTANCE": str(instance), "HOME": "/root", **names}
    )


def test_defaults_are_safe(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert found == Settings(
        database_url=f"sqlite:///{tmp_path}/preventiespiegel.db",
        instance=tmp_path,
        secret_key=(tmp_path / "secret.key").read_text(),
        demo=False,
        secure_cookies=False,
        content=ROOT / "questions",
    )


def test_everything_can_be_set(tmp_path: Path) -> None:
    url = "postgresql://gebruiker:geheim@db/preventiespiegel"
    found = settings(
        tmp_path, DATABASE_URL=url, SECRET_KEY=KEY, DEMO="1", TLS="1", CONTENT=str(tmp_path)
    )
    assert found == Settings(url, tmp_path, KEY, True, True, tmp_path)
    # A page or a log that shows the settings shows no secrets.
    assert "geheim" not in repr(found)
    assert KEY not in repr(found)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.demo = False  # type: ignore[misc]


def test_names_that_others_read_are_known(tmp_path: Path) -> None:
    settings(tmp_path, HOST="0.0.0.0", PORT="80", TEST_DATABASE="postgresql")


def test_key_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    instance = tmp_path / "nieuw"
    first = settings(instance).secret_key
    assert len(first) >= 64
    assert settings(instance).secret_key == first
    assert settings(tmp_path / "ander").secret_key != first
    assert [file.name for file in instance.iterdir()] == ["secret.key"]
    assert (instance / "secret.key").stat().st_mode & 0o777 == 0o600


def test_workers_that_start_together_share_one_key(tmp_path: Path) -> None:
    program = (
        "import os; from assessment.config import Settings; "
        "print(Settings.from_environment(os.environ).secret_key)"
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={"PREVENTIESPIEGEL_INSTANCE": str(tmp_path)},
        )
        for _ in range(4)
    ]
    keys = {worker.communicate(timeout=60)[0] for worker in workers}
    assert len(keys) == 1
    assert len(keys.pop()) > 60


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABSE_URL", "sqlite:///x.db", "Onbekende instelling: PREVENTIESPIEGEL_DATABSE_URL"),
        ("DEMO", "ja", "PREVENTIESPIEGEL_DEMO moet 0 of 1 zijn"),
        ("TLS", "", "PREVENTIESPIEGEL_TLS moet 0 of 1 zijn"),
        ("SECRET_KEY", "kort", "te zwak"),
        ("SECRET_KEY", "", "te zwak"),
        ("SECRET_KEY", "ab" * 40, "te zwak"),
        ("CONTENT", "/bestaat/niet", "er is geen map"),
        ("ADDRESS", "spiegel.gemeente.example", "PREVENTIESPIEGEL_ADDRESS moet"),
        ("ADDRESS", "https://spiegel.gemeente.example/pad", "PREVENTIESPIEGEL_ADDRESS moet"),
        ("ADDRESS", "https://iemand@spiegel.gemeente.example", "PREVENTIESPIEGEL_ADDRESS moet"),
        ("SMTP", "smtps://a:b@mail.example", "geef ook PREVENTIESPIEGEL_ADDRESS"),
        ("PROXIES", "6", "een getal zijn van 0 tot en met 5"),
        ("PROXIES", "een", "een getal"),
        ("IDLE_HOURS", "0", "een getal zijn van 1 tot en met 720"),
        ("IDLE_HOURS", "-1", "een getal"),
        ("SESSION_HOURS", "１２", "een getal"),
        ("SESSION_HOURS", "9" * 5000, "een getal"),
    ],
)
def test_unsafe_and_unknown_settings_are_refused(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        settings(tmp_path, **{name: value})


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    settings(tmp_path)
    (tmp_path / "secret.key").chmod(0o644)
    with pytest.raises(ValueError, match="Zet dat dicht met: chmod 600"):
        settings(tmp_path)


@pytest.mark.parametrize("content", [b"", b"kort", b"\xff" * 64])
def test_a_damaged_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ValueError, match=r"beschadigd|niet te lezen"):
        settings(tmp_path)


def test_a_place_where_nothing_can_be_made_is_explained() -> None:
    with pytest.raises(ValueError, match="niet te lezen of te maken"):
        settings(Path("/proc/bestaat-niet"))


def test_mail_needs_a_sender_and_an_address_of_its_own(tmp_path: Path) -> None:
    given = {"SMTP": "smtps://spiegel:geheim@mail.example", "ADDRESS": "https://spiegel.example/"}
    with pytest.raises(ValueError, match="PREVENTIESPIEGEL_MAIL_FROM"):
        settings(tmp_path, **given)
    found = settings(tmp_path, **given, MAIL_FROM="spiegel@gemeente.example")
    assert found.address == "https://spiegel.example"
    assert found.mail_server is not None
    assert found.mail_server.host == "mail.example"
    assert "geheim" not in repr(found)
