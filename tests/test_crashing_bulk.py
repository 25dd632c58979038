"""Many tickets at once while workers die and race: each is done once, nothing half, and a hand between them is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from tantam.cases import actions
from tantam.cases.models import BulkAction, Case, Deed, DeedRow, Entry
from tantam.cases.tests import desk
from tantam.core.models import FactRow
from tests import world as w
from tests.killing.forking import dies

pytestmark = pytest.mark.django_db(transaction=True)
LATER = w.NOW + timedelta(minutes=5)
COUNT = 12
PHASES = [
    ("tantam.cases.actions.bulk.running._write", "after"),
    ("tantam.core.actions.unit.send", "before"),
    ("tantam.core.actions.unit.send", "after"),
]


@pytest.fixture
def world() -> w.World:
    made = w.build_world()
    desk.many_cases(made, COUNT)
    return made


def _begun(world: w.World) -> BulkAction:
    keys = list(Case.objects.values_list("pk", flat=True))
    chosen = actions.choose_many("assign", of=keys, by=world.head, now=w.NOW)
    return actions.begin_bulk(chosen, {"team": None, "assignee": world.head.pk}, by=world.head, now=w.NOW)


def _work() -> int:
    done = 0
    while count := actions.carry_on_bulk(now=LATER, size=5):
        done += count
    return done


def _told() -> tuple[int, int, int]:
    """How often it was said: in the streams, as facts, as what can be taken back."""
    entries = Entry.objects.filter(data__what="assigned").count()
    return entries, FactRow.objects.filter(name="case.assigned").count(), DeedRow.objects.count()


@pytest.mark.parametrize(("place", "when"), PHASES)
def test_a_worker_killed_anywhere_leaves_each_ticket_done_once(world, place, when):
    run = _begun(world)
    assert dies(_work, at=place, when=when)
    _work()
    run.refresh_from_db()
    assert (run.state, run.done, run.left) == ("done", COUNT, 0)
    assert (Case.objects.filter(assignee=world.head).count(), _told()) == (COUNT, (COUNT, COUNT, COUNT))


def _at_once(*acts: Callable[[], object]) -> None:
    barrier = threading.Barrier(len(acts))
    wrong: list[Exception] = []

    def go(act: Callable[[], object]) -> None:
        barrier.wait(timeout=10)
        try:
            act()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "deadlock"
    assert wrong == []


def test_two_workers_and_a_colleague_at_once_do_each_ticket_once(world):
    run = _begun(world)
    theirs = Case.objects.latest("pk")

    def take() -> None:
        actions.hand_over(theirs, team=world.support, assignee=world.owner, by=world.owner, now=LATER)

    _at_once(_work, _work, take)
    _work()
    run.refresh_from_db()
    assert (run.state, run.done + run.left) == ("done", COUNT)
    assert DeedRow.objects.filter(deed=run.deed).count() == run.done
    theirs.refresh_from_db()
    assert theirs.assignee == world.owner
    assert Deed.objects.filter(kind="assign", by=world.owner).count() == 1
