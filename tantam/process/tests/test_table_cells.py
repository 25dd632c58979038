"""What is wrong in a decision table is said on its cell, in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tantam.process.actions import check_drawing, check_table
from tantam.process.models import Process
from tests import world as w

pytestmark = pytest.mark.django_db
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
<decision id="q" name="q"><decisionTable hitPolicy="FIRST"><input><inputExpression><text>{head}</text></inputExpression>
</input><input><inputExpression><text>b</text></inputExpression></input><output name="x"/><output name="y"/>
<rule><inputEntry><text>-</text></inputEntry><inputEntry><text>1</text></inputEntry>
<outputEntry><text>"a"</text></outputEntry><outputEntry><text>1</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><inputEntry><text>{test}</text></inputEntry>
<outputEntry><text>{value}</text></outputEntry>{more}</rule></decisionTable></decision></definitions>"""
SOUND = {"head": "a", "test": "2", "value": '"b"', "more": "<outputEntry><text>2</text></outputEntry>"}


def _places(**changed: str) -> list[tuple[str, int, int]]:
    return [(one.side, one.column, one.rule) for one in check_table(TABLE.format_map(SOUND | changed).encode())]


def test_a_sound_table_has_nothing_to_say():
    assert _places() == []


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"head": "a +"}, ("inputs", 1, 0)),
        ({"test": "[1.."}, ("inputs", 2, 2)),
        ({"value": "1 +"}, ("outputs", 1, 2)),
        ({"more": ""}, ("", 0, 2)),
    ],
)
def test_each_finding_names_its_cell(changed, place):
    assert _places(**changed) == [place]


def test_the_studio_is_told_the_cell_in_the_readers_language(client, settings):
    settings.UI_ASSETS_REQUIRED = False
    world = w.build_world()
    Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    body = TABLE.format_map(SOUND | {"value": "1 +"})

    def asked() -> Any:
        owner = w.signed_in(client, world.owner)
        sent = owner.post(reverse("process_table", args=["QT-09"]), body, content_type="application/xml")
        (found,) = sent.json()["problems"]
        return found

    found = asked()
    assert (found["side"], found["column"], found["rule"]) == ("outputs", 1, 2)
    assert found["message"] == "Biểu thức còn thiếu phần cuối."
    world.owner.language = "en"
    world.owner.save(update_fields=["language"])
    assert asked()["message"] == "The expression ends too early."


def test_the_list_of_problems_names_row_and_column():
    bpmn = (w.DEMO_PROCESSES / "qt-01-v3.bpmn").read_text()
    broken = bpmn.replace('<text>"complaint"</text>', "<text>1 +</text>", 1)
    (found,) = [one for one in check_drawing(broken) if one.code == "bad_table"]
    assert found.message_vi == "Bảng quyết định sai: dòng 2, cột kết quả 1: Biểu thức còn thiếu phần cuối."
    assert found.message_en == "The decision table is wrong: row 2, result 1: The expression ends too early."
