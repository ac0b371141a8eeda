"""What is stored so that a stolen copy of the database is not enough to read or guess it.

Every use has a key of its own, derived from the key of the installation (HKDF, RFC 5869). That key
stands in no database.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(ValueError):
    """Sealed with another key, for someone else, or damaged."""


def digest(secret_key: str, purpose: str, text: str) -> str:
    """The same for the same text, and of no use to who does not have the key."""
    key = _key(secret_key, f"digest {purpose}")
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


def seal(secret_key: str, owner: str, secret: bytes) -> str:
    """Readable for this installation only, and only as the secret of this owner."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(secret_key, "seal")).encrypt(nonce, secret, owner.encode())
    return base64.b64encode(nonce + sealed).decode("ascii")


def unseal(secret_key: str, owner: str, sealed: str) -> bytes:
    """Raises `Unreadable`."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        cipher = AESGCM(_key(secret_key, "seal"))
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], owner.encode())
    except (InvalidTag, binascii.Error, ValueError) as fault:
        raise Unreadable from fault


def _key(secret_key: str, purpose: str) -> bytes:
    info = f"preventiespiegel {purpose}".encode()
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(secret_key.encode())
