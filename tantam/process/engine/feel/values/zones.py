"""Time zones: none, an offset in seconds, or a name of the IANA database."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from .civil import civil_from_days

Zone = int | str | None
MAX_OFFSET: Final = 18 * 3600
_DAY: Final = 86_400


@lru_cache(maxsize=1024)
def known_zone(name: str) -> ZoneInfo | None:
    """The zone called `name`, or None if there is none."""
    if not name or len(name) > 64:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_at(zone: Zone, local_seconds: int) -> int:
    """Seconds east of UTC in `zone` at a local time given in seconds since 1970-01-01T00:00:00 local.

    Beyond Python's years the rules of a year with the same calendar are taken.
    """
    if zone is None:
        return 0
    if isinstance(zone, int):
        return zone
    info = known_zone(zone)
    if info is None:
        return 0
    offset = info.utcoffset(_stand_in(local_seconds))
    return int(offset.total_seconds()) if offset is not None else 0


def offset_since(zone: Zone, utc_seconds: int) -> int:
    """As `offset_at`, at an instant given in seconds since 1970-01-01T00:00:00Z."""
    info = known_zone(zone) if isinstance(zone, str) else None
    if info is None:
        return zone if isinstance(zone, int) else 0
    offset = _stand_in(utc_seconds).replace(tzinfo=UTC).astimezone(info).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _stand_in(local_seconds: int) -> datetime:
    days, seconds = divmod(local_seconds, _DAY)
    year, month, day = civil_from_days(days)
    if not 1 < year < 9999:
        year = 2000 + year % 400
    hour, rest = divmod(seconds, 3600)
    return datetime(year, month, day, hour, rest // 60, rest % 60)  # noqa: DTZ001 - the zone's own local time
