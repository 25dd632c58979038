"""The event log taken away calls a ticket by the number people know, in all three forms, and names nobody."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tantam.cases.models import Case
from tantam.process.actions import publish, save_draft
from tantam.process.mining.xes import read_xes
from tantam.process.models import Instance, Process, Version, Visit
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db
NUMBERS = ["TT-26-000041", "TT-26-000042"]


@pytest.fixture
def world(settings) -> w.World:
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world()


@pytest.fixture
def run(world: w.World) -> Version:
    """Two tickets that came to the end."""
    process = Process.objects.create(key="QT-09", name="Thử", created_at=w.NOW)
    version = publish(save_draft(process, bpmn=SIMPLE, revision=0, by=None, now=w.NOW), by=None, reason="x", now=w.NOW)
    for number in NUMBERS:
        customer = w.customer(world.brand, email=f"{number}@khach.example", name="Tôn Nữ Khả Hân")
        case = Case.objects.create(
            number=number, brand=world.brand, customer=customer, channel_kind="email", subject="Việc riêng",
            team=world.support, opened_at=w.NOW, last_entry_at=w.NOW,
        )  # fmt: skip
        began = w.NOW - timedelta(days=1)
        done = Instance.objects.create(version=version, subject=case.fact_subject, started_at=began, state="finished")
        Visit.objects.create(
            instance_id=done.pk, version_id=version.pk, node="a",
            entered_at=began, left_at=began + timedelta(minutes=5), outcome="completed",
        )  # fmt: skip
    return version


def _taken(client: Any, world: w.World, kind: str) -> bytes:
    wish = {"kind": kind, "version": 1, "since": "01/11/2026", "until": "23/11/2026"}
    answer = w.signed_in(client, world.owner).post(reverse("process_done_log", args=["QT-09"]), wish)
    return b"".join(answer.streaming_content)


def _called(body: bytes, kind: str) -> set[str]:
    if kind == "xes":
        return {case.id for case in read_xes(io.BytesIO(body))}
    if kind == "csv":
        return {row["case"] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))}
    told = json.loads(body)
    related = {to["objectId"] for event in told["events"] for to in event["relationships"] if to["qualifier"] == "case"}
    assert related == {f"case:{number}" for number in NUMBERS}
    return {one["attributes"][0]["value"] for one in told["objects"] if one["type"] == "case"}


@pytest.mark.parametrize("kind", ["xes", "csv", "ocel"])
def test_a_ticket_has_its_number_and_nobody_is_named(client: Any, world: w.World, run: Version, kind: str) -> None:
    body = _taken(client, world, kind)
    assert _called(body, kind) == set(NUMBERS)
    assert "Khả Hân" not in body.decode()
    assert "khach.example" not in body.decode()
    assert "Việc riêng" not in body.decode()
