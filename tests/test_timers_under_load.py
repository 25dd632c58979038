"""Due timers fire within 5 seconds of their time, with 100,000 that wait and with other work that takes long."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tantam.command.worker import _beat, _lanes
from tantam.core.registry import Pulse, pulses
from tantam.process.engine.tests.drawing import Drawing, after
from tantam.process.models import Token, Visit
from tantam.process.tests.test_between_instances import publish, start
from tests import world as w

pytestmark = pytest.mark.django_db(transaction=True)
WAITING, DUE = 100_000, 20
SECONDS = 5.0
_MANY = """
INSERT INTO process_token (instance_id, version_id, node, scope_id, state, due_at, wait_key, entered_at, flow, problem,
                           phase)
SELECT instance_id, version_id, node, scope_id, state, due_at + number * interval '1 second', wait_key, entered_at,
       flow, problem, phase
FROM process_token, generate_series(1, %s) AS number WHERE id = %s
"""


@pytest.fixture
def waiting(settings) -> None:
    settings.DEMO = True
    w.build_world()
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.catch("late", after("PT720H")), drawing.user("then"), drawing.end())
    publish("QT-HẸN", drawing)
    start("QT-HẸN", subject="order:0")
    Token.objects.update(due_at=timezone.now() + timedelta(days=30))
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [WAITING, Token.objects.get().pk])
        cursor.execute("ANALYZE process_token")


def test_they_fire_in_time_beside_a_hundred_thousand_and_beside_a_job_that_takes_long(waiting) -> None:
    for number in range(1, DUE + 1):
        start("QT-HẸN", subject=f"order:{number}")
    due = timezone.now() + timedelta(seconds=1)
    ours = Token.objects.exclude(instance__subject="order:0").filter(state="timer")
    assert ours.update(due_at=due) == DUE
    assert Token.objects.filter(state="timer").count() == WAITING + DUE + 1
    stopping, is_held = threading.Event(), threading.Event()

    def takes_long(now: object) -> None:
        is_held.set()
        stopping.wait(60)

    beats = [Pulse(1, takes_long), *pulses()]
    lanes = [[beat for beat in lane if beat.function in (takes_long, *_timers())] for lane in _lanes(beats)]
    threads = [threading.Thread(target=_beat, args=[lane, stopping]) for lane in lanes if lane]
    assert len(threads) == 2
    for thread in threads:
        thread.start()
    end = due.timestamp() + SECONDS
    while Visit.objects.filter(node="late").count() < DUE and time.time() < end:
        time.sleep(0.05)
    late = [visit.left_at - due for visit in Visit.objects.filter(node="late")]
    stopping.set()
    for thread in threads:
        thread.join(20)
    assert is_held.is_set()
    assert len(late) == DUE
    assert timedelta(0) <= min(late)
    assert max(late) < timedelta(seconds=SECONDS)


def _timers() -> list[object]:
    return [beat.function for beat in pulses() if beat.lane == "timers"]
