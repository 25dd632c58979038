"""What another system answers to a step of a case is said in the case's stream, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Entry
from tantam.organisation.models import Agent
from tantam.process import actions, registry
from tantam.process.actions.answering import _in_words
from tantam.process.engine.tests.drawing import Drawing, after
from tantam.process.registry import AskOutside, StepFailed
from tantam.process.tests.test_between_instances import publish
from tests import world as w

pytestmark = pytest.mark.django_db
LATER = w.NOW + timedelta(hours=1)


@pytest.fixture
def case(settings) -> Iterator[Case]:
    """A case with a step that asks a carrier, and gives it an hour."""
    settings.DEMO = True
    world = w.build_world(is_demo=True)
    w.send_in(world.mailbox, w.mail())
    registry.step("test.ship", outside=lambda run: {"ma_van_don": "GHN1", "gói": [1]})(
        lambda run: AskOutside(request={})
    )
    drawing = Drawing()
    drawing.start()
    words = '<t:label lang="en">Ship it</t:label><t:action name="test.ship"/>'
    drawing.add("serviceTask", "ship", name="Giao hàng", extension=words)
    drawing.boundary("late", "ship", after("PT1H"))
    drawing.flow("late", drawing.end("e2"))
    drawing.path("s", "ship", drawing.user("then"), drawing.end())
    publish("QT-GIAO", drawing)
    found = Case.objects.get()
    assert actions.start("QT-GIAO", subject=found.fact_subject, labels={}, now=w.NOW)
    yield found
    for registered in (registry._steps, registry._offers, registry._outside):
        registered.pop("test.ship")


def _said(case: Case) -> list[tuple[str, str, str]]:
    found = []
    for entry in Entry.objects.filter(case=case, data__what__startswith="outside").order_by("id"):
        with translation.override("vi"):
            vi = words_of(entry)
        with translation.override("en"):
            found.append((vi, words_of(entry), entry.text))
    return found


def test_an_answer_is_said_with_what_was_kept_of_it(case) -> None:
    call = actions.claim_call(now=w.NOW)
    assert call is not None
    assert actions.make_call(call, clock=lambda: w.NOW)
    actions.give_answer(call.pk, now=w.NOW)
    assert _said(case) == [(
        "Hệ thống khác đã trả lời cho bước “Giao hàng”",
        "Another system has answered to the step “Ship it”",
        "ma_van_don: GHN1",
    )]  # fmt: skip


def test_an_answer_that_came_too_late_is_said_too(case) -> None:
    call = actions.claim_call(now=w.NOW)
    assert call is not None
    actions.fire_due_timers(now=LATER)
    actions.make_call(call, clock=lambda: LATER)
    assert _said(case) == [(
        "Hệ thống khác trả lời sau khi bước “Giao hàng” đã dừng: câu trả lời không được dùng",
        "Another system answered after the step “Ship it” had been stopped: its answer was not used",
        "",
    )]  # fmt: skip


def test_the_step_card_says_that_an_action_is_under_way(case, client) -> None:
    visitor = w.signed_in(client, Agent.objects.get(username="uyen"))
    page = visitor.get(reverse("case", args=[case.number])).content.decode()
    assert "Đang thực hiện" in page
    assert "Giao hàng" in page


def test_the_step_card_says_when_a_call_that_failed_is_made_again(case, client) -> None:
    def away(run: object) -> None:
        raise StepFailed("away", "mất mạng", passing=True)

    registry._outside["test.ship"] = away
    call = actions.claim_call(now=w.NOW)
    assert call is not None
    visitor = w.signed_in(client, Agent.objects.get(username="uyen"))
    address = reverse("case", args=[case.number])
    assert "tự hỏi lại" not in visitor.get(address).content.decode()  # being asked for the first time
    actions.make_call(call, clock=lambda: w.NOW)
    page = visitor.get(address).content.decode()
    assert "Hệ thống kia chưa trả lời; hệ thống tự hỏi lại · 23/11/2026\u00a009:01" in page
    assert "Đang thực hiện" not in page


def test_what_is_kept_is_said_without_words_of_the_program() -> None:
    said = _in_words({"ton": None, "con_hang": True, "het": False, "so": 7, "ds": [1], "ma": "None"})
    assert said == "ton: –, con_hang: ✓, het: ✗, so: 7, ma: None"
