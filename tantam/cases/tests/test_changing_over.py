"""A ticket whose process goes on in another version: its clocks stay, its stream says so, its step is the new one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tantam.cases.actions import Answer, reply
from tantam.cases.models import Case, Clock, Entry
from tantam.process import actions as process
from tantam.process.engine.changeover import propose
from tantam.process.models import Changeover, Instance, Process, Version
from tantam.process.queries import compiled, work_of
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(minutes=5)
STEP, RENAMED = "tra_loi_lan_dau", "tra_loi_ngay"


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    made = w.build_world(intake_process="QT-01", is_demo=True)
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    return made


def moved(old: Version) -> Changeover:
    bpmn = old.bpmn.replace(f'"{STEP}"', f'"{RENAMED}"').replace(f">{STEP}<", f">{RENAMED}<")
    draft = process.save_draft(Process.objects.get(), bpmn=bpmn, revision=0, by=None, now=LATER)
    new = process.publish(draft, by=None, reason="đổi tên bước", now=LATER)
    chosen = propose(compiled(old.pk).graph, compiled(new.pk).graph, chosen={STEP: RENAMED})
    begun = process.begin_changeover(old, new, node_map=chosen, by=None, now=LATER)
    return finished(begun)


def finished(changeover: Changeover) -> Changeover:
    process.carry_on(now=LATER)
    changeover.refresh_from_db()
    assert not changeover.is_under_way
    return changeover


def test_its_clocks_stay_its_stream_says_so_and_its_step_is_done_in_the_new_version(world, client) -> None:
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    before = list(Clock.objects.order_by("id").values())
    due_at = case.due_at
    changeover = moved(Version.objects.get())
    assert (changeover.moved, changeover.held) == (1, 0)
    assert list(Clock.objects.order_by("id").values()) == before
    case.refresh_from_db()
    assert case.due_at == due_at
    assert [(work.node.id, work.token.version.number) for work in work_of(case.fact_subject)] == [(RENAMED, 2)]
    entry = Entry.objects.filter(case=case).latest("id")
    assert (entry.kind, entry.data["what"]) == ("change", "changed-over")
    client.force_login(world.owner)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert "Quy trình QT-01 chạy tiếp theo phiên bản 2 thay cho 1; các hạn giữ nguyên" in page
    reply(case, answer=Answer(text="Dạ em kiểm tra ạ."), by=world.agent, now=LATER)
    assert [work.node.id for work in work_of(case.fact_subject)] != [RENAMED]
    assert not Clock.objects.filter(kind=Clock.Kind.STEP, node=STEP, stopped_at=None).exists()


def test_taken_back_its_stream_says_that_too(world, client) -> None:
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    changeover = moved(Version.objects.get())
    process.take_back_changeover(changeover, by=world.owner, now=LATER)
    assert finished(changeover).returned == 1
    assert [work.node.id for work in work_of(case.fact_subject)] == [STEP]
    client.force_login(world.owner)
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert "Quy trình QT-01 đã trở lại phiên bản 1 như trước khi chuyển" in page


def test_a_customer_s_cases_all_run_on_the_same_version_while_one_is_on_trial(world) -> None:
    old = Version.objects.get()
    bpmn = old.bpmn.replace("</bpmn:definitions>", "<!-- khác --></bpmn:definitions>")
    draft = process.save_draft(Process.objects.get(), bpmn=bpmn, revision=0, by=None, now=w.NOW)
    process.publish(draft, by=None, reason="thử", now=w.NOW, share=50)
    for number in range(6):
        for sender in ("mai@khach.example", "lan@khach.example", "hoa@khach.example"):
            mail = w.mail(sender=sender, message_id=f"<{number}-{sender}>", subject=f"Việc {number}")
            w.send_in(world.mailbox, mail, now=w.NOW + timedelta(minutes=number))
    chosen: dict[int, set[int]] = {}
    versions = dict(Instance.objects.values_list("subject", "version__number"))
    for case in Case.objects.all():
        chosen.setdefault(case.customer_id, set()).add(versions[case.fact_subject])
    assert Case.objects.count() == 18
    assert [len(numbers) for numbers in chosen.values()] == [1, 1, 1]


def test_whoever_waits_for_something_to_be_true_since_the_move_is_looked_at_as_the_case_changes(world) -> None:
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    old = Version.objects.get()
    assert not case.awaits_condition
    event = (
        f'<bpmn:boundaryEvent id="gap" attachedToRef="{STEP}" cancelActivity="false"><bpmn:outgoing>g1</bpmn:outgoing>'
        "<bpmn:conditionalEventDefinition><bpmn:condition>tien_den_bu &gt; 0</bpmn:condition>"
        '</bpmn:conditionalEventDefinition></bpmn:boundaryEvent><bpmn:endEvent id="gap_e"/>'
        '<bpmn:sequenceFlow id="g1" sourceRef="gap" targetRef="gap_e"/></bpmn:process>'
    )
    bpmn = old.bpmn.replace("</bpmn:process>", event, 1)
    draft = process.save_draft(Process.objects.get(), bpmn=bpmn, revision=0, by=None, now=LATER)
    new = process.publish(draft, by=None, reason="thêm điều kiện", now=LATER)
    chosen = propose(compiled(old.pk).graph, compiled(new.pk).graph)
    changeover = finished(process.begin_changeover(old, new, node_map=chosen, by=None, now=LATER))
    case.refresh_from_db()
    assert (changeover.moved, case.awaits_condition) == (1, True)
    process.take_back_changeover(changeover, by=None, now=LATER)
    finished(changeover)
    case.refresh_from_db()
    assert not case.awaits_condition
