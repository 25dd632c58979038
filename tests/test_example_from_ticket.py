"""A ticket that ran on a process becomes an example of it: alike, without its people, run at every check."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tantam.organisation.models import Reach, Role
from tantam.process import actions
from tantam.process.engine.bpmn import read
from tantam.process.engine.examples import example_results
from tantam.process.models import Instance, Process, Token, Version
from tantam.process.queries import compiled
from tantam.process.registry import LANGUAGE
from tests import world as w

pytestmark = pytest.mark.django_db
WORDS = "Chào shop, tôi là Nghiêm Thị Hoà, số 0912 345 678. Cho hỏi cửa hàng mở mấy giờ?"


@pytest.fixture
def world(monkeypatch) -> w.World:
    made = w.build_world(intake_process="QT-01")
    w.publish_process("qt-01-v3.bpmn", key="QT-01", by=made.owner)
    return made


@pytest.fixture
def run(world) -> Instance:
    w.send_in(world.mailbox, w.mail(subject="Hỏi giờ mở cửa", text=WORDS))
    w.settle()
    return Instance.objects.get(parent=None)


def do_next(run: Instance, *, now) -> bool:
    """The next step that waits for somebody, with the first choice of each field; whether there was one."""
    token = Token.objects.filter(instance=run, state=Token.State.WAITING, attached_to_id=None).order_by("id").first()
    if token is None:
        return False
    node = compiled(run.version_id).diagram.node(token.node)
    values = {"text": "gọi lại 0987654321", "number": 1, "money": 0, "boolean": True, "phone": "0987654321"}
    data = {one.key: one.options[0] if one.options else values.get(one.kind, "x") for one in node.care.form}
    if node.care.done == "approval":
        data[node.care.result] = True
    actions.complete_work(token.pk, by=None, data=data, now=now)
    return True


def page_of(client, run: Instance) -> str:
    return str(client.get(reverse("process_run_example", args=[run.pk])).content.decode())


def keep(client, run: Instance, **texts: str):
    sent = {"keep": "1", "label": "Hỏi giờ qua thư", **{f"text-{name}": text for name, text in texts.items()}}
    return client.post(reverse("process_run_example", args=[run.pk]), sent)


def results(draft: Version) -> dict[str, bool]:
    found = example_results(read(draft.bpmn.encode()), language=LANGUAGE)
    return {one.example.label("vi"): one.is_passed for one in found}


def test_a_ticket_that_still_runs_becomes_an_example_without_its_people(client, world, run, monkeypatch) -> None:
    now = w.NOW + timedelta(minutes=20)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=5))
    assert do_next(run, now=now)
    w.signed_in(client, world.owner)
    shown = page_of(client, run)
    assert "đã được thay bằng dữ liệu bịa" in shown
    assert "Hoà" not in shown.split("<form", 1)[1]
    assert "0912 345 678" not in shown
    answer = keep(client, run)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    draft = Version.objects.get(state="draft")
    assert "Nghiêm" not in draft.bpmn
    assert "0987654321" not in draft.bpmn
    assert results(draft)["Hỏi giờ qua thư"]


def test_a_ticket_that_is_over_must_end_where_it_ended(client, world, run, monkeypatch) -> None:
    now = w.NOW
    for _ in range(12):
        now += timedelta(minutes=10)
        if not do_next(run, now=now):
            break
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=5))
    w.signed_in(client, world.owner)
    answer = keep(client, run)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    draft = Version.objects.get(state="draft")
    (example,) = [
        one for one in read(draft.bpmn.encode()).processes[0].care.examples if one.label("vi").startswith("Hỏi giờ")
    ]
    expected = json.loads(example.expected)
    run.refresh_from_db()
    through = Instance.objects.filter(pk=run.pk).values_list("state", flat=True).get()
    assert expected["outcome"] == ("waiting" if through == "running" else through)
    assert len(expected["through"]) >= 2
    assert actions.publish(draft, by=world.owner, reason="thử", now=now).state == "published"


def test_words_that_take_another_way_are_told_and_not_kept(client, world, run) -> None:
    w.signed_in(client, world.owner)
    refused = keep(client, run, noi_dung="Sạc phát nổ, cháy khét, con tôi bị bỏng")
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "khác với phiếu đã đi" in page
    assert "cháy khét" in page  # what was typed stays
    assert not Version.objects.filter(state="draft").exists()


def test_who_may_not_draw_or_not_see_the_ticket_makes_none(client, world, run) -> None:
    w.signed_in(client, world.head)
    assert client.get(reverse("process_run_example", args=[run.pk])).status_code == 403
    assert reverse("process_run_example", args=[run.pk]) not in page_of_run(client, run)
    w.signed_in(client, world.owner)
    assert reverse("process_run_example", args=[run.pk]) in page_of_run(client, run)
    narrow = w.person("ve", "Vẽ Hẹp", role=Role.PROCESS_OWNER, team=world.repairs, reach=Reach.TEAM)
    w.signed_in(client, narrow)
    assert client.get(reverse("process_run_example", args=[run.pk])).status_code == 404


def page_of_run(client, run: Instance) -> str:
    return str(client.get(reverse("process_run", args=[run.pk])).content.decode())


def test_it_goes_into_the_draft_that_is_being_drawn(client, world, run) -> None:
    process = Process.objects.get()
    bpmn = Version.objects.get().bpmn
    draft = actions.save_draft(process, bpmn=bpmn + "\n", revision=0, by=world.owner, now=w.NOW)
    w.signed_in(client, world.owner)
    assert keep(client, run).status_code == 302
    draft.refresh_from_db()
    assert results(draft)["Hỏi giờ qua thư"]
    assert Version.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_its_pages_only_look_and_lock_nothing(client, world, run) -> None:
    """Outside of a test's transaction, as they are asked in life."""
    w.signed_in(client, world.owner)
    assert "Ví dụ từ một phiếu" in page_of(client, run)
    tried = client.get(reverse("process_rehearsal", args=["QT-01", 1]), {"from": run.subject})
    assert reverse("process_run_example", args=[run.pk]) in tried.content.decode()
