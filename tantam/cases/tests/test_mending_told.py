"""Around a step that failed: its card says why, the stream who changed what and why, also in English."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Entry
from tantam.cases.tests import desk
from tantam.cases.tests.test_steps import _draw, _publish
from tantam.organisation.models import Agent
from tantam.process import actions as process
from tantam.process.actions.mending_values import Value, _called, mark_of, values_read
from tantam.process.engine.diagram import FormField, Texts
from tantam.process.models import Incident
from tests import world as w

pytestmark = pytest.mark.django_db
CALL = {"url": "https://kho.example/don/{ma_don}", "send": "so = so_luong"}


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    settings.UI_ASSETS_REQUIRED = False
    return w.build_world(intake_process="QT-T")


@pytest.fixture
def failed(world) -> tuple[Case, Incident]:
    """Its process calls a system that nobody has connected."""
    _publish(_draw("http.call", **CALL))
    case = desk.a_case(world)
    return case, Incident.objects.get()


def _mend(incident: Incident, by: Agent, **changes: object) -> None:
    seen = mark_of(incident, values_read(incident))
    process.mend_incident(incident, changes=changes, seen=seen, by=by, reason="Khách đọc lại", now=w.NOW)


def _page(client: Any, agent: Agent, case: Case) -> str:
    page = w.signed_in(client, agent).get(f"/cases/{case.number}/", follow=True).content.decode()
    return " ".join(page.split())


def test_who_changed_which_values_and_why_stands_in_the_stream(world, failed):
    case, incident = failed
    _mend(incident, world.owner, so_luong=3)
    entry = Entry.objects.get(case=case, data__what="values-mended")
    assert (entry.author, entry.data["names_vi"]) == (world.owner, ["so_luong"])
    who = world.owner.full_name
    with translation.override("vi"):
        assert words_of(entry) == f"{who} đã sửa so_luong cho bước bị lỗi “Việc” rồi cho chạy lại: Khách đọc lại"
    with translation.override("en"):
        said = f"{who} changed so_luong for the failed step “Việc” and tried it again: Khách đọc lại"
        assert words_of(entry) == said
    assert set(entry.data) == {"what", "by", "names_vi", "names_en", "reason", "name", "name_en"}


def test_one_that_changes_nothing_says_that_it_was_tried_again(world, failed):
    case, incident = failed
    _mend(incident, world.owner)
    entry = Entry.objects.get(case=case, data__what="values-mended")
    with translation.override("vi"):
        assert words_of(entry) == f"{world.owner.full_name} đã cho chạy lại bước bị lỗi “Việc”: Khách đọc lại"


def test_who_left_a_failed_step_out_and_why_stands_in_the_stream_as_where_a_step_is_skipped_from_the_ticket(
    world, failed
):
    case, incident = failed
    process.skip_incident(incident, by=world.owner, reason=" Gọi kho rồi ", now=w.NOW)
    entry = Entry.objects.get(case=case, data__what="path-left")
    assert entry.author == world.owner
    with translation.override("vi"):
        assert words_of(entry) == f"{world.owner.full_name} bỏ qua bước “Việc”: Gọi kho rồi"


def test_the_card_says_why_and_leads_whoever_may_mend_it_there(client, world, failed):
    case, incident = failed
    why = incident.error.partition("\n")[0]
    page = _page(client, world.owner, case)
    assert why in page
    assert "/processes/QT-T/incidents/" in page
    page = _page(client, world.agent, case)
    assert why in page
    assert "/processes/QT-T/incidents/" not in page


def test_a_value_that_a_form_asks_for_is_called_as_the_form_calls_it(world, failed):
    labels = Texts((("vi", "Số lượng"), ("en", "Quantity")))
    asked = Value(name="so_luong", field=FormField(key="so_luong", kind="number", labels=labels))
    assert [_called(asked, "vi"), _called(asked, "en"), _called(Value(name="x"), "en")] == ["Số lượng", "Quantity", "x"]
