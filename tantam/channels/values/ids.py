"""Message ids and reply tokens."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from uuid import UUID

LONGEST_ID = 500
_TOKEN_LENGTH = 32 + 12
_TOKEN = re.compile(r"\+r([0-9a-f]{32})([0-9a-f]{12})@", re.IGNORECASE)

#: Where a file of a message is fetched from, also as a picture within its HTML.
ATTACHMENT_URL = "/attachments/{uuid}"


def kept_id(message_id: str | None) -> str:
    """The form in which a Message-ID is stored and compared: without brackets, a monstrous one as its digest."""
    bare = (message_id or "").strip().strip("<>").strip()
    if len(bare) <= LONGEST_ID:
        return bare
    return f"sha256:{hashlib.sha256(bare.encode('utf-8', 'replace')).hexdigest()}"


def kept_ids(message_ids: Iterable[str], *, most: int = 50) -> list[str]:
    """The ids of a References header, once each and in order; of a very long thread the first and the last ones."""
    ids = list(dict.fromkeys(kept for message_id in message_ids if (kept := kept_id(message_id))))
    return ids if len(ids) <= most else [ids[0], *ids[1 - most :]]


def reply_token(message: UUID, *, key: str) -> str:
    """The tag of a reply address that names our message and cannot be guessed: `r`, its UUID, 12 digits of an HMAC."""
    return f"r{message.hex}{_sign(message, key)}"


def message_of_token(address: str, *, key: str) -> UUID | None:
    """The message that a reply address such as `cskh+r…@…` belongs to; None without a token or with a forged one."""
    found = _TOKEN.search(address)
    if not found:
        return None
    message = UUID(found.group(1))
    return message if hmac.compare_digest(_sign(message, key), found.group(2).lower()) else None


def _sign(message: UUID, key: str) -> str:
    return hmac.new(b"reply token" + key.encode(), message.bytes, hashlib.sha256).hexdigest()[:12]


def instance_id(*, key: str) -> str:
    """The name by which an installation knows mail of its own that comes back."""
    return hmac.new(b"instance" + key.encode(), b"", hashlib.sha256).hexdigest()[:16]
