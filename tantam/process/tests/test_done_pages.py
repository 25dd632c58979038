"""The pages of "as drawn, as done": figures, drawing, map, hand-overs, tickets, one run, the log; and who may."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tantam.core.models import FactRow
from tantam.process.actions import publish, save_draft
from tantam.process.mining.ocel import read_ocel_json
from tantam.process.mining.table import read_csv
from tantam.process.mining.xes import read_xes
from tantam.process.models import Deviation, Instance, Mining, Process, Visit
from tantam.process.tests.drawn import SIMPLE
from tantam.process.tests.mined import compared, past
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """It is the moment of the tests' world, for the pages too."""
    monkeypatch.setattr(timezone, "now", lambda: w.NOW)


@pytest.fixture
def world(settings):
    settings.DEMO = True
    return w.build_world()


@pytest.fixture
def version(world):
    process = Process.objects.create(key="QT-09", name="Thử", name_en="Trial", created_at=w.NOW)
    draft = save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW)
    return publish(draft, by=None, reason="thử", now=w.NOW)


@pytest.fixture
def done(world, version):
    """Three as drawn, two that left the answer out (one said why), one that asked twice; the last not within reach."""
    for number in range(3):
        past(version, "sage", days=2 + number, subject=f"order:{number}", by=world.agent.pk, channel="zalo")
    silent = [past(version, "sge", days=5 + number, subject=f"order:{5 + number}", channel="zalo") for number in (0, 1)]
    teams = ["ho-tro"] * 3 + ["tra-hang-bao-hanh"] * 5
    hands = [None, world.agent.pk, None, world.colleague.pk, None, None, None, None]
    past(version, "sagbbage", days=8, subject="order:8", by=hands, teams=teams, channel="email")
    Deviation.objects.create(
        instance_id=silent[0].pk, version_id=version.pk, from_node="a", to_node="", reason="khách đã tự xử lý",
        by=world.agent, at=w.NOW,
    )  # fmt: skip
    compared()
    return version


def page(client, agent, name, *args, language="vi", **question):
    agent.language = language
    agent.save(update_fields=["language"])
    answer = w.signed_in(client, agent).get(reverse(name, args=args or ["QT-09"]), question)
    return answer.status_code, answer.content.decode()


def test_figures_drawing_and_list_tell_the_same(client, world, done):
    status, text = page(client, world.agent, "process_done")
    assert status == 200
    assert "3 trên 6 phiếu" in text
    assert "“Trả lời” bị bỏ qua ở đầu quy trình" in text
    assert "“Hỏi thêm” được làm lại sau “Hỏi thêm”" in text
    assert "Trả lời: bỏ qua ở 2 phiếu" in text
    assert "Hỏi thêm: làm lại ngoài sơ đồ ở 1 phiếu" in text
    assert "“khách đã tự xử lý”" in text
    assert "Tính " in text


def test_the_same_in_english(client, world, done):
    _, text = page(client, world.agent, "process_done", language="en")
    assert "3 of 6 tickets" in text
    assert "“Answer” was left out at the beginning" in text
    assert "Answer: skipped in 2 tickets" in text
    assert "Leaving the drawing is not a fault" in text


def test_before_anything_was_compared_it_says_so_and_looks_again(client, world, version):
    _, text = page(client, world.agent, "process_done")
    assert "Đang tính" in text
    assert "every 4s" in text
    compared()
    _, text = page(client, world.agent, "process_done")
    assert "every 4s" not in text
    assert "Chưa có phiếu nào xong trong thời gian này" in text


def test_what_was_not_computed_is_said_with_for_how_many(client, world, version, monkeypatch):
    from tantam.process.actions.mining import aligning

    monkeypatch.setattr(aligning, "STATES", 1)
    past(version, "sage", days=2)
    past(version, "sage", days=3)
    compared()
    _, text = page(client, world.agent, "process_done")
    assert "2 phiếu chưa được đối chiếu" in text


@pytest.mark.parametrize(
    ("name", "most"), [("process_done", 19), ("process_done_map", 17), ("process_done_people", 21)]
)  # one of them counts the runs of the part for all the others
def test_a_page_asks_the_same_whatever_was_done(client, world, version, done, name, most):
    head = w.signed_in(client, world.head)

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert head.get(reverse(name, args=["QT-09"])).status_code == 200
        return len(found)

    asked()
    before = asked()
    for number in range(30):
        past(version, "sagbage"[: 4 + number % 4], days=3, subject=f"order:{100 + number}", by=[7, 8] * 4)
    compared(now=w.NOW + timedelta(hours=1))
    assert asked() == before <= most


def test_the_map_stands_beside_the_drawing_and_can_be_made_simpler(client, world, done):
    _, text = page(client, world.agent, "process_done_map")
    assert "Sơ đồ thực tế: Thử" in text
    assert "Sơ đồ quy trình" in text
    assert "2 trên 2 bước" in text
    _, text = page(client, world.agent, "process_done_map", steps=50)
    assert "1 trên 2 bước" in text
    assert page(client, world.agent, "process_done_map", steps="much", paths=-5)[0] == 200


def test_people_are_named_to_heads_and_not_to_agents(client, world, done):
    _, text = page(client, world.head, "process_done_people")
    assert "<td>Phùng Bá Khôi</td><td>Đàm Quốc Vĩnh</td>" in text
    assert "<td>Tổ Hỗ trợ</td><td>Tổ Bảo hành</td>" in text
    assert "<td>Hỏi thêm</td>" in text
    assert "<th>Bên giao</th><th>Bên nhận</th>" in text
    assert "<th>Từ ngày</th>" not in text
    _, text = page(client, world.colleague, "process_done_people")
    assert "Phùng Bá Khôi" not in text
    assert "<td>Tổ Hỗ trợ</td><td>Tổ Bảo hành</td>" in text
    assert "Tên người chỉ hiện với trưởng phòng và người phụ trách quy trình" in text


def test_a_head_of_one_team_sees_the_others_as_their_team(client, world, done):
    world.head.appointments.update(reach="team")
    _, text = page(client, w.fresh(world.head) if hasattr(w, "fresh") else world.head, "process_done_people")
    assert "<td>Phùng Bá Khôi</td><td>Tổ Bảo hành</td>" in text
    assert "Đàm Quốc Vĩnh" not in text


def test_asking_to_compute_is_for_who_mends(client, world, done):
    url = reverse("process_done_compute", args=["QT-09"])
    assert w.signed_in(client, world.agent).post(url).status_code == 403
    assert Mining.objects.get().wanted_at is None
    assert w.signed_in(client, world.head).post(url).status_code == 302
    assert Mining.objects.get().wanted_at == w.NOW


def test_a_process_that_was_never_published_has_nothing_to_compare(client, world):
    Process.objects.create(key="QT-10", name="Chưa", created_at=w.NOW)
    status, text = page(client, world.agent, "process_done", "QT-10")
    assert status == 200
    assert "Chưa ban hành" in text


def taken(client, agent, **changed):
    wish = {"kind": "xes", "version": 1, "since": "01/11/2026", "until": "23/11/2026", **changed}
    answer = w.signed_in(client, agent).post(reverse("process_done_log", args=["QT-09"]), wish)
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_log_is_taken_in_three_forms_and_that_is_kept(client, world, done):
    xes, body = taken(client, world.owner)
    assert xes["Content-Disposition"] == 'attachment; filename="QT-09-v1_2026-11-01_2026-11-23.xes"'
    assert [len(case.events) for case in read_xes(BytesIO(body))] == [8, 0, 0, 2, 2, 2]
    csv, body = taken(client, world.owner, kind="csv")
    assert csv["Content-Disposition"].endswith('.csv"')
    assert {event.resource for case in read_csv(BytesIO(body)) for event in case.events} >= {
        f"agent:{world.agent.pk}",
        f"agent:{world.colleague.pk}",
    }
    ocel, body = taken(client, world.owner, kind="ocel")
    assert ocel["Content-Disposition"].endswith('.jsonocel"')
    assert json.loads(body)["objectTypes"][0]["name"] == "case"
    assert len(read_ocel_json(BytesIO(body))) == 6
    told = FactRow.objects.filter(name="version.log-exported").order_by("id")
    assert [(row.data["kind"], row.data["cases"], row.actor_id) for row in told] == [
        ("xes", 6, world.owner.pk),
        ("csv", 6, world.owner.pk),
        ("ocel", 6, world.owner.pk),
    ]
    assert "Phùng" not in body.decode()


def test_running_tickets_are_in_the_log_only_if_asked_for(client, world, done):
    past(done, "sa", state="running", subject="order:99")
    _, body = taken(client, world.owner)
    assert len(list(read_xes(BytesIO(body)))) == 6
    _, body = taken(client, world.owner, unfinished="on")
    assert len(list(read_xes(BytesIO(body)))) == 7


def test_a_long_log_is_read_in_parts_of_few_statements(client, world, done, monkeypatch):
    from tantam.process.queries import event_log

    monkeypatch.setattr(event_log, "BATCH", 2)
    owner = w.signed_in(client, world.owner)
    wish = {"kind": "csv", "version": 1, "since": "01/11/2026", "until": "23/11/2026"}
    answer = owner.post(reverse("process_done_log", args=["QT-09"]), wish)
    with CaptureQueriesContext(connection) as asked:
        assert len(b"".join(answer.streaming_content)) > 100
    assert len(asked) == 2 * 3 + 1  # three parts of two subjects without numbers, and a look for more


def test_a_log_is_not_for_agents_and_a_wrong_period_says_so(client, world, done):
    refused, _ = taken(client, world.agent)
    assert refused.status_code == 403
    assert not FactRow.objects.filter(name="version.log-exported").exists()
    assert page(client, world.agent, "process_done_log")[0] == 403
    wrong, body = taken(client, world.owner, since="23/11/2026", until="01/11/2026")
    assert wrong.status_code == 422
    assert "Ngày cuối đứng trước ngày đầu" in body.decode()
    assert not FactRow.objects.filter(name="version.log-exported").exists()
    assert "Nhật ký sự kiện" not in page(client, world.agent, "process_done")[1]
    assert "Nhật ký sự kiện" in page(client, world.owner, "process_done")[1]


def test_visits_without_a_version_in_use_are_never_shown(client, world, done):
    assert Instance.objects.count() == 6
    assert Visit.objects.filter(version_id=done.pk).count() == 26
    assert page(client, world.agent, "process_done", version=7)[0] == 404
