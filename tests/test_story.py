"""One mail comes in, runs on the drawn process, is answered, closed and rated."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tantam.cases import actions
from tantam.cases.actions import Answer
from tantam.cases.models import Case, Clock, Entry
from tantam.channels.models import Dispatch, Message
from tantam.core.models import FactRow
from tantam.process.actions import fire_due_timers
from tantam.process.models import Incident, Token, Visit
from tantam.process.queries import work_of
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    made = w.build_world(intake_process="QT-01", is_demo=True)
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    return made


def _the_case() -> Case:
    return Case.objects.select_related("customer__brand", "team", "assignee").get()


def test_a_mail_becomes_a_classified_assigned_case_on_the_diagram(world):
    w.send_in(world.mailbox, w.mail(text="Bao giờ giao hàng vậy shop?"))
    case = _the_case()
    assert Incident.objects.count() == 0, list(Incident.objects.values())
    assert re.fullmatch(r"TT-26-\d{6}", case.number)
    assert (case.kind, case.urgency, case.team, case.state) == ("delivery", "normal", world.support, "open")
    assert case.assignee in {world.agent, world.head}
    assert case.assigned_because == "least-loaded"
    assert [work.node.kind for work in work_of(case.fact_subject)] == ["userTask"]
    names = list(FactRow.objects.filter(subject=case.fact_subject).order_by("id").values_list("name", flat=True))
    assert names[0] == "case.opened"
    assert {"case.classified", "case.assigned", "decision.taken", "instance.started"} <= set(names)


def test_the_customer_hears_at_once_that_it_arrived(world):
    w.send_in(world.mailbox, w.mail())
    case = _the_case()
    answer = Message.objects.get(direction="out")
    assert answer.nature == "acknowledgement"
    assert case.number in answer.text
    assert answer.in_reply_to.strip("<>") == "1@khach.example"
    assert "{" not in answer.text
    assert Dispatch.objects.get(message=answer).state == "queued"
    kinds = list(Entry.objects.filter(case=case).order_by("id").values_list("kind", flat=True))
    assert kinds[:3] == ["inbound", "change", "outbound"]  # it is classified first: the time it names is the team's


def test_the_first_response_clock_runs_in_business_time_and_stops_with_the_answer(world):
    late = w.NOW.replace(hour=4, minute=50)  # 11:50 in Hà Nội, ten minutes before lunch
    w.send_in(world.mailbox, w.mail(), now=late)
    case = _the_case()
    clock = Clock.objects.get(case=case, kind="first-response")
    assert clock.due_at == late.replace(hour=6, minute=50)  # 13:50: ten minutes before lunch, twenty after
    actions.reply(case, answer=Answer(text="Dạ chiều nay giao ạ."), by=world.agent, now=late + timedelta(minutes=5))
    clock.refresh_from_db()
    assert (clock.is_met, clock.stopped_at) == (True, late + timedelta(minutes=5))


def test_an_answer_completes_the_step_and_the_customers_reply_wakes_the_process(world):
    w.send_in(world.mailbox, w.mail())
    case = _the_case()
    before = [work.node.name for work in work_of(case.fact_subject)]
    for _ in range(6):  # through whatever steps stand before the wait for the customer
        actions.reply(case, answer=Answer(text="Dạ em trả lời ạ."), by=world.agent, now=w.NOW + timedelta(minutes=3))
        if not any(work.node.care.done == "reply" for work in work_of(case.fact_subject)):
            break
    assert [work.node.name for work in work_of(case.fact_subject)] != before
    sent = Message.objects.filter(direction="out", nature="person").latest("id")
    w.send_in(
        world.mailbox,
        w.mail(text="Cảm ơn em", message_id="<2@khach.example>", In_Reply_To=f"<{sent.external_id}>"),
        now=w.NOW + timedelta(hours=1),
    )
    assert Case.objects.count() == 1
    assert Entry.objects.filter(case=case, kind="inbound").count() == 2


def test_the_same_mail_twice_is_one_case(world):
    w.send_in(world.mailbox, w.mail())
    w.send_in(world.mailbox, w.mail(), now=w.NOW + timedelta(minutes=1))
    assert (Case.objects.count(), Message.objects.filter(direction="in").count()) == (1, 1)


def test_an_automatic_answer_opens_no_case_and_gets_no_answer(world):
    w.send_in(world.mailbox, w.mail(Auto_Submitted="auto-replied"))
    assert (Case.objects.count(), Message.objects.filter(direction="out").count()) == (0, 0)


def test_visits_tell_the_path_that_was_taken(world):
    w.send_in(world.mailbox, w.mail())
    assert Visit.objects.count() > 4
    assert Token.objects.positions().count() == 1
    assert fire_due_timers(now=w.NOW) == 0


def test_the_answer_goes_where_the_customer_asked_for_it(world):
    w.send_in(world.mailbox, w.mail(Reply_To="Hoà ở nhà <hoa.nha@khach.example>"))
    actions.reply(_the_case(), answer=Answer(text="Dạ em trả lời ạ."), by=world.agent, now=w.NOW + timedelta(minutes=3))
    answer = Message.objects.get(direction="out", nature="person")
    assert [box["address"] for box in answer.recipients["to"]] == ["hoa.nha@khach.example"]
