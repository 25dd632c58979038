"""What is summed up of days that are over says what the tickets themselves say, whatever happens to them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tantam.cases.models import Case, Clock
from tantam.core.actions.emptying import empty_business_data
from tantam.insight.actions import sum_up_days, sum_up_stale_days
from tantam.insight.jobs import sum_up, sum_up_anew
from tantam.insight.models import DayFigures, StaleDay
from tantam.insight.queries import Figures, Scope, forget_figures, measure, volumes
from tantam.insight.queries.cells import split_of
from tantam.insight.queries.scope import HANOI, midnight
from tantam.insight.queries.times import counted, percentiles, seconds_of
from tantam.organisation.models import Team
from tantam.surveys.models import Answer, Invitation, Survey
from tests import world as w

pytestmark = pytest.mark.django_db

DAYS = 12
CHANNELS = ("email", "zalo", "phone")
OVER = timedelta(days=2)


@pytest.fixture
def now() -> datetime:
    """This moment: the database marks days by its own clock. Late enough in the day for yesterday to be settled."""
    return max(timezone.now(), midnight(timezone.now().astimezone(HANOI).date()) + timedelta(minutes=10))


@pytest.fixture
def world() -> Iterator[w.World]:
    forget_figures()
    yield w.build_world()
    forget_figures()


def today(now: datetime) -> date:
    return now.astimezone(HANOI).date()


def whole(now: datetime) -> Scope:
    return Scope(since=today(now) - timedelta(days=DAYS + 3), until=today(now))


def a_case(world: w.World, number: int, *, opened_at: datetime, **values: object) -> Case:
    made: Case = Case.objects.create(
        number=f"TT-26-{number:06}",
        brand=world.brand,
        customer=w.customer(world.brand, email=f"k{number % 9}@khach.example", name="Khách"),
        opened_at=opened_at,
        last_entry_at=opened_at,
        **{"channel_kind": "zalo", "team": world.support, **values},
    )
    return made


def a_promise(case: Case, *, until: datetime | None, is_broken: bool) -> Clock:
    at = case.opened_at
    made: Clock = Clock.objects.create(
        case=case, kind="first-response", calendar=Team.objects.exclude(calendar=None)[0].calendar,
        promised_seconds=60, started_at=at, due_at=at, stopped_at=until, breached_at=at if is_broken else None,
        is_met=None if until is None else not is_broken,
    )  # fmt: skip
    return made


def a_rating(case: Case, score: int, *, at: datetime) -> Answer:
    survey, _ = Survey.objects.get_or_create(key="csat", defaults={"kind": "csat", "question": "?", "created_at": at})
    invitation = Invitation.objects.create(
        survey=survey, case=case, customer=case.customer, token_sha256=f"{case.pk:064}", channel_kind="email",
        sent_at=at, expires_at=at,
    )  # fmt: skip
    made: Answer = Answer.objects.create(invitation=invitation, score=score, answered_at=at, changed_at=at)
    return made


def some_cases(world: w.World, *, seed: int, now: datetime, count: int = 60) -> list[Case]:
    """Opened on any of some days until now, and what became of them."""
    random = Random(seed)  # noqa: S311
    return [_some_case(world, random, seed * 1000 + number, now=now) for number in range(count)]


def _some_case(world: w.World, random: Random, number: int, *, now: datetime) -> Case:
    def later(since: datetime) -> datetime:
        return min(since + timedelta(seconds=random.expovariate(1) * random.choice([30, 3600, 200_000])), now)

    opened = now - timedelta(seconds=random.uniform(0, DAYS * 86_400))
    closed = later(opened) if random.random() < 0.6 else None
    case = a_case(
        world, number, opened_at=opened, channel_kind=random.choice(CHANNELS),
        team=random.choice([world.support, world.repairs, None]), closed_at=closed,
        first_responded_at=later(opened) if random.random() < 0.8 else None,
        state="closed" if closed else random.choice(["open", "waiting", "spam"]), is_practice=random.random() < 0.05,
    )  # fmt: skip
    if random.random() < 0.8:
        a_promise(case, until=random.choice([None, later(opened)]), is_broken=random.random() < 0.3)
    if closed and random.random() < 0.5:
        a_rating(case, random.randint(1, 5), at=later(closed))
    return case


def measured(scope: Scope, *, world: w.World, now: datetime, step: str = "day") -> Figures:
    forget_figures()
    return measure(scope, agent=world.head, by=[step, "team", "channel"], now=now)


def anew(scope: Scope, *, world: w.World, now: datetime, step: str = "day") -> Figures:
    """From the tickets alone, whatever is summed up."""
    with transaction.atomic():
        DayFigures.objects.all().delete()
        found = measured(scope, world=world, now=now, step=step)
        transaction.set_rollback(True)
    return found


def scopes(world: w.World, now: datetime) -> list[Scope]:
    end = today(now)
    spans = [(DAYS + 3, 0), (DAYS, 1), (5, 3), (0, 0), (1, 1)]
    periods = [Scope(since=end - timedelta(days=first), until=end - timedelta(days=last)) for first, last in spans]
    chosen = [
        Scope(since=end - timedelta(days=DAYS), until=end, team=world.support.pk),
        Scope(since=end - timedelta(days=DAYS), until=end, has_no_team=True, channel="zalo"),
        Scope(since=end - timedelta(days=DAYS), until=end, kind="question"),
    ]
    return [*periods, *chosen]


@pytest.mark.parametrize("seed", range(1, 9))
def test_what_is_summed_up_is_exactly_what_the_tickets_say(world, now, seed):
    some_cases(world, seed=seed, now=now)
    sum_up(now)
    assert DayFigures.objects.exists()
    for scope in scopes(world, now):
        for step in ("day", "week"):
            assert measured(scope, world=world, now=now, step=step) == anew(scope, world=world, now=now, step=step)
        assert volumes(scope, agent=world.head, now=now) == {
            day: row["volume"] for day, row in anew(scope, world=world, now=now).by["day"].items() if "volume" in row
        }


@pytest.mark.parametrize("seed", range(1, 5))
def test_both_are_what_is_counted_by_hand(world, now, seed):
    cases = [one for one in some_cases(world, seed=seed, now=now) if one.state != "spam" and not one.is_practice]
    sum_up(now)
    found = measured(whole(now), world=world, now=now)
    by_channel = defaultdict(list)
    for case in cases:
        by_channel[case.channel_kind].append(case)
    for channel, group in by_channel.items():
        row, times = found.by["channel"][channel], [_shown(one.first_responded_at, one) for one in group]
        answered = sorted(time for time in times if time is not None)
        assert row["volume"] == len(group)
        assert (row["frt"], row["frt_p90"]) == (_share(answered, 0.5), _share(answered, 0.9))
    closed = sorted(time for one in cases if (time := _shown(one.closed_at, one)) is not None)
    assert found.total["resolution"] == _share(closed, 0.5)
    promises = Clock.objects.filter(case__in=cases)
    over = [clock for clock in promises if clock.stopped_at or clock.breached_at]
    assert found.total["sla"] == sum(clock.breached_at is None for clock in over) / len(over)
    scores = [answer.score for answer in Answer.objects.filter(invitation__case__in=cases)]
    assert (found.total["csat_answers"], found.total["csat"]) == (len(scores), sum(scores) / len(scores))


def _shown(until: datetime | None, case: Case) -> int | None:
    """Seconds, minutes or hours, whichever are shown."""
    if until is None:
        return None
    seconds = (until - case.opened_at).total_seconds()
    unit = 1 if seconds < 60 else 60 if seconds < 86_400 else 3_600
    return math.floor(seconds / unit) * unit


def _share(values: list[int], share: float) -> float | None:
    if not values:
        return None
    rank = share * (len(values) - 1)
    low = math.floor(rank)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (rank - low)


Change = Callable[[w.World, Case, datetime], object]


def _again(case: Case, **values: object) -> None:
    Case.objects.filter(pk=case.pk).update(**values)


CHANGES: dict[str, Change] = {
    "answered late": lambda world, case, now: _again(case, first_responded_at=now),
    "handed over": lambda world, case, now: _again(case, team=world.repairs),
    "taken from its team": lambda world, case, now: _again(case, team=None),
    "reopened": lambda world, case, now: _again(case, state="open", closed_at=None),
    "closed again": lambda world, case, now: _again(case, closed_at=now),
    "closed two days later": lambda world, case, now: _again(case, closed_at=case.opened_at + 2 * OVER),
    "spam": lambda world, case, now: _again(case, state="spam", closed_at=None),
    "merged": lambda world, case, now: _again(case, merged_into=Case.objects.exclude(pk=case.pk)[0]),
    "practice": lambda world, case, now: _again(case, is_practice=True),
    "another channel": lambda world, case, now: _again(case, channel_kind="chat"),
    "gone": lambda world, case, now: Case.objects.filter(pk=case.pk).delete(),
    "promise broken": lambda world, case, now: Clock.objects.filter(case=case).update(breached_at=now, is_met=False),
    "promise gone": lambda world, case, now: Clock.objects.filter(case=case).delete(),
    "rated otherwise": lambda world, case, now: Answer.objects.filter(invitation__case=case).update(score=1),
    "rating gone": lambda world, case, now: Answer.objects.filter(invitation__case=case).delete(),
    "brought in later": lambda world, case, now: a_case(world, 7, opened_at=case.opened_at - timedelta(days=1)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_a_day_that_is_over_is_seen_at_once_and_summed_up_anew(world, now, change):
    some_cases(world, seed=3, now=now, count=20)
    opened = now - timedelta(days=6)
    case = a_case(world, 1, opened_at=opened, state="closed", closed_at=opened + OVER, first_responded_at=opened + OVER)
    a_promise(case, until=opened + OVER, is_broken=False)
    a_rating(case, 5, at=opened + OVER)
    sum_up(now)
    sum_up_anew(now)
    before = measured(whole(now), world=world, now=now)
    CHANGES[change](world, case, now)
    after = measured(whole(now), world=world, now=now)
    assert after != before
    assert after == anew(whole(now), world=world, now=now)
    assert StaleDay.objects.exists()
    sum_up_anew(now)
    assert not StaleDay.objects.exists()
    assert split_of(whole(now)).stale == []
    assert measured(whole(now), world=world, now=now) == after


def test_what_is_not_counted_makes_no_day_stale_and_neither_does_a_ticket_of_today(world, now):
    case = a_case(world, 1, opened_at=now - timedelta(days=3), state="open")
    sum_up(now)
    sum_up_anew(now)
    _again(case, subject="Khác", kind="complaint", last_entry_at=now, state="waiting", assignee=world.agent)
    fresh = a_case(world, 2, opened_at=timezone.now())
    _again(fresh, first_responded_at=timezone.now(), team=world.repairs)
    a_promise(fresh, until=timezone.now(), is_broken=False)
    assert not StaleDay.objects.exists()


def test_today_is_read_from_its_tickets_and_never_summed_up(world, now):
    a_case(world, 1, opened_at=now - timedelta(days=2))
    sum_up(now)
    a_case(world, 2, opened_at=now)
    assert measured(whole(now), world=world, now=now).by["day"][today(now)]["volume"] == 1
    sum_up(now)
    assert not DayFigures.objects.filter(on__gte=today(now)).exists()
    assert split_of(whole(now)).summed_up == (whole(now).since, today(now) - OVER)


def test_summing_up_twice_or_after_a_crash_gives_the_same_rows(world, now):
    some_cases(world, seed=5, now=now)
    with transaction.atomic():
        sum_up(now)
        transaction.set_rollback(True)
    assert not DayFigures.objects.exists()
    sum_up(now)
    count = DayFigures.objects.count()
    assert sum_up_days(now=now) is None
    days = DayFigures.objects.values_list("on", flat=True)
    StaleDay.objects.bulk_create([StaleDay(on=day) for day in [*days, *days, today(now)]])
    sum_up_anew(now)
    assert sum_up_stale_days() == 0
    assert DayFigures.objects.count() == count
    assert measured(whole(now), world=world, now=now) == anew(whole(now), world=world, now=now)


def test_what_is_never_counted_does_not_keep_the_worker_busy(world, now):
    a_case(world, 1, opened_at=now - timedelta(days=70), is_practice=True)
    a_case(world, 2, opened_at=now - timedelta(days=2))
    sum_up(now)
    assert [row.on for row in DayFigures.objects.all()] == [today(now) - OVER]


def test_emptied_with_the_tickets_nothing_is_left_of_them(world, now):
    some_cases(world, seed=2, now=now, count=10)
    sum_up(now)
    empty_business_data(now=now)
    assert (DayFigures.objects.count(), StaleDay.objects.count()) == (0, 0)
    assert measured(whole(now), world=world, now=now).total["volume"] == 0


def test_a_narrower_reach_is_read_from_the_tickets(world, now):
    mine = a_case(world, 1, opened_at=now - timedelta(days=2))
    a_case(world, 2, opened_at=now - timedelta(days=2), team=world.repairs)
    sum_up(now)
    found = measure(whole(now), agent=world.agent, now=now)
    assert (mine.team, found.total["volume"]) == (world.support, 1)


@pytest.mark.django_db(transaction=True)
def test_a_day_is_summed_up_only_when_all_that_was_written_on_it_is_there(now):
    world = w.build_world()
    a_case(world, 1, opened_at=now - timedelta(days=2))
    in_two_days = now + OVER
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("UPDATE cases_case SET first_responded_at = %s", [now])
        assert sum_up_days(now=in_two_days) is None
        other.commit()
    finally:
        other.close()
    assert sum_up_days(now=in_two_days) is not None
    forget_figures()
    assert measured(whole(now), world=world, now=now).total["frt"] == 2 * 86_400


def test_times_are_counted_as_they_are_shown():
    assert [seconds_of(place) for place in (0, 59, 60, 61, 1498, 1499, 1500)] == [
        0, 59, 60, 120, 86_340, 86_400, 90_000,
    ]  # fmt: skip
    parts = [b"\x00\x3c\x00\x3c", b"\x00\x00", b"", b"\x05\xdb"]  # a minute twice, at once, a day
    assert percentiles(map(counted, parts), (0.5, 0.9, 1)) == pytest.approx([60, 60 + (86_400 - 60) * 0.7, 86_400])
    assert percentiles([counted(b"")], (0.5,)) == [None]
