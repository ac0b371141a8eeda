"""The settings of identity providers: what is missing or unsafe stops the start, in Dutch."""

import pytest

from assessment.config import Settings
from assessment.providers import Provider, is_safe_address

ENTRA = {
    "OIDC": "entra",
    "OIDC_ENTRA_ISSUER": "https://login.example/tenant/v2.0",
    "OIDC_ENTRA_CLIENT_ID": "nummer",
    "OIDC_ENTRA_CLIENT_SECRET": "een-groot-geheim",
    "OIDC_ENTRA_NAME": "Gemeente Hilversum",
    "ADDRESS": "https://spiegel.example/",
}


def settings(folder, given):
    names = {f"PREVENTIESPIEGEL_{name}": value for name, value in given.items()}
    return Settings.from_environment({"PREVENTIESPIEGEL_INSTANCE": str(folder), **names})


def test_without_settings_there_is_no_provider(tmp_path):
    assert settings(tmp_path, {}).providers == ()


def test_one_provider(tmp_path):
    found = settings(tmp_path, ENTRA)
    assert found.providers == (
        Provider(
            "entra",
            "https://login.example/tenant/v2.0",
            "nummer",
            "een-groot-geheim",
            "Gemeente Hilversum",
        ),
    )
    assert found.address == "https://spiegel.example"
    assert "een-groot-geheim" not in repr(found)


def test_two_providers_with_everything(tmp_path):
    surf = {
        name.replace("ENTRA", "SURF"): value
        for name, value in ENTRA.items()
        if name.startswith("OIDC_")
    }
    more = {
        "OIDC": "entra, surf",
        "OIDC_SURF_SCOPE": "openid",
        "OIDC_SURF_ACR": "mfa",
        "OIDC_SURF_VERIFIED_CLAIM": "xms_edov",
    }
    first, second = settings(tmp_path, {**ENTRA, **surf, **more}).providers
    assert (first.key, first.scope, first.acr, first.verified_claim) == (
        "entra",
        "openid email",
        "",
        "email_verified",
    )
    assert (second.key, second.scope, second.acr, second.verified_claim) == (
        "surf",
        "openid",
        "mfa",
        "xms_edov",
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"OIDC_ENTRA_ISSUER": ""}, "ontbreekt: PREVENTIESPIEGEL_OIDC_ENTRA_ISSUER"),
        ({"OIDC_ENTRA_CLIENT_SECRET": ""}, "ontbreekt: .*CLIENT_SECRET"),
        ({"OIDC_ENTRA_ISSUER": "http://login.example"}, "begint met https://"),
        ({"OIDC_ENTRA_ISSUER": "login.example"}, "begint met https://"),
        ({"OIDC_ENTRA_ISSUER": "https://login.example?x=1"}, "begint met https://"),
        ({"OIDC_ENTRA_NAME": "x" * 41}, "de tekst op de knop"),
        ({"OIDC_ENTRA_SCOPE": "email"}, "moet ook openid bevatten"),
        ({"OIDC": "Entra"}, "“Entra” kan geen naam zijn"),
        ({"OIDC": "entra entra"}, "noem elke naam één keer"),
        ({"OIDC": "entra,surf"}, "Voor inloggen via “surf” ontbreekt"),
        ({"OIDC": ""}, "Onbekende instelling: PREVENTIESPIEGEL_OIDC_ENTRA_"),
        ({"OIDC_SURF_NAME": "x"}, "Onbekende instelling: PREVENTIESPIEGEL_OIDC_SURF_NAME"),
        ({"OIDC_ENTRA_SECRET": "x"}, "Onbekende instelling: PREVENTIESPIEGEL_OIDC_ENTRA_SECRET"),
        ({"ADDRESS": ""}, "moet terug kunnen komen"),
        ({"ADDRESS": "http://spiegel.example"}, "PREVENTIESPIEGEL_ADDRESS"),
        ({"ADDRESS": "https://spiegel.example/pad"}, "PREVENTIESPIEGEL_ADDRESS"),
    ],
    ids=str,
)
def test_what_is_missing_or_unsafe_is_refused(tmp_path, given, said):
    with pytest.raises(ValueError, match=said) as refused:
        settings(tmp_path, {**ENTRA, **given})
    assert "een-groot-geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://login.example/x?y=1", True),
        ("http://login.example/x", False),
        ("http://127.0.0.1/x", False),
        ("https://iemand:geheim@login.example/", False),
        ("https://login.example:x/", False),
        ("https://login.example/#x", False),
        ("https:///x", False),
        ("https:login.example", False),
        ("//login.example", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_addresses_over_tls(address, safe):
    assert is_safe_address(address, "https://login.example") == safe


def test_on_this_machine_a_test_needs_no_tls():
    assert is_safe_address("http://localhost:99/x", "http://127.0.0.1:1")
    assert not is_safe_address("http://login.example/x", "http://127.0.0.1:1")
