"""Versions: what differs between two, in words and on the drawings; an old one made the draft again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.process import actions
from tantam.process.engine.bpmn import read
from tantam.process.engine.comparing import Aspect, compare
from tantam.process.models import Process, Token, Version
from tantam.process.queries import ways_left
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db

OLD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tantam="urn:tantam:bpmn:1" id="d">
  <bpmn:process id="p" name="Thử" isExecutable="true">
    <bpmn:startEvent id="s"/>
    <bpmn:userTask id="a" name="Trả lời"><bpmn:extensionElements>
      <tantam:script lang="vi">Dạ em chào {kh}</tantam:script><tantam:time response="PT30M"/>
    </bpmn:extensionElements></bpmn:userTask>
    <bpmn:userTask id="b" name="Ghi lại"/>
    <bpmn:endEvent id="e"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
    <bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="e"/>
  </bpmn:process>
</bpmn:definitions>
"""
NEW = (
    OLD.replace("PT30M", "PT10M")
    .replace("Dạ em chào {kh}", "Dạ em chào {kh} ạ")
    .replace('<bpmn:userTask id="b" name="Ghi lại"/>', '<bpmn:userTask id="c" name="Nhắc khách"/>')
    .replace('targetRef="b"', 'targetRef="c"')
    .replace('sourceRef="b"', 'sourceRef="c"')
)


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def process(world) -> Process:
    made = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    for drawn in (OLD, NEW):
        draft = actions.save_draft(made, bpmn=drawn, revision=0, by=world.owner, now=w.NOW)
        actions.publish(draft, by=world.owner, reason="nhanh hơn", now=w.NOW)
    return made


@pytest.fixture
def owner(client, world):
    return w.signed_in(client, world.owner)


def test_what_came_went_and_changed_is_told_element_by_element():
    found = {one.element: one for one in compare(read(OLD.encode()), read(NEW.encode()), language="vi")}
    assert {key: one.what for key, one in found.items()} == {
        "a": "changed", "c": "added", "b": "removed", "f2": "changed", "f3": "changed",
    }  # fmt: skip
    assert found["a"].aspects == (
        Aspect(name="script:vi", before="Dạ em chào {kh}", after="Dạ em chào {kh} ạ"),
        Aspect(name="response", before="1800", after="600"),
    )
    assert found["f2"].aspects == (Aspect(name="way", before="Trả lời → Ghi lại", after="Trả lời → Nhắc khách"),)


def test_a_drawing_differs_from_itself_in_nothing():
    assert compare(read(OLD.encode()), read(OLD.encode()), language="vi") == []


def test_a_step_with_another_name_is_one_change_and_its_arrows_and_edges_are_none():
    timer = '<bpmn:boundaryEvent id="t" name="30 phút" attachedToRef="a"/><bpmn:endEvent id="e"/>'
    old = OLD.replace('<bpmn:endEvent id="e"/>', timer)
    found = compare(read(old.encode()), read(old.replace("Trả lời", "Đáp lời").encode()), language="vi")
    assert [(one.element, one.aspects) for one in found] == [
        ("a", (Aspect(name="name:vi", before="Trả lời", after="Đáp lời"),))
    ]


def test_a_changed_example_or_purpose_is_a_change_of_the_process(owner, process, world):
    example = '<tantam:example key="k"><tantam:expected>{"ends": ["e"]}</tantam:expected></tantam:example>'
    touchpoint = '<tantam:purpose lang="vi">Để thử</tantam:purpose><tantam:touchpoint channel="sms" begins="false"/>'
    said = f"<bpmn:extensionElements>{example}{touchpoint}</bpmn:extensionElements>"
    newest = NEW.replace('isExecutable="true">', f'isExecutable="true">{said}')
    (found,) = compare(read(NEW.encode()), read(newest.encode()), language="vi")
    assert [(one.name, one.after) for one in found.aspects] == [
        ("touchpoints", "sms"),
        ("begun_by_others", "sms"),
        ("purpose:vi", "Để thử"),
        ("examples", 'k:  → {"ends": ["e"]}'),
    ]
    draft = actions.save_draft(process, bpmn=newest, revision=0, by=world.owner, now=w.NOW)
    actions.publish(draft, by=world.owner, reason="ví dụ", now=w.NOW)
    page = owner.get(reverse("process_compare", args=["QT-09"]), {"old": 2, "new": 3}).content.decode()
    assert "<dt>Ví dụ “k”</dt>" in page  # by its name, each on a line of its own
    assert "<dt>Chỉ do quy trình khác mở ở</dt>" in page


def test_the_page_says_it_in_words_and_colours_both_drawings(owner, process):
    address = reverse("process_compare", args=["QT-09"])
    page = owner.get(address, {"old": 1, "new": 2}).content.decode()
    assert "<del>30\u00a0phút</del><ins>10\u00a0phút</ins>" in page
    assert "<dt>Phản hồi trong</dt>" in page
    assert ">Nhắc khách</button>" in page
    assert "1 thêm mới" in page


def test_both_drawings_show_what_came_and_what_went(owner, world):
    made = Process.objects.create(key="QT-07", name="Vẽ", created_at=w.NOW)
    for drawn in (SIMPLE, SIMPLE.replace('"a"', '"z"').replace("_a", "_z")):
        draft = actions.save_draft(made, bpmn=drawn, revision=0, by=world.owner, now=w.NOW)
        actions.publish(draft, by=world.owner, reason="khác", now=w.NOW)
    page = owner.get(reverse("process_compare", args=["QT-07"])).content.decode()
    assert 'class="dg-node dg-step dg-removed" data-node="a"' in page
    assert 'class="dg-node dg-step dg-added" data-node="z"' in page


def test_the_older_one_stands_first_whichever_was_chosen_first(owner, process):
    page = owner.get(reverse("process_compare", args=["QT-09"]), {"old": 2, "new": 1}).content.decode()
    assert "<del>30\u00a0phút</del><ins>10\u00a0phút</ins>" in page


def test_without_a_choice_the_newest_stands_beside_the_one_before(owner, process):
    page = owner.get(reverse("process_compare", args=["QT-09"])).content.decode()
    assert "<del>30\u00a0phút</del><ins>10\u00a0phút</ins>" in page


@pytest.mark.parametrize("asked", [{"old": "x", "new": "1"}, {"old": "0", "new": "9"}])
def test_nonsense_shows_the_usual_two(owner, process, asked):
    assert owner.get(reverse("process_compare", args=["QT-09"]), asked).status_code == 200


def test_a_version_that_is_not_there_is_not_found(owner, process):
    assert owner.get(reverse("process_compare", args=["QT-09"]), {"old": 1, "new": 9}).status_code == 404


def test_a_process_with_one_version_has_nothing_to_compare(owner, world):
    made = Process.objects.create(key="QT-08", name="Một", created_at=w.NOW)
    actions.save_draft(made, bpmn=OLD, revision=0, by=world.owner, now=w.NOW)
    assert owner.get(reverse("process_compare", args=["QT-08"])).url == reverse("process_versions", args=["QT-08"])


def test_an_old_version_becomes_the_draft_and_what_is_published_stays(owner, process, world):
    assert "Khôi phục thành bản nháp" in owner.get(reverse("process_versions", args=["QT-09"])).content.decode()
    answer = owner.post(reverse("process_restore", args=["QT-09", 1]))
    assert answer.url == reverse("process_edit", args=["QT-09"])
    states = process.versions.order_by("number").values_list("number", "state", "bpmn")
    assert list(states) == [(1, "retired", OLD), (2, "published", NEW), (3, "draft", OLD)]
    assert Version.objects.get(number=3).changed_by == world.owner


def test_a_draft_that_somebody_draws_is_not_thrown_away_for_it(owner, process, world):
    drawn = NEW.replace("Nhắc khách", "Gọi khách")
    actions.save_draft(process, bpmn=drawn, revision=0, by=world.head, now=w.NOW)
    page = owner.post(reverse("process_restore", args=["QT-09", 1]), follow=True).content.decode()
    assert "Đang có một bản nháp." in page
    assert process.versions.get(state="draft").bpmn == drawn


@pytest.mark.parametrize("who", ["agent", "head"])
def test_who_does_not_draw_compares_but_restores_nothing(client, process, world, who):
    visitor = w.signed_in(client, getattr(world, who))
    assert visitor.get(reverse("process_compare", args=["QT-09"])).status_code == 200
    assert visitor.post(reverse("process_restore", args=["QT-09", 1])).status_code == 403
    assert not process.versions.filter(state="draft").exists()


def test_where_people_leave_the_drawing_most_often_is_counted_by_ticket(owner, process, world):
    for number in range(4):
        actions.start("QT-09", subject=f"order:{number}", labels={}, now=w.NOW)
    first, second = Token.objects.filter(node="a").order_by("id")[:2]
    actions.leave_path(first.pk, to="c", by=world.head, reason="gọi rồi", now=w.NOW)
    actions.skip_step(second.pk, by=world.head, reason="không cần", now=w.NOW)
    again = Token.objects.get(instance=second.instance)
    actions.leave_path(again.pk, to="a", by=world.head, reason="nhầm", now=w.NOW)
    actions.skip_step(Token.objects.get(instance=second.instance).pk, by=world.head, reason="lần nữa", now=w.NOW)
    ways, begun = ways_left(process, since=w.NOW)
    assert ([(way.from_node, way.to_node, way.count) for way in ways], begun) == (
        [("a", "", 1), ("a", "c", 1), ("c", "a", 1)],
        4,
    )
