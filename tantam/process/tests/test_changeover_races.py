"""A step and a move at the same moment, two workers at one changeover, a crash at every statement of a batch."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import Error, connection

from tantam.core.actions import unit
from tantam.process import actions, registry
from tantam.process.actions.changeover.batches import one_batch
from tantam.process.models import Changeover, Instance, Passage, Process, Token
from tantam.process.queries import work_of
from tantam.process.tests.changing_over import LATER, begin, do, everything, finish, line, passages, publish, start
from tests import world as w

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def locks() -> Iterator[None]:
    """Orders have a lock each, as cases have: that of a row of their own."""
    rows = "SELECT id FROM process_process WHERE key = ANY(%s) ORDER BY id FOR UPDATE"

    def lock(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(rows, [[f"L{number}"]])

    def lock_free(numbers: object) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(rows.replace("id FROM", "key FROM") + " SKIP LOCKED", [[f"L{one}" for one in numbers]])  # type: ignore[attr-defined]
            return [int(row[0][1:]) for row in cursor.fetchall()]

    registry.locker("order")(lock)
    registry.many_locker("order")(lock_free)
    for number in range(1, 13):
        Process.objects.create(key=f"L{number}", name="khóa", created_at=w.NOW)
    yield
    registry._lockers.pop("order")
    registry._many_lockers.pop("order")


def at_once(*acts: Callable[[], object]) -> list[object]:
    barrier = threading.Barrier(len(acts))
    gave: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait(timeout=10)
        try:
            gave[place] = act()
        except Exception as error:
            gave[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads), "deadlock"
    return gave


@pytest.mark.parametrize("tried", range(3))
def test_a_step_and_a_move_at_the_same_moment_both_happen(world, locks, tried) -> None:
    old = publish(line("a", "b", "c"))
    start(12)
    new = publish(line("a", "x", "b", "c"))
    changeover = begin(old, new)
    steps = [lambda number=number: do(f"order:{number}", "a") for number in (2, 5, 9)]
    gave = at_once(*steps, lambda: actions.carry_on(now=LATER, size=3), lambda: actions.carry_on(now=LATER, size=3))
    assert [one for one in gave if isinstance(one, Exception)] == []
    done = finish(changeover)
    assert (done.moved, done.held) == (12, 0)
    assert Token.objects.exclude(version=new).count() == Instance.objects.exclude(version=new).count() == 0
    nodes = dict(Token.objects.values_list("instance__subject", "node"))
    assert {nodes.pop(f"order:{number}") for number in (2, 5, 9)} <= {"x", "b"}  # before the move, or after it
    assert set(nodes.values()) == {"a"}
    assert len(work_of("order:2")) == 1


def test_what_somebody_holds_is_left_out_and_comes_later(world, locks) -> None:
    old = publish(line("a"))
    start(4)
    new = publish(line("a", "b"))
    changeover = begin(old, new)
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with unit():
            registry.lock_subject("order:3")
            held.set()
            free.wait(10)

    def move() -> int:
        held.wait(10)
        try:
            return actions.carry_on(now=LATER)
        finally:
            free.set()

    assert at_once(hold, move)[1] == 3
    changeover.refresh_from_db()
    assert (changeover.state, changeover.moved) == ("moving", 3)
    assert finish(changeover).moved == 4


def test_a_taking_back_and_a_step_at_the_same_moment_leave_the_case_in_one_version(world, locks) -> None:
    old = publish(line("a", "b", "c"))
    start(8)
    new = publish(line("a", "x", "b", "c"))
    changeover = finish(begin(old, new))
    actions.take_back_changeover(changeover, by=None, now=LATER)
    gave = at_once(lambda: do("order:4", "a"), lambda: actions.carry_on(now=LATER, size=2))
    assert [one for one in gave if isinstance(one, Exception)] == []
    back = finish(changeover)
    assert back.returned + back.kept == 8
    token = Token.objects.get(instance__subject="order:4")
    said = passages(back)["order:4"]
    assert (token.node, token.version_id, said) in {("x", new.pk, "kept"), ("b", old.pk, "returned")}


def test_two_beginnings_at_the_same_moment_are_one(world) -> None:
    old = publish(line("a"))
    start(1)
    new = publish(line("a", "b"))
    gave = at_once(lambda: begin(old, new), lambda: begin(old, new))
    assert sum(isinstance(one, actions.ChangeoverUnderWay) for one in gave) == 1
    assert Changeover.objects.count() == 1


class Crash:
    """Ends the connection at the nth statement, as a killed worker or database does."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if not self.left:
            context["cursor"].execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return execute(sql, params, many, context)


@pytest.mark.parametrize("is_back", [False, True])
def test_a_crash_at_any_statement_leaves_a_batch_undone_or_done(world, locks, is_back) -> None:
    old = publish(line("a", "b"))
    start(3)
    new = publish(line("x", "b"))
    changeover = begin(old, new, a="x")
    if is_back:
        actions.take_back_changeover(finish(changeover), by=None, now=LATER)
    state = "returned" if is_back else "moved"
    before, crashed = everything(), 0
    while everything() == before:
        assert not Passage.objects.filter(state=state).exists()
        Changeover.objects.filter(pk=changeover.pk).update(reached_id=0)
        try:
            with connection.execute_wrapper(Crash(crashed + 1)):
                one_batch(changeover.pk, now=LATER)
        except Error:
            crashed += 1
        finally:
            connection.close()
    assert crashed >= 10
    assert Passage.objects.filter(state=state).count() == 3  # the last one came after the commit
    done = finish(changeover)
    assert (done.returned, done.moved) == ((3, 3) if is_back else (0, 3))
