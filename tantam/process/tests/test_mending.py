"""A step that failed: tried again by itself while the fault may pass, then a person's; nobody does it twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone, translation

from tantam.core.models import FactRow
from tantam.process import actions, queries, registry
from tantam.process.engine.bpmn import read
from tantam.process.models import Deviation, Incident, Instance, Process, Token, Version
from tantam.process.registry import StepFailed, StepRun, SubjectLine
from tantam.process.values.patience import BadPatience, Patience, patience_of
from tests import world as w

pytestmark = pytest.mark.django_db

DRAWN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1" id="d">
  <bpmn:process id="p" name="Thử" isExecutable="true">
    <bpmn:startEvent id="s"/>
    <bpmn:serviceTask id="gui" name="Gửi"><bpmn:extensionElements>
      <tantam:label lang="en">Send</tantam:label><tantam:action name="test.send">{settings}</tantam:action>
    </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:userTask id="sau" name="Sau đó"/>
    <bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="gui"/>
    <bpmn:sequenceFlow id="f2" sourceRef="gui" targetRef="sau"/>
    <bpmn:sequenceFlow id="f3" sourceRef="sau" targetRef="e"/>
  </bpmn:process>
</bpmn:definitions>
"""
Outside = Callable[[Exception | None], None]


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


@pytest.fixture
def outside() -> Iterator[Outside]:
    """An action whose success hangs on the world outside; the test says how that is."""
    said: list[Exception | None] = [None]

    def send(run: StepRun) -> None:
        if said[0] is not None:
            raise said[0]

    registry.step("test.send", label="Thử gửi")(send)
    yield lambda error: said.__setitem__(0, error)
    registry._steps.pop("test.send")
    registry._offers.pop("test.send")


def _after(minutes: float) -> datetime:
    return w.NOW + timedelta(minutes=minutes)


def _publish(settings: str = "") -> Version:
    process = Process.objects.create(key="QT-T", name="Thử", created_at=w.NOW)
    draft = actions.save_draft(process, bpmn=DRAWN.replace("{settings}", settings), revision=0, by=None, now=w.NOW)
    return actions.publish(draft, by=None, reason="thử", now=w.NOW)


def _start(settings: str = "") -> Instance:
    _publish(settings)
    started = actions.start("QT-T", subject="order:7", labels={}, now=w.NOW)
    assert started is not None
    return started


def _stands_at(instance: Instance) -> list[tuple[str, str]]:
    return list(Token.objects.filter(instance=instance).values_list("node", "state"))


def test_a_passing_fault_is_tried_again_after_1_5_30_minutes_and_2_hours_then_it_is_a_persons(world, outside):
    outside(ConnectionError("mạng đứt"))
    instance = _start()
    tried, at = [], w.NOW
    for minutes in (1, 6, 36, 156):
        incident = Incident.objects.get()
        tried.append(incident.next_attempt_at)
        assert actions.retry_due_incidents(now=_after(minutes) - timedelta(seconds=1)) == 0
        assert actions.retry_due_incidents(now=_after(minutes)) == 1
        at = _after(minutes)
    assert tried == [_after(1), _after(6), _after(36), _after(156)]
    incident = Incident.objects.get()
    assert (incident.attempts, incident.next_attempt_at, incident.settled_at) == (5, None, None)
    assert _stands_at(instance) == [("gui", "incident")]
    assert actions.retry_due_incidents(now=at + timedelta(days=9)) == 0
    names = (
        FactRow.objects.filter(name__in=["step.faltered", "step.failed"]).order_by("id").values_list("name", flat=True)
    )
    assert list(names) == ["step.faltered"] * 4 + ["step.failed"]


def test_when_the_fault_has_passed_the_token_goes_on_and_the_incident_is_settled_by_nobody(world, outside):
    outside(TimeoutError())
    instance = _start()
    outside(None)
    assert actions.retry_due_incidents(now=_after(1)) == 1
    incident = Incident.objects.get()
    assert (incident.settled_at, incident.settled_by, incident.attempts) == (_after(1), None, 1)
    assert _stands_at(instance) == [("sau", "waiting")]
    assert actions.retry_due_incidents(now=_after(2)) == 0


@pytest.mark.parametrize(
    ("error", "is_tried_again"),
    [
        (OperationalError("database is busy"), True),
        (StepFailed("provider-away", "Nhà cung cấp không trả lời", passing=True), True),
        (StepFailed("no-address", "Không có địa chỉ"), False),
        (ValueError("a bug"), False),
    ],
)
def test_only_what_may_pass_is_tried_again(world, outside, error, is_tried_again):
    outside(error)
    _start()
    assert (Incident.objects.get().next_attempt_at is not None) is is_tried_again


def test_the_step_says_how_often_and_how_soon(world, outside):
    outside(ConnectionError())
    _start('<tantam:setting name="attempts" value="2"/><tantam:setting name="interval" value="PT10M"/>')
    assert Incident.objects.get().next_attempt_at == _after(10)
    assert actions.retry_due_incidents(now=_after(10)) == 1
    assert (Incident.objects.get().attempts, Incident.objects.get().next_attempt_at) == (2, None)


def test_one_try_means_a_person_decides_at_once(world, outside):
    outside(ConnectionError())
    _start('<tantam:setting name="attempts" value="1"/>')
    assert Incident.objects.get().next_attempt_at is None


@pytest.mark.parametrize(
    "settings",
    [{"attempts": "0"}, {"attempts": "zwei"}, {"attempts": "101"}, {"attempts": "²"}, {"interval": "5"},
     {"interval": "PT0S"}, {"interval": "-PT5M"}, {"interval": "P31D"}, {"interval": "P1M"}],
)  # fmt: skip
def test_nonsense_about_tries_is_refused(settings):
    with pytest.raises(BadPatience):
        patience_of(settings)


def test_nonsense_about_tries_is_warned_of_and_runs_as_usual(world, outside):
    outside(ConnectionError())
    bpmn = DRAWN.replace("{settings}", '<tantam:setting name="attempts" value="oft"/>')
    (found,) = [one for one in actions.check_drawing(bpmn) if one.code == "doubtful_setting"]
    assert (found.element_id, found.severity) == ("gui", "warning")
    assert found.message_en == "“Send”: The tries must be a whole number from 1 to 100; 5 are made."
    _start('<tantam:setting name="attempts" value="oft"/>')
    assert Incident.objects.get().next_attempt_at == Patience().next_attempt(tried=1, now=w.NOW)


def test_a_person_tries_now_and_it_goes_through(world, outside):
    outside(ConnectionError())
    instance = _start()
    outside(None)
    assert actions.retry_incident(Incident.objects.get(), by=world.owner, now=_after(0.5)) is True
    incident = Incident.objects.get()
    assert (incident.settled_by, incident.settled_at) == (world.owner, _after(0.5))
    assert _stands_at(instance) == [("sau", "waiting")]
    assert actions.retry_due_incidents(now=_after(1)) == 0


def test_a_person_tries_in_vain_and_the_row_stays_the_same_one(world, outside):
    outside(StepFailed("no-address", "Không có địa chỉ"))
    _start()
    incident = Incident.objects.get()
    assert actions.retry_incident(incident, by=world.owner, now=_after(1)) is False
    assert list(Incident.objects.values_list("pk", "attempts", "settled_at")) == [(incident.pk, 2, None)]


def test_what_was_settled_meanwhile_is_neither_tried_nor_skipped_again(world, outside):
    outside(ConnectionError())
    instance = _start()
    late = Incident.objects.get()
    actions.skip_incident(Incident.objects.get(), by=world.owner, reason="gọi điện rồi", now=_after(0.5))
    with pytest.raises(actions.WorkIsGone):
        actions.retry_incident(late, by=world.owner, now=_after(1))
    with pytest.raises(actions.WorkIsGone):
        actions.skip_incident(late, by=world.owner, reason="nữa", now=_after(1))
    assert actions.retry_due_incidents(now=_after(1)) == 0
    assert _stands_at(instance) == [("sau", "waiting")]
    assert Deviation.objects.count() == 1


def test_a_token_that_leaves_by_another_way_settles_its_incident(world, outside):
    outside(ConnectionError())
    instance = _start()
    token = Token.objects.get(instance=instance)
    actions.leave_path(token.pk, to="sau", by=world.owner, reason="đi tiếp", now=_after(0.5))
    incident = Incident.objects.get()
    assert (incident.settled_at, incident.settled_by, incident.next_attempt_at) == (_after(0.5), world.owner, None)
    assert actions.retry_due_incidents(now=_after(1)) == 0


def test_ending_the_instance_settles_its_incident(world, outside):
    from tantam.core.facts import SYSTEM

    outside(ConnectionError())
    _start()
    actions.cancel("order:7", by=SYSTEM, now=_after(0.5))
    assert Incident.objects.open().count() == 0


def test_the_fault_is_told_in_the_readers_language(world, outside, client):
    from django.utils.translation import gettext_lazy

    outside(StepFailed("nothing-written", gettext_lazy("Write something first.")))
    with translation.override("en"):
        _start()
    incident = Incident.objects.get()
    assert incident.error_en == "Write something first."
    assert incident.error != incident.error_en
    page = w.signed_in(client, world.owner).get(reverse("process_incidents", args=["QT-T"])).content.decode()
    assert incident.error in page


def test_the_list_shows_the_next_attempt_and_try_now(world, outside, client):
    outside(ConnectionError("mạng đứt"))
    _start()
    owner = w.signed_in(client, world.owner)
    page = owner.get(reverse("process_incidents", args=["QT-T"])).content.decode()
    assert "lần thử tới 23/11/2026\u00a009:01" in page
    assert "Thử ngay" in page
    outside(None)
    incident = Incident.objects.get()
    done = owner.post(reverse("process_retry", args=["QT-T", incident.pk]), follow=True).content.decode()
    assert "Đã chạy qua" in done
    assert "Thử ngay" not in done


def _sheet_of(client, agent) -> str:
    answer = w.signed_in(client, agent).get(
        reverse("process_step", args=["QT-T", "gui"]), {"days": "7"}, headers={"HX-Request": "true"}
    )
    return str(answer.content.decode())


def _failed_on_the_picture() -> int:
    version = Version.objects.get()
    return queries.heat_map(version.pk, filters=queries.Filters(), now=_after(1)).incidents


def _mend(client, verb: str, **typed: str):
    address = reverse(f"process_{verb}", args=["QT-T", Incident.objects.get().pk])
    return client.post(address, {"look": "days=7", **typed}, headers={"HX-Request": "true"})


def test_an_incident_is_tried_again_from_the_picture_and_its_badge_goes(world, outside, client):
    outside(StepFailed("gone", "Không còn nơi nhận"))
    _start()
    sheet = _sheet_of(client, world.owner)
    assert "1 phiếu gặp sự cố ở đây" in sheet
    assert "Không còn nơi nhận" in sheet
    assert _failed_on_the_picture() == 1
    again = _mend(client, "retry")
    assert "Không còn nơi nhận" in again.content.decode()
    assert json.loads(again.headers["HX-Trigger"])["toast"]["tone"] == "warning"
    outside(None)
    done = _mend(client, "retry")
    told = json.loads(done.headers["HX-Trigger"])
    assert (told["toast"]["tone"], told["heat-changed"]) == ("success", True)
    assert done.content.decode().lstrip().startswith('<div class="dialog-head">')
    assert "gặp sự cố" not in done.content.decode()
    assert _failed_on_the_picture() == 0


def test_the_sheet_says_that_the_system_does_the_step(world, outside, client):
    outside(StepFailed("gone", "Không còn nơi nhận"))
    _start()
    assert "Hệ thống tự làm" in _sheet_of(client, world.owner)


def test_a_step_that_reads_no_values_offers_none_to_be_changed(world, outside, client):
    outside(StepFailed("gone", "Không còn nơi nhận"))
    _start()

    class Lister:
        def lines(self, ids: list[int], agent: object) -> dict[int, SubjectLine]:
            return {key: SubjectLine(title=f"Đơn {key}", person="", url="") for key in ids}

    registry._listers["order"] = Lister()  # type: ignore[assignment]
    try:
        page = w.signed_in(client, world.owner).get(reverse("process_incidents", args=["QT-T"])).content.decode()
        assert "Đơn 7" in page
        assert "Thử lại" in page
        assert "Sửa giá trị" not in page
    finally:
        registry._listers.pop("order")


def test_skipping_from_the_picture_asks_for_the_reason(world, outside, client):
    outside(StepFailed("gone", "Không còn nơi nhận"))
    instance = _start()
    w.signed_in(client, world.owner)
    refused = _mend(client, "skip", reason=" ")
    assert json.loads(refused.headers["HX-Trigger"])["toast"]["tone"] == "error"
    assert _stands_at(instance) == [("gui", "incident")]
    skipped = _mend(client, "skip", reason="Khách đã gọi")
    assert json.loads(skipped.headers["HX-Trigger"])["toast"]["tone"] == "success"
    assert _stands_at(instance) == [("sau", "waiting")]


def test_who_may_not_mend_reads_why_but_has_no_buttons(world, outside, client):
    outside(StepFailed("gone", "Không còn nơi nhận"))
    _start()
    sheet = _sheet_of(client, world.agent)
    assert "Không còn nơi nhận" in sheet
    assert "Thử lại" not in sheet
    assert _mend(client, "retry").status_code == 403


def test_the_drawing_of_this_test_is_sound():
    assert read(DRAWN.encode()).node("gui").label("en") == "Send"


def _fail(outside, error: StepFailed, *orders: int) -> None:
    outside(error)
    for order in orders:
        assert actions.start("QT-T", subject=f"order:{order}", labels={}, now=w.NOW) is not None


def test_all_that_stands_failed_at_a_step_is_tried_again_with_one_click_by_the_worker(world, outside, client):
    _publish()
    _fail(outside, StepFailed("http-500", "Bên kia trục trặc"), 1, 2, 3)
    _fail(outside, StepFailed("bad-answer", "Bên kia đã nhận, trả lời không đọc được"), 4, 5)
    owner = w.signed_in(client, world.owner)
    page = owner.get(reverse("process_incidents", args=["QT-T"])).content.decode()
    assert "3 phiếu đang dừng vì lỗi ở “Gửi”." in page
    assert page.count("Thử lại cả") == 1
    outside(None)
    address = reverse("process_retry_all", args=["QT-T"])
    done = owner.post(address, {"node": "gui"}, follow=True).content.decode()
    assert "Đang thử lại 3 phiếu" in done
    assert Token.objects.filter(state="incident").count() == 5  # the page itself tried nothing
    assert actions.retry_due_incidents(now=timezone.now()) == 3
    assert set(Incident.objects.open().values_list("error_code", flat=True)) == {"bad-answer"}
    page = owner.get(reverse("process_incidents", args=["QT-T"])).content.decode()
    assert page.count("đã xử lý</") == 3
    assert '<div class="muted text-xs"> · ' not in page  # settled by nobody: no dot before the time
    told = FactRow.objects.get(name="incidents.retried")
    assert (told.data["node"], told.data["count"]) == ("gui", 3)
    assert "đã có người xử lý rồi" in owner.post(address, {"node": "gui"}, follow=True).content.decode()
    assert "đã có người xử lý rồi" in owner.post(address, {"node": "nirgends"}, follow=True).content.decode()


def test_what_fails_once_more_after_all_were_tried_again_stands_for_a_person(world, outside):
    _publish()
    _fail(outside, StepFailed("http-500", "Bên kia trục trặc"), 1, 2)
    process = Process.objects.get(key="QT-T")
    assert actions.retry_all_incidents(process, node="gui", by=world.owner, now=_after(1)) == 2
    assert actions.retry_due_incidents(now=_after(1)) == 2
    rows = Incident.objects.open().values_list("attempts", "next_attempt_at")
    assert list(rows) == [(2, None), (2, None)]
    assert actions.retry_due_incidents(now=_after(999)) == 0


def test_one_alone_and_who_may_not_mend_are_offered_no_trying_of_all(world, outside, client):
    _publish()
    _fail(outside, StepFailed("http-500", "Bên kia trục trặc"), 1)
    list_of_incidents = reverse("process_incidents", args=["QT-T"])
    assert "Thử lại cả" not in w.signed_in(client, world.owner).get(list_of_incidents).content.decode()
    _fail(outside, StepFailed("http-500", "Bên kia trục trặc"), 2)
    seen = w.signed_in(client, world.agent).get(list_of_incidents)
    assert "Thử lại cả" not in seen.content.decode()
    assert client.post(reverse("process_retry_all", args=["QT-T"]), {"node": "gui"}).status_code == 403
    assert "Thử lại cả 2 phiếu" in w.signed_in(client, world.owner).get(list_of_incidents).content.decode()


def test_the_history_of_a_skipped_incident_says_so_by_whom_and_why(world, outside, client):
    outside(StepFailed("gone", "Không còn nơi nhận"))
    _start()
    incident = Incident.objects.get()
    actions.skip_incident(incident, by=world.owner, reason="Kế toán làm tay", now=_after(0.5))
    page = w.signed_in(client, world.owner).get(reverse("process_incidents", args=["QT-T"])).content.decode()
    row = page.split("<tbody", 1)[1].split("</tbody>")[0]
    assert "đã bỏ qua" in row
    assert world.owner.full_name in row
    assert "Kế toán làm tay" in row
    assert "đã xử lý" not in row


def test_one_who_left_the_failed_step_for_another_is_told_where_to(world, outside, client):
    outside(ConnectionError())
    instance = _start()
    token = Token.objects.get(instance=instance)
    actions.leave_path(token.pk, to="sau", by=world.owner, reason="đi tiếp", now=_after(0.5))
    page = w.signed_in(client, world.owner).get(reverse("process_incidents", args=["QT-T"])).content.decode()
    row = page.split("<tbody", 1)[1].split("</tbody>")[0]
    assert "đã rẽ sang bước khác" in row
    assert "đi tiếp" in row


def test_an_incident_says_how_a_step_that_is_set_wrongly_is_mended(world, outside, client):
    outside(StepFailed("gone", "Không còn nơi nhận"))
    _start()
    listed = w.signed_in(client, world.owner).get(reverse("process_incidents", args=["QT-T"])).content.decode()
    for page in (listed, _sheet_of(client, world.owner)):
        told = page.split("Bước này được đặt sai", 1)[1]
        assert reverse("process_edit", args=["QT-T"]) in told
        assert reverse("process_changeover", args=["QT-T"]) + "?old=1" in told
    assert "Bước này được đặt sai" not in _sheet_of(client, world.agent)


def test_what_the_machine_said_is_behind_details(world, outside, client):
    outside(StepFailed("gone", "Không tới được máy chủ\ngaierror: [Errno -2] Name or service not known"))
    _start()
    listed = w.signed_in(client, world.owner).get(reverse("process_incidents", args=["QT-T"])).content.decode()
    for page in (listed, _sheet_of(client, world.owner)):
        assert page.index("<summary", page.index("Không tới được máy chủ")) < page.index("gaierror")


def test_the_open_sheet_of_a_step_is_fetched_anew_when_something_changes(world, outside, client):
    outside(StepFailed("gone", "Không còn nơi nhận"))
    _start()
    sheet = _sheet_of(client, world.owner)
    assert f'hx-get="{reverse("process_step", args=["QT-T", "gui"])}?days=7"' in sheet
    assert 'data-live="cases process"' in sheet
    whole = client.get(reverse("process_step", args=["QT-T", "gui"])).content.decode()
    assert 'data-live="cases process"' not in whole.split("<main", 1)[1]
