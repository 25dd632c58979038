"""What somebody looks at, as the address bar says it: version, days, what is compared, in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from tantam.process.models import Version
from tantam.process.queries import Filters, Side, side_of_version
from tantam.process.values.periods import Period

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Look:
    """One way of looking at a process. `is_named` is whether the address has to name the version."""

    version: Version
    is_named: bool
    filters: Filters
    against: str
    side: Side | None
    order: str

    def asked(self) -> dict[str, str]:
        """All of it as an address says it."""
        asked = {"version": str(self.version.number)} if self.is_named else {}
        asked |= self.filters.asked
        if self.against:
            asked["against"] = self.against
        if self.against == "own" and self.side:
            period = self.side.period
            asked |= {"then_since": period.first.isoformat(), "then_until": period.last.isoformat()}
        return asked | ({"sort": self.order} if self.order else {})

    def address(self, *, sort: str | None = None) -> str:
        """The address of the page, sorted otherwise where `sort` says so ("" as drawn)."""
        asked = self.asked()
        if sort is not None:
            asked = {name: value for name, value in asked.items() if name != "sort"} | ({"sort": sort} if sort else {})
        return f"{reverse('process', args=[self.version.process.key])}?{urlencode(asked)}"


class Asked(Protocol):
    """What somebody asks for, as the form reads it."""

    @property
    def number(self) -> int | None: ...
    @property
    def filters(self) -> Filters: ...
    @property
    def compared_with(self) -> str: ...
    @property
    def order(self) -> str: ...

    def then(self, period: Period) -> Period: ...


def look_of(asked: Asked, *, version: Version, versions: Sequence[Version], now: datetime) -> Look:
    """What is shown for that: what makes no sense, such as a version against itself, is left out."""
    filters, against = asked.filters, asked.compared_with
    period = filters.period(now)
    side = Side(version=version, period=asked.then(period)) if against in ("before", "own") else None
    if against.startswith("v"):
        other = next((one for one in versions if one.number == int(against[1:]) and one.pk != version.pk), None)
        side = side_of_version(other, period=period, now=now) if other else None
    return Look(
        version=version,
        is_named=asked.number is not None,
        filters=filters,
        against=against if side else "",
        side=side,
        order=asked.order,
    )


@dataclass(frozen=True, kw_only=True)
class Column:
    """The head of a column: a link that sorts by it, as `aria-sort` says it now."""

    label: str | Promise
    is_number: bool
    url: str
    state: str


def columns(
    heads: Mapping[str, tuple[str | Promise, bool]], *, order: str, address: Callable[[str], str]
) -> list[Column]:
    """Heads by key (label, whether figures): figures are sorted the largest first, words from the beginning; the
    third click is the order of the drawing again."""
    found = []
    for key, (label, is_number) in heads.items():
        first, second = (f"-{key}", key) if is_number else (key, f"-{key}")
        following = {first: second, second: ""}.get(order, first)
        state = {key: "ascending", f"-{key}": "descending"}.get(order, "none")
        found.append(Column(label=label, is_number=is_number, url=address(following), state=state))
    return found


def in_order(rows: list[Row], order: str, by: Mapping[str, Callable[[Row], float | str | None]]) -> list[Row]:
    """Sorted as asked; what has no value stands at the end either way."""
    read = by.get(order.removeprefix("-"))
    if read is None:
        return rows
    known = [row for row in rows if read(row) is not None]
    unknown = [row for row in rows if read(row) is None]
    known.sort(key=lambda row: read(row) or 0, reverse=order.startswith("-"))
    return known + unknown
