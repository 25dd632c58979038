"""Where people read a decision table it speaks their language; the formula stays behind it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from tantam.process.context import table_of
from tantam.process.engine.bpmn import read
from tantam.process.models import Process
from tests import world as w

pytestmark = pytest.mark.django_db
STORED = "mentions(?, [&quot;cháy&quot;"


@pytest.fixture
def world(settings):
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


def _table(language: str):
    diagram = read((w.DEMO_PROCESSES / "qt-01-v3.bpmn").read_bytes())
    with translation.override(language):
        found = table_of(diagram.node("phan_loai_bang"))
    assert found is not None
    return found


def test_kinds_urgencies_teams_and_segments_go_by_their_names(world):
    vi, en = _table("vi"), _table("en")
    assert vi.conditions == ["Nội dung khách viết", "Nhóm khách"]
    assert en.results == ["Kind", "Urgency", "Team", "Process", "Answer within (minutes)"]
    assert vi.rows[0].conditions[0].words == "có nhắc tới: cháy, khói, chập, nổ, mất phanh, tai nạn"
    assert en.rows[0].conditions[0].words == "mentions: cháy, khói, chập, nổ, mất phanh, tai nạn"
    assert [cell.words for cell in vi.rows[0].results[:2]] == ["Sự cố an toàn", "Rất gấp"]
    assert [cell.words for cell in en.rows[1].results[:2]] == ["Complaint", "High"]
    assert (vi.rows[7].note, en.rows[7].note) == ("Còn lại: hỏi đáp", "The rest: questions")
    assert vi.rows[0].conditions[0].formula.startswith('mentions(?, ["cháy"')


def test_the_printed_list_and_the_sheet_of_a_step_show_the_table_in_words_and_keep_the_formulas(client, world):
    owner = w.signed_in(client, world.owner)
    version = w.publish_process("qt-01-v3.bpmn", key="QT-01", by=world.owner)
    for url in (
        reverse("process_steps", args=["QT-01", version.number]),
        reverse("process_step", args=["QT-01", "phan_loai_bang"]),
    ):
        page = owner.get(url).content.decode()
        words, _sign, formulas = page.partition('class="decision-formulas"')
        assert "có nhắc tới: cháy, khói" in words
        assert "mentions(" not in words
        assert STORED in formulas


def test_the_studio_is_told_the_words_of_the_cells_and_the_names_of_their_keys(client, world):
    decision = read((w.DEMO_PROCESSES / "qt-01-v3.bpmn").read_bytes()).node("phan_loai_bang").care.decision
    assert decision is not None
    owner = w.signed_in(client, world.owner)
    Process.objects.create(key="QT-01", name="Thử", created_at=w.NOW)
    said = owner.post(reverse("process_table", args=["QT-01"]), decision.xml, content_type="application/xml").json()
    assert said["problems"] == []
    assert said["words"]["outputs.2.1"] == "Rất gấp"
    assert said["words"]["inputs.2.1"] == "bất kỳ"
    assert said["words"]["outputs.5.3"] == "–"
    assert said["names"]["outputs.1"]["complaint"] == "Khiếu nại"
    assert said["names"]["inputs.1"] == {}


def test_in_the_printed_list_the_places_of_a_script_say_what_is_filled_in(client, world):
    owner = w.signed_in(client, world.owner)
    version = w.publish_process("qt-01-v3.bpmn", key="QT-01", by=world.owner)
    listed = [
        one
        for one in owner.get(reverse("process_steps", args=["QT-01", version.number])).context["steps"]
        if one.script
    ]
    assert len(listed) > 4
    assert not [one.script for one in listed if "{" in one.script]
    assert sum("[" in one.script for one in listed) > 4
