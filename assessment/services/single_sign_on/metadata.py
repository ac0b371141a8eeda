"""What a provider says about itself: where to ask, and with which keys it signs.

Kept in memory for an hour. The issuer comes from our settings and from nowhere else, so a provider
cannot pass itself off as another.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from assessment.providers import Provider, is_safe_address
from assessment.services.single_sign_on.asking import NoAnswer, ask_well

KEPT_SECONDS = 3600.0
# A provider that is down is not asked by every visitor, and a strange key not by every token.
PAUSE_SECONDS = 10.0


@dataclass(frozen=True)
class Metadata:
    authorization: str
    token: str
    userinfo: str  # empty when there is none
    keys_at: str
    names_itself: bool  # it says who it is on the way back: RFC 9207
    secret_in_form: bool


@dataclass
class Known:
    """What we know of one provider, for as long as this process lives."""

    provider: Provider
    lock: threading.Lock = field(default_factory=threading.Lock)
    metadata: Metadata | None = None
    keys: KeySet | None = None
    read_at: float = 0.0
    keys_at: float = 0.0
    failed_at: float | None = None

    def about(self) -> Metadata:
        """Raises NoAnswer."""
        self._respect_pause()
        with self.lock:
            if self.metadata is None or time.monotonic() - self.read_at > KEPT_SECONDS:
                self._respect_pause()
                self._read_anew()
            assert self.metadata  # noqa: S101 - for who reads types
            return self.metadata

    def signing_keys(self, *, anew: bool = False) -> KeySet:
        """`anew` when a token names a key that we do not know: providers change theirs."""
        address = self.about().keys_at
        with self.lock:
            age = time.monotonic() - self.keys_at
            if self.keys is None or age > (PAUSE_SECONDS if anew else KEPT_SECONDS):
                self.keys = _read_keys(address)
                self.keys_at = time.monotonic()
            return self.keys

    def _respect_pause(self) -> None:
        if self.failed_at is not None and time.monotonic() - self.failed_at < PAUSE_SECONDS:
            raise NoAnswer("it did not answer a moment ago")

    def _read_anew(self) -> None:
        if self.failed_at is not None:
            # Whoever comes while we try once more does not wait with us.
            self.failed_at = time.monotonic()
        try:
            self.metadata = _read(self.provider)
        except NoAnswer:
            self.failed_at = time.monotonic()
            raise
        self.read_at, self.failed_at = time.monotonic(), None


def _read(provider: Provider) -> Metadata:
    issuer = provider.issuer
    found = ask_well(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise NoAnswer("it says that it is someone else")
    methods = found.get("token_endpoint_auth_methods_supported")
    userinfo = "userinfo_endpoint"
    return Metadata(
        authorization=_address(found, "authorization_endpoint", issuer),
        token=_address(found, "token_endpoint", issuer),
        userinfo=_address(found, userinfo, issuer) if userinfo in found else "",
        keys_at=_address(found, "jwks_uri", issuer),
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        secret_in_form=isinstance(methods, list) and "client_secret_basic" not in methods,
    )


def _address(found: dict[str, object], name: str, issuer: str) -> str:
    address = found.get(name)
    if not isinstance(address, str) or not is_safe_address(address, issuer):
        raise NoAnswer(f"no safe {name}")
    return address


def _read_keys(address: str) -> KeySet:
    try:
        return KeySet.import_key_set(ask_well(address))  # type: ignore[arg-type]
    except (JoseError, KeyError, TypeError, ValueError) as fault:
        raise NoAnswer(f"unreadable keys: {type(fault).__name__}") from None
