"""What can be compensated has rows of its own: a round costs the same always, and compensation reads what it undoes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from tantam.core.facts import SYSTEM
from tantam.process import actions, registry
from tantam.process.actions.loading import state_of
from tantam.process.engine.tests.drawing import COMPENSATE, Drawing, loop
from tantam.process.models import Changeover, Completion, Instance, Passage, Token, Version
from tantam.process.tests.test_between_instances import LATER, do, publish, stands, start
from tests import world as w

pytestmark = pytest.mark.django_db
ROUNDS = 10_000


@pytest.fixture(autouse=True)
def world(settings) -> Iterator[w.World]:
    settings.DEMO = True
    registry.follower("order")(lambda subject_id, moves, now: None)
    yield w.build_world()
    registry._followers.pop("order")


@pytest.fixture
def undone() -> Iterator[list[object]]:
    """An action that notes with which data it undid a round."""
    found: list[object] = []

    @registry.step("test.undo")
    def undo(run: registry.StepRun) -> None:
        found.append(run.variables["loopCounter"])

    yield found
    registry._steps.pop("test.undo")
    registry._offers.pop("test.undo")


def rounds(count: int) -> Drawing:
    """So many rounds that pass by themselves, then rounds of work; all can be undone, at the end all are."""
    drawing = Drawing()
    drawing.start()
    drawing.add("task", "turn", inner=loop("true", maximum=count))
    action = '<t:action name="test.undo"/>'
    drawing.add("serviceTask", "unturn", extension=action, isForCompensation="true")
    drawing.boundary("turn_undo", "turn", COMPENSATE)
    drawing.add("association", "turn_tie", sourceRef="turn_undo", targetRef="unturn")
    drawing.user("work")
    drawing.undone_by("work", "unwork")
    drawing.gateway("enough", default="enough-work")
    drawing.add("intermediateThrowEvent", "undo", inner=COMPENSATE)
    drawing.path("s", "turn", "work", "enough", "work")
    drawing.flow("enough", "undo", condition="enough = true")
    drawing.path("undo", drawing.user("then"), drawing.end())
    return drawing


def cost_of_a_round() -> tuple[list[str], int]:
    """The statements of a round, ids left out, and how many bytes of values were sent with them."""
    with CaptureQueriesContext(connection) as asked:
        do("work", enough=False)
    statements = [query["sql"] for query in asked]
    return [sql.split(" ", 1)[0] for sql in statements], sum(map(len, statements))


def test_a_round_costs_the_same_after_ten_thousand_as_after_ten(undone) -> None:
    found = {}
    for count in (10, ROUNDS):
        publish(f"QT-{count}", rounds(count))
        instance = start(f"QT-{count}")
        do("work", enough=False)  # what is asked once is asked
        found[count] = cost_of_a_round()
        assert Completion.objects.filter(instance=instance).count() == count + 2
        actions.cancel("order:7", by=SYSTEM, now=LATER)
        assert not Completion.objects.exists()
    (few, few_bytes), (many, many_bytes) = found[10], found[ROUNDS]
    assert many == few
    assert abs(many_bytes - few_bytes) < 200  # only the digits of ids differ


def test_ten_thousand_rounds_are_undone_the_last_first_each_with_its_data(undone) -> None:
    publish("QT-VÒNG", rounds(ROUNDS))
    instance = start("QT-VÒNG")
    do("work", enough=True)
    assert (stands(), undone) == ([("undo", "undoing"), ("unwork", "waiting")], [])
    do("unwork")
    assert undone == [*range(ROUNDS, 0, -1)]
    assert stands() == [("then", "waiting")]
    assert not Completion.objects.filter(instance=instance).exists()


def test_undoing_one_of_ten_thousand_reads_no_more_than_one_of_ten(undone) -> None:
    found = {}
    for count in (10, ROUNDS):
        publish(f"QT-{count}", rounds(count))
        instance = start(f"QT-{count}")
        Completion.objects.filter(instance=instance).update(node="work")  # each undone by a person
        do("work", enough=True)
        do("unwork")
        with CaptureQueriesContext(connection) as asked:
            do("unwork")
        found[count] = [query["sql"].split(" ", 1)[0] for query in asked], sum(len(query["sql"]) for query in asked)
        assert Completion.objects.filter(instance=instance).count() == count - 2
        actions.cancel("order:7", by=SYSTEM, now=LATER)
    (few, few_bytes), (many, many_bytes) = found[10], found[ROUNDS]
    assert many == few
    assert abs(many_bytes - few_bytes) < 200


def inside() -> Drawing:
    """Two bookings in a sub-process, one beside it; a message stops it all, else all is compensated."""
    drawing = Drawing()
    drawing.start()
    with drawing.inside("trip"):
        drawing.start("s1")
        with drawing.inside("legs"):
            drawing.start("s2")
            for step in ("there", "back"):
                drawing.user(step)
                drawing.undone_by(step, f"un{step}")
            drawing.path("s2", "there", "back", drawing.end("e2"))
        drawing.path("s1", "legs", drawing.user("check"), drawing.end("e1"))
    drawing.boundary("stopped", "trip", drawing.message("dừng"))
    drawing.add("intermediateThrowEvent", "undo", inner=COMPENSATE)
    drawing.path("s", "trip", "undo", drawing.user("then"), drawing.end())
    drawing.flow("stopped", "then")
    return drawing


def test_what_was_done_inside_is_undone_by_undoing_what_it_holds() -> None:
    publish("QT-TRONG", inside())
    instance = start("QT-TRONG")
    for step in ("there", "back", "check", "unback", "unthere"):
        do(step)
    assert stands() == [("then", "waiting")]
    assert not Completion.objects.filter(instance=instance).exists()


def test_what_is_stopped_leaves_nothing_of_what_was_done_inside_and_reads_nothing() -> None:
    publish("QT-TRONG", inside())
    start("QT-TRONG")
    for step in ("there", "back"):
        do(step)
    assert Completion.objects.count() == 3
    with CaptureQueriesContext(connection) as asked:
        actions.wake("order:7", "dừng", payload={}, now=LATER)
    assert stands() == [("then", "waiting")]
    assert not Completion.objects.exists()
    assert not [
        query["sql"] for query in asked if "process_completion" in query["sql"] and "SELECT" in query["sql"][:7]
    ]


def test_a_cancelled_transaction_undoes_what_was_done_in_a_sub_process_of_it() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("deal", "transaction"):
        drawing.start("s1")
        with drawing.inside("legs"):
            drawing.start("s2")
            drawing.user("pay")
            drawing.undone_by("pay", "refund")
            drawing.path("s2", "pay", drawing.end("e2"))
        drawing.path("s1", "legs", drawing.user("decide"), drawing.end("no", event="<b:cancelEventDefinition/>"))
    drawing.boundary("b", "deal", "<b:cancelEventDefinition/>")
    drawing.flow("b", drawing.user("sorry"))
    drawing.path("s", "deal", drawing.end())
    publish("QT-GIAO", drawing)
    start("QT-GIAO")
    do("pay")
    do("decide")
    assert stands() == [("b", "undoing"), ("refund", "waiting")]
    do("refund")
    assert (stands(), Completion.objects.count()) == ([("sorry", "waiting")], 0)


def test_a_version_without_compensation_asks_nothing_about_it() -> None:
    drawing = Drawing()
    drawing.start()
    with drawing.inside("in"):
        drawing.start("s1")
        drawing.path("s1", drawing.user("work"), drawing.end("e1"))
    drawing.path("s", "in", drawing.end())
    publish("QT-THƯỜNG", drawing)
    start("QT-THƯỜNG")
    with CaptureQueriesContext(connection) as asked:
        do("work")
    assert not [query["sql"] for query in asked if "process_completion" in query["sql"]]


# What stood in the column before


def test_the_column_is_brought_over_with_a_compensation_under_way() -> None:
    """In the old column records stood in the order of completion, and a compensation listed what it had to undo."""
    publish("QT-TRONG", inside())
    instance = start("QT-TRONG")
    for step in ("there", "back", "check"):
        do(step)
    (left,) = Completion.objects.filter(instance=instance, node="there")
    scopes = Instance.objects.get().scopes
    (undo,) = [key for key, kept in scopes.items() if kept[4:] and kept[4].get("kind") == "undo"]
    old = {**scopes, undo: [*scopes[undo][:4], {**scopes[undo][4], "queue": [left.key, 902, 901]}]}
    records = [
        [901, "there", int(undo), "2026-03-02T01:00:00+00:00", {"n": 1}, None],
        [902, "back", int(undo), "2026-03-02T01:00:00+00:00", {"n": 2}, None],
        [left.key, "there", int(undo), "2026-03-02T01:00:00+00:00", {"n": 3}, None],
        [903, "there", 77, "2026-03-02T01:00:00+00:00", {}, 78],
    ]
    Completion.objects.all().delete()
    version = Version.objects.get()
    passage = passed(version, instance, scopes=old, records=records)
    migration = import_module("tantam.process.migrations.0019_completions_out_of_the_column")
    apps = MigrationExecutor(connection).loader.project_state(("process", "0018_completions_in_rows")).apps
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE process_instance ADD COLUMN records jsonb")
    apps.get_model("process", "Instance").objects.filter(pk=instance.pk).update(records=records, scopes=old)
    migration.bring_over(apps, None)
    rows = Completion.objects.order_by("id").values_list("key", "node", "scope_id", "variables", "inside_id")
    assert list(rows) == [
        (903, "there", 77, {}, 78),
        (901, "there", int(undo), {"n": 1}, None),
        (902, "back", int(undo), {"n": 2}, None),
        (left.key, "there", int(undo), {"n": 3}, None),
    ]
    passage.refresh_from_db()
    assert passage.before is not None
    assert passage.before["records"] == [[key, node, scope] for key, node, scope, *_ in records]
    assert passage.before["scopes"][undo][4]["queue"] == [int(undo)]
    do("unback")  # what was under way goes on in its order
    assert [(token.node, variables()) for token in Token.objects.filter(state="waiting")] == [("unthere", {"n": 3})]
    do("unthere")
    assert [(token.node, variables()) for token in Token.objects.filter(state="waiting")] == [("unback", {"n": 2})]


def passed(version: Version, instance: Instance, **documents: object) -> Passage:
    """A passage as it was kept before."""
    other = Version.objects.create(
        process=version.process, number=99, bpmn=version.bpmn, created_at=w.NOW, changed_at=w.NOW
    )
    changeover = Changeover.objects.create(
        process=version.process, old=other, new=version, node_map={}, until_id=0, total=1, began_at=w.NOW,
        changed_at=w.NOW,
    )  # fmt: skip
    kept = [documents["scopes"], documents["records"]]
    return Passage.objects.create(
        changeover=changeover, instance_id=instance.pk, state=Passage.State.MOVED, before={"documents": kept}
    )


def variables() -> object:
    """What the compensation under way sees of its own."""
    scopes = state_of(Instance.objects.get()).scopes.values()
    return next(dict(scope.variables) for scope in scopes if scope.kind == "undo")
