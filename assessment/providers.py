"""The settings of identity providers: who may say for us who someone is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# As these stand after the prefix of all settings; `OIDC` itself names the providers.
NAMES = "OIDC"
_NEEDED = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME")
_OPTIONAL = ("SCOPE", "ACR", "VERIFIED_CLAIM")
_KEY = re.compile(r"[a-z][a-z0-9]{0,29}")
_LOCAL = ("localhost", "127.0.0.1", "::1")
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Provider:
    """One organisation where people sign in for us."""

    key: str  # stands in the address to which the provider sends people back
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str  # what the button says
    scope: str = "openid email"
    acr: str = ""  # how someone must have signed in there; empty: as the provider sees fit
    verified_claim: str = "email_verified"  # what says that the address is really theirs


def setting_names(given: Mapping[str, str]) -> set[str]:
    """Every setting that belongs to a provider that is named."""
    keys = _keys(given)
    return {NAMES, *(_name(key, part) for key in keys for part in (*_NEEDED, *_OPTIONAL))}


def read_providers(given: Mapping[str, str], prefix: str) -> tuple[Provider, ...]:
    """Raises ValueError, in Dutch."""
    keys = _keys(given)
    for key in keys:
        if not _KEY.fullmatch(key) or keys.count(key) > 1:
            raise ValueError(
                f"{prefix}{NAMES}: “{key[:30]}” kan geen naam zijn. Neem kleine letters en "
                "cijfers, met een letter vooraan, en noem elke naam één keer. "
                "Bijvoorbeeld: entra,surf."
            )
    address = given.get("ADDRESS", "")
    if keys and not is_safe_address(address, address):
        raise ValueError(
            f"Wie elders inlogt, moet terug kunnen komen. Zet in {prefix}ADDRESS het adres van "
            "deze Preventiespiegel, met https. Bijvoorbeeld https://spiegel.gemeente.example."
        )
    return tuple(_provider(given, key, prefix) for key in keys)


def is_safe_address(address: str, issuer: str) -> bool:
    """Over TLS, unless the provider itself runs on this very machine, as in a test."""
    try:
        parts, own = urlsplit(address), urlsplit(issuer)
        parts.port  # noqa: B018 - asking for it checks it
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        return False
    local = own.scheme == "http" and own.hostname in _LOCAL and parts.hostname in _LOCAL
    return parts.scheme == "https" or (local and parts.scheme == "http")


def _keys(given: Mapping[str, str]) -> list[str]:
    return given.get(NAMES, "").replace(",", " ").split()


def _name(key: str, part: str) -> str:
    return f"{NAMES}_{key.upper()}_{part}"


def _provider(given: Mapping[str, str], key: str, prefix: str) -> Provider:
    missing = [name for part in _NEEDED if not given.get(name := _name(key, part))]
    if missing:
        raise ValueError(
            f"Voor inloggen via “{key}” ontbreekt: {', '.join(prefix + name for name in missing)}."
        )
    issuer, name = given[_name(key, "ISSUER")], given[_name(key, "NAME")]
    if not is_safe_address(issuer, issuer) or urlsplit(issuer).query:
        raise ValueError(
            f"{prefix}{_name(key, 'ISSUER')} moet een adres zijn dat begint met https://."
        )
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise ValueError(
            f"{prefix}{_name(key, 'NAME')} is de tekst op de knop: "
            f"hoogstens {_LONGEST_NAME} tekens."
        )
    scope = given.get(_name(key, "SCOPE")) or "openid email"
    if "openid" not in scope.split():
        raise ValueError(f"{prefix}{_name(key, 'SCOPE')} moet ook openid bevatten.")
    return Provider(
        key=key,
        issuer=issuer,
        client_id=given[_name(key, "CLIENT_ID")],
        client_secret=given[_name(key, "CLIENT_SECRET")],
        name=name,
        scope=scope,
        acr=given.get(_name(key, "ACR"), ""),
        verified_claim=given.get(_name(key, "VERIFIED_CLAIM")) or "email_verified",
    )
