"""Between Python's values and FEEL's: what comes in from a host, and what goes out as Python or JSON."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal, DecimalException
from math import isfinite
from typing import Final
from zoneinfo import ZoneInfo

from .arithmetic import NUMBERS
from .errors import FeelError
from .limits import check_size
from .text import to_text
from .values.durations import DaysDuration, MonthsDuration
from .values.functions import Function
from .values.ranges import Range
from .values.temporal import NANOS, Date, DateTime, Time
from .values.zones import Zone, known_zone

PLAIN: Final = frozenset(
    {type(None), bool, str, Decimal, Date, Time, DateTime, DaysDuration, MonthsDuration, Range, Function}
)
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock arithmetic only
MICRO: Final = timedelta(microseconds=1)
MAX_DIGITS: Final = 34


def from_python(value: object) -> object:
    """The FEEL value of a Python one: numbers become decimals, dates and times FEEL's own.

    Raises FeelError `bad_value` for a kind of object FEEL has no value for.
    """
    kind = type(value)
    if kind is Decimal:
        return _from_decimal(value)  # type: ignore[arg-type]
    if kind in PLAIN:
        return value
    if kind is list:
        return _from_list(value)  # type: ignore[arg-type]
    if kind is dict:
        return {str(key): from_python(item) for key, item in value.items()}  # type: ignore[attr-defined]
    return _from_other(value)


def _from_list(value: list[object]) -> list[object]:
    """The list itself if nothing in it needs a change."""
    if all(type(item) in PLAIN for item in value):
        return value
    return [from_python(item) for item in value]


def _from_decimal(value: Decimal) -> Decimal | None:
    return value if value.is_finite() else None


def _from_other(value: object) -> object:
    if isinstance(value, int | float | Decimal):
        return _from_number(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, date | time | timedelta):
        return _from_temporal(value)
    if isinstance(value, Mapping):
        return {str(key): from_python(item) for key, item in value.items()}
    if isinstance(value, Sequence | AbstractSet) and not isinstance(value, bytes | bytearray | memoryview):
        return [from_python(item) for item in value]
    raise FeelError("bad_value", found=type(value).__name__)


def _from_number(value: int | float | Decimal) -> Decimal | None:
    try:
        number = NUMBERS.create_decimal(repr(value) if isinstance(value, float) else value)
    except DecimalException:
        return None
    return _from_decimal(number)


def _from_temporal(value: date | time | timedelta) -> object:
    if isinstance(value, datetime):
        return _from_datetime(value)
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, time):
        return Time(_time_nanos(value), _from_zone(value))
    return DaysDuration(value // MICRO * 1000)


def _from_datetime(value: datetime) -> DateTime:
    return DateTime(Date(value.year, value.month, value.day), Time(_time_nanos(value.time()), _from_zone(value)))


def _time_nanos(value: time) -> int:
    return ((value.hour * 60 + value.minute) * 60 + value.second) * NANOS + value.microsecond * 1000


def _from_zone(value: datetime | time) -> Zone:
    if isinstance(value.tzinfo, ZoneInfo):
        return value.tzinfo.key if value.tzinfo.key != "UTC" else 0
    offset = value.utcoffset()
    return None if offset is None else int(offset.total_seconds())


def to_python(value: object) -> object:
    """Python's own value where it has one: dates, times, timedelta; decimals, lists and dicts stay.

    Months, ranges, functions and dates beyond Python's years are given as they are.
    """
    if type(value) is list:
        return [to_python(item) for item in value]
    if type(value) is dict:
        return {key: to_python(item) for key, item in value.items()}
    try:
        return _to_temporal(value)
    except (ValueError, OverflowError):
        return value


def _to_temporal(value: object) -> object:
    if type(value) is Date:
        return date(value.year, value.month, value.day)
    if type(value) is Time:
        return _to_clock(value)
    if type(value) is DateTime:
        return datetime.combine(date(value.date.year, value.date.month, value.date.day), _to_clock(value.time))
    if type(value) is DaysDuration:
        return timedelta(microseconds=value.nanos // 1000)
    return value


def _to_clock(value: Time) -> time:
    moment = _EPOCH + timedelta(microseconds=value.nanos // 1000)
    return moment.time().replace(tzinfo=_to_zone(value.zone))


def _to_zone(zone: Zone) -> timezone | ZoneInfo | None:
    if isinstance(zone, str):
        return known_zone(zone)
    return None if zone is None else timezone(timedelta(seconds=zone))


def _to_json_number(value: Decimal) -> int | float | str:
    """Beyond what a float can hold, the digits as text."""
    if value == value.to_integral_value() and value.adjusted() < MAX_DIGITS:
        return int(value)
    number = float(value)
    return number if isfinite(number) else str(NUMBERS.normalize(value))


def to_json(value: object) -> object:
    """What JSON can hold: whole numbers as int, other numbers as float, dates and the like as ISO 8601 text."""
    if value is None or isinstance(value, bool | str):
        return value
    if type(value) is Decimal:
        return _to_json_number(value)
    if type(value) is list:
        check_size(len(value))
        return [to_json(item) for item in value]
    if type(value) is dict:
        return {key: to_json(item) for key, item in value.items()}
    return to_text(value)
