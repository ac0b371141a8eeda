"""The key with which this installation signs its reports, and the keys of others that it knows.

A signature shows who made the data and that nothing was changed since. The secret half stands in a
file of the installation, never in the database: whoever gets a back-up of the database cannot sign.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from assessment.core.report_file import SealedFile, Signature

SEED_LENGTH = 32  # bytes, as Ed25519 wants it
MOST_NAME = 80

Sign = Callable[[bytes], Signature]


class BadKeys(ValueError):
    """A key file is not right; the message is Dutch and says where."""


@dataclass(frozen=True)
class KnownKey:
    """The public half of a key, with the name of the installation that has the other half."""

    name: str
    public: bytes

    @property
    def id(self) -> str:
        """Short enough to stand in every report."""
        return hashlib.sha256(self.public).hexdigest()[:16]

    def fits(self, sealed: SealedFile) -> bool:
        if sealed.signature is None:
            return False
        try:
            value = base64.b64decode(sealed.signature.value, validate=True)
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, sealed.signed)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Keys:
    """All keys of an installation; there may be none at all."""

    own: KnownKey | None = None
    known: Mapping[str, KnownKey] = field(default_factory=dict)
    _secret: Ed25519PrivateKey | None = field(default=None, repr=False)

    @property
    def sign(self) -> Sign | None:
        return self._sign if self._secret else None

    def _sign(self, body: bytes) -> Signature:
        assert self._secret is not None  # noqa: S101  # `sign` looked.
        assert self.own is not None  # noqa: S101
        value = base64.b64encode(self._secret.sign(body)).decode("ascii")
        return Signature(key=self.own.id, value=value)


def read_keys(secret: Path, others: Path) -> Keys:
    """What there is; raises `BadKeys`."""
    known = _read_known(others)
    if not secret.exists():
        return Keys(known=known)
    try:
        if secret.stat().st_mode & 0o077:
            text = f"Anderen kunnen {secret} lezen. Zet dat dicht met: chmod 600 {secret}"
            raise BadKeys(text)
        seed = _decoded(secret.read_text(encoding="ascii").strip())
    except (OSError, UnicodeError) as fault:
        raise BadKeys(f"{secret} is niet te lezen: {fault}") from None
    if seed is None:
        raise BadKeys(f"{secret} is beschadigd. Zet de reservekopie van dit bestand terug.")
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return Keys(KnownKey("deze installatie", key.public_key().public_bytes_raw()), known, key)


def make_key(secret: Path) -> None:
    """Never over one that is there; `FileExistsError` then. Only the owner can read it."""
    secret.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=secret.parent, prefix=".sleutel-")  # mode 600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(name, secret)
    finally:
        os.unlink(name)


def as_text(key: KnownKey) -> str:
    """What another installation needs to recognise this one."""
    return base64.b64encode(key.public).decode("ascii")


def _read_known(path: Path) -> dict[str, KnownKey]:
    """One key on a line, with the name behind it. An empty line or `#` is for people."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    except (OSError, UnicodeError) as fault:
        raise BadKeys(f"{path} is niet te lezen: {fault}") from None
    known = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        text, _, name = line.strip().partition(" ")
        public = _decoded(text)
        if public is None or not 0 < len(name.strip()) <= MOST_NAME:
            wanted = "verwacht een openbare sleutel, een spatie en een naam"
            raise BadKeys(f"{path}, regel {number}: {wanted}")
        key = KnownKey(name.strip(), public)
        known[key.id] = key
    return known


def _decoded(text: str) -> bytes | None:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == SEED_LENGTH else None
