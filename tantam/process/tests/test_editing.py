"""Drawing: drafts, conflicts, hostile files, publishing, remarks."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tantam.organisation.models import Business
from tantam.process.actions import complete_work, discard_draft, publish, save_draft, start
from tantam.process.actions.publishing import NoReason
from tantam.process.engine.beginning import STEPS, Crew, first_drawing
from tantam.process.engine.bpmn import read
from tantam.process.engine.check import check
from tantam.process.models import Comment, Instance, Process, Token, Version
from tantam.process.queries import version_of
from tantam.process.registry import known_actions
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db
CHANGED = SIMPLE.replace('name="Trả lời"', 'name="Trả lời ngay"')


@pytest.fixture
def world(settings):
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


@pytest.fixture
def process(world):
    made = Process.objects.create(key="QT-09", name="Thử", name_en="Trial", created_at=w.NOW)
    save_draft(made, bpmn=SIMPLE, revision=0, by=world.owner, now=w.NOW)
    return made


@pytest.fixture
def owner(client, world):
    return w.signed_in(client, world.owner)


def _send(client: Any, name: str, body: object) -> Any:
    return client.post(reverse(name, args=["QT-09"]), json.dumps(body), content_type="application/json")


def _draft(process: Process) -> Version:
    return process.versions.get(state=Version.State.DRAFT)


def test_the_studio_opens_the_draft_with_the_catalogue(owner, process):
    page = owner.get(reverse("process_edit", args=["QT-09"]))
    offers = json.loads(page.content.decode().split("data-studio-offers>")[1].split("</script>")[0])
    assign = next(offer for offer in offers["actions"] if offer["name"] == "cases.assign")
    assert assign["label"] == "Phân công"
    asked = [(setting["name"], setting["kind"]) for setting in assign["settings"]]
    chosen = [("mode", "choice"), ("team", "choice"), ("skill", "choice")]
    assert asked == [*chosen, ("attempts", "number"), ("interval", "duration")]
    assert {"key": "ho-tro", "label": "Tổ Hỗ trợ"} in offers["teams"]
    assert {"name": "customer.message", "label": "Khách nhắn tin"} in offers["messages"]
    assert 'data-revision="1"' in page.content.decode()
    assert owner.get(reverse("process_xml", args=["QT-09"])).content.decode() == SIMPLE


def test_a_drawing_that_was_stored_without_places_is_opened_with_them(owner, process):
    bare = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", SIMPLE, flags=re.DOTALL)
    bare = bare.replace(
        "</bpmn:definitions>",
        '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"/></bpmn:definitions>',
    )
    save_draft(process, bpmn=bare, revision=1, by=None, now=w.NOW)
    opened = owner.get(reverse("process_xml", args=["QT-09"])).content
    drawn = read(opened)
    lanes = {"p_pool", *(lane.id for lane in drawn.lanes)}
    assert {shape.element for shape in drawn.shapes} == {node.id for node in drawn.nodes} | lanes
    assert opened.count(b"BPMNDiagram ") == 1
    assert _draft(process).bpmn == bare


def test_a_draft_is_saved_and_knows_who_changed_it(owner, process, world):
    answer = _send(owner, "process_save", {"xml": CHANGED, "revision": "1"})
    assert answer.json() == {"revision": 2, "number": 1}
    draft = _draft(process)
    assert (draft.bpmn, draft.changed_by) == (CHANGED, world.owner)


def test_who_saves_over_an_older_revision_is_told_and_nothing_is_lost(owner, process, world):
    save_draft(process, bpmn=CHANGED, revision=1, by=world.head, now=w.NOW)
    mine = SIMPLE.replace("Hỏi thêm", "Hỏi cho rõ")
    answer = _send(owner, "process_save", {"xml": mine, "revision": 1})
    assert answer.status_code == 409
    assert answer.json()["revision"] == 2
    assert "Trịnh Thu Uyên" in answer.json()["message"]
    assert _draft(process).bpmn == CHANGED
    forced = _send(owner, "process_save", {"xml": mine, "revision": 1, "force": True})
    assert forced.status_code == 200
    assert _draft(process).bpmn == mine


def test_a_draft_begins_from_the_published_version(owner, process, world):
    publish(_draft(process), by=world.owner, reason="lần đầu", now=w.NOW)
    assert 'data-revision="0"' in owner.get(reverse("process_edit", args=["QT-09"])).content.decode()
    assert _send(owner, "process_save", {"xml": CHANGED, "revision": 0}).json() == {"revision": 1, "number": 2}
    other = _send(owner, "process_save", {"xml": SIMPLE, "revision": 0})
    assert (other.status_code, _draft(process).bpmn) == (409, CHANGED)


@pytest.mark.parametrize("sent", ["{}", '{"xml": "<a/>"}', '{"xml": "x", "revision": null}'])
def test_what_is_no_drawing_is_not_saved(owner, process, sent):
    answer = owner.post(reverse("process_save", args=["QT-09"]), sent, content_type="application/json")
    assert answer.status_code == 422
    assert (_draft(process).bpmn, _draft(process).revision) == (SIMPLE, 1)


def test_the_check_speaks_the_readers_language(owner, process, world):
    broken = SIMPLE.replace("<bpmn:conditionExpression>xong = false</bpmn:conditionExpression>", "").replace(
        ' default="to_e"', ""
    )
    url = reverse("process_check", args=["QT-09"])
    found = owner.post(url, broken, content_type="application/xml").json()["problems"]
    mine = next(one for one in found if one["element_id"] == "to_b")
    assert mine["message"] == "Nhánh “tới Hỏi thêm” của cổng “Xong chưa?” thiếu điều kiện."
    assert mine["fix"] == {
        "kind": "default-flow", "gateway": "g", "flow": "to_b", "label": "Đặt làm nhánh mặc định",
    }  # fmt: skip
    world.owner.language = "en"
    world.owner.save(update_fields=["language"])
    found = owner.post(url, broken, content_type="application/xml").json()["problems"]
    assert "has no condition" in next(one for one in found if one["element_id"] == "to_b")["message"]


def test_a_branch_is_no_default_where_there_is_one(owner, process):
    broken = SIMPLE.replace("<bpmn:conditionExpression>xong = false</bpmn:conditionExpression>", "")
    url = reverse("process_check", args=["QT-09"])
    found = owner.post(url, broken, content_type="application/xml").json()["problems"]
    assert "fix" not in next(one for one in found if one["code"] == "branch_without_condition")


def test_the_demos_draft_is_mended_by_the_click_it_is_offered(owner, process):
    bpmn = (w.DEMO_PROCESSES / "qt-04.bpmn").read_text()
    answer = owner.post(reverse("process_check", args=["QT-09"]), bpmn, content_type="application/xml")
    (error,) = [one for one in answer.json()["problems"] if one["severity"] == "error"]
    fix = error["fix"]
    mended = bpmn.replace(f'id="{fix["gateway"]}"', f'id="{fix["gateway"]}" default="{fix["flow"]}"', 1)
    assert [one for one in check(read(mended.encode()), actions=known_actions()) if one.severity == "error"] == []


def test_publishing_needs_a_reason_and_a_drawing_that_runs(owner, process):
    assert _send(owner, "process_publish", {"revision": 1, "reason": "  "}).status_code == 422
    _send(owner, "process_save", {"xml": SIMPLE.replace('default="to_e"', ""), "revision": 1})
    answer = _send(owner, "process_publish", {"revision": 2, "reason": "thử"})
    assert answer.status_code == 422
    assert "to_e" in {one["element_id"] for one in answer.json()["problems"]}
    assert _draft(process).published_at is None


def test_an_older_revision_than_the_saved_one_is_not_published(owner, process, world):
    save_draft(process, bpmn=CHANGED, revision=1, by=world.head, now=w.NOW)
    assert _send(owner, "process_publish", {"revision": 1, "reason": "thử"}).status_code == 409
    assert _draft(process).bpmn == CHANGED


def test_the_next_ticket_runs_the_new_version_and_running_ones_stay(owner, process, world):
    publish(_draft(process), by=world.owner, reason="lần đầu", now=w.NOW)
    running = start("QT-09", subject="thing:1", labels={}, now=w.NOW)
    _send(owner, "process_save", {"xml": CHANGED, "revision": 0})
    answer = _send(owner, "process_publish", {"revision": 1, "reason": "trả lời ngay"})
    assert answer.json() == {"number": 2, "url": "/processes/QT-09/"}
    assert running is not None
    following = start("QT-09", subject="thing:2", labels={}, now=w.NOW)
    assert following is not None
    assert (running.version.number, following.version.number) == (1, 2)
    token = Token.objects.get(instance=running)
    complete_work(token.pk, by=world.agent, data={"xong": False}, now=w.NOW)
    assert Token.objects.get(instance=running).node == "b"
    assert Instance.objects.get(pk=running.pk).version.number == 1
    page = owner.get(reverse("process", args=["QT-09"])).content.decode()
    assert "Phiên bản 1 (1 đang chạy)" in page
    pills = re.findall(r'<span class="heat-pill[^>]*>([^<]*)<', page.split('class="heat-legend"')[1])
    assert pills == ["n", "n", "! n"]  # a figure in the legend would be read as how many stand there
    listed = owner.get(reverse("process_versions", args=["QT-09"])).content.decode()
    assert "trả lời ngay" in listed
    assert "lần đầu" in listed


def test_publishing_without_a_reason_is_refused_by_the_verb_too(process):
    with pytest.raises(NoReason):
        publish(_draft(process), by=None, reason=" ", now=w.NOW)
    assert version_of(process, None) is None


HOSTILE = {
    "billion laughs": b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><definitions>&y;</definitions>',
    "external entity": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "not XML": b"PK\x03\x04 this is a zip",
    "broken": SIMPLE.replace("</bpmn:process>", "").encode(),
    "not BPMN": b"<html><body>hello</body></html>",
    "empty": b"  \n",
    "no process": b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"/>',
    "an id twice": SIMPLE.replace(
        "<bpmn:laneSet", '<bpmn:task id="hai"/><bpmn:task id="hai"/><bpmn:laneSet', 1
    ).encode(),
    "50 MB": b"<a>" + b"x" * (50 * 1024 * 1024) + b"</a>",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_its_line_and_nothing_is_stored(owner, process, kind):
    new = {"key": "QT-66", "name": "Lạ", "shape": "linear", "file": SimpleUploadedFile("a.bpmn", HOSTILE[kind])}
    answer = owner.post(reverse("process_new"), new)
    assert answer.status_code == 422
    assert not Process.objects.filter(key="QT-66").exists()
    file = SimpleUploadedFile("a.bpmn", HOSTILE[kind])
    answer = owner.post(reverse("process_import", args=["QT-09"]), {"file": file})
    assert answer.status_code == 422
    assert "root:" not in answer.content.decode()
    assert (_draft(process).bpmn, _draft(process).revision) == (SIMPLE, 1)


def test_the_line_of_what_is_broken_is_named(owner, process):
    file = SimpleUploadedFile("a.bpmn", HOSTILE["broken"])
    said = owner.post(reverse("process_import", args=["QT-09"]), {"file": file}).content.decode()
    before = HOSTILE["broken"].decode().split("</bpmn:definitions>")[0]
    assert f"dòng {before.count(chr(10)) + 1})" in said
    assert "Chưa có gì được lưu." in said
    assert "thẻ" in said


def test_why_it_is_broken_is_said_in_the_readers_language(owner, process, world):
    address = reverse("process_import", args=["QT-09"])

    def said(language: str) -> str:
        file = SimpleUploadedFile("a.bpmn", b"xin chao")
        world.owner.language = language
        world.owner.save(update_fields=["language"])
        return str(owner.post(address, {"file": file}).content.decode())

    assert "Tệp không phải XML đúng cú pháp: nội dung không phải XML (dòng 1). Chưa có gì được lưu." in said("vi")
    assert "The file is not well-formed XML: its content is not XML (line 1). Nothing was stored." in said("en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_a_file_of_another_tool_becomes_the_draft_whatever_its_encoding(owner, process, encoding):
    text = (
        SIMPLE.replace("Trả lời", "Réponse").replace("Hỗ trợ", "x").replace("Hỏi thêm", "y").replace("Xong chưa?", "z")
    )
    text = text.replace("Bắt đầu", "a").replace("Thử", "b").replace("Dạ {toi} nghe ạ.", "c").replace("Tổ", "d")
    own = '<bpmn:extensionElements><tantam:process key="QT-09" shape="linear"/></bpmn:extensionElements>'
    text = text.replace("<bpmn:laneSet", f"{own}<bpmn:laneSet", 1)  # nothing is to be added: it stays letter by letter
    data = text.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)
    answer = owner.post(reverse("process_import", args=["QT-09"]), {"file": SimpleUploadedFile("a.bpmn", data)})
    assert answer.status_code == 302
    draft = _draft(process)
    assert (draft.bpmn, draft.revision) == (text, 2)


def test_who_brings_a_file_without_shapes_is_told_that_it_was_laid_out_here(owner, process):
    bare = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", SIMPLE, flags=re.DOTALL)
    said = {}
    for name, text in {"drawn": _draft(process).bpmn, "bare": bare}.items():
        file = SimpleUploadedFile("a.bpmn", text.encode())
        answer = owner.post(reverse("process_import", args=["QT-09"]), {"file": file})
        said[name] = [str(one) for one in get_messages(answer.wsgi_request)]
    told = "Tệp không ghi vị trí nên hình vẽ được tự xếp ở đây; bạn có thể kéo lại cho vừa ý."
    assert told in said["bare"]
    assert told not in said["drawn"]
    new = {"key": "QT-66", "name": "Lạ", "shape": "linear", "file": SimpleUploadedFile("a.bpmn", bare.encode())}
    answer = owner.post(reverse("process_new"), new)
    assert told in [str(one) for one in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize("shape", STEPS)
def test_a_first_drawing_runs_as_it_is(shape):
    drawn = first_drawing(key="QT-05", name='A "B" <C>', name_en="", shape=shape, crew=Crew("ho-tro", "Tổ A&B"))
    assert [str(found) for found in check(read(drawn.encode()), actions=[])] == []


def test_a_new_process_begins_with_a_draft_and_its_code_is_its_own(owner, world):
    said = {"key": "QT-05", "name": "Chăm sóc VIP", "name_en": "VIP care", "shape": "loop"}
    assert owner.post(reverse("process_new"), said).url == "/processes/QT-05/edit/"
    assert _draft(Process.objects.get(key="QT-05")).created_by == world.owner
    assert owner.post(reverse("process_new"), said).status_code == 422
    assert Process.objects.count() == 1


def test_a_thrown_away_draft_takes_only_itself_along(owner, process, world):
    publish(_draft(process), by=world.owner, reason="x", now=w.NOW)
    save_draft(process, bpmn=CHANGED, revision=0, by=world.owner, now=w.NOW)
    owner.post(reverse("process_discard", args=["QT-09"]))
    assert list(process.versions.values_list("number", "state")) == [(1, "published")]
    assert discard_draft(process) is True


def test_a_head_who_cannot_draw_remarks_on_a_draft(client, process, world):
    head = w.signed_in(client, world.head)
    said = {"node": "a", "text": "Nên <b>gọi</b> trước"}
    head.post(reverse("process_remark", args=["QT-09", 1]), said)
    remark = Comment.objects.get()
    assert (remark.node, remark.by) == ("a", world.head)
    page = head.get(reverse("process_version", args=["QT-09", 1])).content.decode()
    assert "Nên &lt;b&gt;gọi&lt;/b&gt; trước" in page
    assert "về “Trả lời”" in page
    assert head.post(reverse("process_settle", args=["QT-09", remark.pk])).status_code == 403
    w.signed_in(client, world.owner).post(reverse("process_settle", args=["QT-09", remark.pk]))
    remark.refresh_from_db()
    assert remark.settled_at is not None


WRITES = [
    "process_save",
    "process_publish",
    "process_check",
    "process_table",
    "process_discard",
    "process_import",
    "process_edit",
]


@pytest.mark.parametrize("name", [*WRITES, "process_xml"])
@pytest.mark.parametrize("who", ["agent", "head", "stranger"])
def test_who_may_not_draw_changes_nothing(client, process, world, who, name):
    visitor = w.signed_in(client, getattr(world, who))
    answer = _send(visitor, name, {"xml": CHANGED, "revision": 1, "reason": "x"})
    assert answer.status_code == 403
    assert list(process.versions.values_list("bpmn", "revision", "state")) == [(SIMPLE, 1, "draft")]


def test_who_may_not_draw_is_shown_the_draft_with_what_was_remarked_pointed_out(client, process, world):
    head = w.signed_in(client, world.head)
    assert head.get("/processes/QT-09/").url == "/processes/QT-09/versions/1/"
    head.post(reverse("process_remark", args=["QT-09", 1]), {"node": "a", "text": "Nên gọi trước"})
    page = head.get("/processes/QT-09/versions/1/").content.decode()
    assert 'class="dg-node dg-step dg-current" data-node="a"' in page
    assert "chưa ban hành" in page


def test_who_drew_on_a_version_that_made_way_for_another_is_told_and_asked(owner, process, world):
    """Somebody published meanwhile: what was drawn on the older one does not silently undo the newer."""
    publish(process.versions.get(), by=world.owner, reason="đầu tiên", now=w.NOW)
    theirs = save_draft(process, bpmn=CHANGED, revision=0, by=world.head, now=w.NOW)
    publish(theirs, by=world.head, reason="tiếp", now=w.NOW)
    mine = {"xml": SIMPLE, "revision": 0, "base": 1}
    answer = _send(owner, "process_save", mine)
    assert (answer.status_code, answer.json()["revision"]) == (409, 0)
    assert "phiên bản 2 của Trịnh Thu Uyên đã được ban hành" in answer.json()["message"]
    assert not process.versions.filter(state="draft").exists()
    assert _send(owner, "process_save", {**mine, "force": True}).json() == {"revision": 1, "number": 3}


def test_the_check_tells_which_draft_stands_and_whose_it_is(owner, process, world):
    save_draft(process, bpmn=CHANGED, revision=1, by=world.head, now=w.NOW)
    url = reverse("process_check", args=["QT-09"])
    said = owner.post(url, SIMPLE, content_type="application/xml").json()["draft"]
    assert said == {"revision": 2, "number": 1, "who": "Trịnh Thu Uyên", "is_mine": False}


def test_in_the_studio_a_remark_brings_the_remarks_alone(owner, process):
    address = reverse("process_remark", args=["QT-09", 1])
    sent = {"node": "a", "text": "Nên gọi </script> trước"}
    part = owner.post(address, sent, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert '"text": "Nên gọi \\u003C/script\\u003E trước"' in part
    assert 'data-shows-element="a"' in part


def test_a_new_process_that_nothing_begins_with_says_where_requests_go(owner, process, world):
    publish(_draft(process), by=world.owner, reason="thử", now=timezone.now())
    address = reverse("process", args=[process.key])
    Business.objects.update(intake_process=process.key)
    assert "phiếu mới chạy theo phiên bản này" in owner.get(address).content.decode()
    Business.objects.update(intake_process="QT-01")
    assert "mọi yêu cầu mới đều bắt đầu bằng QT-01" in owner.get(address).content.decode()
