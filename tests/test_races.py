"""Two at once on one case: an answer and a message, a word and a closing, a retry and a skip. Nothing lost, nothing
done twice, no deadlock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.actions import Answer, Refused
from tantam.cases.actions.clocks import stop_clocks
from tantam.cases.actions.refused import AlreadyDecided, ApprovalWithdrawn, CaseIsClosed, CaseIsOpen, StepIsGone
from tantam.cases.models import Case, Clock, Closure, Entry, Outcome
from tantam.channels.models import Dispatch, Message
from tantam.core.facts import Actor
from tantam.organisation.models import Approval
from tantam.process import actions as process
from tantam.process import registry
from tantam.process.models import Deviation, Incident, Instance, Process, Token, Visit
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


def _complaint_at_the_head(world: w.World) -> Case:
    """A case whose proposal waits for the head's word."""
    world.agent.reports_to, world.head.approval_limit_vnd = world.head, 2_000_000
    world.agent.save()
    world.head.save()
    w.publish_process("qt-02.bpmn", key="QT-02")
    w.send_in(world.mailbox, w.mail(text="Tôi rất thất vọng, tôi muốn khiếu nại"))
    case = Case.objects.get()
    for step in ("nhan_va_xin_loi", "goi_dien", "thu_bang_chung", "tim_nguyen_nhan", "de_xuat_phuong_an"):
        (work,) = [one for one in work_of(case.fact_subject) if one.node.id == step]
        process.complete_work(work.token.pk, by=world.agent, data={"tien_den_bu": 500_000}, now=w.NOW)
    assert [one.node.id for one in work_of(case.fact_subject)] == ["truong_phong_duyet"]
    return case


def _raised(gave: list[object]) -> list[type[Exception]]:
    return [type(one) for one in gave if isinstance(one, Exception)]


def _grant(world: w.World, case: Case, *, decision: Approval.Decision = Approval.Decision.GRANTED) -> Approval:
    approval = Approval.objects.earliest("pk")  # the one the head was asked, whoever was asked since
    return actions.decide(case, approval_id=approval.pk, decision=decision, comment="", by=world.head, now=w.NOW)


def test_a_word_and_a_closing_at_the_same_moment_leave_nothing_to_decide(world):
    case = _complaint_at_the_head(world)
    gave = _at_once(
        lambda: _grant(world, Case.objects.get(pk=case.pk)),
        lambda: actions.close_by_hand(
            Case.objects.get(pk=case.pk), outcome=Outcome.WITHDRAWN, by=world.agent, now=w.NOW
        ),
    )
    assert _raised(gave) in ([], [ApprovalWithdrawn])
    case.refresh_from_db()
    assert not case.is_open
    approval = Approval.objects.get()
    assert (approval.decided_at is None) == (_raised(gave) == [ApprovalWithdrawn])
    assert Approval.objects.open().count() == 0
    assert Token.objects.filter(node__in=["truong_phong_duyet", "bao_phuong_an"]).count() == 0


def test_yes_and_no_at_the_same_moment_finish_the_step_once(world):
    case = _complaint_at_the_head(world)
    gave = _at_once(
        *(
            lambda decision=decision: _grant(world, Case.objects.get(pk=case.pk), decision=decision)
            for decision in Approval.Decision
        )
    )
    assert _raised(gave) == [AlreadyDecided]
    assert Visit.objects.filter(node="truong_phong_duyet").count() == 1
    granted = Approval.objects.get().decision == Approval.Decision.GRANTED
    assert [one.node.id for one in work_of(case.fact_subject)] == ["bao_phuong_an" if granted else "de_xuat_phuong_an"]


def test_a_word_in_the_moment_the_time_is_over_counts_or_goes_to_the_director(world):
    case = _complaint_at_the_head(world)
    late = w.NOW + timedelta(days=1)
    gave = _at_once(
        lambda: _grant(world, Case.objects.get(pk=case.pk)),
        lambda: process.fire_due_timers(now=late),
    )
    assert _raised(gave) in ([], [ApprovalWithdrawn])
    stands = [one.node.id for one in work_of(case.fact_subject)]
    assert stands == (["bao_phuong_an"] if not _raised(gave) else ["giam_doc_duyet"])


def test_a_step_finished_twice_at_the_same_moment_is_finished_once(world):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    (work,) = work_of(case.fact_subject)

    def finish(by_name: str) -> None:
        by = {"agent": world.agent, "head": world.head}[by_name]
        actions.finish_step(Case.objects.get(pk=case.pk), token_id=work.token.pk, data={}, by=by, now=w.NOW)

    gave = _at_once(lambda: finish("agent"), lambda: finish("head"))
    assert _raised(gave) == [StepIsGone]
    assert Visit.objects.filter(node=work.node.id).count() == 1


def test_closing_and_a_message_of_the_customer_leave_the_case_open_or_waiting_on_its_drawing(world):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    sent = Message.objects.get(direction="out")
    follow_up = w.mail(text="Alo shop?", message_id="<2@khach.example>", In_Reply_To=f"<{sent.external_id}>")
    later = w.NOW + timedelta(minutes=2)
    gave = _at_once(
        lambda: actions.close_by_hand(
            Case.objects.get(pk=case.pk), outcome=Outcome.RESOLVED, by=world.agent, now=later
        ),
        lambda: w.send_in(world.mailbox, follow_up, now=later),
    )
    assert _raised(gave) == []
    case.refresh_from_db()
    standing = Closure.objects.filter(case=case, reopened_at=None).count()
    assert (standing == 1) == (not case.is_open)
    assert Entry.objects.filter(case=case, kind="inbound").count() == 2


def test_two_who_reopen_at_the_same_moment_are_told_the_truth(world):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    actions.close_by_hand(case, outcome=Outcome.RESOLVED, by=world.agent, now=w.NOW)

    def reopen(agent_id: int) -> None:
        actions.reopen(Case.objects.get(pk=case.pk), by=Actor.agent(agent_id), now=w.NOW)

    gave = _at_once(lambda: reopen(world.agent.pk), lambda: reopen(world.head.pk))
    assert _raised(gave) == [CaseIsOpen]
    assert Entry.objects.filter(case=case, data__what="reopened").count() == 1


def test_a_promise_and_a_closing_never_leave_a_promise_on_a_closed_case(world):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    later = w.NOW + timedelta(hours=1)

    def close() -> object:
        mine = Case.objects.get(pk=case.pk)
        with transaction.atomic():
            closed = actions.close_by_hand(mine, outcome=Outcome.RESOLVED, by=world.agent, now=w.NOW)
            closing.set()
            threading.Event().wait(0.3)  # the other one has read the case as open by now
        return closed

    def promise() -> object:
        mine = Case.objects.get(pk=case.pk)
        closing.wait(5)
        return actions.promise_answer(mine, due_at=later, by=world.head, now=w.NOW)

    closing = threading.Event()
    gave = _at_once(close, promise)
    assert _raised(gave) == [CaseIsClosed]
    assert case.promises.count() == 0


def test_the_watch_over_the_clocks_never_meets_an_answer_in_a_deadlock(world):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    late = w.NOW + timedelta(days=2)
    has_case, may_go_on = threading.Event(), threading.Event()

    def answer() -> None:
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            has_case.set()
            may_go_on.wait(2)
            stop_clocks(case, *Clock.Kind, now=late)

    def watch() -> int:
        has_case.wait(5)
        try:
            return actions.notice_clocks(now=late)
        finally:
            may_go_on.set()

    gave = _at_once(answer, watch)
    assert gave == [None, 0]
    assert not Clock.objects.filter(case=case, stopped_at=None).exists()


@pytest.fixture
def broken(world) -> Iterator[tuple[Case, list[int]]]:
    """A case that stands at a failed step, and how often its action ran since it works again."""
    ran: list[int] = []
    away = [True]

    def send(run: registry.StepRun) -> None:
        if away[0]:
            raise ConnectionError("mạng đứt")
        ran.append(run.token_id)

    registry.step("test.send")(send)
    drawn = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
        xmlns:tantam="urn:tantam:bpmn:1" id="d"><bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/>
        <bpmn:serviceTask id="gui"><bpmn:extensionElements><tantam:action name="test.send"/></bpmn:extensionElements>
        </bpmn:serviceTask><bpmn:userTask id="sau"/><bpmn:endEvent id="e"/>
        <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="gui"/>
        <bpmn:sequenceFlow id="f2" sourceRef="gui" targetRef="sau"/>
        <bpmn:sequenceFlow id="f3" sourceRef="sau" targetRef="e"/></bpmn:process></bpmn:definitions>"""
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    made = Process.objects.create(key="QT-T", name="Thử", created_at=w.NOW)
    draft = process.save_draft(made, bpmn=drawn, revision=0, by=None, now=w.NOW)
    process.publish(draft, by=None, reason="thử", now=w.NOW)
    process.start("QT-T", subject=case.fact_subject, labels={}, now=w.NOW)
    away[0] = False
    yield case, ran
    registry._steps.pop("test.send")
    registry._offers.pop("test.send")


@pytest.mark.parametrize("other", ["a person", "the worker", "a skip"])
def test_a_failed_step_is_settled_by_whoever_comes_first_and_runs_once(world, broken, other):
    _, ran = broken
    due = w.NOW + timedelta(minutes=1)
    second: dict[str, Callable[[], object]] = {
        "a person": lambda: process.retry_incident(Incident.objects.get(), by=world.owner, now=due),
        "the worker": lambda: process.retry_due_incidents(now=due),
        "a skip": lambda: process.skip_incident(Incident.objects.get(), by=world.owner, reason="thôi", now=due),
    }
    gave = _at_once(lambda: process.retry_incident(Incident.objects.get(), by=world.head, now=due), second[other])
    assert set(_raised(gave)) <= {process.WorkIsGone}
    assert Incident.objects.open().count() == 0
    assert len(ran) + Deviation.objects.filter(reason="thôi").count() == 1
    assert list(Token.objects.filter(version__process__key="QT-T").values_list("node", "state")) == [("sau", "waiting")]


def test_two_workers_try_a_due_incident_once(world, broken):
    _, ran = broken
    due = w.NOW + timedelta(minutes=1)
    gave = _at_once(lambda: process.retry_due_incidents(now=due), lambda: process.retry_due_incidents(now=due))
    assert sorted(map(str, gave)) == ["0", "1"]
    assert len(ran) == 1


def test_closing_by_hand_ends_a_drawing_that_has_no_closing_step(world, broken):
    case, _ = broken
    Token.objects.exclude(version__process__key="QT-T").delete()
    Instance.objects.exclude(version__process__key="QT-T").update(state=Instance.State.FINISHED)
    actions.close_by_hand(case, outcome=Outcome.RESOLVED, by=world.agent, now=w.NOW)
    assert Instance.objects.get(version__process__key="QT-T").state == Instance.State.CANCELLED
    assert (Token.objects.count(), Incident.objects.open().count()) == (0, 0)


def test_the_same_composer_sent_twice_at_the_same_moment_sends_one_answer(world, client):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    typed = {"mode": "reply", "text": "Dạ em kiểm tra ngay ạ.", "key": str(uuid4())}
    address = reverse("case_say", args=[case.number])

    def send() -> tuple[int, str]:
        browser = Client(headers={"hx-request": "true"})
        browser.force_login(world.agent)
        answer = browser.post(address, typed)
        return answer.status_code, answer.headers["HX-Trigger"]

    first, second = _at_once(send, send)
    assert first == second
    assert Message.objects.filter(direction="out", nature=Message.Nature.PERSON).count() == 1
    assert Dispatch.objects.filter(message__nature=Message.Nature.PERSON).count() == 1
    assert Entry.objects.filter(case=case, author=world.agent).exclude(message=None).count() == 1


def test_quick_intake_sent_twice_at_the_same_moment_opens_one_ticket(world):
    heard = actions.QuickIntake(
        phone="0912345678", name="", channel_kind="phone", kind="", text="Hỏi giá", key=uuid4()
    )  # fmt: skip

    def take_in() -> Case:
        def verb() -> Case:
            return actions.quick_intake(heard, by=world.agent, now=w.NOW)

        return actions.once(heard.key, verb, again=lambda entry: entry.case, by=world.agent)

    first, second = _at_once(take_in, take_in)
    assert isinstance(first, Case)
    assert first == second == Case.objects.get()
