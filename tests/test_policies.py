"""Policies from the register to the step: laid down, carried, changed, ended; who reads and who writes them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tantam.cases.models import Case
from tantam.organisation import actions
from tantam.organisation.models import Policy
from tantam.organisation.queries import policies
from tantam.process.actions import check_drawing, publish, save_draft
from tantam.process.models import Process
from tantam.process.queries import in_force_since
from tests import world as w

pytestmark = pytest.mark.django_db
RETURNS = {
    "title": "Đổi trả trong 7 ngày",
    "title_en": "Returns within 7 days",
    "text": "Hàng còn nguyên tem được đổi trong 7 ngày.",
    "text_en": "Sealed goods may be exchanged within 7 days.",
    "valid_from": "01/11/2026",
}


@pytest.fixture
def world() -> w.World:
    return w.build_world(intake_process="QT-01")


def _words(**changed: object) -> actions.PolicyWords:
    said = {**RETURNS, "valid_from": date(2026, 11, 1), **changed}
    return actions.PolicyWords(**said)  # type: ignore[arg-type]


def _laid_down(world: w.World, **changed: object) -> Policy:
    return actions.lay_down_policy(_words(**changed), owner=world.head, by=world.head, now=w.NOW)


def _carrying(key: str) -> str:
    """The general intake, whose first answer carries a policy."""
    bpmn = (w.DEMO_PROCESSES / "qt-01-v3.bpmn").read_text()
    before, after = bpmn.split('id="tra_loi_lan_dau"', 1)
    return (
        before
        + 'id="tra_loi_lan_dau"'
        + after.replace("<bpmn:extensionElements>", f'<bpmn:extensionElements><tantam:policy key="{key}"/>', 1)
    )


def _running(world: w.World, key: str) -> Process:
    process = Process.objects.create(key="QT-01", name="Tiếp nhận", created_at=w.NOW)
    draft = save_draft(process, bpmn=_carrying(key), revision=0, by=world.owner, now=w.NOW)
    publish(draft, by=world.owner, reason="thử", now=w.NOW)
    return process


def test_a_head_lays_one_down_and_its_history_stays(client, world):
    w.signed_in(client, world.head)
    client.post(reverse("settings_policy_new"), {**RETURNS, "owner": world.head.pk})
    policy = Policy.objects.get()
    page = reverse("settings_policy", args=[policy.pk])
    client.post(
        reverse("settings_policy_write", args=[policy.pk]),
        {**RETURNS, "text": "Trong 10 ngày.", "valid_from": "20/11/2026", "reason": "Khách muốn lâu hơn"},
    )
    shown = client.get(page).content.decode()
    assert "Trong 10 ngày." in shown
    assert "Khách muốn lâu hơn" in shown
    assert RETURNS["text"] in shown
    assert [one.number for one in policy.editions.order_by("number")] == [1, 2]


def test_which_edition_holds_depends_on_the_day(world):
    policy = _laid_down(world)
    later = _words(text="Trong 10 ngày.", valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 31))
    actions.rewrite_policy(policy, later, owner=None, by=world.head, now=w.NOW)
    for day, text, state in (
        (date(2026, 10, 31), RETURNS["text"], "coming"),
        (date(2026, 11, 30), RETURNS["text"], "held"),
        (date(2026, 12, 31), "Trong 10 ngày.", "held"),
        (date(2027, 1, 1), "Trong 10 ngày.", "ended"),
    ):
        found = policies(on=day)[policy.key]
        assert (found.text, found.state) == (text, state)


def test_a_new_edition_cannot_hold_before_the_one_it_follows(client, world):
    policy = _laid_down(world)
    w.signed_in(client, world.head)
    answer = client.post(
        reverse("settings_policy_write", args=[policy.pk]), {**RETURNS, "valid_from": "01/10/2026", "text": "Khác"}
    )
    assert answer.status_code == 422
    assert "Khác" in answer.content.decode()  # what was typed stays
    assert policy.editions.count() == 1


def test_an_agent_reads_and_does_not_write(client, world):
    policy = _laid_down(world)
    w.signed_in(client, world.agent)
    assert client.get(reverse("settings_policy", args=[policy.pk])).status_code == 200
    assert client.post(reverse("settings_policy_new"), RETURNS).status_code == 403
    assert client.post(reverse("settings_policy_end", args=[policy.pk]), {"on": "30/11/2026"}).status_code == 403
    assert Policy.objects.count() == 1


def test_the_step_carries_it_into_the_ticket_the_list_and_the_document(client, world):
    policy = _laid_down(world)
    _running(world, policy.key)
    w.send_in(world.mailbox, w.mail(subject="Cho hỏi giá"))
    w.settle()
    w.signed_in(client, world.head)
    case = Case.objects.get()
    assert RETURNS["text"] in client.get(reverse("case", args=[case.number])).content.decode()
    assert RETURNS["text"] in client.get(reverse("process_steps", args=["QT-01", 1])).content.decode()
    assert "QT-01 v1" in client.get(reverse("settings_policy", args=[policy.pk])).content.decode()
    document = reverse("process_document", args=["QT-01", 1, "en", "docx"])
    assert RETURNS["text_en"] in _text_of(client.get(document).content)


def _text_of(docx: bytes) -> str:
    from io import BytesIO
    from zipfile import ZipFile

    return ZipFile(BytesIO(docx)).read("word/document.xml").decode()


def _warnings(key: str) -> list[str]:
    return [one.code for one in check_drawing(_carrying(key)) if one.code.endswith("_policy")]


def test_the_check_warns_of_what_is_not_there_is_over_or_does_not_hold_yet(world):
    assert _warnings("khong-co") == ["unknown_policy"]
    assert _warnings(_laid_down(world).key) == []
    ended = _laid_down(world, title="Cũ", valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31))
    assert _warnings(ended.key) == ["ended_policy"]
    assert _warnings(_laid_down(world, title="Mới", valid_from=date(2099, 1, 1)).key) == ["coming_policy"]


def test_what_ended_is_marked_where_it_is_carried(client, world):
    policy = _laid_down(world, valid_from=date(2025, 1, 1))
    _running(world, policy.key)
    actions.end_policy(policy, on=date(2025, 12, 31), by=world.head, now=w.NOW)
    w.signed_in(client, world.owner)
    assert "hết hiệu lực 31/12/2025" in client.get(reverse("process_steps", args=["QT-01", 1])).content.decode()


def test_the_register_asks_one_question_however_many_there_are(world, django_assert_num_queries):
    for number in range(5):
        _laid_down(world, title=f"Chính sách {number}")
    with django_assert_num_queries(1):
        assert len(policies(on=date(2026, 11, 23))) == 5


def _new_words(policy: Policy, world: w.World, *, since: date) -> None:
    words = _words(text="Trong 10 ngày.", valid_from=since)
    actions.rewrite_policy(policy, words, owner=None, by=world.head, now=w.NOW)


def test_what_changed_since_publishing_is_warned_of_until_it_is_published_anew(client, world):
    policy = _laid_down(world, valid_from=date(2025, 1, 1))
    process = _running(world, policy.key)
    since = in_force_since(process)
    assert [one.code for one in check_drawing(_carrying(policy.key), since=since) if "policy" in one.code] == []
    w.signed_in(client, world.owner)
    page = reverse("process", args=["QT-01"])
    assert "đã có bản mới" not in client.get(page).content.decode()
    actions.rewrite_policy(
        policy, _words(text="Trong 10 ngày.", valid_from=date(2026, 11, 20)), owner=None, by=world.head,
        now=w.NOW + timedelta(minutes=1),
    )  # fmt: skip
    (found,) = [one for one in check_drawing(_carrying(policy.key), since=since) if "policy" in one.code]
    assert (found.code, found.severity, found.element_id) == ("changed_policy", "warning", "tra_loi_lan_dau")
    assert "đã có bản mới từ 20/11/2026" in found.message_vi
    assert "“Returns within 7 days” of “First answer” has new words since 20\u00a0Nov\u00a02026" in found.message_en
    shown = client.get(page).content.decode()
    assert "đã có bản mới từ 20/11/2026" in shown
    assert reverse("settings_policy", args=[policy.pk]) in shown
    sent = client.post(reverse("process_check", args=["QT-01"]), _carrying(policy.key), content_type="text/xml")
    assert "changed_policy" in [one["code"] for one in sent.json()["problems"]]
    draft = save_draft(process, bpmn=_carrying(policy.key) + "\n", revision=0, by=world.owner, now=w.NOW)
    publish(draft, by=world.owner, reason="theo bản mới", now=w.NOW + timedelta(minutes=2))
    assert "đã có bản mới" not in client.get(page).content.decode()


def test_words_that_are_coming_are_told_before_they_hold(client, world):
    policy = _laid_down(world)
    _running(world, policy.key)
    _new_words(policy, world, since=date(2099, 1, 1))
    assert _warnings(policy.key) == ["changing_policy"]
    w.signed_in(client, world.agent)
    shown = client.get(reverse("process", args=["QT-01"])).content.decode()
    assert "sẽ có bản mới từ 01/01/2099" in shown
    assert reverse("process_edit", args=["QT-01"]) not in shown  # an agent does not draw
