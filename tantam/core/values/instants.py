"""Instants as ISO 8601 text."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


def parse_instant(text: str) -> datetime | None:
    """The instant written in ISO 8601, or None; without an offset it is Vietnamese time."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=VIETNAM)
