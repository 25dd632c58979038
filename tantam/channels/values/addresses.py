"""E-mail addresses as they are compared."""

from __future__ import annotations

import re

_USABLE = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+@[^\s@<>()\\,;:\"\x00-\x1f\x7f]+")
LONGEST = 254


def plain(address: str) -> str:
    """Lower case, without brackets and spaces around."""
    return address.strip().strip("<>").strip().lower()


def untagged(address: str) -> str:
    """Without the tag after a plus sign: `cskh+r12@shop.vn` → `cskh@shop.vn`."""
    name, at, domain = plain(address).rpartition("@")
    return f"{name.partition('+')[0]}{at}{domain}"


def is_usable(address: str) -> bool:
    """Whether mail can be sent there: one mailbox of at most 254 characters, nothing that could end a header."""
    return len(address) <= LONGEST and _USABLE.fullmatch(address) is not None
