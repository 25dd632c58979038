"""Vietnamese public holidays of a year, with days off in lieu and swapped days.

Labour Code 2019, article 112: 1 January, five days at Tết, the Hùng Kings' day (10/3 lunar), 30 April, 1 May,
2 September and one day beside it; 24 November since 2026. Article 111: a holiday on a weekly day of rest gives the
next working day off. Which five days at Tết, which side of 2 September and which working days are swapped is decided
each year: that is data (`PLANS`), to be corrected by the business without a release.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from tantam.core.values.lunar import occurs_on, tet

Kind = Literal["public", "in_lieu", "swapped"]

NAMES = {
    "new_year": {"vi": "Tết Dương lịch", "en": "New Year's Day"},
    "tet": {"vi": "Tết Nguyên đán", "en": "Lunar New Year (Tết)"},
    "hung_kings": {"vi": "Giỗ Tổ Hùng Vương", "en": "Hùng Kings' Commemoration Day"},
    "reunification": {"vi": "Ngày Chiến thắng 30/4", "en": "Reunification Day"},
    "labour": {"vi": "Ngày Quốc tế Lao động", "en": "International Labour Day"},
    "national": {"vi": "Quốc khánh", "en": "National Day"},
    "culture": {"vi": "Ngày Văn hóa Việt Nam", "en": "Vietnam Culture Day"},
}
"""Names of the holidays by key, in both languages."""

KINDS = {
    "public": {"vi": "", "en": ""},
    "in_lieu": {"vi": "nghỉ bù", "en": "day off in lieu"},
    "swapped": {"vi": "hoán đổi", "en": "swapped day"},
}
"""What to add to the name of a day off that is not the holiday itself."""

CULTURE_DAY_SINCE = 2026
SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True)
class Swap:
    """A working day given off next to a holiday, worked on a day of rest instead."""

    off_on: date
    worked_on: date
    key: str


@dataclass(frozen=True)
class Plan:
    """What is decided for one year: how many of Tết's five days come before it, the other day beside 2 September."""

    tet_days_before: int = 1
    national_other: date | None = None
    swaps: tuple[Swap, ...] = field(default=())


PLANS = {
    2023: Plan(tet_days_before=2, national_other=date(2023, 9, 1)),
    2024: Plan(
        tet_days_before=2,
        national_other=date(2024, 9, 3),
        swaps=(Swap(date(2024, 4, 29), worked_on=date(2024, 5, 4), key="reunification"),),
    ),
    2025: Plan(
        tet_days_before=2,
        national_other=date(2025, 9, 1),
        swaps=(Swap(date(2025, 5, 2), worked_on=date(2025, 4, 26), key="labour"),),
    ),
    2026: Plan(
        tet_days_before=1,
        national_other=date(2026, 9, 1),
        swaps=(
            Swap(date(2026, 1, 2), worked_on=date(2026, 1, 10), key="new_year"),
            Swap(date(2026, 8, 31), worked_on=date(2026, 8, 22), key="national"),
        ),
    ),
}
"""As announced by the government for each year; other years follow `usual_plan`."""


@dataclass(frozen=True, order=True)
class Holiday:
    """A day off: its date, the key of its holiday in `NAMES`, and whether it is the day itself, in lieu or swapped."""

    on: date
    key: str
    kind: Kind

    def name(self, language: Literal["vi", "en"] = "vi") -> str:
        """`Quốc khánh`, `Quốc khánh (nghỉ bù)`."""
        addition = KINDS[self.kind][language]
        return NAMES[self.key][language] + (f" ({addition})" if addition else "")


@dataclass(frozen=True)
class HolidayYear:
    """The days off of a year in order, and the days of rest that are worked for swapped ones."""

    days: tuple[Holiday, ...]
    worked: tuple[date, ...]

    @property
    def dates(self) -> frozenset[date]:
        """All days off."""
        return frozenset(day.on for day in self.days)


def usual_plan(year: int) -> Plan:
    """What is usual where nothing is announced yet: one day before Tết, the weekend side of 2 September."""
    national = date(year, 9, 2)
    step = 1 if national.weekday() in {0, 3, SUNDAY} else -1
    return Plan(national_other=national + timedelta(days=step))


def public_holidays(
    year: int, *, rest_days: Collection[int] = (SATURDAY, SUNDAY), plan: Plan | None = None
) -> HolidayYear:
    """The days off of a year for a business whose weekly days of rest are `rest_days` (0 is Monday).

    `plan` replaces what was announced or is usual. Days in lieu come after all holidays are set, in order.
    """
    chosen = plan or PLANS.get(year) or usual_plan(year)
    days = {day: Holiday(day, key, "public") for day, key in reversed(_fixed(year, chosen))}
    for day in sorted(day for day in days if day.weekday() in rest_days):
        following = (day + timedelta(days=count) for count in range(1, 60))
        in_lieu = next((free for free in following if free not in days and free.weekday() not in rest_days), None)
        if in_lieu:
            days[in_lieu] = Holiday(in_lieu, days[day].key, "in_lieu")
    swaps = [swap for swap in chosen.swaps if swap.off_on not in days]
    days |= {swap.off_on: Holiday(swap.off_on, swap.key, "swapped") for swap in swaps}
    return HolidayYear(tuple(sorted(days.values())), tuple(sorted(swap.worked_on for swap in swaps)))


def _fixed(year: int, plan: Plan) -> list[tuple[date, str]]:
    """The holidays themselves; where two fall together both stand here, the earlier in the list counts."""
    first_of_tet = tet(year) - timedelta(days=plan.tet_days_before)
    national = date(year, 9, 2)
    fixed = [
        (date(year, 1, 1), "new_year"),
        *((first_of_tet + timedelta(days=count), "tet") for count in range(5)),
        (occurs_on(3, 10, year=year), "hung_kings"),
        (date(year, 4, 30), "reunification"),
        (date(year, 5, 1), "labour"),
        (national, "national"),
        (plan.national_other or national + timedelta(days=1), "national"),
    ]
    if year >= CULTURE_DAY_SINCE:
        fixed.append((date(year, 11, 24), "culture"))
    return fixed
