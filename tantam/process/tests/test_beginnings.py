"""A start that nothing here ever brings about is said before publishing; one that tickets come with begins."""

from __future__ import annotations

import pytest
from django.utils import translation

from tantam.process import actions
from tantam.process.actions import check_drawing
from tantam.process.context import findings
from tantam.process.models import ArmedStart, Process, Token
from tests import world as w

pytestmark = pytest.mark.django_db
DRAWING = """<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:t="urn:tantam:bpmn:1" id="D">
<b:message id="m" name="{message}"/><b:signal id="g" name="het-hang"/><b:process id="p" isExecutable="true">
<b:startEvent id="s" name="Bắt đầu">{event}</b:startEvent><b:userTask id="u" name="Làm"><b:extensionElements>
<t:role kind="assignee"/></b:extensionElements></b:userTask>{end}
<b:sequenceFlow id="f1" sourceRef="s" targetRef="u"/><b:sequenceFlow id="f2" sourceRef="u" targetRef="e"/>
</b:process></b:definitions>"""
MESSAGE = "<b:messageEventDefinition messageRef='m'/>"
SIGNAL = "<b:signalEventDefinition signalRef='g'/>"
TIMER = "<b:timerEventDefinition><b:timeCycle>R/PT1H</b:timeCycle></b:timerEventDefinition>"
CONDITION = "<b:conditionalEventDefinition><b:condition>tien_den_bu &gt; 5</b:condition></b:conditionalEventDefinition>"
END = "<b:endEvent id='e'/>"


def _drawn(event: str, *, message: str = "customer.message", end: str = END) -> str:
    return DRAWING.format(event=event, message=message, end=end)


def _found(bpmn: str) -> list[tuple[str, str, str]]:
    return [(one.code, one.element_id, one.severity) for one in check_drawing(bpmn)]


def _published(bpmn: str) -> None:
    made = Process.objects.create(key="QT-91", name="Thử", created_at=w.NOW)
    draft = actions.save_draft(made, bpmn=bpmn, revision=0, by=None, now=w.NOW)
    actions.publish(draft, by=None, reason="Thử", now=w.NOW)


@pytest.mark.parametrize("event", [TIMER, CONDITION])
def test_a_time_or_a_condition_may_begin_a_process(event):
    assert _found(_drawn(event)) == []
    _published(_drawn(event))
    assert ArmedStart.objects.get().node == "s"


@pytest.mark.parametrize("event", ["", MESSAGE])
def test_a_plain_start_and_one_that_the_customer_brings_have_nothing_to_say(event):
    assert _found(_drawn(event)) == []


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("vi", "Bước “Bước chưa đặt tên sau ‘Bắt đầu’” chưa chọn hành động."),
        ("en", "The step “Step without a name after ‘Bắt đầu’” has no action."),
    ],
)
def test_what_has_no_name_yet_is_called_by_what_it_is(language, message):
    bpmn = _drawn("").replace('userTask id="u" name="Làm"', 'serviceTask id="u"').replace("userTask", "serviceTask")
    with translation.override(language):
        said = {one["code"]: one["message"] for one in findings(check_drawing(bpmn), bpmn=bpmn)}
    assert said["no_action"] == message


def test_an_action_that_sends_the_script_is_warned_of_where_there_are_no_words():
    action = '<t:action name="cases.send_script"/>'
    bpmn = _drawn("").replace("userTask", "serviceTask").replace('<t:role kind="assignee"/>', action)
    assert _found(bpmn) == [("no_script", "u", "warning")]
    assert _found(bpmn.replace(action, f'{action}<t:script lang="vi">Cháu chào bác</t:script>')) == []


@pytest.mark.parametrize("event", [MESSAGE, SIGNAL])
def test_a_start_that_only_another_process_brings_is_warned_of(event):
    assert _found(_drawn(event, message="hang.da-ve")) == [("start_not_by_ticket", "s", "warning")]


def test_what_comes_from_the_customer_is_not_sent():
    end = f"<b:endEvent id='e' name='Báo khách'>{MESSAGE}</b:endEvent>"
    (found,) = check_drawing(_drawn("", end=end))
    assert (found.code, found.severity) == ("sends_what_comes_in", "warning")
    assert "“Báo khách” gửi tin nhắn “Khách" in found.message_vi
    assert "“The customer writes”" in found.message_en


def test_a_new_ticket_begins_where_the_customers_message_is_awaited():
    _published(_drawn(MESSAGE))
    assert actions.start("QT-91", subject="thing:1", labels={}, now=w.NOW) is not None
    assert list(Token.objects.values_list("node", flat=True)) == ["u"]


EDGE = "<b:boundaryEvent id='g1' name='Khách nhắn thêm' attachedToRef='u'{more}>{event}</b:boundaryEvent>"


@pytest.mark.parametrize(("more", "code"), [("", "edge_stops"), (' cancelActivity="false"', "edge_for_nothing")])
def test_an_event_at_the_edge_of_a_step_that_leads_nowhere_is_warned_of(more, code):
    bpmn = _drawn("", end=END + EDGE.format(event=MESSAGE, more=more))
    assert _found(bpmn) == [(code, "g1", "warning")]
    led = bpmn.replace("</b:process>", '<b:sequenceFlow id="f3" sourceRef="g1" targetRef="e"/></b:process>')
    assert _found(led) == []


def test_a_step_that_nothing_leads_away_from_is_warned_of_where_ends_are_drawn():
    role = '<b:extensionElements><t:role kind="assignee"/></b:extensionElements>'
    more = f'<b:userTask id="v" name="Xem">{role}</b:userTask>'
    bpmn = _drawn("", end=END + more + '<b:sequenceFlow id="f3" sourceRef="u" targetRef="v"/>')
    assert _found(bpmn) == [("path_stops", "v", "warning")]


def test_a_ticket_waits_for_nobody_where_only_another_process_begins_it():
    _published(_drawn(MESSAGE, message="hang.da-ve"))
    assert actions.start("QT-91", subject="thing:1", labels={}, now=w.NOW) is None
    assert not Token.objects.exists()
