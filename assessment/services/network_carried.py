"""A comparison that travels along with its own page, because nothing of it is stored.

The page signs it. Only what came back unchanged is unpacked, so it never holds a surprise.
"""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from pydantic import TypeAdapter

from assessment.core.network_comparison import NetworkComparison


@cache
def _shape() -> TypeAdapter[NetworkComparison]:
    return TypeAdapter(NetworkComparison)


def packed(comparison: NetworkComparison) -> str:
    return urlsafe_b64encode(zlib.compress(_shape().dump_json(comparison))).decode()


def unpacked(text: str) -> NetworkComparison:
    return _shape().validate_json(zlib.decompress(urlsafe_b64decode(text)))
