"""Asking for a score as a step: whoever cannot be asked is named in the stream of the case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from tantam.cases.actions import Words, open_case
from tantam.cases.models import Case, Entry
from tantam.core.facts import SYSTEM
from tantam.customers.models import ContactPoint
from tantam.process.engine.diagram import Node
from tantam.process.registry import StepFailed, StepRun
from tantam.surveys.models import Invitation, Survey
from tantam.surveys.steps import send, survey_choices
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    Survey.objects.create(key="csat", kind=Survey.Kind.CSAT, question="Ổn chưa ạ?", quarantine_days=7, created_at=w.NOW)
    return w.build_world()


def _case(world: w.World) -> Case:
    words = Words(channel_kind="phone", subject="", text="A lô", entry_kind=Entry.Kind.RECORDED_IN)
    return open_case(w.customer(world.brand), words=words, by=SYSTEM, now=w.NOW)


def _ask(case: Case, *, survey: str = "csat", hours: int = 0) -> None:
    now = w.NOW + timedelta(hours=hours)
    send(
        StepRun(
            version_id=0,
            subject_id=case.pk, settings={"survey": survey}, node=Node(id="hoi", kind="sendTask"), variables={},
            instance_id=1, token_id=1, now=now,
        )
    )  # fmt: skip


def _remarks(case: Case) -> list[str]:
    return [entry.data["reason"] for entry in Entry.objects.filter(case=case, data__what="survey-not-sent")]


def test_a_customer_without_an_address_is_not_asked_and_the_stream_says_why(world):
    case = _case(world)
    ContactPoint.objects.update(ended_at=w.NOW)
    _ask(case)
    assert (_remarks(case), Invitation.objects.count()) == (["no-address"], 0)


def test_a_customer_who_was_asked_recently_is_left_in_peace_and_the_stream_says_why(world):
    first, second = _case(world), _case(world)
    _ask(first)
    _ask(second, hours=24)
    assert (_remarks(first), _remarks(second)) == ([], ["asked-recently"])
    assert Invitation.objects.count() == 1


def test_a_survey_that_does_not_exist_is_an_incident_in_both_languages(world):
    with pytest.raises(StepFailed) as failed:
        _ask(_case(world), survey="nps-2")
    assert (failed.value.code, str(failed.value.message)) == ("unknown-survey", "Không có khảo sát “nps-2”.")


def test_a_survey_is_offered_by_what_it_asks_and_by_its_key_only_where_two_ask_the_same(world):
    with translation.override("vi"):
        assert survey_choices() == [("csat", "Hài lòng (CSAT)")]
        Survey.objects.create(key="sau-sua-chua", kind=Survey.Kind.CSAT, question="Xe ổn chưa ạ?", created_at=w.NOW)
        assert survey_choices() == [
            ("csat", "Hài lòng (CSAT) · csat"),
            ("sau-sua-chua", "Hài lòng (CSAT) · sau-sua-chua"),
        ]
