"""Two workers at one start, at the same moment: it fires once, and nobody gets two tickets."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from tantam.cases.models import Case
from tantam.cases.tests.desk import a_case, build_desk
from tantam.customers.models import Customer
from tantam.process import actions
from tantam.process.actions import watching
from tantam.process.models import ArmedStart, Firing, StandsTrue, Version
from tantam.process.tests.starts import condition, drawn, each, each_day, publish
from tests import world as w

pytestmark = pytest.mark.django_db(transaction=True)
DUE = datetime(2026, 11, 24, 1, tzinfo=UTC)


def at_once(*acts: Callable[[], object]) -> None:
    barrier, broke = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            act()
        except Exception as error:
            broke.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert broke == []


def work() -> None:
    for _ in range(10):
        actions.fire_due_starts(now=DUE)
        actions.carry_on_firings(now=DUE, seconds=1, size=3)


def test_two_workers_double_nobody_while_a_new_version_is_published() -> None:
    world = w.build_world()
    for number in range(20):
        Customer.objects.create(code=f"KH{number:02}", name="Khách", brand=world.brand, created_at=w.NOW)
    publish(each_day(each=each()))
    publish(each_day(on="day"), key="QT-82")
    at_once(work, work, work, lambda: publish(each_day(each=each(), task="v"), now=DUE))
    work()
    assert Firing.objects.exclude(state="done").count() == 0
    asked = Case.objects.filter(customer__kind="person").values_list("customer__code", flat=True)
    assert sorted(asked) == [f"KH{number:02}" for number in range(20)]
    assert Case.objects.filter(customer__kind="internal").count() == 1
    publish(drawn(""), now=DUE)


def test_who_looks_while_a_process_is_retired_leaves_nothing_true_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    world = build_desk()
    case = a_case(world)
    Case.objects.update(urgency="critical")
    version = publish(drawn(condition('khan = "critical"')))
    threads: list[threading.Thread] = []
    is_true = watching._is_true

    def meanwhile(*args: Any, **named: Any) -> bool:
        threads.append(threading.Thread(target=_retire, args=(version, world)))
        threads[0].start()
        threads[0].join(timeout=1)  # it has to wait until the look is over
        return is_true(*args, **named)

    monkeypatch.setattr(watching, "_is_true", meanwhile)
    assert actions.look_at_starts(case.fact_subject, now=DUE) == 1
    threads[0].join(timeout=30)
    assert (ArmedStart.objects.count(), StandsTrue.objects.count()) == (0, 0)
    monkeypatch.undo()
    publish(drawn(condition('khan = "critical"'), task="v"), now=DUE)
    assert actions.look_at_starts(case.fact_subject, now=DUE) == 1


def _retire(version: Version, world: w.World) -> None:
    try:
        actions.retire(version.process, by=world.owner, reason="thử", now=DUE)
    finally:
        connection.close()
