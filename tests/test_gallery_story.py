"""From the gallery to the end of a ticket: taken over on the page, published without a finding, run by its example."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tantam.cases.models import Case
from tantam.organisation.models import Agent, Team
from tantam.process.actions import CannotRun, check_drawing, complete_work, fire_due_timers, publish, wake
from tantam.process.gallery import Ready, ready_made
from tantam.process.models import Incident, Instance, Process, Token, Version, Visit
from tantam.process.queries import work_of
from tantam.surveys.actions import begin_with_satisfaction
from tests import world as w

pytestmark = pytest.mark.django_db
ALL = [pytest.param(ready, id=ready.key) for ready in ready_made()]
#: Which example is run where the first one needs somebody to take days, or a customer of a segment.
RUN = {"warranty-claim": 1, "birthday-holiday": 1}
#: As often as a run may move before the test gives up on it.
MOST_MOVES = 150


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    settings.UI_ASSETS_REQUIRED = False
    made = w.build_world(intake_process="QT-01", is_demo=True)
    begin_with_satisfaction(now=w.NOW)
    Agent.objects.filter(pk=made.head.pk).update(approval_limit_vnd=20_000_000)
    return made


def take(client: Any, world: w.World, ready: Ready) -> Version:
    """Take it over on its page, the support team standing for every team that is not there."""
    known = set(Team.objects.values_list("key", flat=True))
    teams = {f"team_{n}": team.key if team.key in known else "ho-tro" for n, team in enumerate(ready.teams)}
    said = {"key": "QT-01", "name": ready.process.name, "name_en": ready.process.label("en"), **teams}
    answer = w.signed_in(client, world.owner).post(reverse("process_take", args=[ready.key]), said)
    assert (answer.status_code, answer.get("Location")) == (302, reverse("process_edit", args=["QT-01"]))
    return Process.objects.get(key="QT-01").versions.get(state=Version.State.DRAFT)


@pytest.mark.parametrize("ready", ALL)
def test_a_ticket_runs_to_its_end_on_every_ready_made_process(client, world, ready):
    draft = take(client, world, ready)
    assert [found.message_en for found in check_drawing(draft.bpmn)] == []
    publish(draft, by=world.owner, reason="từ mẫu", now=w.NOW)
    example = ready.process.care.examples[RUN.get(ready.key, 0)]
    given, expected = json.loads(example.given), json.loads(example.expected)
    w.send_in(world.mailbox, w.mail(text=given.get("case", {}).get("noi_dung", "Nhờ shop giúp mình với ạ")))
    case = Case.objects.get()
    Run(case, given, by=world.head).to_the_end()
    assert [one.error for one in Incident.objects.all()] == []
    assert [one.state for one in Instance.objects.filter(subject=case.fact_subject)] == ["finished"]
    visited = set(Visit.objects.values_list("node", flat=True))
    steps = {node.id for node in ready.diagram.nodes if node.kind in ("userTask", "serviceTask")}
    assert steps & set(expected["through"]) <= visited
    assert visited.isdisjoint(expected["never"])
    case.refresh_from_db()
    assert case.is_open == (ready.key == "survey-follow-up")  # it is about tickets that others close


class Run:
    """A ticket worked on as an example says: people answer at once, time jumps to what is due next."""

    def __init__(self, case: Case, given: Mapping[str, Any], *, by: Agent) -> None:
        self.case, self.by, self.now = case, by, w.NOW
        self.tasks: Mapping[str, Any] = given.get("tasks", {})
        self.messages = list(given.get("messages", ()))
        self.done: Counter[str] = Counter()

    def to_the_end(self) -> None:
        for _ in range(MOST_MOVES):
            self.now += timedelta(seconds=1)
            if not Instance.objects.filter(subject=self.case.fact_subject, state="running").exists():
                return
            if not (self.work() or self.hear() or self.wait()):
                return
        pytest.fail(f"still at {[work.node.id for work in work_of(self.case.fact_subject)]}")

    def work(self) -> bool:
        for work in work_of(self.case.fact_subject):
            if work.node.kind == "userTask" and work.token.state == "waiting":
                complete_work(work.token.pk, by=self.by, data=self.answer(work.node.id), now=self.now)
                return True
        return False

    def answer(self, node: str) -> Mapping[str, Any]:
        planned = self.tasks.get(node, {})
        several = planned if isinstance(planned, list) else [planned]
        self.done[node] += 1
        found: Mapping[str, Any] = several[min(self.done[node], len(several)) - 1].get("data", {})
        return found

    def hear(self) -> bool:
        """The next message of the example, as soon as something waits for it."""
        message = self.messages[0] if self.messages else None
        if message is None or not Token.objects.filter(wait_key=message["name"]).exists():
            return False
        self.messages.pop(0)
        return wake(self.case.fact_subject, message["name"], payload=message["data"], now=self.now)

    def wait(self) -> bool:
        due = Token.objects.filter(state="timer").order_by("due_at").values_list("due_at", flat=True).first()
        if due is None:
            return False
        self.now = max(self.now, due)
        return fire_due_timers(now=self.now) > 0


def test_one_click_is_enough_where_every_team_is_there(client, world):
    owner = w.signed_in(client, world.owner)
    answer = owner.post(reverse("process_take", args=["return-refund"]), {"at_once": "1"})
    assert answer.get("Location") == reverse("process_edit", args=["QT-01"])
    made = Process.objects.get()
    assert (made.key, made.name, made.name_en, made.shape) == (
        "QT-01",
        "Đổi trả và hoàn tiền",
        "Return and refund",
        "linear",
    )
    assert check_drawing(made.versions.get().bpmn) == []
    assert "Đã có QT-01" in owner.get(reverse("process_new")).content.decode()
    again = owner.post(reverse("process_take", args=["return-refund"]), {"at_once": "1"})
    assert again.get("Location") == reverse("process_edit", args=["QT-02"])


def test_one_click_asks_for_the_teams_that_are_not_there_and_keeps_nothing(client, world):
    owner = w.signed_in(client, world.owner)
    address = reverse("process_take", args=["hotel-request"])
    assert owner.post(address, {"at_once": "1"}).get("Location") == address
    page = owner.get(address).content.decode()
    for said in ("Lễ tân", "Buồng phòng", "Kỹ thuật", "Chọn một tổ…", "chưa có. Hãy chọn tổ nào", 'value="QT-01"'):
        assert said in page
    answer = owner.post(address, {"key": "QT-05", "name": "Khách ở", "team_0": "ho-tro", "team_1": "", "team_2": "x"})
    assert answer.status_code == 422
    assert 'value="Khách ở"' in answer.content.decode()
    assert not Process.objects.exists()


def test_a_business_with_one_team_needs_no_choice(client, world):
    Team.objects.exclude(pk=world.support.pk).update(closed_at=w.NOW)
    owner = w.signed_in(client, world.owner)
    answer = owner.post(reverse("process_take", args=["hotel-request"]), {"at_once": "1"})
    assert answer.get("Location") == reverse("process_edit", args=["QT-01"])
    assert 'ref="le-tan"' not in Version.objects.get().bpmn


def test_a_code_that_is_taken_is_said_and_what_was_typed_stays(client, world):
    Process.objects.create(key="QT-01", name="Cũ", created_at=w.NOW)
    owner = w.signed_in(client, world.owner)
    address = reverse("process_take", args=["return-refund"])
    assert 'value="QT-02"' in owner.get(address).content.decode()
    answer = owner.post(address, {"key": "QT-01", "name": "Của mình", "team_0": "tra-hang-bao-hanh"})
    assert answer.status_code == 422
    assert "Đã có quy trình mang mã này" in answer.content.decode()
    assert Process.objects.count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_gallery_shows_each_with_its_picture_model_and_what_it_is_for(client, world, language):
    world.owner.language = language
    world.owner.save(update_fields=["language"])
    owner = w.signed_in(client, world.owner)
    page = unescape(owner.get(reverse("process_new")).content.decode())
    for ready in ready_made():
        assert reverse("process_take", args=[ready.key]) in page
        assert ready.process.label(language) in page
        assert ready.purpose(language) in page
        shown = unescape(owner.get(reverse("process_take", args=[ready.key])).content.decode())
        assert all(example.label(language) in shown for example in ready.process.care.examples)
    assert page.count("dg-thumb-line") == 12
    said = {"vi": "Dùng mẫu này", "en": "Use this one"}[language]  # never what is said of a script
    assert page.count(f"{said}</button>") == page.count(f'aria-label="{said}: ') == len(ready_made())
    assert owner.get(reverse("process_take", args=["no-such"])).status_code == 404


def test_who_may_not_draw_may_not_take_either(client, world):
    agent = w.signed_in(client, world.agent)
    assert agent.post(reverse("process_take", args=["return-refund"]), {"at_once": "1"}).status_code == 403
    assert not Process.objects.exists()


def test_a_failing_example_keeps_a_drawing_from_being_published(client, world):
    draft = take(client, world, next(ready for ready in ready_made() if ready.key == "return-refund"))
    broken = draft.bpmn.replace("dieu_kien.duoc_nhan = true", "dieu_kien.duoc_nhan = false")
    Version.objects.filter(pk=draft.pk).update(bpmn=broken)
    draft.refresh_from_db()
    with pytest.raises(CannotRun) as refused:
        publish(draft, by=world.owner, reason="thử", now=w.NOW)
    assert {found.code for found in refused.value.problems} == {"example_failed"}
    assert "Gửi sai hàng: nhận lại, duyệt, hoàn tiền" in refused.value.problems[0].message_vi
    draft.refresh_from_db()
    assert draft.state == Version.State.DRAFT
