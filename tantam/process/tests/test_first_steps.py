"""The first steps of who draws: a name from the file, findings by name, what begins here, one-click mending."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tantam.organisation.models import Business
from tantam.process.actions import save_draft
from tantam.process.engine.bpmn import read
from tantam.process.models import Process
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db
NEW = {"key": "QT-05", "name_en": "", "shape": "linear"}
FOREIGN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p"{}>
<startEvent id="s"/><task id="t1" name="Xem lý do"/><exclusiveGateway id="g"/><task id="t2"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="t1"/><sequenceFlow id="f2" sourceRef="t1" targetRef="g"/>
<sequenceFlow id="f3" sourceRef="g" targetRef="t2"/><sequenceFlow id="f4" sourceRef="g" targetRef="e"/>
<sequenceFlow id="f5" sourceRef="t2" targetRef="e"/></process></definitions>"""


@pytest.fixture
def world(settings):
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


@pytest.fixture
def owner(client, world):
    made = Process.objects.create(key="QT-09", name="Thử", name_en="Trial", created_at=w.NOW)
    save_draft(made, bpmn=SIMPLE, revision=0, by=world.owner, now=w.NOW)
    return w.signed_in(client, world.owner)


def _checked(owner: Any, bpmn: str) -> Any:
    return owner.post(reverse("process_check", args=["QT-09"]), bpmn, content_type="application/xml").json()


def _sent(bpmn: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("Trả hàng.bpmn", bpmn.encode(), content_type="application/xml")


@pytest.mark.parametrize(
    ("bpmn", "name"), [(FOREIGN.format(' name="Khách trả"'), "Khách trả"), (FOREIGN.format(""), "Trả hàng")]
)
def test_a_file_brings_the_name_of_its_process_or_its_own(owner, bpmn, name):
    answer = owner.post(reverse("process_new"), {**NEW, "name": "", "file": _sent(bpmn)})
    assert answer.status_code == 302
    assert Process.objects.get(key="QT-05").name == name


def test_an_english_name_alone_will_do_and_the_first_lane_is_called_after_the_team_that_takes_requests_in(owner):
    assert owner.post(reverse("process_new"), {**NEW, "name": "", "name_en": "Returns"}).status_code == 302
    drawn = Process.objects.get(key="QT-05", name="Returns").versions.get().bpmn
    [lane] = read(drawn.encode()).lanes
    team = Business.objects.get().intake_team
    assert lane.role is not None
    assert team is not None
    assert (lane.label("vi"), lane.role.kind, lane.role.ref) == (team.name, "team", team.key)


@pytest.mark.parametrize(
    ("bpmn", "shape"),
    [
        (FOREIGN.format(""), "loop"),
        (SIMPLE, "loop"),
        (SIMPLE.replace("<bpmn:laneSet", "<bpmn:documentation>Thử</bpmn:documentation><bpmn:laneSet", 1), "loop"),
        (
            SIMPLE.replace(
                "<bpmn:laneSet",
                '<bpmn:extensionElements><tantam:process key="QT-99" shape="staged"/></bpmn:extensionElements>'
                "<bpmn:laneSet",
                1,
            ),
            "staged",
        ),
    ],
    ids=["foreign", "ours without", "documented", "with its own"],
)
def test_a_file_says_the_code_and_the_model_that_were_chosen_and_keeps_a_model_of_its_own(owner, bpmn, shape):
    answer = owner.post(reverse("process_new"), {**NEW, "name": "Đổi hàng", "shape": "loop", "file": _sent(bpmn)})
    assert answer.status_code == 302
    made = Process.objects.get(key="QT-05")
    kept = made.versions.get().bpmn
    process = read(kept.encode()).processes[0]
    assert (process.care.key, process.care.shape, made.shape) == ("QT-05", shape, shape)
    assert process.name == ("Thử" if 'name="Thử"' in bpmn else "Đổi hàng")
    inside = kept[kept.index("<", kept.index("process id=")) :]
    assert inside.index("extensionElements") < inside.index("startEvent")
    assert "documentation" not in bpmn or inside.index("documentation") < inside.index("extensionElements")


def test_a_file_that_takes_the_place_of_a_draft_says_its_code_and_model(owner):
    answer = owner.post(reverse("process_import", args=["QT-09"]), {"file": _sent(FOREIGN.format(' name="Khác"'))})
    assert answer.status_code == 302
    process = read(Process.objects.get(key="QT-09").versions.get().bpmn.encode()).processes[0]
    assert (process.care.key, process.care.shape, process.name) == ("QT-09", "linear", "Khác")


def test_what_is_drawn_from_nothing_and_a_file_that_cannot_be_read_are_refused(owner):
    answer = owner.post(reverse("process_new"), {**NEW, "name": ""})
    assert (answer.status_code, "Hãy đặt tên." in answer.content.decode()) == (422, True)
    broken = owner.post(reverse("process_new"), {**NEW, "name": "", "file": _sent("<html/>")})
    assert broken.status_code == 422
    assert not Process.objects.filter(key="QT-05").exists()


def test_findings_speak_of_what_has_no_name_by_what_it_is_and_where_it_leads(owner):
    said = {one["element_id"]: one["message"] for one in _checked(owner, FOREIGN.format(""))["problems"]}
    branch, gateway = "tới Bước chưa đặt tên sau ‘Xem lý do’", "Cổng rẽ nhánh sau ‘Xem lý do’"
    assert said["f3"] == f"Nhánh “{branch}” của cổng “{gateway}” thiếu điều kiện."
    assert said["f4"].startswith("Nhánh “tới Kết thúc sau ‘Xem lý do’” của cổng")


def test_all_steps_of_no_kind_are_given_to_people_by_one_click(owner):
    fixes = [one["fix"] for one in _checked(owner, FOREIGN.format(""))["problems"] if one["element_id"] in {"t1", "t2"}]
    wanted = {
        "kind": "user-task", "elements": ["t1", "t2"], "label": "Giao 2 bước không rõ loại cho người làm",
    }  # fmt: skip
    assert fixes == [wanted, wanted]


def test_a_step_that_runs_a_script_is_given_to_a_person_by_one_click(owner):
    drawn = FOREIGN.format("").replace('<task id="t1"', '<scriptTask id="t1"', 1)
    found = [one for one in _checked(owner, drawn)["problems"] if one["code"] == "unsupported"]
    wanted = {"kind": "user-task", "elements": ["t1"], "label": "Giao bước này cho người làm"}
    assert [(one["element_id"], one["fix"]) for one in found] == [("t1", wanted)]


def test_before_publishing_it_is_said_whether_any_request_begins_here(owner):
    taken = SIMPLE.replace(
        "<bpmn:extensionElements>", '<bpmn:extensionElements><tantam:touchpoint channel="email"/>', 1
    )
    Business.objects.update(intake_process="QT-01")
    assert _checked(owner, taken)["taking"] == {
        "text": "Theo thiết lập, phiếu mới bắt đầu với QT-01; quy trình này chạy khi quy trình khác mở nó.",
        "begins": False,
        "how": [],
        "standing": [],
    }
    Business.objects.update(intake_process="QT-09")
    assert _checked(owner, SIMPLE)["taking"]["begins"] is True
    Business.objects.update(intake_process="")
    assert "không nêu điểm chạm" in _checked(owner, FOREIGN.format(""))["taking"]["text"]


def test_of_several_processes_the_one_that_runs_is_chosen_by_one_click(owner):
    body = '<startEvent id="{0}s"/><userTask id="{0}t" name="Làm"/><endEvent id="{0}e"/>'
    drawn = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
        f'<process id="a">{body.format("a")}</process><process id="b">{body.format("b")}</process>'
        '<collaboration id="c"><participant id="kho" name="Kho" processRef="b"/></collaboration></definitions>'
    )
    found = [one for one in _checked(owner, drawn)["problems"] if one["code"] == "does_not_run"]
    assert {one["element_id"]: (one["fix"]["kind"], one["fix"]["process"]) for one in found} == {
        "a": ("running", "a"), "kho": ("running", "b"),
    }  # fmt: skip
    assert found[0]["fix"]["label"] == "Quy trình này chạy"
    assert "“Kho”" in found[1]["message"]


def test_a_file_that_does_not_say_which_process_runs_is_named_by_the_one_with_most_in_it(owner):
    drawn = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="phu"/>'
        '<process id="chinh"><startEvent id="s"/><userTask id="t" name="Làm"/><endEvent id="e"/></process>'
        "</definitions>"
    )
    owner.post(reverse("process_new"), {**NEW, "file": _sent(drawn)})
    kept = Process.objects.get(key=NEW["key"]).versions.get().bpmn
    assert [one.care.key for one in read(kept.encode()).processes] == ["", NEW["key"]]
