"""A process that waits until something is true of its case is looked at as soon as the case changes, others never."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from tantam.cases import actions
from tantam.cases.models import Case
from tantam.core.facts import Actor
from tantam.process import actions as process
from tantam.process.engine.tests.drawing import Drawing, when
from tantam.process.jobs import look
from tantam.process.models import Instance, Token
from tantam.process.tests.test_between_instances import publish
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=5)


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    made = w.build_world(is_demo=True)
    w.send_in(made.mailbox, w.mail())
    return made


def begin(drawing: Drawing, key: str = "QT-CHỜ") -> Case:
    publish(key, drawing)
    found = Case.objects.get()
    assert process.start(key, subject=found.fact_subject, labels={}, now=w.NOW)
    found.refresh_from_db()
    return found


def waiting(condition: str) -> Drawing:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.catch("wait", when(condition)), drawing.user("then"), drawing.end())
    return drawing


def classify(case: Case, world: w.World, urgency: str) -> Case:
    by = Actor.agent(world.head.pk)
    return actions.classify(case, kind="delivery", urgency=urgency, team=None, by=by, now=LATER)


def woken(callbacks: list[object]) -> list[str]:
    names = [callback.args[1] for callback in callbacks if isinstance(callback, partial) and len(callback.args) > 1]
    return [name for name in names if name.startswith("process.look")]


def node() -> str:
    return Token.objects.positions().values_list("node", flat=True).get()


def test_a_change_of_the_case_has_its_conditions_looked_at_once(world, django_capture_on_commit_callbacks) -> None:
    case = begin(waiting('khan = "critical"'))
    assert (case.awaits_condition, node()) == (True, "wait")
    connection.run_on_commit.clear()  # what the beginning woke
    with django_capture_on_commit_callbacks() as callbacks:
        classify(case, world, "critical")
    assert woken(callbacks) == [f"process.look:{case.fact_subject}"]
    assert process.look_at(case.fact_subject, now=LATER) == 1
    case.refresh_from_db()
    assert (case.awaits_condition, node()) == (False, "then")
    assert process.look_at(case.fact_subject, now=LATER) == 0


def test_what_is_not_true_yet_goes_on_waiting(world) -> None:
    case = begin(waiting('khan = "critical"'))
    classify(case, world, "high")
    assert process.look_at(case.fact_subject, now=LATER) == 1
    case.refresh_from_db()
    assert (case.awaits_condition, node()) == (True, "wait")


def test_of_two_runs_that_wait_the_case_forgets_only_with_the_last(world) -> None:
    case = begin(waiting('khan = "critical"'))
    begin(waiting('kenh = "phone"'), "QT-KÊNH")
    classify(case, world, "critical")
    assert process.look_at(case.fact_subject, now=LATER) == 2
    case.refresh_from_db()
    assert case.awaits_condition
    process.cancel(case.fact_subject, by=Actor.agent(world.head.pk), now=LATER)
    case.refresh_from_db()
    assert not case.awaits_condition


def test_a_case_without_conditions_asks_nothing_of_its_process(world, django_capture_on_commit_callbacks) -> None:
    drawing = Drawing()
    drawing.start()
    drawing.path("s", drawing.user("work"), drawing.end())
    case = begin(drawing)
    connection.run_on_commit.clear()
    asked: list[str] = []

    def listen(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with django_capture_on_commit_callbacks() as callbacks, connection.execute_wrapper(listen):
        classify(case, world, "critical")
    assert woken(callbacks) == []
    assert [sql for sql in asked if "process_token" in sql] == []


def test_the_job_looks(world) -> None:
    case = begin(waiting('khan = "critical"'))
    classify(case, world, "critical")
    look(case.fact_subject)
    assert node() == "then"
    assert Instance.objects.filter(subject=case.fact_subject).count() == 1
