"""A complaint goes round until the customer agrees; after the second round the head decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tantam.cases.models import Case
from tantam.process.actions import complete_work
from tantam.process.models import Incident, Instance, Visit
from tantam.process.queries import Work, how_often, work_of
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    made = w.build_world(intake_process="QT-01", is_demo=True)
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    w.publish_process("qt-02.bpmn", key="QT-02")
    return made


def _todo(case: Case) -> Work:
    standing = [work for work in work_of(case.fact_subject) if work.node.kind == "userTask"]
    assert len(standing) == 1, [work.node.id for work in standing]
    return standing[0]


def _do(case: Case, *, world: w.World, minute: int, **data: object) -> str:
    work = _todo(case)
    complete_work(work.token.pk, by=world.agent, data=data, now=w.NOW + timedelta(minutes=minute))
    return work.node.id


def test_a_complaint_is_handed_from_intake_to_its_own_process(world):
    w.send_in(world.mailbox, w.mail(text="Tôi rất thất vọng, tôi muốn khiếu nại"))
    case = Case.objects.get()
    assert (case.kind, case.urgency) == ("complaint", "high")
    running = Instance.objects.filter(subject=case.fact_subject, state="running")
    assert [instance.version.process.key for instance in running.select_related("version__process")] == ["QT-02"]
    assert _todo(case).node.id == "nhan_va_xin_loi"


def test_the_third_proposal_goes_to_the_head(world):
    w.send_in(world.mailbox, w.mail(text="Tôi rất thất vọng, tôi muốn khiếu nại"))
    case = Case.objects.get()
    done = [_do(case, world=world, minute=minute) for minute in range(4)]
    assert done == ["nhan_va_xin_loi", "goi_dien", "thu_bang_chung", "tim_nguyen_nhan"]
    for minute in (10, 20):
        assert _do(case, world=world, minute=minute, tien_den_bu=100_000) == "de_xuat_phuong_an"
        assert _do(case, world=world, minute=minute + 1, dong_y=False) == "bao_phuong_an"
    assert _do(case, world=world, minute=30, tien_den_bu=100_000) == "de_xuat_phuong_an"
    assert _todo(case).node.id == "truong_phong_duyet"
    assert how_often(_todo(case).token.instance_id)["de_xuat_phuong_an"] == 3
    assert Visit.objects.filter(node="de_xuat_phuong_an").count() == 3
    assert Incident.objects.count() == 0
