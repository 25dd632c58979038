"""With which process a request begins, where the business has set none: by touchpoint, the narrowest segment first."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from tantam.organisation.forms import BusinessForm
from tantam.organisation.registry import process_choices
from tantam.process.actions import publish, save_draft
from tantam.process.models import Process
from tantam.process.queries import process_for
from tantam.process.tests.drawn import SIMPLE
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    return w.build_world()


def published(key: str, *, touchpoints: str, segments: tuple[str, ...] = (), by: w.World) -> None:
    named = touchpoints + "".join(f'<tantam:segment key="{segment}"/>' for segment in segments)
    head = f'<bpmn:extensionElements><tantam:process key="{key}"/>{named}</bpmn:extensionElements>'
    process = Process.objects.create(key=key, name=key, created_at=w.NOW)
    bpmn = SIMPLE.replace('isExecutable="true">', f'isExecutable="true">{head}', 1)
    draft = save_draft(process, bpmn=bpmn, revision=0, by=by.owner, now=w.NOW)
    publish(draft, by=by.owner, reason="thử", now=w.NOW)


EMAIL = '<tantam:touchpoint channel="email"/>'


def test_what_is_drawn_for_few_goes_before_what_is_drawn_for_many_or_all(world):
    published("QT-01", touchpoints=EMAIL, by=world)
    published("QT-02", touchpoints=EMAIL, segments=("vip", "new"), by=world)
    published("QT-03", touchpoints=EMAIL, segments=("vip",), by=world)
    assert process_for(channel="email", segments=["vip", "regular"]) == "QT-03"
    assert process_for(channel="email", segments=["new"]) == "QT-02"
    assert process_for(channel="email", segments=["lapsed"]) == "QT-01"
    assert process_for(channel="sms", segments=["vip"]) == ""


def test_a_process_that_others_begin_takes_no_request_in(world):
    published("QT-01", touchpoints='<tantam:touchpoint channel="email" begins="false"/>', by=world)
    assert process_for(channel="email", segments=[]) == ""
    published("QT-02", touchpoints=EMAIL, by=world)
    assert process_for(channel="email", segments=["vip"]) == "QT-02"


def test_of_equals_the_first_by_code_begins(world):
    published("QT-02", touchpoints=EMAIL, by=world)
    published("QT-01", touchpoints=EMAIL, by=world)
    assert process_for(channel="email", segments=[]) == "QT-01"


def test_the_settings_offer_no_process_that_would_run_for_no_request(world):
    published("QT-01", touchpoints=EMAIL, by=world)
    heard = SIMPLE.replace(
        '<bpmn:startEvent id="s" name="Bắt đầu"/>',
        '<bpmn:startEvent id="s" name="Đơn xong"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>',
    ).replace('<bpmn:process id="p"', '<bpmn:message id="m" name="don.xong"/><bpmn:process id="p"')
    process = Process.objects.create(key="QT-02", name="QT-02", created_at=w.NOW)
    publish(save_draft(process, bpmn=heard, revision=0, by=None, now=w.NOW), by=None, reason="thử", now=w.NOW)
    Process.objects.create(key="QT-03", name="QT-03", created_at=w.NOW)
    assert process_choices() == [("QT-01", "QT-01 · QT-01")]


def test_what_the_settings_name_stays_when_it_takes_no_requests_any_more(world):
    with translation.override("vi"):
        field: Any = BusinessForm(initial={"intake_process": "QT-09"}).fields["intake_process"]
        assert ("QT-09", "QT-09 (hiện không nhận yêu cầu mới)") in [(key, str(words)) for key, words in field.choices]
