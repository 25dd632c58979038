"""Turns of repeated activities have rows of their own: each costs the same, and what they gave is collected once."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.core.facts import SYSTEM
from tantam.process import actions, registry
from tantam.process.engine.tests.drawing import Drawing, instances
from tantam.process.models import Instance, Token, Turn, TurnValue
from tantam.process.tests import changing_over as moving
from tantam.process.tests.test_between_instances import LATER, publish, start
from tests import world as w

pytestmark = pytest.mark.django_db
FEW, MANY = 10, 10_000


@pytest.fixture(autouse=True)
def world(settings) -> Iterator[w.World]:
    settings.DEMO = True
    registry.follower("order")(lambda subject_id, moves, now: None)
    registry.subject("order")(lambda subject_id: {})
    yield w.build_world()
    registry._followers.pop("order")
    registry._subjects.pop("order")


def each_of(drawing: Drawing, *, sequential: bool, name: str = "u", done: str = "") -> None:
    """A step for each of a list, that gives something, then one more step."""
    more = '<b:loopDataInputRef>xe</b:loopDataInputRef><b:inputDataItem name="bien_so"/>'
    more += '<b:loopDataOutputRef>ket_qua</b:loopDataOutputRef><b:outputDataItem name="dat"/>'
    more += f"<b:completionCondition>{done}</b:completionCondition>" if done else ""
    drawing.add("userTask", name, inner=instances(sequential=sequential, more=more))
    drawing.boundary("stop", name, drawing.message("stop"))
    drawing.path("s", name, drawing.user("then"), drawing.end())
    drawing.path("stop", drawing.user("stopped"), drawing.end("e2"))


def begin(count: int, *, sequential: bool, done: str = "") -> Instance:
    drawing = Drawing()
    drawing.start()
    each_of(drawing, sequential=sequential, done=done)
    publish(f"QT-{count}", drawing)
    return start(f"QT-{count}", variables={"xe": [f"29A-{number:05}" for number in range(count)]})


def do_one(place: int = 0, **data: object) -> None:
    token = Token.objects.filter(node="u", state="waiting").order_by("id")[place]
    actions.complete_work(token.pk, by=None, data=data, now=LATER)


def cost_of_a_turn() -> tuple[list[str], int]:
    """The statements of a turn, and how many bytes were sent with them."""
    waiting = Token.objects.filter(node="u", state="waiting").order_by("id")
    token = waiting[min(2, waiting.count() - 1)]
    with CaptureQueriesContext(connection) as asked:
        actions.complete_work(token.pk, by=None, data={"dat": "đạt"}, now=LATER)
    statements = [query["sql"] for query in asked]
    return [sql.split(" ", 1)[0] for sql in statements], sum(map(len, statements))


def rows() -> tuple[int, int]:
    return Turn.objects.count(), TurnValue.objects.count()


@pytest.mark.parametrize("sequential", [True, False])
def test_a_turn_costs_the_same_of_ten_thousand_as_of_ten(sequential) -> None:
    found = {}
    for count in (FEW, MANY):
        instance = begin(count, sequential=sequential)
        do_one(dat="đạt")
        if count == MANY:  # as though nine thousand had given something already
            loop = TurnValue.objects.filter(is_result=True).get().loop_id
            given = [
                TurnValue(instance=instance, loop_id=loop, is_result=True, number=number, value=["đạt"])
                for number in range(900, 9_900)
            ]
            TurnValue.objects.bulk_create(given)
        do_one(dat="đạt")  # what is remembered for some seconds is known again
        found[count] = cost_of_a_turn()
        assert len(Instance.objects.get(pk=instance.pk).scopes) == (3 if sequential else 2)
        actions.cancel("order:7", by=SYSTEM, now=LATER)
        assert rows() == (0, 0)
    (few, few_bytes), (many, many_bytes) = found[FEW], found[MANY]
    assert many == few
    assert abs(many_bytes - few_bytes) < 200  # only the digits of ids differ


VALUES: list[object] = ["đạt", None, 3, {"a": [1]}, [True], "5"]


@pytest.mark.parametrize("sequential", [True, False])
def test_what_the_turns_gave_comes_together_in_their_order_and_leaves_no_rows(sequential) -> None:
    instance = begin(len(VALUES), sequential=sequential)
    if sequential:
        for value in VALUES:
            do_one(dat=value)
    else:
        assert rows() == (len(VALUES), 0)
        for value in reversed(VALUES):
            do_one(place=-1 % Token.objects.filter(node="u", state="waiting").count(), dat=value)
    instance.refresh_from_db()
    assert instance.variables["ket_qua"] == VALUES
    assert (rows(), Token.objects.get().node) == ((0, 0), "then")


def test_each_turn_in_turn_has_its_own_of_the_list() -> None:
    begin(3, sequential=True)
    seen = []
    for _ in range(3):
        (turn,) = [kept[4] for kept in Instance.objects.get().scopes.values() if kept[4:] and kept[4]["kind"] == "turn"]
        seen.append(turn["variables"]["bien_so"])
        do_one(dat=seen[-1])
    assert seen == ["29A-00000", "29A-00001", "29A-00002"]
    assert Instance.objects.get().variables["ket_qua"] == seen


@pytest.mark.parametrize("sequential", [True, False])
def test_the_condition_that_ends_it_sees_what_its_turn_gave_and_how_many_are_done(sequential) -> None:
    instance = begin(4, sequential=sequential, done='dat = "hỏng" and numberOfCompletedInstances = 2')
    do_one(dat="hỏng")
    assert Token.objects.filter(node="then").count() == 0
    do_one(dat="hỏng")
    instance.refresh_from_db()
    assert instance.variables["ket_qua"] == ["hỏng", "hỏng", None, None]
    assert (rows(), Token.objects.get().node) == ((0, 0), "then")


@pytest.mark.parametrize("sequential", [True, False])
def test_what_stops_the_step_takes_its_turns_and_what_they_gave_along(sequential) -> None:
    begin(4, sequential=sequential)
    do_one(dat="đạt")
    assert actions.wake("order:7", "stop", payload={}, now=LATER)
    assert (rows(), Token.objects.get().node) == ((0, 0), "stopped")


def everything() -> list[Any]:
    turns = [list(model.objects.order_by("id").values_list()) for model in (Turn, TurnValue)]
    return [*moving.everything(), *turns]


@pytest.mark.parametrize("sequential", [True, False])
def test_turns_move_to_another_version_and_come_back_and_give_what_they_gave(sequential) -> None:
    old = moving.publish(moving.drawn(lambda d: each_of(d, sequential=sequential)))
    instance = actions.start(moving.KEY, subject="order:1", labels={}, now=w.NOW, variables={"xe": ["a", "b", "c"]})
    assert instance is not None
    do_one(dat="đạt")
    before = everything()
    new = moving.publish(moving.drawn(lambda d: each_of(d, sequential=sequential, name="u2")))
    changeover = moving.finish(moving.begin(old, new, u="u2"))
    assert (changeover.moved, set(Turn.objects.values_list("node", flat=True)) <= {"u2"}) == (1, True)
    actions.take_back_changeover(changeover, by=None, now=moving.LATER)
    assert (moving.finish(changeover).returned, everything() == before) == (1, True)
    moving.finish(moving.begin(old, new, u="u2"))
    for value in ("hỏng", "đạt"):
        token = Token.objects.filter(node="u2", state="waiting").order_by("id").first()
        assert token is not None
        actions.complete_work(token.pk, by=None, data={"dat": value}, now=moving.LATER)
    instance.refresh_from_db()
    assert (instance.variables["ket_qua"], rows()) == (["đạt", "hỏng", "đạt"], (0, 0))


def as_before(instance: Instance, *, items: list[object], results: list[object]) -> dict[str, list[Any]]:
    """The column as it was when everything of a loop stood in it."""
    scopes = dict(Instance.objects.get(pk=instance.pk).scopes)
    for row in Turn.objects.all():
        more = {"kind": "turn", "variables": row.variables}
        scopes[str(row.pk)] = [row.node, row.loop_id, None, row.opened_at.isoformat(), more]
    for kept in scopes.values():
        if kept[4:] and "rounds" in kept[4]:
            kept[4]["rounds"] = [*kept[4]["rounds"][:3], items, results]
    return scopes


@pytest.mark.parametrize("sequential", [True, False])
def test_what_ran_before_is_brought_over_and_goes_on(sequential) -> None:
    instance = begin(3, sequential=sequential)
    do_one(dat="đạt")
    known = everything()
    items: list[object] = [f"29A-{number:05}" for number in range(3)]
    before = as_before(instance, items=items, results=["đạt", None, None])
    Turn.objects.all().delete()
    TurnValue.objects.all().delete()
    Instance.objects.filter(pk=instance.pk).update(scopes=before)
    import_module("tantam.process.migrations.0035_turns_out_of_the_column").bring_over(apps, None)
    assert everything()[:3] == known[:3]
    given = {(row.is_result, row.number): row.value for row in TurnValue.objects.all()}
    assert given == {(True, 0): ["đạt"]} | ({(False, 2): ["29A-00002"]} if sequential else {})
    for value in ("hỏng", "đạt"):
        do_one(dat=value)
    instance.refresh_from_db()
    assert (instance.variables["ket_qua"], rows()) == (["đạt", "hỏng", "đạt"], (0, 0))
