"""What a diagram may call on a case: what cannot be done is an incident or a line in the stream, never silence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tantam.cases import actions
from tantam.cases.actions import Words
from tantam.cases.models import Case, Entry
from tantam.cases.tests import desk
from tantam.core.facts import SYSTEM
from tantam.customers.models import ContactPoint, Segment, SegmentMembership
from tantam.organisation.models import Agent, Team
from tantam.process import actions as process
from tantam.process.context.procedure import acting_of
from tantam.process.engine.diagram import Action
from tantam.process.models import Incident, Instance, Process, Version
from tests import world as w

pytestmark = pytest.mark.django_db

ONE_STEP = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1" id="d">
  <bpmn:process id="p" name="Thử" isExecutable="true">
    <bpmn:startEvent id="s"/>
    <bpmn:serviceTask id="viec" name="Việc"><bpmn:extensionElements>%s</bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:userTask id="sau" name="Sau đó"/>
    <bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="viec"/>
    <bpmn:sequenceFlow id="f2" sourceRef="viec" targetRef="sau"/>
    <bpmn:sequenceFlow id="f3" sourceRef="sau" targetRef="e"/>
  </bpmn:process>
</bpmn:definitions>
"""


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world(intake_process="QT-T")


def _draw(action: str, *, script: str = "", **settings: str) -> str:
    inner = "".join(f'<tantam:setting name="{name}" value="{value}"/>' for name, value in settings.items())
    said = f'<tantam:script lang="vi">{script}</tantam:script>' if script else ""
    return ONE_STEP % f'{said}<tantam:action name="{action}">{inner}</tantam:action>'


def _publish(bpmn: str, *, key: str = "QT-T") -> Version:
    made = Process.objects.create(key=key, name=key, created_at=w.NOW)
    return process.publish(
        process.save_draft(made, bpmn=bpmn, revision=0, by=None, now=w.NOW), by=None, reason="thử", now=w.NOW
    )


def _incident() -> tuple[str, str]:
    found = Incident.objects.open().get()
    return found.node, found.error_code


def _remarks(case: Case) -> list[str]:
    kept = Entry.objects.filter(case=case, kind=Entry.Kind.CHANGE, data__by="process").order_by("id")
    return [entry.data["what"] for entry in kept]


def _by_phone(world: w.World) -> Case:
    customer = w.customer(world.brand)
    words = Words(channel_kind="phone", subject="", text="A lô", entry_kind=Entry.Kind.RECORDED_IN)
    return actions.open_case(customer, words=words, by=SYSTEM, now=w.NOW)


def test_a_process_that_is_not_published_is_not_started_silently(world):
    _publish(_draw("cases.start_process", process="QT-02"))
    case = desk.a_case(world)
    assert _incident() == ("viec", "process-not-published")
    incident = Incident.objects.get()
    assert incident.error_en == "There is no process “QT-02” to start."
    assert incident.error == "Không có quy trình “QT-02” để bắt đầu."
    assert incident.next_attempt_at is None
    w.publish_process("qt-02.bpmn", key="QT-02")
    assert process.retry_incident(incident, by=world.owner, now=w.NOW + timedelta(minutes=5)) is True
    running = Instance.objects.filter(subject=case.fact_subject).order_by("id")
    assert [one.version.process.key for one in running] == ["QT-T", "QT-02"]


def test_a_process_begun_by_a_step_carries_the_segment_as_the_first_one_does(world):
    vip = Segment.objects.create(key="vip", name="VIP", rank=1)
    SegmentMembership.objects.create(segment=vip, customer=w.customer(world.brand), since=w.NOW)
    w.publish_process("qt-02.bpmn", key="QT-02")
    _publish(_draw("cases.start_process", process="QT-02"))
    case = desk.a_case(world)
    labels = [one.labels for one in Instance.objects.filter(subject=case.fact_subject).order_by("id")]
    assert labels[0] == labels[1] == {"channel": "email", "segment": "vip", "team": "ho-tro", "kind": "question"}


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("", "It does not say which process to start."),
        ("QT-99", "There is no process “QT-99” to start."),
        ("QT-N", "QT-N is not published: until it is, tickets stop here as incidents."),
    ],
)
def test_publishing_warns_of_a_process_that_cannot_be_started(world, named, words):
    Process.objects.create(key="QT-N", name="Nháp", created_at=w.NOW)
    bpmn = _draw("cases.start_process", process=named)
    (found,) = [one for one in process.check_drawing(bpmn) if one.code == "doubtful_setting"]
    assert (found.element_id, found.severity, found.message_en) == ("viec", "warning", f"“Việc”: {words}")
    assert _publish(bpmn).state == Version.State.PUBLISHED


def test_a_process_that_is_published_is_not_warned_of(world):
    w.publish_process("qt-02.bpmn", key="QT-02")
    found = process.check_drawing(_draw("cases.start_process", process="QT-02"))
    assert [one for one in found if one.code == "doubtful_setting"] == []


def test_words_sent_by_the_system_may_hold_only_what_is_filled_in_by_itself(world):
    found = process.check_drawing(_draw("cases.send_script", script="{Kh} ơi, đơn {ma_don} của phiếu {ma} tới {ngay}."))
    said = [(one.element_id, one.severity, one.params[1]) for one in found if one.code == "sends_gap"]
    assert said == [("viec", "warning", ("places", "{ma_don}, {ngay}"))]
    found = process.check_drawing(
        _draw("cases.send_script", script="{Kh} ơi, {toi} nhắn ở phiếu {ma}, trước {gio_hen}.")
    )
    assert [one.code for one in found if one.code == "sends_gap"] == []


@pytest.mark.parametrize(("script", "alike"), [("{khh} ơi", "{kh}"), ("{việc} của {Kh}", ""), ("Hẹn {ngay}", "")])
def test_a_place_that_is_nearly_the_name_of_another_is_asked_about(world, script, alike):
    bpmn = _draw("cases.assign", script=script).replace("serviceTask", "userTask")
    found = [dict(one.params)["alike"] for one in process.check_drawing(bpmn) if one.code == "misspelt_place"]
    assert found == ([alike] if alike else [])


CHOICE = """<bpmn:exclusiveGateway id="g" name="Nhiều tiền?" default="khong"/><bpmn:endEvent id="nua"/>
    <bpmn:sequenceFlow id="f2" sourceRef="viec" targetRef="g"/>
    <bpmn:sequenceFlow id="co" sourceRef="g" targetRef="nua">
      <bpmn:conditionExpression>%s</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="khong" sourceRef="g" targetRef="sau"/>"""


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ('loai = "complaint" and tien_den_bu > 0 and so_lan.sau > 1 and diem > 3', ""),
        ("tien_den_by > 0", "“co”: nothing ever fills in “tien_den_by”. Did you mean “tien_den_bu”?"),
        ("gap", '“co”: nothing ever fills in “gap”. If it is text, write "gap".'),
    ],
)
def test_a_condition_on_what_nothing_fills_in_is_warned_of(world, when, said):
    flow = '<bpmn:sequenceFlow id="f2" sourceRef="viec" targetRef="sau"/>'
    bpmn = _draw("cases.assign").replace(flow, CHOICE % when.replace(">", "&gt;"))
    found = [one.message_en for one in process.check_drawing(bpmn) if one.code.startswith("stray")]
    assert found == ([said] if said else [])


def test_a_step_without_a_name_is_warned_of(world):
    found = process.check_drawing(_draw("cases.assign").replace(' name="Việc"', ""))
    assert [(one.element_id, one.severity) for one in found if one.code == "unnamed_step"] == [("viec", "warning")]


def test_the_studio_shows_the_warning_on_the_element(world, client):
    _publish(_draw("cases.assign"))
    body = _draw("cases.assign", team="to-ma")
    answer = w.signed_in(client, world.owner).post(
        reverse("process_check", args=["QT-T"]), data=body, content_type="application/xml"
    )
    said = [(one["element_id"], one["message"]) for one in answer.json()["problems"] if one["severity"] == "warning"]
    assert ("viec", "“Việc”: Không có tổ “to-ma”.") in said


def test_a_ticket_whose_intake_process_is_not_published_says_so(world, client):
    case = desk.a_case(world)
    assert _remarks(case) == ["no-process"]
    page = w.signed_in(client, world.head).get(reverse("case", args=[case.number])).content.decode()
    assert "Không có quy trình nào chạy cho phiếu này: QT-T chưa ban hành hoặc chỉ bắt đầu" in page


@pytest.mark.parametrize(
    ("named", "code"),
    [({"team": "to-ma"}, "unknown-team"), ({"mode": "head"}, "no-head"), ({}, "no-team")],
)
def test_a_ticket_that_cannot_be_given_to_anybody_stands_as_an_incident(world, named, code):
    Team.objects.update(head=None)
    if code == "no-team":
        from tantam.organisation.models import Business

        Business.objects.update(intake_team=None)
    _publish(_draw("cases.assign", **named))
    case = desk.a_case(world)
    assert _incident() == ("viec", code)
    assert case.assignee is None


@pytest.mark.parametrize("action", ["cases.escalate", "cases.notify"])
def test_an_escalation_without_a_head_is_an_incident_and_tells_nobody_that_it_was_done(world, action):
    Team.objects.update(head=None)
    _publish(_draw(action))
    case = desk.a_case(world)
    assert _incident() == ("viec", "no-head")
    assert case.escalations.count() == 0


@pytest.mark.parametrize(("tongue", "told"), [("vi", "Khách chờ lâu"), ("en", "The customer waits")])
def test_the_head_is_told_why_in_their_own_language(world, tongue, told):
    Agent.objects.update(language=tongue)
    _publish(_draw("cases.notify", reason="Khách chờ lâu", reason_en="The customer waits"))
    assert desk.a_case(world).escalations.get().reason == told


@pytest.mark.parametrize("action", ["cases.escalate", "cases.notify"])
def test_a_written_procedure_names_the_head_as_informed_by_it(action):
    assert acting_of(Action(name=action)).tells == "head"
    assert acting_of(Action(name="cases.assign")).tells == ""


def test_a_script_for_a_channel_that_is_not_connected_stands_in_the_stream_for_a_person_to_say(world, client):
    _publish(_draw("cases.send_script", script="Dạ xe của {kh} đã xong ạ."))
    case = _by_phone(world)
    line = Entry.objects.get(case=case, data__what="script-not-sent")
    assert line.text == "Dạ xe của anh/chị Hoà đã xong ạ."
    page = w.signed_in(client, world.head).get(reverse("case", args=[case.number])).content.decode()
    assert "chưa nối nên quy trình không gửi được câu này" in page
    assert Incident.objects.count() == 0


def test_a_script_to_a_customer_without_an_address_is_an_incident(world):
    _publish(_draw("cases.send_script", script="Dạ xong ạ."))
    customer = w.customer(world.brand)
    ContactPoint.objects.filter(customer=customer).update(ended_at=w.NOW)
    words = Words(channel_kind="email", subject="Xe", text="A lô", entry_kind=Entry.Kind.RECORDED_IN)
    actions.open_case(customer, words=words, by=SYSTEM, now=w.NOW)
    assert _incident() == ("viec", "no-way-to-answer")


@pytest.mark.parametrize(("script", "code"), [("", "no-script"), ("Đơn {ma_don}", "variables-unresolved")])
def test_a_script_that_cannot_be_said_is_not_sent(world, script, code):
    _publish(_draw("cases.send_script", script=script))
    case = desk.a_case(world)
    assert _incident() == ("viec", code)
    assert Entry.objects.filter(case=case, kind=Entry.Kind.OUTBOUND).count() == 0


def test_a_customer_of_another_language_is_told_in_vietnamese_where_nothing_else_is_written(world):
    _publish(_draw("cases.send_script", script="Dạ xong ạ."))
    customer = w.customer(world.brand)
    customer.language = "en"
    customer.save()
    case = desk.a_case(world)
    sent = Entry.objects.get(case=case, kind=Entry.Kind.OUTBOUND).message
    assert sent is not None
    assert sent.text == "Dạ xong ạ."


def test_a_team_that_only_the_table_knows_leaves_the_ticket_where_it_is_and_says_so(world):
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    from tantam.organisation.models import Business

    Business.objects.update(intake_process="QT-01")
    case = desk.a_case(world, text="Cho hỏi giá xe máy điện, trả góp ạ")
    assert case.kind == "advice"
    assert case.team == world.support
    line = Entry.objects.get(case=case, data__what="unknown-team")
    assert line.data["team"] == "ban-hang-dich-vu"
