"""Who is consulted about a step and who is informed of it: drawn, printed in both languages, compared, checked."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from tantam.process import actions
from tantam.process.engine.bpmn import read
from tantam.process.engine.diagram import Role
from tantam.process.models import Process
from tests import world as w

pytestmark = pytest.mark.django_db
INVOLVED = (
    '<tantam:involves as="consulted" kind="team" ref="{team}"/>'
    '<tantam:involves as="consulted" kind="team" ref="{team}"/>'
    '<tantam:involves as="informed" kind="head"/>'
)


def bpmn_with(team: str) -> str:
    before, after = (w.DEMO_PROCESSES / "qt-01-v3.bpmn").read_text().split('id="tra_loi_lan_dau"', 1)
    inside = "<bpmn:extensionElements>" + INVOLVED.format(team=team)
    return before + 'id="tra_loi_lan_dau"' + after.replace("<bpmn:extensionElements>", inside, 1)


@pytest.fixture
def world() -> w.World:
    made = w.build_world()
    w.publish_process("qt-01-v3.bpmn", key="QT-01", by=made.owner)
    draft = bpmn_with(made.repairs.key)
    actions.save_draft(Process.objects.get(), bpmn=draft, revision=0, by=made.owner, now=w.NOW)
    return made


def test_each_is_read_once_and_runs_nothing(world) -> None:
    care = read(bpmn_with("bao-hanh").encode()).node("tra_loi_lan_dau").care
    assert care.consulted == (Role(kind="team", ref="bao-hanh"),)
    assert care.informed == (Role(kind="head", ref=""),)


@pytest.mark.parametrize(("tongue", "words"), [("vi", ["Hỏi ý kiến", "Báo cho"]), ("en", ["Consulted", "Informed"])])
def test_the_document_and_the_list_name_them(client, world, tongue, words) -> None:
    world.owner.language = tongue
    world.owner.save(update_fields=["language"])
    w.signed_in(client, world.owner)
    name = world.repairs.name_en if tongue == "en" and world.repairs.name_en else world.repairs.name
    document = client.get(reverse("process_document", args=["QT-01", 2, tongue, "docx"])).content
    text = ZipFile(BytesIO(document)).read("word/document.xml").decode()
    listed = client.get(reverse("process_steps", args=["QT-01", 2])).content.decode()
    assert [word for word in (*words, name) if word not in text or word not in listed] == []


def test_the_comparison_says_what_came(client, world) -> None:
    w.signed_in(client, world.owner)
    page = client.get(reverse("process_compare", args=["QT-01"]), {"old": 1, "new": 2}).content.decode()
    assert "Hỏi ý kiến" in page
    assert world.repairs.name in page


def test_a_team_that_is_not_there_is_warned_of(world) -> None:
    found = [one for one in actions.check_drawing(bpmn_with("khong-co")) if one.code == "unknown_team"]
    assert [one.severity for one in found if one.element_id == "tra_loi_lan_dau"] == ["warning"]
