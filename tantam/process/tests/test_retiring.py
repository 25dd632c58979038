"""A process is retired: it takes no new requests, what runs goes on; publishing again undoes it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tantam.core.models import FactRow
from tantam.organisation.models import Business
from tantam.process import actions, queries
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Instance, Process, Token, Version
from tantam.process.queries import process_for
from tantam.process.tests.changing_over import KEY, LATER, line, publish, start
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    return w.build_world()


def taking(*channels: str, key: str = KEY) -> str:
    bpmn = line("a").replace(f'"{KEY}"', f'"{key}"')
    named = "".join(f'<t:touchpoint channel="{channel}"/>' for channel in channels)
    return bpmn.replace("</b:extensionElements>", f"{named}</b:extensionElements>", 1)


def published(bpmn: str, *, key: str = KEY) -> Version:
    process, _made = Process.objects.get_or_create(key=key, defaults={"name": key, "created_at": w.NOW})
    draft = actions.save_draft(process, bpmn=bpmn, revision=0, by=None, now=w.NOW)
    return actions.publish(draft, by=None, reason="thử", now=w.NOW)


def not_the_first(_world: w.World) -> None:
    """The business says of no process that all requests begin with it; of the very first one it does by itself."""
    Business.objects.update(intake_process="")


def retire(world: w.World, *, reason: str = "gộp vào QT-01") -> Process:
    process = Process.objects.get(key=KEY)
    actions.retire(process, by=world.owner, reason=reason, now=LATER)
    process.refresh_from_db()
    return process


def test_retired_it_takes_nothing_new_and_what_runs_runs_to_its_end(world) -> None:
    publish(line("a"))
    not_the_first(world)
    start(2)
    process = retire(world)
    assert (process.retired_at, process.retired_by, process.retire_reason) == (LATER, world.owner, "gộp vào QT-01")
    assert start(1, first=9) == []
    for token in Token.objects.all():
        actions.complete_work(token.pk, by=world.agent, data={}, now=LATER)
    assert set(Instance.objects.values_list("state", flat=True)) == {"finished"}
    assert list(queries.retired_processes()) == [process]
    assert FactRow.objects.filter(name="process.retired").count() == 1
    with pytest.raises(actions.NotInForce):
        retire(world)


def test_a_trial_ends_with_it_and_publishing_again_undoes_it(world) -> None:
    publish(line("a"))
    not_the_first(world)
    process = Process.objects.get(key=KEY)
    draft = actions.save_draft(process, bpmn=line("b"), revision=0, by=None, now=w.NOW)
    actions.publish(draft, by=None, reason="thử", now=w.NOW, share=30)
    retire(world)
    assert list(Version.objects.order_by("number").values_list("state", "share")) == [("retired", None)] * 2
    assert queries.trials_of(process)[draft.pk].is_kept is False
    again = actions.restore(Version.objects.get(number=1), by=world.owner, now=LATER)
    actions.publish(again, by=world.owner, reason="dùng lại", now=LATER)
    process.refresh_from_db()
    assert (process.retired_at, process.retired_by, process.retire_reason) == (None, None, "")
    assert len(start(1, first=20)) == 1


def test_without_a_reason_nothing_is_retired(world) -> None:
    publish(line("a"))
    with pytest.raises(actions.NoReason):
        retire(world, reason="  ")
    assert Version.objects.get().state == "published"


def test_the_one_that_all_requests_begin_with_is_not_retired(world, client) -> None:
    publish(line("a"))
    Business.objects.update(intake_process=KEY)
    with pytest.raises(actions.StillTakesAll):
        retire(world)
    page = w.signed_in(client, world.owner).get(reverse("process_retire", args=[KEY])).content.decode()
    assert "mọi yêu cầu mới bắt đầu với quy trình này" in page
    assert client.post(reverse("process_retire", args=[KEY]), {"reason": "x"}).status_code == 422
    assert Version.objects.get().state == "published"


def test_one_that_others_call_or_start_is_not_retired_and_they_are_named(world, client) -> None:
    publish(line("a"))
    not_the_first(world)
    drawing = Drawing()
    drawing.start()
    drawing.add("callActivity", "goi", calledElement=KEY)
    drawing.path("s", "goi", drawing.end())
    published(drawing.xml().decode(), key="QT-GOI")
    with pytest.raises(actions.StillBegun) as refused:
        retire(world)
    assert refused.value.keys == ["QT-GOI"]
    page = w.signed_in(client, world.owner).get(reverse("process_retire", args=[KEY])).content.decode()
    assert "sẽ dừng thành sự cố bước" in page
    assert "QT-GOI" in page


def test_the_page_says_which_process_takes_its_touchpoints_then(world, client) -> None:
    published(taking("email", "sms"))
    published(taking("email", key="QT-ZZ"), key="QT-ZZ")
    Business.objects.update(intake_process="")
    assert process_for(channel="email", segments=[]) == KEY
    page = w.signed_in(client, world.owner).get(reverse("process_retire", args=[KEY])).content.decode()
    assert "do QT-ZZ QT-ZZ nhận" in page
    assert "không quy trình nào nhận" in page
    answer = client.post(reverse("process_retire", args=[KEY]), {"reason": "gộp"}, follow=True)
    assert "đã ngừng áp dụng" in answer.content.decode()
    assert process_for(channel="email", segments=[]) == "QT-ZZ"
    assert process_for(channel="sms", segments=[]) == ""
    listed = client.get(reverse("processes")).content.decode()
    assert "Không nhận yêu cầu mới." in listed


def test_only_who_publishes_retires(world, client) -> None:
    publish(line("a"))
    for person in (world.head, world.agent):
        w.signed_in(client, person)
        assert client.post(reverse("process_retire", args=[KEY]), {"reason": "x"}).status_code == 403
    assert Version.objects.get().state == "published"


def said(client, world, bpmn: str) -> str:
    """What the studio says after publishing this drawing."""
    process = Process.objects.get(key=KEY)
    draft = actions.save_draft(process, bpmn=bpmn, revision=0, by=world.owner, now=w.NOW)
    w.signed_in(client, world.owner)
    sent = {"revision": draft.revision, "reason": "thử"}
    client.post(reverse("process_publish", args=[KEY]), sent, content_type="application/json")
    page: str = client.get(reverse("processes")).content.decode()
    return page


def test_after_publishing_it_is_said_which_process_takes_new_requests(world, client) -> None:
    publish(line("z"))
    published(taking("email", key="QT-AA"), key="QT-AA")
    Business.objects.update(intake_process=KEY)
    assert "phiếu mới chạy theo phiên bản này" in said(client, world, line("a"))
    Business.objects.update(intake_process="QT-AA")
    assert "Theo thiết lập, phiếu mới bắt đầu với QT-AA QT-AA" in said(client, world, line("b"))
    Business.objects.update(intake_process="")
    mixed = said(client, world, taking("email", "sms"))
    assert "Phiếu từ Email do QT-AA QT-AA nhận." in mixed
    assert "chạy theo quy trình này" in mixed
    assert "không nêu điểm chạm nào" in said(client, world, line("c"))


def test_in_the_list_a_retired_process_says_what_still_runs_on_it(world, client) -> None:
    publish(line("a"))
    not_the_first(world)
    start(2)
    publish(line("a", "b"))
    start(3, first=10)
    Token.objects.filter(instance__subject__in=["order:1", "order:10"]).update(due_at=w.NOW)
    not_the_first(world)
    retire(world)
    page = w.signed_in(client, world.owner).get(reverse("processes")).content.decode()
    told = page.split('class="retired-list"')[1].split("</ul>")[0]
    assert "<strong>5</strong> phiếu còn chạy" in told
    assert "<strong>2</strong> bước trễ" in told
    assert f'href="/processes/{KEY}/?version=2"' in told
    seen = client.get(reverse("process", args=[KEY]), {"version": "2"}).content.decode()
    assert f"{KEY} · phiên bản 2 · ngừng áp dụng ngày 23/11/2026" in seen
    for token in Token.objects.all():
        actions.complete_work(token.pk, by=world.agent, data={}, now=LATER)
    for token in Token.objects.all():
        actions.complete_work(token.pk, by=world.agent, data={}, now=LATER)
    told = client.get(reverse("processes")).content.decode().split('class="retired-list"')[1].split("</ul>")[0]
    assert "Không còn phiếu nào chạy." in told
    assert "bước trễ" not in told


def test_the_list_asks_no_more_for_many_retired_processes(world, client, django_assert_num_queries) -> None:
    publish(line("a"))
    not_the_first(world)
    w.signed_in(client, world.owner)
    start(1)
    retire(world)
    client.get(reverse("processes"))
    with CaptureQueriesContext(connection) as before:
        client.get(reverse("processes"))
    for number in range(3):
        published(line("a").replace(f'"{KEY}"', f'"QT-R{number}"'), key=f"QT-R{number}")
        process = Process.objects.get(key=f"QT-R{number}")
        not_the_first(world)
        actions.retire(process, by=world.owner, reason="gộp", now=LATER)
    with django_assert_num_queries(len(before)):
        page = client.get(reverse("processes")).content.decode()
    told = page.split('class="retired-list"')[1].split("</ul>")[0]
    assert [code for code in (KEY, "QT-R0", "QT-R1", "QT-R2") if code not in told] == []


def test_what_still_runs_on_a_retired_process_is_said_alike_on_every_page(world, client) -> None:
    publish(line("a"))
    start(2)
    publish(line("a", "b"))
    not_the_first(world)
    start(1, first=9)
    page = w.signed_in(client, world.owner).get(reverse("process_retire", args=[KEY])).content.decode()
    assert "không chuyển phiếu sang phiên bản khác được nữa" in page
    retire(world)
    listed = client.get(reverse("process_versions", args=[KEY])).content.decode()
    moving = client.get(reverse("process_changeover", args=[KEY])).content.decode()
    for page in (listed, moving):
        assert f'<a class="link" href="{reverse("process", args=[KEY])}?version=1">2 phiếu ở phiên bản 1</a>' in page
        assert "1 phiếu ở phiên bản 2" in page
    assert reverse("process_changeover", args=[KEY]) not in listed
    assert "Không có gì để chuyển" not in moving
    assert "Chưa có phiên bản nào để chuyển sang" in moving


def test_the_studio_says_that_a_process_is_retired_and_what_publishing_does(world, client, settings) -> None:
    settings.UI_ASSETS_REQUIRED = False
    publish(line("a"))
    not_the_first(world)
    said = "Đã ngừng: ban hành là áp dụng trở lại"
    client.force_login(world.owner)
    address = reverse("process_edit", args=[KEY])
    page = client.get(address).content.decode()
    assert said not in page
    assert "data-is-retired" not in page
    retire(world)
    page = client.get(address).content.decode()
    assert said in page
    assert "data-is-retired" in page  # so that its last drawing may be published again as it is
