"""A case walked through a version that need not be published: nothing is stored, nothing leaves."""

from __future__ import annotations

import re
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps
from django.urls import reverse

from tantam.process import actions
from tantam.process.context.account import Account
from tantam.process.engine.bpmn import read
from tantam.process.engine.examples import example_problems
from tantam.process.models import Instance, Process, Version
from tantam.process.registry import LANGUAGE
from tantam.process.rehearsal.sending import pack, unpack
from tantam.process.tests import changing_over as moving
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build_world()


@pytest.fixture
def version(world) -> Version:
    return w.publish_process("qt-01-v3.bpmn", key="QT-01", by=world.owner)


def _page(client, version: Version, *, of: str = "") -> str:
    return reverse(f"process_rehearsal{of}", args=[version.process.key, version.number])


def _walk_of(answer) -> str:
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(parse_qs(urlsplit(answer.url).query)["w"][0])


def _begin(client, version: Version, **said: str) -> str:
    sent = {"start": "23/11/2026 09:00", **{f"v-{name}": value for name, value in said.items()}}
    return _walk_of(client.post(_page(client, version, of="_begin"), sent))


def _place(page: str) -> str:
    return str(re.findall(r'name="token" value="(\d+)"', page)[0])


def test_a_walk_stands_at_the_first_step_with_its_script_and_who_does_it(client, world, version):
    w.signed_in(client, world.owner)
    sent = _begin(client, version, noi_dung="Máy bị cháy khét", thieu_thong_tin="no")
    page = client.get(_page(client, version), {"w": sent}).content.decode()
    assert "quyết định theo dòng" in page
    assert "không gì được gửi đi" in page
    assert not apps.get_model("cases", "Case").objects.exists()
    assert not Instance.objects.exists()


def test_a_cell_that_gives_nothing_is_said_to_give_nothing(client, world, version):
    w.signed_in(client, world.owner)
    wrong = version.bpmn.replace('<text>"high"</text>', "<text>cao</text>")
    assert wrong != version.bpmn
    draft = actions.save_draft(version.process, bpmn=wrong, revision=0, by=world.owner, now=w.NOW)
    sent = _begin(client, draft, noi_dung="Tôi khiếu nại", thieu_thong_tin="no")
    page = client.get(_page(client, draft), {"w": sent}).content.decode()
    assert "Khẩn: không có, vì ô “cao” không ra giá trị nào" in page


def test_a_walk_names_its_data_its_gaps_and_looks_where_the_ticket_stands(client, world, version):
    w.signed_in(client, world.owner)
    sent = _begin(client, version, noi_dung="Cho hỏi giá", thieu_thong_tin="no")
    page = client.get(_page(client, version), {"w": sent}).content.decode()
    assert "<dt>Phân loại</dt>" in page
    assert "phan loai" not in page
    assert "[mã phiếu]" in page
    assert not re.findall(r"\{[a-z_]+\}", page.split('class="walk-grid"')[1])
    assert 'data-worst="tra_loi_lan_dau"' in page


@pytest.mark.parametrize(
    ("value", "vi"),
    [
        (1500000, "1.500.000"), (Decimal("2.50"), "2,5"), (0.125, "0,125"), ("2026-11-22", "22/11/2026"),
        ("2026-11-22T09:30", "22/11/2026 09:30"), ("2026-99-99", "2026-99-99"), (True, "có"), ({"loai": 3}, "Loại: 3"),
    ],
)  # fmt: skip
def test_values_of_a_walk_are_written_as_people_write_them(version, value, vi):
    account = Account(read(version.bpmn.encode()))
    assert account.value("gi_do", value).replace("\u00a0", " ") == vi


def test_each_choice_moves_on_and_the_way_back_is_the_same_walk_without_it(client, world, version):
    w.signed_in(client, world.owner)
    first = _begin(client, version, noi_dung="Cho hỏi giá", thieu_thong_tin="no")
    page = client.get(_page(client, version), {"w": first}).content.decode()
    moved = client.post(
        _page(client, version, of="_step"),
        {"w": first, "token": _place(page), "do": "done", "amount": "30", "unit": "60"},
    )
    second = _walk_of(moved)
    assert unpack(second).back() == unpack(first)
    assert unpack(second).choices[0].seconds == 1800
    assert pack(unpack(second)) == second
    assert f"w={first}" in client.get(_page(client, version), {"w": second}).content.decode().replace("%3D", "=")


def test_a_step_is_not_done_on_a_walk_either_while_a_field_it_needs_is_empty(client, world):
    field = '<t:field key="tien" type="money" required="true"><t:label lang="vi">Số tiền</t:label></t:field>'
    step = f"<b:extensionElements><t:form>{field}</t:form></b:extensionElements>"
    version = moving.publish(moving.drawn(lambda d: d.path("s", d.add("userTask", "a", inner=step), d.end())))
    w.signed_in(client, world.owner)
    sent = _begin(client, version)
    page = client.get(_page(client, version), {"w": sent}).content.decode()
    assert "không bắt buộc" not in "".join(re.findall(r"<label[^>]*>Số tiền.*?</label>", page, re.S))
    token = _place(page)
    done = {"w": sent, "token": token, "do": "done", f"{token}-v-tien": ""}
    assert client.post(_page(client, version, of="_step"), done).status_code == 422
    _walk_of(client.post(_page(client, version, of="_step"), {**done, f"{token}-v-tien": "500k"}))


def test_the_page_asks_the_same_questions_however_long_the_walk(client, world, version, django_assert_num_queries):
    w.signed_in(client, world.owner)
    sent = _begin(client, version, noi_dung="Cho hỏi giá", thieu_thong_tin="no")
    page = client.get(_page(client, version), {"w": sent}).content.decode()
    step = {"w": sent, "token": _place(page), "do": "done", "amount": "30", "unit": "60"}
    longer = _walk_of(client.post(_page(client, version, of="_step"), step))
    for walk in (sent, longer):
        with django_assert_num_queries(9):
            assert client.get(_page(client, version), {"w": walk}).status_code == 200


def test_what_is_no_walk_leads_to_a_new_one(client, world, version):
    w.signed_in(client, world.owner)
    for sent in ("x", "A" * 100, "eJwDAAAAAAE"):
        assert client.get(_page(client, version), {"w": sent}).url == _page(client, version)


def test_a_walk_is_kept_as_an_example_that_every_check_runs(client, world, version):
    w.signed_in(client, world.owner)
    sent = _begin(client, version, noi_dung="Cho hỏi giá", thieu_thong_tin="no")
    page = client.get(_page(client, version), {"w": sent}).content.decode()
    step = {"w": sent, "token": _place(page), "do": "done", "amount": "30", "unit": "60"}
    sent = _walk_of(client.post(_page(client, version, of="_step"), step))
    client.post(_page(client, version, of="_keep"), {"w": sent, "label": "Máy hỏng, gọi trong 30 phút"})
    draft = Version.objects.get(process=version.process, state=Version.State.DRAFT)
    diagram = read(draft.bpmn.encode())
    (example,) = [one for one in diagram.processes[0].care.examples if one.key == "chay_thu_1"]
    assert example.label("vi") == "Máy hỏng, gọi trong 30 phút"
    assert list(example_problems(diagram, language=LANGUAGE)) == []


def test_who_may_not_draw_keeps_no_example(client, world, version):
    w.signed_in(client, world.agent)
    sent = _begin(client, version, noi_dung="Cho hỏi giá", thieu_thong_tin="no")
    assert client.post(_page(client, version, of="_keep"), {"w": sent, "label": "x"}).status_code == 403
    assert Version.objects.filter(state=Version.State.DRAFT).count() == 0


def test_a_ticket_out_of_reach_is_not_walked(client, world, version):
    w.send_in(world.mailbox, w.mail(subject="Máy cháy"))
    w.settle()
    case = apps.get_model("cases", "Case").objects.get()
    w.signed_in(client, world.owner)
    begun = {"start": "23/11/2026 09:00", "subject": f"case:{case.pk}", "v-thieu_thong_tin": "no"}
    sent = _walk_of(client.post(_page(client, version, of="_begin"), begun))
    assert unpack(sent).subject == f"case:{case.pk}"
    w.signed_in(client, world.stranger)
    assert client.get(_page(client, version), {"w": sent}).url == _page(client, version)


def test_a_draft_that_cannot_run_says_why(client, world):
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    broken = SIMPLE.replace("<bpmn:endEvent", "<bpmn:endEventX", 1).replace("</bpmn:endEvent", "</bpmn:endEventX", 1)
    draft = actions.save_draft(process, bpmn=broken, revision=0, by=world.owner, now=w.NOW)
    w.signed_in(client, world.owner)
    answer = client.get(_page(client, draft))
    assert answer.status_code == 422
    assert "Chưa chạy thử được" in answer.content.decode()
