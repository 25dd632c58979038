"""The help link of a step: on the list of steps, in the document and in the comparison."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from tantam.process import actions
from tantam.process.models import Process
from tests import world as w

pytestmark = pytest.mark.django_db
ADDRESS = "https://tri-thuc.example/doi-tra"
HELP = (
    f'<tantam:help href="{ADDRESS}"><tantam:label lang="vi">Cách đổi trả</tantam:label>'
    '<tantam:label lang="en">How to return</tantam:label></tantam:help>'
)
NAMES = [("vi", "Cách đổi trả"), ("en", "How to return")]


def bpmn_with(link: str) -> str:
    before, after = (w.DEMO_PROCESSES / "qt-01-v3.bpmn").read_text().split('id="tra_loi_lan_dau"', 1)
    return (
        before
        + 'id="tra_loi_lan_dau"'
        + after.replace("<bpmn:extensionElements>", "<bpmn:extensionElements>" + link, 1)
    )


@pytest.fixture
def world() -> w.World:
    made = w.build_world()
    w.publish_process("qt-01-v3.bpmn", key="QT-01", by=made.owner)
    actions.save_draft(Process.objects.get(), bpmn=bpmn_with(HELP), revision=0, by=made.owner, now=w.NOW)
    return made


@pytest.mark.parametrize(("tongue", "name"), NAMES)
def test_the_list_opens_it_in_a_new_tab_and_the_document_prints_its_address(client, world, tongue, name) -> None:
    world.owner.language = tongue
    world.owner.save(update_fields=["language"])
    w.signed_in(client, world.owner)
    listed = client.get(reverse("process_steps", args=["QT-01", 2])).content.decode()
    assert listed.count(f'href="{ADDRESS}" target="_blank" rel="noopener noreferrer"') == 1
    assert name in listed
    document = client.get(reverse("process_document", args=["QT-01", 2, tongue, "docx"])).content
    assert f"{name} ({ADDRESS})" in ZipFile(BytesIO(document)).read("word/document.xml").decode()


def test_the_comparison_says_that_it_came(client, world) -> None:
    page = w.signed_in(client, world.owner).get(reverse("process_compare", args=["QT-01"]), {"old": 1, "new": 2})
    assert "Liên kết hướng dẫn" in page.content.decode()
    assert ADDRESS in page.content.decode()


def test_script_instead_of_an_address_is_warned_of_and_stands_on_no_page(client, world) -> None:
    bad = bpmn_with('<tantam:help href="javascript:alert(1)"/>')
    found = [one for one in actions.check_drawing(bad) if one.code == "bad_help"]
    assert [(one.element_id, one.severity) for one in found] == [("tra_loi_lan_dau", "warning")]
    actions.save_draft(Process.objects.get(), bpmn=bad, revision=1, by=world.owner, now=w.NOW)
    assert (
        b"javascript:alert"
        not in w.signed_in(client, world.owner).get(reverse("process_steps", args=["QT-01", 2])).content
    )
