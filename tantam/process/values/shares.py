"""Which part of all a key belongs to: always the same part for the same key, all parts equally large.

The key is hashed with what it is asked about, so that who is in the first fifth of one process is not in the first
fifth of every other. A larger share holds all that a smaller one held.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

PARTS: Final = 10_000


def part_of(about: str, key: str) -> int:
    """The part, from 0 to 9,999, that `key` belongs to in what is asked `about`: BLAKE2b (RFC 7693) of both."""
    digest = blake2b(f"{about}\n{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) * PARTS >> 64


def is_in_share(about: str, key: str, *, percent: int) -> bool:
    """Whether `key` is among the first `percent` of a hundred."""
    return part_of(about, key) * 100 < percent * PARTS
