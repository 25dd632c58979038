"""Who does a step, on the pages and on the clock: its own role goes before the lane it stands in."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from tantam.organisation.models import Team
from tantam.process.actions import publish, save_draft, start
from tantam.process.actions.doubting import doubts
from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Role
from tantam.process.models import Process
from tantam.process.queries import doer_of, work_of
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db
OWN = '<tantam:role kind="{}" ref="{}"/><tantam:label lang="en">Answer'


@pytest.fixture
def world(settings):
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


def _drawn(kind: str, ref: str = "") -> str:
    return SIMPLE.replace('<tantam:label lang="en">Answer', OWN.format(kind, ref))


def _publish(bpmn: str, world: w.World) -> None:
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    publish(
        save_draft(process, bpmn=bpmn, revision=0, by=world.owner, now=w.NOW), by=world.owner, reason="thử", now=w.NOW
    )


@pytest.mark.parametrize(
    ("kind", "ref", "vi", "en"),
    [
        ("team", "bao-hanh", "Tổ Bảo hành", "Warranty"),
        ("team", "ho-tro", "Tổ Hỗ trợ", "Tổ Hỗ trợ"),  # the lane's name, which has no English one
        ("head", "", "trưởng phòng", "the head"),
        ("team", "khong-co", "khong-co", "khong-co"),
    ],
)
def test_who_does_a_step_has_a_name(world, kind, ref, vi, en):
    Team.objects.filter(pk=world.repairs.pk).update(key="bao-hanh", name="Tổ Bảo hành", name_en="Warranty")
    diagram = read(_drawn(kind, ref).encode())
    for language, expected in (("vi", vi), ("en", en)):
        with translation.override(language):
            assert doer_of(diagram, diagram.node("a"), language=language) == expected


def test_the_list_of_steps_says_who_does_the_step_and_not_whose_lane_it_stands_in(world, client):
    _publish(_drawn("head"), world)
    client = w.signed_in(client, world.owner)
    page = client.get(reverse("process_steps", args=["QT-09", 1])).content.decode()
    assert '<span class="muted text-sm">trưởng phòng</span>' in page
    assert page.count('<span class="muted text-sm">Tổ Hỗ trợ</span>') == 1  # the other step


def test_work_is_offered_to_whom_the_step_names(world):
    _publish(_drawn("head"), world)
    start("QT-09", subject="order:1", labels={}, now=w.NOW)
    assert [(one.node.id, one.role) for one in work_of("order:1")] == [("a", Role(kind="head"))]


def test_a_team_that_is_not_there_is_said_on_the_step(world):
    found = list(doubts(read(_drawn("team", "khong-co").encode())))
    assert [(one.code, one.element_id, one.severity) for one in found] == [("unknown_team", "a", "warning")]
    assert [one.code for one in doubts(read(_drawn("team").encode()))] == ["no_team"]
    assert list(doubts(read(SIMPLE.encode()))) == []
