"""Questions asked with every fact: does anybody outside want to hear of it?"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from tantam.core.models import WebhookEndpoint

SECONDS_KEPT = 5.0


@dataclass
class _Kept:
    until: float = 0.0
    names: frozenset[str] = field(default_factory=frozenset)


_kept = _Kept()


def is_wanted_outside(name: str) -> bool:
    """Whether a webhook is told of facts of this name; the answer is kept in this process for some seconds."""
    if time.monotonic() > _kept.until:
        running = WebhookEndpoint.objects.filter(stopped_at=None).values_list("facts", flat=True)
        _kept.names = frozenset(fact for facts in running for fact in facts)
        _kept.until = time.monotonic() + SECONDS_KEPT
    return name in _kept.names


def forget_wanted() -> None:
    """Ask anew with the next fact: after a change, and between tests."""
    _kept.until = 0.0
