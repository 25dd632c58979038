"""Several instances: processes that call each other, signals and messages between them, conditions, compensation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from tantam.core.actions.rows import update
from tantam.core.facts import SYSTEM
from tantam.process import actions, registry
from tantam.process.engine.tests.drawing import COMPENSATE, Drawing, instances, when
from tantam.process.models import Completion, Gathering, Incident, Instance, Process, SignalDelivery, Token, Visit
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=2)


class Order:
    """What stands above the process room: the data of an order, and what it was told."""

    def __init__(self, world: w.World) -> None:
        self.world = world
        self.data: dict[str, object] = {}
        self.told: list[tuple[int, str]] = []

    def data_of(self, _: int) -> Mapping[str, object]:
        return self.data

    def moved(self, subject_id: int, moves: Sequence[registry.Move], now: datetime) -> None:
        self.told += [(subject_id, move.what) for move in moves]


@pytest.fixture
def order(settings) -> Iterator[Order]:
    settings.DEMO = True
    found = Order(w.build_world())
    registry.subject("order")(found.data_of)
    registry.follower("order")(found.moved)
    yield found
    registry._subjects.pop("order")
    registry._followers.pop("order")


def publish(key: str, drawing: Drawing) -> None:
    drawing.lines.insert(0, f'<b:extensionElements><t:process key="{key}"/></b:extensionElements>')
    process = Process.objects.create(key=key, name=key, created_at=w.NOW)
    draft = actions.save_draft(process, bpmn=drawing.xml().decode(), revision=0, by=None, now=w.NOW)
    actions.publish(draft, by=None, reason="thử", now=w.NOW)


def start(key: str, *, subject: str = "order:7", variables: Mapping[str, object] | None = None) -> Instance:
    started = actions.start(key, subject=subject, labels={"team": "ho-tro"}, now=w.NOW, variables=variables or {})
    assert started is not None
    return started


def stands(subject: str = "order:7") -> list[tuple[str, str]]:
    tokens = Token.objects.positions().filter(instance__subject=subject)
    return sorted(tokens.values_list("node", "state"))


def do(node: str, **data: object) -> None:
    token = Token.objects.get(node=node, state=Token.State.WAITING)
    actions.complete_work(token.pk, by=None, data=data, now=LATER)


def caller(called: str = "QT-CON") -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.add("callActivity", "call", calledElement=called)
    drawing.path("s", "call", drawing.user("then"), drawing.end())
    return drawing


def plain(task: str = "work", *, end: str = "") -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.user(task), drawing.end(event=end))
    return drawing


def test_a_called_process_runs_for_the_same_subject_and_brings_back_what_it_set(order) -> None:
    publish("QT-CON", plain())
    publish("QT-MẸ", caller())
    parent = start("QT-MẸ", variables={"x": 1, "y": 1})
    child = Instance.objects.get(parent=parent)
    assert (child.subject, child.labels, child.variables) == ("order:7", {"team": "ho-tro"}, {"x": 1, "y": 1})
    assert stands() == [("call", "calling"), ("work", "waiting")]
    do("work", y=2, z=3)
    parent.refresh_from_db()
    child.refresh_from_db()
    assert stands() == [("then", "waiting")]
    assert (child.state, parent.variables) == ("finished", {"x": 1, "y": 2, "z": 3})
    assert (7, "finished") not in order.told  # the subject's own process still runs
    do("then")
    assert order.told[-1] == (7, "finished")


def test_a_called_process_that_fails_throws_its_error_in_the_caller(order) -> None:
    failing = plain()
    failing.end("bad", event=failing.error("het-hang"))
    failing.lines = [line for line in failing.lines if 'id="e"' not in line and 'id="work-e"' not in line]
    failing.flow("work", "bad")
    publish("QT-CON", failing)
    drawing = caller()
    drawing.boundary("b", "call", drawing.error("het-hang"))
    drawing.flow("b", drawing.user("rescue"))
    publish("QT-MẸ", drawing)
    parent = start("QT-MẸ")
    do("work")
    assert stands() == [("rescue", "waiting")]
    assert Instance.objects.get(parent=parent).state == "failed"


def test_stopping_the_caller_stops_what_it_called(order) -> None:
    publish("QT-CON", plain())
    drawing = caller()
    drawing.boundary("b", "call", drawing.message("thôi"))
    drawing.flow("b", drawing.user("rescue"))
    publish("QT-MẸ", drawing)
    parent = start("QT-MẸ")
    assert actions.wake("order:7", "thôi", payload={}, now=LATER)
    assert stands() == [("rescue", "waiting")]
    assert Instance.objects.get(parent=parent).state == "cancelled"
    second = start("QT-MẸ", subject="order:8")
    assert actions.cancel("order:8", by=SYSTEM, now=LATER) == 1
    assert set(Instance.objects.filter(subject="order:8").values_list("state", flat=True)) == {"cancelled"}
    assert not Token.objects.filter(instance__subject="order:8").exists()
    assert second.pk


def test_a_called_process_that_is_no_more_published_is_an_incident_to_be_tried_again(order) -> None:
    publish("QT-CON", plain())
    publish("QT-MẸ", caller())
    process = Process.objects.get(key="QT-CON")
    process.versions.update(state="retired")
    start("QT-MẸ")
    incident = Incident.objects.get()
    assert (incident.node, incident.error_code) == ("call", "process_not_published")
    process.versions.update(state="published")
    assert actions.retry_incident(incident, by=order.world.owner, now=LATER)
    assert stands() == [("call", "calling"), ("work", "waiting")]


def test_publishing_refuses_unknown_processes_and_circles(order) -> None:
    with pytest.raises(actions.CannotRun) as refused:
        publish("QT-MẸ", caller("QT-KHÔNG"))
    assert [found.code for found in refused.value.problems] == ["unknown_process"]
    publish("QT-CON", plain())
    publish("QT-B", caller())
    drawing = caller("QT-B")
    drawing.lines.insert(0, '<b:extensionElements><t:process key="QT-CON"/></b:extensionElements>')
    process = Process.objects.get(key="QT-CON")
    draft = actions.save_draft(process, bpmn=drawing.xml().decode(), revision=0, by=None, now=w.NOW)
    with pytest.raises(actions.CannotRun) as refused:
        actions.publish(draft, by=None, reason="vòng", now=w.NOW)
    assert [(found.code, found.element_id) for found in refused.value.problems] == [("call_in_circle", "call")]


def listener() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.catch("wait", drawing.signal("thu-hoi")), drawing.user("heard"), drawing.end())
    return drawing


def thrower() -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.add("intermediateThrowEvent", "call_out", inner=drawing.signal("thu-hoi"))
    drawing.path("s", drawing.user("press"), "call_out", drawing.end())
    return drawing


def test_a_signal_is_heard_at_once_by_the_same_subject_and_by_others_each_in_its_own_step(order) -> None:
    publish("QT-NGHE", listener())
    publish("QT-PHÁT", thrower())
    for subject in ("order:7", "order:8", "order:9"):
        start("QT-NGHE", subject=subject)
    start("QT-PHÁT")
    do("press")
    assert stands() == [("heard", "waiting")]
    assert stands("order:8") == [("wait", "signal")]
    assert SignalDelivery.objects.count() == 2
    start("QT-NGHE", subject="order:10")  # too late for this one
    assert actions.deliver_signals(now=LATER) == 2
    assert actions.deliver_signals(now=LATER) == 0
    assert [stands(f"order:{number}") for number in (8, 9, 10)] == [
        [("heard", "waiting")], [("heard", "waiting")], [("wait", "signal")],
    ]  # fmt: skip


def test_a_signal_starts_the_process_that_begins_with_it(order) -> None:
    begun = Drawing()
    begun.add("startEvent", "s", inner=begun.signal("thu-hoi"))
    begun.path("s", begun.user("begun"), begun.end())
    publish("QT-BẮT-ĐẦU", begun)
    publish("QT-PHÁT", thrower())
    start("QT-PHÁT")
    do("press")
    assert stands() == [("begun", "waiting")]


def together(drawing: Drawing) -> Drawing:
    """It begins when both have come: the recall is announced, and the shelves are empty."""
    both = drawing.signal("thu-hoi") + drawing.signal("het-ke")
    drawing.add("startEvent", "s", inner=both, parallelMultiple="true")
    drawing.path("s", drawing.user("begun"), drawing.end())
    return drawing


def thrower_of(signal: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.add("endEvent", "out", inner=drawing.signal(signal))
    drawing.path("s", "out")
    return drawing


def test_a_process_that_begins_with_several_events_begins_once_when_all_have_come_for_its_subject(order) -> None:
    publish("QT-CÙNG", together(Drawing()))
    publish("QT-A", thrower_of("thu-hoi"))
    publish("QT-B", thrower_of("het-ke"))
    for key, subject in [("QT-A", "order:7"), ("QT-A", "order:7"), ("QT-B", "order:8")]:
        start(key, subject=subject)
    assert not Instance.objects.filter(version__process__key="QT-CÙNG").exists()
    gathered = [(row.subject, row.came) for row in Gathering.objects.order_by("subject")]
    assert gathered == [("order:7", [0]), ("order:8", [1])]
    start("QT-B", subject="order:7")
    assert stands("order:7") == [("begun", "waiting")]
    assert list(Gathering.objects.values_list("subject", flat=True)) == ["order:8"]
    start("QT-A", subject="order:7")
    assert stands("order:7") == [("begun", "waiting")]  # the next round has begun to gather
    start("QT-B", subject="order:7")
    assert stands("order:7") == [("begun", "waiting")] * 2


def test_a_thrown_message_starts_the_process_that_begins_with_it_where_nothing_waits(order) -> None:
    begun = Drawing()
    begun.add("startEvent", "s", inner=begun.message("xong-kho"))
    begun.path("s", begun.user("begun"), begun.end())
    publish("QT-NHẬN", begun)
    sending = Drawing()
    sending.start()
    sending.add("endEvent", "send", inner=sending.message("xong-kho"))
    sending.path("s", "send")
    publish("QT-GỬI", sending)
    start("QT-GỬI")
    assert (stands(), stands("order:8")) == ([("begun", "waiting")], [])
    waiting = Drawing()
    waiting.start()
    waiting.path("s", waiting.catch("wait", waiting.message("xong-kho")), waiting.user("go"), waiting.end())
    publish("QT-CHỜ", waiting)
    start("QT-CHỜ", subject="order:8")
    start("QT-GỬI", subject="order:8")
    assert stands("order:8") == [("go", "waiting")]


def test_only_what_a_step_changed_of_its_instance_is_written(order, monkeypatch) -> None:
    publish("QT-CON", plain())
    instance = start("QT-CON", variables={"x": 1})
    written: list[tuple[str, ...]] = []

    def note(row: Instance, *names: str) -> None:
        written.append(names)
        update(row, *names)

    monkeypatch.setattr("tantam.process.actions.storing.update", note)
    do("work")
    assert written == [("scopes", "state", "finished_at")]
    instance.refresh_from_db()
    assert (instance.state, instance.variables, instance.scopes) == ("finished", {"x": 1}, {})


def test_a_signal_from_outside_reaches_whoever_waits(order) -> None:
    publish("QT-NGHE", listener())
    start("QT-NGHE")
    assert actions.broadcast("thu-hoi", payload={"lo": "A7"}, now=LATER) == 1
    assert actions.deliver_signals(now=LATER) == 1
    assert stands() == [("heard", "waiting")]
    assert Instance.objects.get().variables == {"lo": "A7"}
    assert actions.broadcast("thu-hoi", now=LATER) == 0


def test_a_thrown_message_reaches_another_instance_of_the_subject(order) -> None:
    waiting = Drawing()
    waiting.start()
    waiting.path("s", waiting.catch("wait", waiting.message("xong-kho")), waiting.user("go"), waiting.end())
    publish("QT-CHỜ", waiting)
    sending = Drawing()
    sending.start()
    sending.add("intermediateThrowEvent", "send", inner=sending.message("xong-kho"))
    sending.path("s", "send", sending.end())
    publish("QT-GỬI", sending)
    start("QT-CHỜ")
    start("QT-CHỜ", subject="order:8")
    start("QT-GỬI")
    assert stands() == [("go", "waiting")]
    assert stands("order:8") == [("wait", "message")]


def test_a_condition_is_looked_at_again_by_itself(order) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.catch("wait", when("ton_kho > 0")), drawing.user("go"), drawing.end())
    publish("QT-KHO", drawing)
    order.data = {"ton_kho": 0}
    start("QT-KHO")
    assert actions.look_at_conditions(now=w.NOW) == 0
    assert actions.look_at_conditions(now=LATER) == 1
    assert actions.look_at_conditions(now=LATER) == 0  # a minute's rest
    assert stands() == [("wait", "condition")]
    order.data = {"ton_kho": 4}
    assert actions.look_at_conditions(now=LATER + timedelta(minutes=1)) == 1
    assert stands() == [("go", "waiting")]


def test_turns_and_compensation_are_kept_between_steps(order) -> None:
    drawing = Drawing()
    drawing.start()
    more = '<b:loopDataInputRef>xe</b:loopDataInputRef><b:inputDataItem name="bien_so"/>'
    drawing.add("userTask", "u", inner=instances(sequential=True, more=more))
    drawing.undone_by("u", "tra")
    drawing.add("intermediateThrowEvent", "undo", inner=COMPENSATE)
    drawing.path("s", "u", drawing.user("ask"), "undo", drawing.end())
    publish("QT-XE", drawing)
    instance = start("QT-XE", variables={"xe": ["29A", "30B"]})
    for _ in range(2):
        do("u")
    do("ask")
    seen = []
    while Instance.objects.get().state == "running":
        token = Token.objects.get(node="tra")
        scopes = Instance.objects.get().scopes
        seen.append(scopes[str(token.scope_id)][4]["variables"]["bien_so"])
        do("tra")
    assert seen == ["30B", "29A"]
    instance.refresh_from_db()
    assert (list(Completion.objects.all()), instance.scopes) == ([], {})
    visits = list(Visit.objects.filter(instance_id=instance.pk).order_by("id").values_list("node", flat=True))
    assert visits.count("u") == 2  # the turns, not what stands around them


@pytest.fixture
def starting() -> Iterator[list[bool]]:
    """An action that starts a process for the same order; while the list says so, it fails after that."""
    failing: list[bool] = []

    @registry.step("test.start")
    def begin(run: registry.StepRun) -> None:
        start(run.settings["key"], subject=f"order:{run.subject_id}")
        if failing and failing.pop():
            raise registry.StepFailed("test-failed", "hỏng")

    yield failing
    registry._steps.pop("test.start")
    registry._offers.pop("test.start")


def starter(key: str) -> Drawing:
    """Its action starts a process that throws a signal at once, which the starter itself waits for beside."""
    drawing = Drawing()
    drawing.start()
    drawing.gateway("g", "parallel")
    setting = f'<t:action name="test.start"><t:setting name="key" value="{key}"/></t:action>'
    drawing.add("serviceTask", "begin", extension=setting)
    drawing.flow("s", "g")
    drawing.path("g", "begin", drawing.user("after"))
    drawing.path("g", drawing.catch("wait", drawing.signal("thu-hoi")), drawing.user("heard"))
    return drawing


@pytest.mark.parametrize("fails", [[], [True]])
def test_a_process_started_by_an_action_may_signal_back_to_the_one_that_started_it(order, starting, fails) -> None:
    quick = Drawing()
    quick.start()
    quick.add("intermediateThrowEvent", "call_out", inner=quick.signal("thu-hoi"))
    quick.path("s", "call_out", quick.end())
    publish("QT-NHANH", quick)
    publish("QT-GỌI", starter("QT-NHANH"))
    starting.extend(fails)
    start("QT-GỌI")
    assert stands() == [("after", "waiting"), ("heard", "waiting")]
    assert Instance.objects.filter(version__process__key="QT-NHANH").count() == 1
