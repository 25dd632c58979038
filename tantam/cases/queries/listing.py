"""The lists of the inbox: ready views, keyset pages, honest counts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.cases.models import Case, CaseQuerySet, Draft, HeldQuerySet
from tantam.core.queries import Kept, ask
from tantam.organisation.models import Agent, Asker, Sight

PAGE_SIZE = 50
COUNT_CAP = 1000
MOST_KEPT = 200
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_SOME_DAY = datetime(2000, 1, 1, 12, tzinfo=HANOI)

Person = Agent | Asker
Narrow = Callable[[CaseQuerySet, Person, datetime], CaseQuerySet]


@dataclass(frozen=True, kw_only=True)
class View:
    """One ready view of the inbox."""

    key: str
    label: str | Promise
    icon: str
    narrow: Narrow


def _due_today(cases: CaseQuerySet, agent: Person, now: datetime) -> CaseQuerySet:
    return cases.open().due_between(now, end_of_day(now))


def end_of_day(now: datetime) -> datetime:
    """The next midnight in Hanoi."""
    return (now.astimezone(HANOI) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _overdue(cases: CaseQuerySet, agent: Person, now: datetime) -> CaseQuerySet:
    return cases.open().overdue(at=now)


def _soon(cases: CaseQuerySet, agent: Person, now: datetime) -> CaseQuerySet:
    return cases.open().due_between(now, now + timedelta(minutes=30))


def _closed(cases: CaseQuerySet, agent: Person, now: datetime) -> CaseQuerySet:
    return cases.closed()


def _mentioned(cases: CaseQuerySet, agent: Person, now: datetime) -> CaseQuerySet:
    return cases.open().mentioning(agent)


def _followed(cases: CaseQuerySet, agent: Person, now: datetime) -> CaseQuerySet:
    return cases.open().followed_by(agent)


def _scheduled(cases: CaseQuerySet, agent: Person, now: datetime) -> CaseQuerySet:
    return cases.filter(pk__in=Draft.objects.sent_off().filter(author=agent.pk).values("case"))


Held = TypeVar("Held", bound=HeldQuerySet[Any])


class ByHolder(Protocol):
    """Asks who has it and whether it is open: of the cases for a list, of their tally for its count."""

    def __call__(self, held: Held, agent: Person, now: datetime, /) -> Held: ...


def _mine(held: Held, agent: Person, now: datetime) -> Held:
    return held.open().filter(assignee=agent.pk)


def _unassigned(held: Held, agent: Person, now: datetime) -> Held:
    return held.open().unassigned()


def _team(held: Held, agent: Person, now: datetime) -> Held:
    return held.open().of_teams(agent)


def _waiting(held: Held, agent: Person, now: datetime) -> Held:
    return held.waiting_for_customer()


def _all(held: Held, agent: Person, now: datetime) -> Held:
    return held.open()


_READY = [
    View(key="mine", label=_("Mine"), icon="user-round", narrow=_mine),
    View(key="unassigned", label=_("Unassigned"), icon="circle-dot", narrow=_unassigned),
    View(key="team", label=_("My team"), icon="users", narrow=_team),
    View(key="overdue", label=_("Overdue"), icon="alarm-clock", narrow=_overdue),
    View(key="soon", label=_("Due within 30 minutes"), icon="timer", narrow=_soon),
    View(key="today", label=_("Due today"), icon="calendar-clock", narrow=_due_today),
    View(key="waiting", label=_("Waiting for customer"), icon="hourglass", narrow=_waiting),
    View(key="mentioned", label=_("Mentioning me"), icon="at-sign", narrow=_mentioned),
    View(key="followed", label=_("Followed"), icon="eye", narrow=_followed),
    View(key="scheduled", label=_("Scheduled"), icon="send", narrow=_scheduled),
    View(key="all", label=_("All open"), icon="inbox", narrow=_all),
    View(key="closed", label=_("Closed"), icon="archive", narrow=_closed),
]
VIEWS: dict[str, View] = {view.key: view for view in _READY}
#: Views whose cases depend on the hour.
VIEWED_BY_TIME = {"overdue", "soon", "today"}
#: Those that only depend on who has a case and on its state.
VIEWED_BY_HOLDER: dict[str, ByHolder] = {
    "mine": _mine, "unassigned": _unassigned, "team": _team, "waiting": _waiting, "all": _all,
}  # fmt: skip
COUNTED = tuple(key for key in VIEWS if key != "closed")


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list; `next` is the cursor of the page after, "" at the end."""

    rows: list[dict[str, Any]]
    next: str


#: The instant by which a list goes, the newest first: what was said last, or when the case was opened.
Order = Literal["last_entry_at", "opened_at"]


def list_cases(
    cases: QuerySet[Case],
    *,
    after: str = "",
    down_to: str = "",
    size: int = PAGE_SIZE,
    also: Sequence[str] = (),
    by: Order = "last_entry_at",
) -> Page:
    """Newest first, from behind the cursor `after`; `down_to` ends where a page once ended, however many came since.

    `also` names what a table shows besides what every row of a list has; `by` is the instant that it shows.
    """
    cases = _behind(cases, _read_cursor(after), by) if after else cases
    if down_to and (place := _read_cursor(down_to)):
        cases = cases.filter(**{f"{by}__gte": place[0]})
        size = MOST_KEPT
    return _page(list(_in_order(cases, *also, by=by)[: size + 1]), size, by=by)


def count_listed(cases: QuerySet[Case]) -> int:
    """How many there are, capped at COUNT_CAP + 1."""
    return cases.order_by().values("id")[: COUNT_CAP + 1].count()


def list_newest(cases: CaseQuerySet, *, window: int, after: str, size: int) -> Page | None:
    """A page of `cases`, which are costly to tell, if they are among the next so many of all cases, whoever may see
    them; None where these were too few to fill it."""
    place = _read_cursor(after) if after else None
    everything = _behind(Case.objects.all(), place, "last_entry_at").order_by("-last_entry_at", "-id")
    last = everything.values_list("last_entry_at", flat=True)[window - 1 : window].first()
    page = list_cases(cases.filter(last_entry_at__gte=last) if last else cases, after=after, size=size)
    return page if page.next or last is None else None


def _behind(cases: QuerySet[Case], place: tuple[datetime, int] | None, by: Order) -> QuerySet[Case]:
    """Those that come after a place in the list, the newest first."""
    if place is None:
        return cases
    at, last_id = place
    beside = Q(**{f"{by}__lt": at}) | Q(**{by: at}, id__lt=last_id)
    return cases.filter(beside, **{f"{by}__lte": at})


def _in_order(cases: QuerySet[Case], *also: str, by: Order = "last_entry_at") -> QuerySet[Case, dict[str, Any]]:
    named = {by, *also} - {"last_entry_at"}
    return CaseQuerySet.listed(cases.order_by(f"-{by}", "-id"), *sorted(named))  # type: ignore[arg-type]


def _page(rows: list[dict[str, Any]], size: int, *, by: Order = "last_entry_at") -> Page:
    is_more = len(rows) > size
    rows = rows[:size]
    return Page(rows=rows, next=_cursor(rows[-1], by) if is_more else "")


def _cursor(row: dict[str, Any], by: Order) -> str:
    return base64.urlsafe_b64encode(f"{row[by].isoformat()}|{row['id']}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, int] | None:
    """A cursor that is none begins at the top: links grow old and people edit addresses."""
    try:
        at, _bar, last_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        place = datetime.fromisoformat(at), int(last_id)
    except (ValueError, binascii.Error):
        return None
    return place if place[0].utcoffset() is not None and 0 < place[1] < 2**63 else None


def cases_in_view(key: str, *, agent: Person, now: datetime) -> CaseQuerySet:
    """The cases of a ready view that this agent may see; an unknown key is the first view."""
    view = VIEWS.get(key) or VIEWS["mine"]
    return view.narrow(Case.objects.standing().visible_to(agent), agent, now)


def list_view(key: str, *, agent: Agent, now: datetime, after: str = "", down_to: str = "") -> Page:
    """A page of a ready view. Its first page, asked with every case opened, is a kept question."""
    if after or down_to or key not in VIEWS or key in VIEWED_BY_TIME:
        return list_cases(cases_in_view(key, agent=agent, now=now), after=after, down_to=down_to)
    teams = agent.team_ids if key == "team" else frozenset()
    return _page(_first_page(key, agent.sight, teams, me=agent.pk), PAGE_SIZE)


def _ask_first_page(key: str, sight: Sight, teams: frozenset[int], *, me: int) -> QuerySet[Case, dict[str, Any]]:
    agent = Asker(me, Sight(sight.reach, sight.team_ids or teams, sight.branch_ids))
    return _in_order(cases_in_view(key, agent=agent, now=_SOME_DAY))[: PAGE_SIZE + 1]


_first_page = Kept(_ask_first_page)


def marked_segments(customer_ids: Iterable[int], *, keys: Iterable[str]) -> list[tuple[int, str, str, str]]:
    """(customer, key, name, English name) of those of these segments that each customer is in, by rank."""
    return ask(_SEGMENTS, [list(customer_ids), list(keys)])


_SEGMENTS = """
SELECT member.customer_id, segment.key, segment.name, segment.name_en FROM customers_segmentmembership AS member
JOIN customers_segment AS segment ON segment.id = member.segment_id
WHERE member.customer_id = ANY(%s::bigint[]) AND segment.key = ANY(%s::text[]) ORDER BY segment.rank
"""
