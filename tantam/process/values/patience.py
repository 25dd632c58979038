"""How often and when a step that failed for a passing reason is tried again by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tantam.core.values.durations import parse_seconds

#: Seconds after the first, second … try: the network is back in a minute, the provider in two hours.
WAITS = (60, 300, 1_800, 7_200)
ATTEMPTS, INTERVAL = "attempts", "interval"
MOST_ATTEMPTS = 100
LONGEST_INTERVAL = 30 * 86_400


class BadPatience(ValueError):
    """A setting that says neither a count of tries nor a time between them; `name` is the setting."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, kw_only=True)
class Patience:
    """`attempts` tries in all; `interval` seconds between them, None: ever longer, as `WAITS` say."""

    attempts: int = len(WAITS) + 1
    interval: int | None = None

    def next_attempt(self, *, tried: int, now: datetime) -> datetime | None:
        """When to try again after `tried` tries, None: from here on it is for a person."""
        if tried >= self.attempts:
            return None
        seconds = WAITS[min(tried, len(WAITS)) - 1] if self.interval is None else self.interval
        return now + timedelta(seconds=seconds)


def patience_of(settings: Mapping[str, str]) -> Patience:
    """What the settings of an action say of it: `attempts` a whole number, `interval` ISO 8601. Raises BadPatience."""
    attempts = settings.get(ATTEMPTS, "").strip()
    if attempts and not (attempts.isascii() and attempts.isdigit() and 1 <= int(attempts[:9]) <= MOST_ATTEMPTS):
        raise BadPatience(ATTEMPTS)
    return Patience(
        attempts=int(attempts) if attempts else Patience.attempts, interval=_seconds(settings.get(INTERVAL, "").strip())
    )


def _seconds(written: str) -> int | None:
    if not written:
        return None
    seconds = parse_seconds(written)
    if seconds is None or not 1 <= seconds <= LONGEST_INTERVAL:
        raise BadPatience(INTERVAL)
    return seconds
