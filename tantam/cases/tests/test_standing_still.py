"""A step that says so stands still from our answer until the customer speaks: clock, token, figures."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.actions import Answer
from tantam.cases.models import Case, Clock, Entry, ServiceLevel
from tantam.process import actions as process
from tantam.process.models import Process, Token, Visit
from tantam.process.queries import Filters, heat_map
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: Monday 9:10, ten minutes after the ticket came; its step is to be done by 9:30.
ASKED = w.NOW + 10 * MINUTE
#: The next morning at 9:00, 7:20 working hours later.
SPOKEN = w.NOW + 24 * HOUR
PAUSING = SIMPLE.replace('<tantam:time response="PT30M"/>', '<tantam:time response="PT30M" pauses="customer"/>')


@pytest.fixture
def world() -> w.World:
    made = w.build_world(intake_process="QT-09")
    ServiceLevel.objects.create(rank=1, first_response_minutes=30, resolution_minutes=120)
    _publish(PAUSING)
    return made


def _publish(bpmn: str) -> None:
    drawn, _ = Process.objects.get_or_create(key="QT-09", defaults={"name": "Thử", "created_at": w.NOW})
    process.publish(
        process.save_draft(drawn, bpmn=bpmn, revision=0, by=None, now=w.NOW), by=None, reason="thử", now=w.NOW
    )


def _case(world: w.World) -> Case:
    w.send_in(world.mailbox, w.mail())
    return Case.objects.select_related("team").latest("id")


def _ask(case: Case, world: w.World, *, now: datetime = ASKED) -> Case:
    actions.reply(case, answer=Answer(text="Dạ anh gửi giúp em ảnh ạ"), by=world.agent, now=now)
    return Case.objects.get(pk=case.pk)


def _speak(case: Case, world: w.World, *, now: datetime = SPOKEN) -> Case:
    said = Answer(text="Em gửi ảnh đây")
    kind = Entry.Kind.RECORDED_IN
    actions.record_said(case, kind=kind, channel_kind="phone", said=said, by=world.agent, now=now)
    return Case.objects.get(pk=case.pk)


def _clock(case: Case, kind: Clock.Kind = Clock.Kind.STEP) -> Clock:
    return Clock.objects.filter(case=case, kind=kind).latest("id")


def _token(case: Case) -> Token:
    return Token.objects.get(instance__subject=case.fact_subject)


def _finish(case: Case, world: w.World, *, now: datetime) -> int | None:
    process.complete_work(_token(case).pk, by=world.agent, data={"xong": True}, now=now)
    return Visit.objects.get(node="a").late_seconds


def _overdue(case: Case, *, now: datetime) -> int:
    return heat_map(_token(case).version_id, filters=Filters(), now=now).steps["a"].overdue


#: “Trả lời” is done by answering, and “Báo giá” follows it.
QUOTING = (
    SIMPLE.replace('<tantam:time response="PT30M"/>', '<tantam:work done="reply"/>')
    .replace(
        '<bpmn:userTask id="b" name="Hỏi thêm"/>',
        '<bpmn:userTask id="b" name="Báo giá"><bpmn:extensionElements><tantam:time response="PT30M" pauses="customer"/>'
        "</bpmn:extensionElements></bpmn:userTask>",
    )
    .replace("xong = false", "true")
)


def test_a_step_that_began_with_the_answer_has_asked_the_customer_nothing_yet(world):
    _publish(QUOTING)
    case = _ask(_case(world), world)
    clock = _clock(case)
    assert (clock.node, clock.paused_at, _token(case).paused_at) == ("b", None, None)
    assert (case.state, case.due_at) == (Case.State.OPEN, ASKED + 30 * MINUTE)
    case = _ask(case, world, now=ASKED + 10 * MINUTE)
    assert (_clock(case).remaining_seconds, case.state) == (20 * 60, Case.State.WAITING)


def test_until_we_ask_the_step_runs_and_from_then_on_it_stands_still(world):
    case = _case(world)
    assert (_clock(case).waits_for_customer, _token(case).due_at) == (True, w.NOW + 30 * MINUTE)
    assert _overdue(case, now=SPOKEN) == 1
    case = _ask(case, world)
    clock, token = _clock(case), _token(case)
    assert (clock.paused_at, clock.remaining_seconds) == (ASKED, 20 * 60)
    assert (token.paused_at, token.due_at, token.response_due_at) == (ASKED, None, w.NOW + 30 * MINUTE)
    assert (case.state, case.due_at) == (Case.State.WAITING, None)
    assert _clock(case, Clock.Kind.RESOLUTION).paused_at == ASKED
    assert _overdue(case, now=SPOKEN) == 0


def test_when_the_customer_speaks_it_runs_on_with_what_remained(world):
    case = _speak(_ask(_case(world), world), world)
    token, clock = _token(case), _clock(case)
    assert (clock.paused_at, clock.due_at, clock.paused_seconds) == (None, SPOKEN + 20 * MINUTE, 8 * 3600 - 600)
    assert (token.paused_at, token.due_at, token.response_due_at) == (None, *2 * (SPOKEN + 20 * MINUTE,))
    assert (case.state, case.due_at) == (Case.State.OPEN, SPOKEN + 20 * MINUTE)
    assert _clock(case, Clock.Kind.RESOLUTION).due_at == SPOKEN + 110 * MINUTE
    assert _finish(case, world, now=SPOKEN + 21 * MINUTE) == 60


def test_a_mail_of_the_customer_lets_it_run_on(world):
    case = _ask(_case(world), world)
    sent = Entry.objects.filter(case=case, kind=Entry.Kind.OUTBOUND).latest("id").message
    assert sent is not None
    again = w.mail(message_id="<2@khach.example>", In_Reply_To=f"<{sent.external_id}>", subject="Re: Hỏi đơn hàng")
    w.send_in(world.mailbox, again, now=SPOKEN)
    assert (_token(case).due_at, _clock(case).due_at) == (SPOKEN + 20 * MINUTE,) * 2


def test_another_answer_meanwhile_changes_nothing(world):
    case = _ask(_ask(_case(world), world), world, now=ASKED + HOUR)
    assert (_clock(case).paused_at, _token(case).paused_at, _clock(case).remaining_seconds) == (ASKED, ASKED, 1200)


def test_done_while_it_stands_still_it_is_as_late_as_it_was(world):
    case = _ask(_case(world), world)
    assert _finish(case, world, now=SPOKEN) == 0
    assert _clock(case).is_met is True


def test_what_was_late_before_stays_late(world):
    late = w.NOW + 31 * MINUTE
    case = _ask(_case(world), world, now=late)
    assert _token(case).due_at is None
    case = _speak(case, world)
    assert _token(case).due_at == w.NOW + 30 * MINUTE
    case = _ask(case, world, now=SPOKEN + MINUTE)
    assert _finish(case, world, now=SPOKEN + HOUR) == 8 * 3600 - 29 * 60
    assert _clock(case).is_met is False


def test_a_step_that_does_not_say_so_runs(world):
    _publish(SIMPLE)
    case = _ask(_case(world), world)
    assert (_clock(case).paused_at, _token(case).due_at) == (None, w.NOW + 30 * MINUTE)
    assert (case.state, case.due_at) == (Case.State.OPEN, w.NOW + 30 * MINUTE)


PARALLEL = PAUSING.replace("exclusiveGateway", "parallelGateway").replace(' default="to_e"', "")


def test_where_something_else_is_to_be_done_the_ticket_stays_open(world):
    ways = PARALLEL.replace('sourceRef="s" targetRef="a"', 'sourceRef="s" targetRef="g"')
    ways = ways.replace('id="to_g" sourceRef="a" targetRef="g"', 'id="to_g" sourceRef="g" targetRef="a"')
    ways = ways.replace('sourceRef="g" targetRef="e"', 'sourceRef="a" targetRef="e"')
    ways = ways.replace('sourceRef="b" targetRef="a"', 'sourceRef="b" targetRef="e"')
    ways = ways.replace("<bpmn:conditionExpression>xong = false</bpmn:conditionExpression>", "")
    _publish(ways)
    case = _ask(_case(world), world)
    assert Token.objects.filter(paused_at=ASKED).get().node == "a"
    assert case.state == Case.State.OPEN
    assert _clock(case, Clock.Kind.RESOLUTION).paused_at is None


def test_a_step_that_follows_takes_the_ticket_up_again_and_its_resolution_runs_on(world):
    case = _ask(_case(world), world)
    process.complete_work(_token(case).pk, by=world.agent, data={"xong": False}, now=ASKED + HOUR)
    case.refresh_from_db()
    resolution = _clock(case, Clock.Kind.RESOLUTION)
    assert (case.state, resolution.paused_at, resolution.due_at) == (Case.State.OPEN, None, w.NOW + 3 * HOUR)
    assert case.due_at == resolution.due_at


def test_standing_still_costs_four_statements_and_no_more_with_each_step(world):
    _publish(SIMPLE)
    case = _case(world)
    with CaptureQueriesContext(connection) as usual:
        _ask(case, world)
    _publish(PAUSING)
    case = _case_of(world, "<3@khach.example>")
    with CaptureQueriesContext(connection) as still:
        _ask(case, world)
    assert len(still) - len(usual) <= 4


def _case_of(world: w.World, message_id: str) -> Case:
    w.send_in(world.mailbox, w.mail(message_id=message_id))
    return Case.objects.select_related("team").latest("id")


def test_the_step_card_and_the_step_s_list_say_that_the_customer_is_waited_for(world, client):
    case = _ask(_case(world), world)
    client.force_login(world.head)
    card = client.get(reverse("case", args=[case.number])).content.decode()
    assert "Đứng yên: đang chờ khách" in card
    sheet = client.get(reverse("process_step", args=["QT-09", "a"])).content.decode()
    assert "chờ khách" in sheet


def test_the_sentence_above_the_map_says_how_many_stand_still_and_whether_the_longest_does(world, client):
    case = _ask(_case(world), world, now=w.NOW + 40 * MINUTE)
    _finish(case, world, now=w.NOW + 41 * MINUTE)  # ten minutes late: the bottleneck
    _ask(_case_of(world, "<2@khach.example>"), world)
    client.force_login(world.head)
    page = " ".join(client.get(reverse("process", args=["QT-09"])).content.decode().split())
    assert "1 phiếu đang ở đây, 1 đứng yên chờ khách." in page
    assert "(đang chờ khách)" in page
