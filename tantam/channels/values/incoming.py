from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One raw message for one channel. `source` names its place in a mailbox (`uidvalidity:uid`), empty elsewhere."""

    channel_id: int
    raw: bytes = field(repr=False)
    envelope_from: str = ""
    envelope_to: Sequence[str] = ()
    source: str = ""
