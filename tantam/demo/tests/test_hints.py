"""The strip of five hints: what leads where, what ticks itself off, who is sent to whom."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tantam.cases import actions as desk
from tantam.cases.models import Case
from tantam.core.models import FactRow
from tantam.demo.queries import HINTS, hints_of
from tantam.demo.tests.conftest import NOW
from tantam.organisation.actions import decide, let_go
from tantam.organisation.models import Agent, Approval, Business
from tantam.process.actions import save_draft
from tantam.process.models import Process, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_a_demo")]

LATER = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@pytest.fixture
def people(sample) -> dict[str, Agent]:
    return {agent.username: agent for agent in Agent.objects.all()}


def _sign_in(client: Client, username: str) -> Client:
    assert client.post(f"/login/demo/{username}/").status_code == 302
    return client


def _strip(client: Client, path: str = "/customers/") -> str:
    found = re.search(r'<aside class="hints".*?</aside>', client.get(path).content.decode(), re.DOTALL)
    return found[0] if found else ""


def _done(agent: Agent) -> list[str]:
    found = hints_of(agent, accounts=[], since=NOW)
    return [line.hint.key for line in found.lines if line.is_done]


def test_nothing_is_ticked_although_the_sample_is_full_of_answers(people):
    assert FactRow.objects.filter(name="case.replied").count() > 1000
    assert {name: _done(agent) for name, agent in people.items() if name != "thu"} == {
        name: [] for name in people if name != "thu"
    }


def test_what_somebody_really_does_ticks_itself_off(people):
    chi, uyen, nhat = people["chi"], people["uyen"], people["nhat"]
    case = Case.objects.open().filter(assignee=chi).first()
    assert case is not None
    desk.reply(case, answer=desk.Answer(text="Dạ em báo chị ngay ạ."), by=chi, now=LATER)
    assert _done(chi) == ["reply"]
    approval = Approval.objects.filter(approver=uyen, decided_at=None).first()
    assert approval is not None
    decide(approval, decision=Approval.Decision.GRANTED, by=uyen, comment="", now=LATER)
    assert _done(uyen) == ["approve"]
    process = Process.objects.get(key="QT-03")
    bpmn = Version.objects.get(process=process, state="published").bpmn.replace("Báo giá", "Báo giá nhanh")
    save_draft(process, bpmn=bpmn, revision=0, by=nhat, now=LATER)
    assert _done(nhat) == ["draw"]


def test_the_bottleneck_and_the_report_are_ticked_when_they_are_seen(people, client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    _sign_in(client, "nhat")
    assert client.get("/processes/QT-03/").status_code == 200
    assert client.get("/processes/QT-03/steps/nhan_xe/").status_code == 200
    assert _done(people["nhat"]) == []
    assert client.get("/processes/QT-03/steps/bao_gia/", headers={"HX-Request": "true"}).status_code == 200
    assert _done(people["nhat"]) == ["bottleneck"]
    for _ in range(2):
        assert client.get("/reports/director/").status_code == 200
    assert _done(people["nhat"]) == ["bottleneck", "report"]
    assert FactRow.objects.filter(name="sample.seen").count() == 2


def test_who_tries_it_as_this_and_that_person_keeps_what_they_did(people, client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    _sign_in(client, "uyen")
    client.get("/reports/director/")
    assert 'data-is="done"' in _strip(client)
    _sign_in(client, "chi")
    assert _strip(client).count('data-is="done"') == 1
    assert _strip(_sign_in(Client(), "chi")).count('data-is="done"') == 0


def test_what_one_may_not_do_is_shown_by_somebody_else(people, client):
    strip = _strip(_sign_in(client, "chi"))
    assert re.findall(r"/login/demo/(\w+)/", strip) == ["uyen", "nhat"]
    assert "vai Uyên" in strip
    assert re.findall(r'href="/sample/hints/(\w+)/"', strip) == ["reply", "bottleneck", "report"]
    answer = client.post("/login/demo/uyen/", {"next": "/sample/hints/approve/"}, follow=True)
    case = answer.context["request"].path
    assert [path for path, _ in answer.redirect_chain] == ["/sample/hints/approve/", case]
    assert case.startswith("/cases/TT-26-")
    let_go(people["nhat"], by=people["quantri"], now=LATER)
    assert "/login/demo/nhat/" not in _strip(_sign_in(Client(), "chi"))


@pytest.mark.parametrize(
    ("key", "username", "place"),
    [
        ("reply", "chi", r"/cases/TT-26-\d{6}/"),
        ("approve", "uyen", r"/cases/TT-26-\d{6}/"),
        ("approve", "binh", r"/sample/"),
        ("bottleneck", "nhat", r"/processes/QT-03/"),
        ("draw", "nhat", r"/processes/QT-03/edit/"),
        ("report", "binh", r"/reports/director/"),
    ],
)
def test_each_hint_leads_to_its_very_place(people, client, monkeypatch, key, username, place):
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    _sign_in(client, username)
    answer = client.get(f"/sample/hints/{key}/")
    assert re.fullmatch(place, answer.url), answer.url
    assert client.get(answer.url).status_code == 200


def test_put_away_it_stays_away_until_it_is_asked_for(people, client, monkeypatch):
    clock = iter(LATER + timedelta(seconds=count) for count in range(100))
    monkeypatch.setattr(timezone, "now", lambda: next(clock))
    _sign_in(client, "chi")
    assert client.post("/sample/hints/dismiss/", headers={"HX-Request": "true"}).content == b""
    assert _strip(client) == ""
    assert "Hiện lại dải gợi ý" in client.get("/sample/").content.decode()
    assert client.post("/sample/hints/show/").status_code == 302
    assert _strip(client) != ""
    back = client.post("/sample/hints/dismiss/", {"next": "https://boi.example/"})
    assert back.url == "/"


def test_the_strip_asks_little(people, client, django_assert_num_queries):
    chi = people["chi"]
    assert chi.roles
    with django_assert_num_queries(3):
        hints_of(chi, accounts=[], since=NOW)


def test_outside_the_sample_there_are_neither_hints_nor_their_pages(people, client, settings):
    client.force_login(people["chi"])
    Business.objects.update(is_demo=False)
    assert _strip(client) == ""
    assert [client.get(path).status_code for path in ("/sample/", "/sample/hints/reply/")] == [404, 404]
    assert client.post("/sample/hints/dismiss/").status_code == 404
    Business.objects.update(is_demo=True)
    settings.DEMO = False
    assert _strip(client) == ""
    assert client.get("/sample/").status_code == 404


def test_there_are_five(sample):
    assert [hint.key for hint in HINTS] == ["reply", "approve", "bottleneck", "draw", "report"]
