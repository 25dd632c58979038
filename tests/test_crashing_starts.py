"""A process is killed in every phase of a start that fires: nobody is left out, nobody gets two tickets."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tantam.cases.models import Case
from tantam.customers.models import Customer
from tantam.organisation.models import Agent
from tantam.process import actions
from tantam.process.models import ArmedStart, Begun, Firing, Instance, Process
from tantam.process.tests.starts import KEY, each, each_day, pass_time, publish
from tests import world as w
from tests.killing.forking import dies, places

pytestmark = pytest.mark.django_db(transaction=True)
DUE = datetime(2026, 11, 24, 1, tzinfo=UTC)
CODES = [f"KH{number:02}" for number in range(5)]

FIRING = places([
    "tantam.process.actions.firing._drawn",
    "tantam.process.actions.firing._goes_on_at",
    "tantam.process.actions.firing.announce",
    "tantam.core.actions.unit.send",
])  # fmt: skip
BATCH = places([
    "tantam.process.actions.beginning._claim",
    "tantam.process.actions.beginning.start_at",
    "tantam.process.actions.beginning._note_subjects",
    "tantam.process.actions.storing._store_tokens",
    "tantam.core.actions.unit.send",
])  # fmt: skip


@pytest.fixture
def customers() -> None:
    world = w.build_world()
    for code in CODES:
        Customer.objects.create(code=code, name="Khách", brand=world.brand, created_at=w.NOW)


def fire(now: datetime) -> int:
    return actions.fire_due_starts(now=now)


def firing(now: datetime) -> Callable[[], object]:
    return lambda: fire(now)


def one_batch(now: datetime) -> int:
    return actions.carry_on_firings(now=now, seconds=0, size=2)


def batching(now: datetime) -> Callable[[], object]:
    return lambda: one_batch(now)


def worked_off(now: datetime) -> None:
    """The worker's beats until it is done: the database takes a moment to notice that a process died, and what that one
    held is left alone until then."""
    for _ in range(100):
        pass_time(now)
        if (
            not ArmedStart.objects.filter(due_at__lte=now).exists()
            and not Firing.objects.filter(state="running").exists()
        ):
            return
        time.sleep(0.1)
    raise AssertionError


def all_have_one(times: int) -> None:
    asked = Case.objects.filter(customer__kind="person").values_list("customer__code", flat=True)
    assert sorted(asked) == sorted(CODES * times)
    assert Begun.objects.count() == Instance.objects.count() == len(CODES) * times
    assert not Begun.objects.filter(subject="").exists()


def test_a_start_fires_once_and_for_each_once_whenever_its_worker_dies(customers) -> None:
    publish(each_day(each=each()))
    for day, (at, when) in enumerate(FIRING):
        now = DUE + timedelta(days=day)
        assert dies(firing(now), at=at, when=when), at
        assert Firing.objects.filter(due_at=now).count() == 0, (at, when)
        worked_off(now)
        all_have_one(day + 1)
    for day, (at, when) in enumerate(BATCH, start=len(FIRING)):
        now = DUE + timedelta(days=day)
        assert (fire(now), one_batch(now)) == (1, 1)
        assert dies(batching(now), at=at, when=when), at
        done = Firing.objects.get(due_at=now)
        assert (done.begun, Begun.objects.filter(due_at=now).count()) == (2, 2), (at, when)
        worked_off(now)
        all_have_one(day + 1)
    assert not Firing.objects.exclude(state="done", failed=0, begun=len(CODES)).exists()


def test_after_a_crash_and_three_nights_asleep_and_a_new_version_it_goes_on_with_those_left(customers) -> None:
    publish(each_day(each=each()))
    assert (fire(DUE), one_batch(DUE)) == (1, 1)
    assert dies(batching(DUE), at="tantam.process.actions.beginning.start_at")
    publish(each_day(each=each(), task="v"), now=DUE)
    later = DUE + timedelta(days=3, hours=1)
    worked_off(later)
    all_have_one(2)
    told = Firing.objects.order_by("due_at").values_list("due_at", "missed", "begun", "state")
    assert list(told) == [(DUE, 0, 5, "done"), (DUE + timedelta(days=1), 2, 5, "done")]
    assert ArmedStart.objects.get().due_at == DUE + timedelta(days=4)


def test_what_is_retired_after_a_crash_begins_for_nobody_more(customers) -> None:
    publish(each_day(each=each()))
    publish(each_day(on="day"), key="QT-82")
    assert (fire(DUE), one_batch(DUE)) == (2, 1)
    before = Instance.objects.count()
    assert dies(batching(DUE), at="tantam.process.actions.beginning._claim", when="after")
    assert Instance.objects.count() == before
    actions.retire(Process.objects.get(key=KEY), by=Agent.objects.all()[0], reason="thôi", now=DUE)
    worked_off(DUE + timedelta(days=2))
    listed = Firing.objects.get(version__process__key=KEY)
    assert (listed.state, listed.begun) == ("stopped", Case.objects.filter(customer__kind="person").count())
    assert not ArmedStart.objects.filter(version__process__key=KEY).exists()
