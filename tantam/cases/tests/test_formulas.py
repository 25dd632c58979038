"""Formulas while they are typed: the names there are, the place of a mistake, the value for a ticket within reach."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tantam.cases.models import Case
from tantam.process.actions import save_draft
from tantam.process.context.knowing import offered_names
from tantam.process.engine.feel import compile_expression
from tantam.process.engine.feel.builtins import BUILTINS
from tantam.process.engine.feel.help import HELP
from tantam.process.gallery import ready_made
from tantam.process.models import Process
from tantam.process.queries import sample_data, samples
from tantam.process.registry import LANGUAGE
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db
FORMULA = 'contains(noi_dung, "vỡ") and list contains(nhom, "vip") = false'
FORM = SIMPLE.replace(
    "</bpmn:userTask>",
    """<bpmn:extensionElements><tantam:form xmlns:tantam="urn:tantam:bpmn:1">
    <tantam:field key="tình trạng hàng" type="choice" options="vỡ|thiếu">
      <tantam:label lang="vi">Tình trạng hàng</tantam:label><tantam:label lang="en">State of the goods</tantam:label>
      <tantam:option key="vỡ"><tantam:label lang="en">broken</tantam:label></tantam:option>
    </tantam:field></tantam:form></bpmn:extensionElements></bpmn:userTask>""",
    1,
)


@pytest.fixture
def world():
    return w.build_world(intake_process="QT-02")


@pytest.fixture
def owner(client, world):
    made = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    save_draft(made, bpmn=SIMPLE, revision=0, by=world.owner, now=w.NOW)
    return w.signed_in(client, world.owner)


def _case(world) -> Case:
    w.publish_process("qt-02.bpmn", key="QT-02", by=world.owner)
    w.send_in(world.mailbox, w.mail(subject="Đôn bị vỡ", text="Đôn gốm giao đến bị vỡ."))
    w.settle()
    return Case.objects.get()


def _try(client: Any, text: str, **sent: object) -> dict[str, Any]:
    answer = client.post(
        reverse("process_formula", args=["QT-09"]), json.dumps({"text": text, **sent}), content_type="application/json"
    )
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def _names(bpmn: str) -> dict[str, dict[str, Any]]:
    found = offered_names(bpmn)["names"]
    return {one["name"]: one for one in found}  # type: ignore[attr-defined]


def test_every_function_says_in_both_languages_what_it_does():
    assert set(HELP) == {*BUILTINS, *LANGUAGE.functions}
    assert all(vi and en and vi != en for vi, en in HELP.values())


def test_names_come_with_their_meaning_and_values_in_the_readers_language(world):
    with translation.override("en"):
        names = _names(FORM)
    field = names["tình trạng hàng"]
    assert (field["label"], field["kind"], field["values"]) == (
        "State of the goods", "text", [["vỡ", "broken"], ["thiếu", "thiếu"]],
    )  # fmt: skip
    assert ["high", "High"] in names["khan"]["values"]
    assert names["nhom"]["kind"] == "list"
    with translation.override("vi"):
        assert _names(FORM)["khan"]["source"] == "Phiếu"


def test_a_drawing_that_cannot_be_read_still_offers_the_tickets_names(world):
    assert "khan" in _names("<nothing")


@pytest.mark.parametrize("ready", ready_made(), ids=lambda one: one.key)
def test_whatever_a_ready_made_process_asks_is_offered_by_name(world, ready):
    names = {name.partition(".")[0] for name in _names(ready.bpmn)}
    conditions = [flow.condition.text for flow in ready.diagram.flows if flow.condition is not None]
    asked = {name for text in conditions for name in compile_expression(text, functions=LANGUAGE.functions).free_names}
    assert asked <= names


def test_a_mistake_is_shown_at_its_letter(owner):
    found = _try(owner, 'khan = "high" and and loai')
    assert found["problem"]["at"] == len('khan = "high" and ')
    assert "and" in found["problem"]["message"]
    assert _try(owner, "= 1 +\n  )")["problem"]["at"] == len("= 1 +\n  ")


def test_a_formula_gives_its_value_for_made_up_data(owner):
    found = _try(owner, 'phan_loai.khan = "high" and tien > 5', data={"phan_loai": {"khan": "high"}, "tien": 7})
    assert (found["value"], found["used"]) == (True, {"phan_loai.khan": "high", "tien": 7})
    assert found["names"] == ["phan_loai", "tien"]


def test_what_runs_too_long_says_so_instead_of_a_value(owner):
    found = _try(owner, "count(for a in 1..5000, b in 1..5000 return a * b)", data={})
    assert "value" not in found
    assert found["problem"]["at"] is None


def test_a_formula_gives_its_value_for_a_ticket_within_reach(owner, world):
    case = _case(world)
    offered = owner.get(reverse("process_samples", args=["QT-09"])).json()["samples"]
    assert [one["subject"] for one in offered] == [f"case:{case.pk}"]
    assert offered[0]["title"].startswith(case.number)
    with CaptureQueriesContext(connection) as asked:
        found = _try(
            owner, 'contains(noi_dung, "vỡ") and list contains(nhom, "vip") = false', subject=f"case:{case.pk}"
        )
    assert found["value"] is True
    assert found["used"]["nhom"] == []
    assert not [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]  # who only looks holds up nobody
    assert len(asked) <= 14


def test_a_ticket_out_of_reach_gives_nothing(owner, world):
    case = _case(world)
    process = Process.objects.get(key="QT-09")
    assert sample_data(process, f"case:{case.pk}", agent=world.owner) is not None
    assert sample_data(process, f"case:{case.pk}", agent=world.stranger) is None
    assert samples(process, agent=world.stranger) == []
    found = _try(owner, "so_phieu", subject=f"case:{case.pk + 1}")
    assert (found["gone"], "value" in found) == (True, False)


def test_a_moment_may_be_written_out(owner):
    assert _try(owner, "2026-12-31T08:00:00+07:00", kind="moment") == {"problem": None, "names": [], "gone": False}
    assert _try(owner, "ngay_hen", kind="moment")["names"] == ["ngay_hen"]


@pytest.mark.parametrize("subject", ["case:x", "case:1:2", "'", "case:99999999999999999999"])
def test_what_is_no_ticket_is_no_data(owner, subject):
    assert _try(owner, "1 + 1", subject=subject)["gone"] is True


def test_examples_say_how_they_come_out_and_on_which_element(owner, world):
    ready = ready_made()[0]
    url = reverse("process_examples", args=["QT-09"])
    told = owner.post(url, ready.bpmn.encode(), content_type="application/xml").json()["examples"]
    assert [one["key"] for one in told] == [one.key for one in ready.process.care.examples]
    assert all(one["passed"] and one["way"] and not one["nodes"] for one in told)
    end = next(node.id for node in ready.diagram.nodes if node.kind == "endEvent")
    expected = ready.process.care.examples[0].expected
    broken = ready.bpmn.replace(expected, json.dumps({"never": told[0]["way"][:1], "ends": [end]}), 1)
    first = owner.post(url, broken.encode(), content_type="application/xml").json()["examples"][0]
    assert (first["passed"], first["nodes"][-1]) == (False, told[0]["way"][0])
    assert first["said"]


def test_examples_of_a_drawing_that_cannot_run_are_not_run(owner, world):
    url = reverse("process_examples", args=["QT-09"])
    assert owner.post(url, b"<nothing", content_type="application/xml").json() == {"examples": []}
