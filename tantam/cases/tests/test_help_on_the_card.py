"""The help link of a step stands on the card of the ticket."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tantam.cases.tests import desk
from tantam.process import actions
from tantam.process.models import Process
from tests import world as w

pytestmark = pytest.mark.django_db
ADDRESS = "https://tri-thuc.example/doi-tra"
HELP = f'<tantam:help href="{ADDRESS}"><tantam:label lang="vi">Cách đổi trả</tantam:label></tantam:help>'


def test_who_does_the_step_opens_it_from_the_card(client) -> None:
    house = desk.build_desk()
    process = Process.objects.create(key="QT-03", name="QT-03", created_at=w.NOW)
    before, after = (w.DEMO_PROCESSES / "qt-03.bpmn").read_text().split('id="xac_nhan_lich"', 1)
    inside = "<bpmn:extensionElements>" + HELP
    bpmn = before + 'id="xac_nhan_lich"' + after.replace("<bpmn:extensionElements>", inside, 1)
    actions.publish(
        actions.save_draft(process, bpmn=bpmn, revision=0, by=None, now=w.NOW), by=None, reason="thử", now=w.NOW
    )
    case = desk.a_case(house, subject="Xe không sạc được", text="Xe em ko sạc dc, còn bảo hành.")
    page = w.signed_in(client, house.head).get(reverse("case", args=[case.number])).content.decode()
    assert page.count(f'href="{ADDRESS}" target="_blank" rel="noopener noreferrer"') == 1
    assert "Cách đổi trả" in page
