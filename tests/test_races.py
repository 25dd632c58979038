"""Two at once on one case: an answer and a message, two answers, a timer and a message. Nothing lost, no deadlock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from tantam.cases import actions
from tantam.cases.actions import Answer, Refused
from tantam.cases.models import Case, Closure, Entry, Outcome
from tantam.channels.models import Message
from tantam.core.facts import Actor
from tantam.process.models import Token
from tantam.process.queries import work_of
from tests import world as w

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    made = w.build_world(intake_process="QT-01", is_demo=True)
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    return made


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; return what each gave or raised."""
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

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads), "deadlock"
    return gave


def test_an_answer_and_a_message_at_the_same_moment_both_stand_in_the_case(world):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    sent = Message.objects.get(direction="out")
    later = w.NOW + timedelta(minutes=2)
    follow_up = w.mail(text="Alo shop?", message_id="<2@khach.example>", In_Reply_To=f"<{sent.external_id}>")
    gave = _at_once(
        lambda: actions.reply(case, answer=Answer(text="Dạ em đây ạ."), by=world.agent, now=later),
        lambda: w.send_in(world.mailbox, follow_up, now=later),
    )
    assert [one for one in gave if isinstance(one, Exception)] == []
    assert Case.objects.count() == 1
    kinds = sorted(Entry.objects.filter(case=case, message__isnull=False).values_list("kind", flat=True))
    assert kinds == ["inbound", "inbound", "outbound", "outbound"]
    assert Token.objects.positions().count() == len(work_of(case.fact_subject)) == 1


def test_two_who_close_at_the_same_moment_are_told_the_truth(world):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()

    def close(agent_id: int) -> Closure:
        mine = Case.objects.get(pk=case.pk)
        return actions.close(mine, outcome=Outcome.RESOLVED, by=Actor.agent(agent_id), now=w.NOW)

    gave = _at_once(lambda: close(world.agent.pk), lambda: close(world.head.pk))
    assert sorted(type(one).__name__ for one in gave) == ["CaseIsClosed", "Closure"]
    assert any(isinstance(one, Refused) for one in gave)
    assert Closure.objects.filter(case=case).count() == 1
