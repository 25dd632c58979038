"""A process is killed in every phase of a step, of a signal, a timer, a call outside: nothing is lost or done twice."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tantam.core.models import FactRow
from tantam.process import actions, registry
from tantam.process.engine.tests.drawing import COMPENSATE, Drawing, after
from tantam.process.models import (
    Completion,
    Incident,
    Instance,
    MessageDelivery,
    OutsideCall,
    SignalDelivery,
    Token,
    Visit,
)
from tantam.process.registry import AskOutside, OutsideRun
from tantam.process.tests.test_between_instances import publish, stands, start
from tests import world as w
from tests.killing.forking import dies, dies_by, places

pytestmark = pytest.mark.django_db(transaction=True)
LATER = w.NOW + timedelta(hours=2)

#: Where a stored step can be hit: the engine, its rows, its facts, the follower, the commit.
PHASES = places([
    "tantam.process.actions.taking._do_actions",
    "tantam.process.actions.storing._store_tokens",
    "tantam.process.actions.storing.store_incidents",
    "tantam.process.actions.storing._store_instance",
    "tantam.process.actions.storing.store_records",
    "tantam.process.actions.storing.record_all",
    "tantam.process.actions.storing.tell_follower",
    "tantam.core.actions.unit.send",
])  # fmt: skip


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def picture(subject: str) -> tuple[object, ...]:
    """All that is stored of a subject, but for the ids."""
    runs = Instance.objects.filter(subject=subject)
    keys = list(runs.order_by("id").values_list("pk", flat=True))
    return (
        stands(subject),
        sorted(runs.values_list("version__process__key", "state")),
        sorted(Visit.objects.filter(instance_id__in=keys).values_list("node", "outcome")),
        sorted(FactRow.objects.filter(subject=subject).values_list("name", flat=True)),
        SignalDelivery.objects.filter(instance__in=keys).count(),
        sorted(OutsideCall.objects.filter(instance__in=keys).values_list("node", "state")),
        list(Completion.objects.filter(instance__in=keys).order_by("instance", "id").values_list("node", "variables")),
    )


def everything() -> None:
    """One step that calls a process, wakes another run, throws a signal for other orders, and remembers what it did."""
    child = Drawing()
    child.start()
    child.path("s", child.user("inner"), child.end())
    publish("QT-CON", child)
    for key, caught in (("QT-TIN", "message"), ("QT-HIỆU", "signal")):
        listener = Drawing()
        listener.start()
        event = getattr(listener, caught)("xong")
        listener.path("s", listener.catch("wait", event), listener.user(f"heard_{caught}"), listener.end())
        publish(key, listener)
    drawing = Drawing()
    drawing.start()
    drawing.user("go")
    drawing.undone_by("go", "ungo")
    drawing.gateway("fork", "parallel")
    drawing.add("intermediateThrowEvent", "tell", inner=drawing.message("xong"))
    drawing.add("intermediateThrowEvent", "shout", inner=drawing.signal("xong"))
    drawing.add("callActivity", "call", calledElement="QT-CON")
    drawing.path("s", "go", "fork", "tell", "shout", drawing.end("e1"))
    drawing.path("fork", "call", drawing.user("last"))
    drawing.add("intermediateThrowEvent", "undo", inner=COMPENSATE)
    drawing.path("last", "undo", drawing.end("e2"))
    publish("QT-MẸ", drawing)


def begin(number: int) -> str:
    subject, neighbour = f"order:{number}", f"order:{number + 1000}"
    start("QT-TIN", subject=subject)
    start("QT-HIỆU", subject=neighbour)
    start("QT-MẸ", subject=subject)
    return subject


def completing(subject: str, node: str) -> Callable[[], object]:
    token = Token.objects.get(instance__subject=subject, node=node, state="waiting").pk
    return lambda: actions.complete_work(token, by=None, data={"x": 1}, now=LATER)


def test_a_step_that_calls_tells_and_shouts_is_whole_or_not_there(world) -> None:
    everything()
    whole = begin(0)
    before = picture(whole)
    completing(whole, "go")()
    afterwards = picture(whole)
    assert afterwards[0] == [("call", "calling"), ("heard_message", "waiting"), ("inner", "waiting")]
    for number, (at, when) in enumerate(PHASES, start=1):
        subject = begin(number)
        act = completing(subject, "go")
        assert dies(act, at=at, when=when), at
        found = picture(subject)
        assert found == before, (at, when)  # nothing is there before the commit
        act()
        assert picture(subject) == afterwards, (at, when)
    while actions.deliver_signals(now=LATER):
        pass
    heard = [stands(f"order:{number + 1000}") for number in range(len(PHASES) + 1)]
    assert heard == [[("heard_signal", "waiting")]] * len(heard)


def test_after_the_commit_it_is_there_though_nobody_was_told(world) -> None:
    everything()
    subject = begin(0)
    act = completing(subject, "go")
    assert dies(act, at="tantam.process.actions.complete_work", when="after")
    assert stands(subject) == [("call", "calling"), ("heard_message", "waiting"), ("inner", "waiting")]
    with pytest.raises(actions.WorkIsGone):
        act()


def test_the_called_process_comes_back_once_and_compensation_runs_once(world) -> None:
    everything()
    for number, (at, when) in enumerate(PHASES):
        subject = begin(number)
        completing(subject, "go")()
        for node in ("inner", "last"):
            act = completing(subject, node)
            assert dies(act, at=at, when=when), at
            act()
        assert ("ungo", "waiting") in stands(subject), (at, when)
        act = completing(subject, "ungo")
        assert dies(act, at=at, when=when), at
        act()
        run = Instance.objects.get(subject=subject, version__process__key="QT-MẸ")
        assert (run.state, stands(subject)) == ("finished", [("heard_message", "waiting")])
        assert not Completion.objects.filter(instance=run).exists()
        visits = list(Visit.objects.filter(instance_id=run.pk).values_list("node", flat=True))
        assert [visits.count(node) for node in ("go", "call", "last", "ungo")] == [1, 1, 1, 1], (at, when)


def test_a_signal_is_heard_once_whenever_its_deliverer_dies(world) -> None:
    everything()
    phases = [*PHASES, *places(["tantam.process.actions.listening._take"])]
    for number, (at, when) in enumerate(phases):
        subject = begin(number)
        completing(subject, "go")()
        assert dies(lambda: actions.deliver_signals(now=LATER), at=at, when=when), at
        assert SignalDelivery.objects.count() == 1
        assert stands(f"order:{number + 1000}") == [("wait", "signal")]
        assert actions.deliver_signals(now=LATER) == 1
        assert stands(f"order:{number + 1000}") == [("heard_signal", "waiting")]


def test_a_message_to_another_case_is_heard_once_whenever_its_thrower_or_its_deliverer_dies(world) -> None:
    key = '<t:correlation key="ma"/>'
    listener, thrower = Drawing(), Drawing()
    listener.start()
    listener.path("s", listener.catch("wait", listener.message("giao"), extension=key), listener.user("heard"))
    publish("QT-NGHE", listener)
    thrower.start()
    thrower.add("intermediateThrowEvent", "send", inner=thrower.message("giao"), extension=key)
    thrower.path("s", thrower.user("go"), "send", thrower.user("after"))
    publish("QT-GỬI", thrower)
    for number, (at, when) in enumerate([*PHASES, *places(["tantam.process.actions.messaging._is_given"])]):
        subject, other = f"order:{number}", f"order:{number + 1000}"
        for process, of in (("QT-NGHE", other), ("QT-GỬI", subject)):
            start(process, subject=of, variables={"ma": f"K{number}"})
        act = completing(subject, "go")
        if (at, when) in PHASES:
            assert dies(act, at=at, when=when), at
            assert MessageDelivery.objects.count() == 0
        act()
        assert (MessageDelivery.objects.count(), stands(other)) == (1, [("wait", "message")]), (at, when)
        assert dies(lambda: actions.deliver_messages(now=LATER), at=at, when=when), at
        assert (MessageDelivery.objects.count(), stands(other)) == (1, [("wait", "message")]), (at, when)
        assert (actions.deliver_messages(now=LATER), actions.deliver_messages(now=LATER)) == (1, 0)
        assert stands(other) == [("heard", "waiting")]


def test_a_timer_and_a_keyed_message_are_taken_once_whenever_their_worker_dies(world) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.catch("late", after("PT1H")), "wait", drawing.user("then"), drawing.end())
    drawing.catch("wait", drawing.message("giao"), extension='<t:correlation key="ma"/>')
    publish("QT-HẸN", drawing)
    for number, (at, when) in enumerate(PHASES):
        subject = f"order:{number}"
        start("QT-HẸN", subject=subject, variables={"ma": f"K{number}"})
        assert dies(lambda: actions.fire_due_timers(now=LATER), at=at, when=when), at
        assert (actions.fire_due_timers(now=LATER), actions.fire_due_timers(now=LATER)) == (1, 0)

        def send(key: str = f"K{number}") -> str | None:
            return actions.correlate("giao", key=key, payload={"n": 1}, now=LATER)

        assert dies(send, at=at, when=when), at
        assert (send(), send()) == (subject, None)
        assert stands(subject) == [("then", "waiting")]


class Book:
    """What the other side has written down: each line is a call that reached it, from whichever process."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def call(self, run: OutsideRun) -> dict[str, object]:
        with self.path.open("a") as book:
            book.write(f"{run.key} {run.request['don']}\n")
            book.flush()
            os.fsync(book.fileno())
        return {"ma": run.key}

    def lines(self, order: int) -> list[str]:
        found = self.path.read_text().splitlines() if self.path.exists() else []
        return [line.split()[0] for line in found if line.split()[1] == str(order)]


@pytest.fixture(params=[False, True], ids=["once", "repeatable"])
def book(request, tmp_path, world) -> Iterator[tuple[Book, bool]]:
    found = Book(tmp_path / "book")
    asked = registry.step("test.ship", outside=found.call)
    asked(lambda run: AskOutside(request={"don": run.subject_id}, is_repeatable=request.param))
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.service("ship", "test.ship"), drawing.user("then"), drawing.end())
    publish("QT-GIAO", drawing)
    yield found, request.param
    for registered in (registry._steps, registry._offers, registry._outside):
        registered.pop("test.ship")


def work() -> None:
    while (call := actions.claim_call(now=LATER)) is not None:
        if actions.make_call(call, clock=lambda: LATER):
            actions.give_answer(call.pk, now=LATER)


CALLING = places([
    "tantam.process.actions.calling_outside._ask",
    "tantam.process.actions.calling_outside._note",
    "tantam.process.actions.answering._held",
    "tantam.process.actions.answering._give",
])  # fmt: skip


def test_a_call_outside_is_never_lost_and_never_made_twice_unless_it_may_be(book) -> None:
    other_side, is_repeatable = book
    ends = {}
    for number, (at, when) in enumerate([*CALLING, *PHASES]):
        subject = f"order:{number}"
        start("QT-GIAO", subject=subject)
        assert dies(work, at=at, when=when), at
        OutsideCall.objects.update(attempted_at=w.NOW)
        actions.heal_calls(now=LATER)
        actions.give_answers(now=LATER)
        OutsideCall.objects.filter(state="waiting").update(next_at=LATER)  # a minute later
        work()
        calls = other_side.lines(number)
        assert len(set(calls)) == 1 or not calls, "always the same key"
        assert len(calls) <= (2 if is_repeatable else 1), (at, when)
        ends[at, when] = stands(subject)[0][0:2]
        if ends[at, when] == ("then", "waiting"):
            assert Instance.objects.get(subject=subject).variables == {"ma": calls[0]}
            assert not OutsideCall.objects.filter(instance__subject=subject).exists()
        else:
            incident = Incident.objects.get(instance__subject=subject)
            assert (incident.error_code, is_repeatable) == ("uncertain", False)
    uncertain = {place for place, stood in ends.items() if stood == ("ship", "incident")}
    unseen = {place for place in CALLING if place[0].endswith(("._ask", "._note"))} - {(CALLING[3][0], "after")}
    assert uncertain == (set() if is_repeatable else unseen)


class HalfAnswering(ThreadingHTTPServer):
    """Somebody else's program: to whoever is its `victim` it says half of its answer, and then kills it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), HalfAnswer)
        self.keys: list[str] = []
        self.killed: list[int] = []
        self.victim = 0
        self.is_chosen = threading.Event()

    def choose(self, victim: int) -> None:
        self.victim = victim
        self.is_chosen.set()


class HalfAnswer(BaseHTTPRequestHandler):
    server: HalfAnswering

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        key = self.headers["Idempotency-Key"]
        self.server.keys.append(key)
        body = b'{"khoa": "%s"}' % key.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:20])
        self.wfile.flush()
        if not self.server.killed:
            assert self.server.is_chosen.wait(10)
            os.kill(self.server.victim, signal.SIGKILL)
            self.server.killed.append(self.server.victim)
            return
        self.wfile.write(body[20:])

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def half_answering(world, settings) -> Iterator[HalfAnswering]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    server = HalfAnswering()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("is_repeatable", [False, True])
def test_a_caller_killed_in_the_middle_of_its_answer_leaves_the_step_uncertain_unless_it_may_be_repeated(
    half_answering: HalfAnswering, is_repeatable: bool
) -> None:
    lines = f'<t:setting name="url" value="http://127.0.0.1:{half_answering.server_port}/don"/>'
    lines += '<t:setting name="receive" value="khoa = khoa"/>'
    lines += '<t:setting name="repeatable" value="true"/>' if is_repeatable else ""
    drawing = Drawing()
    drawing.start()
    drawing.add("serviceTask", "ship", extension=f'<t:action name="http.call">{lines}</t:action>')
    drawing.path("s", "ship", drawing.user("then"))
    publish("QT-GIAO", drawing)
    start("QT-GIAO")
    assert dies_by(work, killer=half_answering.choose)
    assert half_answering.killed == [half_answering.victim]
    call = OutsideCall.objects.get()
    assert (call.state, call.answer, half_answering.keys) == ("calling", None, [str(call.key)])
    OutsideCall.objects.update(attempted_at=w.NOW)
    assert actions.heal_calls(now=LATER) == 1
    actions.give_answers(now=LATER)
    OutsideCall.objects.filter(state="waiting").update(next_at=LATER)
    work()
    if is_repeatable:
        assert stands("order:7") == [("then", "waiting")]
        assert half_answering.keys == [str(call.key)] * 2
    else:
        assert stands("order:7") == [("ship", "incident")]
        assert Incident.objects.get().error_code == "uncertain"
        assert half_answering.keys == [str(call.key)]
