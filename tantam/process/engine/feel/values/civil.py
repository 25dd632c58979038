"""The proleptic Gregorian calendar over all years FEEL knows, beyond those of Python's own dates.

The day arithmetic counts in eras of 400 years that begin in March, so that the leap day comes last.
"""

from typing import Final

MAX_YEAR: Final = 999_999_999
_ERA_DAYS: Final = 146_097
_EPOCH_SHIFT: Final = 719_468  # days from 0000-03-01 to 1970-01-01
_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01, negative before."""
    if month <= 2:
        year -= 1
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * _ERA_DAYS + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - _EPOCH_SHIFT


def civil_from_days(days: int) -> tuple[int, int, int]:
    """(year, month, day) of a count of days since 1970-01-01."""
    era, day_of_era = divmod(days + _EPOCH_SHIFT, _ERA_DAYS)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = era * 400 + year_of_era + (1 if month <= 2 else 0)
    return year, month, day_of_year - (153 * shifted + 2) // 5 + 1


def weekday(days: int) -> int:
    """1 = Monday … 7 = Sunday."""
    return (days + 3) % 7 + 1


def week_of_year(year: int, month: int, day: int) -> int:
    """The week number of ISO 8601."""
    days = days_from_civil(year, month, day)
    thursday = days + 4 - weekday(days)
    week_year = civil_from_days(thursday)[0]
    return (thursday - days_from_civil(week_year, 1, 1)) // 7 + 1
