"""What a kept example expects and begins with, compared in words; the titles of the policies of a step."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.urls import reverse

from tantam.organisation.actions import PolicyWords, lay_down_policy
from tantam.process import actions
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Process
from tests import world as w

pytestmark = pytest.mark.django_db
ANSWERS = '{"tasks": {"hoi": {"after": "PT10M"}}, "calendar": {"zone": "Asia/Ho_Chi_Minh", "holidays": ["2026-01-01"]}}'
BOTH = '{"through": ["hoi", "xu_ly"], "ends": ["xong"]}'


def kept(key: str = "thuong", *, name: str = "Đi đường thường", expected: str = BOTH, given: str = ANSWERS) -> str:
    return (
        f'<t:example key="{key}"><t:label lang="vi">{name}</t:label>'
        f"<t:given>{given}</t:given><t:expected>{expected}</t:expected></t:example>"
    )


def drawn(*examples: str, policy: str = "") -> str:
    d = Drawing()
    d.lines.append(f"<b:extensionElements>{''.join(examples)}</b:extensionElements>")
    d.start()
    d.user("hoi", name="Hỏi", extension=f'<t:policy key="{policy}"/>' if policy else "")
    d.user("xu_ly", name="Xử lý")
    d.add("endEvent", "xong", name="Xong")
    d.path("s", "hoi", "xu_ly", "xong")
    return d.xml().decode()


def compared(client, *drawings: str, language: str = "vi", world: w.World | None = None) -> str:
    """The list of what differs between two drawings, as who reads it sees it."""
    world = world or w.build_world()
    made = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    for bpmn in drawings:
        draft = actions.save_draft(made, bpmn=bpmn, revision=0, by=world.owner, now=w.NOW)
        actions.publish(draft, by=world.owner, reason="khác", now=w.NOW)
    client.cookies["django_language"] = language
    page = w.signed_in(client, world.owner).get(reverse("process_compare", args=["QT-09"])).content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.split('class="compare-list"')[1])).split())


def test_an_example_that_expects_less_says_what_it_expects_no_more(client) -> None:
    less = kept(expected='{"through": ["hoi"], "ends": ["xong"]}')
    told = compared(client, drawn(kept()), drawn(less))
    assert "Ví dụ “Đi đường thường” Không còn mong đợi đi qua “Xử lý”" in told
    assert "holidays" not in told


def test_an_example_that_came_and_one_that_went_are_told_by_their_names(client) -> None:
    told = compared(client, drawn(kept()), drawn(kept("khac", name="Đường khác", expected='{"ends": ["xong"]}')))
    assert "Ví dụ “Đường khác” Thêm mới: mong đợi kết thúc ở “Xong”" in told
    assert "Ví dụ “Đi đường thường” Đã bỏ" in told


def test_other_answers_are_told_by_their_steps_and_never_as_what_a_machine_reads(client) -> None:
    other = kept(given=ANSWERS.replace("PT10M", "PT20M"))
    told = compared(client, drawn(kept()), drawn(other))
    assert "Ví dụ “Đi đường thường” Câu trả lời khác ở “Hỏi”" in told
    assert "PT20M" not in told


def test_a_policy_is_told_by_its_title(client) -> None:
    world = w.build_world()
    words = PolicyWords(
        title="Hoá đơn đúng hạn", title_en="", text="Gửi trong ngày.", text_en="", valid_from=date(2026, 11, 1)
    )
    policy = lay_down_policy(words, owner=world.head, by=world.head, now=w.NOW)
    told = compared(client, drawn(), drawn(policy=policy.key), world=world)
    assert "Hoá đơn đúng hạn" in told
    assert policy.key not in told
