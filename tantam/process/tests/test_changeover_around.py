"""Sub-processes that come or go around what is stored: what moves, comes back, and runs on; seen as it happens."""

from __future__ import annotations

import pytest

from tantam.process import actions, registry
from tantam.process.engine.tests.drawing import after
from tantam.process.engine.tests.test_changeover_paths import forked
from tantam.process.models import Completion, Instance, Token
from tantam.process.tests.changing_over import (
    LATER,
    begin,
    do,
    drawn,
    everything,
    finish,
    passages,
    proposed,
    publish,
    start,
)
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def with_sub(*, is_wrapped: bool, own: str = "") -> str:
    """Four steps, two of them in a sub-process with a timer at its edge or without; one of these can be undone."""

    def draw(d) -> None:
        if is_wrapped:
            with d.inside("sub", inner=own):
                d.start("i")
                d.path("i", d.user("b1"), d.user("b2"), d.end("ie"))
                d.undone_by("b1", "un")
                d.boundary("soon", "b2", after("PT8H"), interrupting=False)
                d.path("soon", d.end("se"))
            d.boundary("late", "sub", after("PT5H"))
            d.path("late", d.end("le"))
            d.path("s", d.user("a"), "sub", d.user("c"), d.end())
        else:
            d.path("s", d.user("a"), d.user("b1"), d.user("b2"), d.user("c"), d.end())
            d.undone_by("b1", "un")
            d.boundary("soon", "b2", after("PT8H"), interrupting=False)
            d.path("soon", d.end("se"))

    return drawn(draw)


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_sub_processes_come_and_go_around_what_runs_and_taken_back_all_is_as_it_was(world, is_wrapped) -> None:
    old = publish(with_sub(is_wrapped=is_wrapped))
    start(6)
    for number in range(2, 7):
        do(f"order:{number}", "a")
    for number in (4, 5, 6):
        do(f"order:{number}", "b1")
    do("order:6", "b2")
    new = publish(with_sub(is_wrapped=not is_wrapped))
    before = [*everything(), list(Completion.objects.order_by("id").values_list())]
    seen = actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER)
    changeover = finish(begin(old, new))
    assert (changeover.moved, changeover.held) == (seen.moving, seen.held) == (5, 1)  # 6: done before, not in there
    assert passages(changeover)["order:6"] == "held"
    subs = Token.objects.filter(node="sub", state="inside", instance__subject__in=["order:2", "order:4"])
    assert subs.count() == (0 if is_wrapped else 2)
    assert Token.objects.filter(node="late", instance__version=new).count() == (0 if is_wrapped else 4)
    assert Token.objects.filter(node="soon", instance__version=new).count() == 2
    assert everything() != before[:2]
    actions.take_back_changeover(changeover, by=world.owner, now=LATER)
    assert (finish(changeover).returned, changeover.kept) == (5, 0)
    assert [*everything(), list(Completion.objects.order_by("id").values_list())] == before


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_what_has_gone_in_or_out_runs_to_its_end_there(world, is_wrapped) -> None:
    old = publish(with_sub(is_wrapped=is_wrapped))
    start(2)
    do("order:1", "a")
    do("order:2", "a")
    do("order:2", "b1")
    new = publish(with_sub(is_wrapped=not is_wrapped))
    assert finish(begin(old, new)).moved == 2
    for subject, steps in (("order:1", ("b1", "b2", "c")), ("order:2", ("b2", "c"))):
        for step in steps:
            do(subject, step)
    assert set(Instance.objects.values_list("state", flat=True)) == {"finished"}
    assert (Token.objects.count(), Completion.objects.count()) == (0, 0)


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_several_paths_go_in_and_out_together_and_come_back_as_they_were(world, is_wrapped) -> None:
    old = publish(drawn(lambda d: forked(d, is_wrapped=is_wrapped)))
    start(4)
    for number in (2, 3, 4):
        do(f"order:{number}", "a")
    do("order:3", "x")
    do("order:4", "x")
    do("order:4", "y")
    new = publish(drawn(lambda d: forked(d, is_wrapped=not is_wrapped)))
    before = everything()
    seen = actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER)
    changeover = finish(begin(old, new))
    assert (changeover.moved, changeover.held) == (seen.moving, seen.held) == (4, 0)
    assert Token.objects.filter(node="sub", state="inside").count() == (0 if is_wrapped else 3)
    actions.take_back_changeover(changeover, by=world.owner, now=LATER)
    assert (finish(changeover).returned, everything() == before) == (4, True)
    finish(begin(old, new))
    for subject, steps in (("order:2", "xy"), ("order:3", "y"), ("order:4", "")):
        for step in (*steps, "b2", "c"):
            do(subject, step)
    assert list(Instance.objects.order_by("id").values_list("state", flat=True)) == ["running", *["finished"] * 3]


def test_data_of_a_new_sub_process_are_those_of_each_case(world) -> None:
    own = '<b:dataObject id="d1"/><b:dataObjectReference id="r1" name="n" dataObjectRef="d1"/>'
    registry.subject("order")(lambda number: {})
    try:
        old = publish(with_sub(is_wrapped=False))
        start(2)
        do("order:1", "a")
        do("order:2", "a")
        new = publish(with_sub(is_wrapped=True, own=own))
        assert actions.preview_changeover(old, new, node_map=proposed(old, new), now=LATER).unseen == 2
        assert finish(begin(old, new)).moved == 2
    finally:
        registry._subjects.pop("order")
    scopes = [
        kept[4]["variables"] for one in Instance.objects.order_by("id") for kept in one.scopes.values() if kept[4:]
    ]
    assert scopes == [{"n": 1}, {"n": 2}]
