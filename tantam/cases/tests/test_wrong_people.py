"""Every door of the desk is shut to those without the right or out of reach, and nothing changes behind it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tantam.cases.models import Case, Closure, Draft, Entry, Escalation
from tantam.cases.tests.desk import a_case, build_desk
from tantam.organisation.models import Agent, Approval, Reach, Role
from tantam.process.models import Token
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
DOORS = [
    ("case_say", [], {"mode": "reply", "text": "Dạ"}),
    ("case_say", [], {"mode": "note", "text": "Ghi"}),
    ("case_say", [], {"mode": "record", "text": "Khách gọi", "said_by": "customer", "said_on": "phone"}),
    ("case_draft", [], {"text": "đang viết", "mode": "reply"}),
    ("case_take", [], {}),
    ("case_assign", [], {"team": "", "assignee": ""}),
    ("case_classify", [], {"kind": "complaint", "urgency": "high"}),
    ("case_escalate", [], {"reason": "gấp"}),
    ("case_settle", ["token"], {}),
    ("case_close", [], {"outcome": "resolved"}),
    ("case_reopen", [], {}),
    ("case_promise", [], {"due_at": "2099-01-01T10:00", "words": "hẹn"}),
    ("case_ask_approval", [], {"amount_vnd": "100000", "reason": "đền bù"}),
    ("case_finish_step", ["token"], {}),
    ("case_leave_step", ["token"], {"to": "", "reason": "vì"}),
    ("case_wait_no_longer", ["token"], {}),
]


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.DEMO = True
    settings.UI_ASSETS_REQUIRED = False


def _state() -> tuple[object, ...]:
    cases = list(Case.objects.order_by("id").values_list("state", "team", "assignee", "kind", "urgency", "due_at"))
    tokens = list(Token.objects.order_by("id").values_list("id", "node"))
    counts = [model.objects.count() for model in (Entry, Closure, Draft, Escalation, Approval)]
    return cases, tokens, counts


def _address(name: str, extra: list[str], case: Case) -> str:
    token = Token.objects.positions().filter(instance__subject=case.fact_subject).latest("id")
    return reverse(name, args=[case.number, *([token.pk] if extra else [])])


@pytest.mark.parametrize(("name", "extra", "data"), DOORS)
def test_a_reader_who_sees_the_case_may_not_change_it(client, name, extra, data):
    world = build_desk()
    case = a_case(world)
    reader = w.person("doc", "Người Đọc", role=Role.READER, team=None, reach=Reach.ALL)
    client.force_login(reader)
    before = _state()
    assert client.post(_address(name, extra, case), data, **HX).status_code == 403
    assert _state() == before


@pytest.mark.parametrize(("name", "extra", "data"), DOORS)
def test_an_agent_of_another_team_does_not_find_it(client, name, extra, data):
    world = build_desk()
    case = a_case(world)
    client.force_login(world.colleague)
    before = _state()
    assert client.post(_address(name, extra, case), data, **HX).status_code == 404
    assert _state() == before


@pytest.mark.parametrize(("name", "extra", "data"), DOORS)
def test_nobody_gets_in_without_signing_in(client, name, extra, data):
    world = build_desk()
    case = a_case(world)
    before = _state()
    here = {"HTTP_HX_CURRENT_URL": f"http://testserver/cases/{case.number}/?view=mine"}
    answer = client.post(_address(name, extra, case), data, **HX, **here)
    back = f"/login/?next=%2Fcases%2F{case.number}%2F%3Fview%3Dmine"
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, back)
    assert _state() == before


def test_a_step_of_another_case_is_not_finished_through_this_one(client):
    world = build_desk()
    case, other = a_case(world), a_case(world, message_id="<2@khach.example>", subject="Khác", text="Việc khác")
    token = Token.objects.positions().get(instance__subject=other.fact_subject)
    client.force_login(world.head)
    before = _state()
    assert client.post(reverse("case_finish_step", args=[case.number, token.pk]), {}, **HX).status_code == 409
    assert _state() == before


def test_an_approval_is_decided_only_by_whom_it_waits_for(client):
    world = build_desk()
    case = a_case(world)
    client.force_login(world.agent)
    client.post(reverse("case_ask_approval", args=[case.number]), {"amount_vnd": "1000", "reason": "bù"}, **HX)
    address = reverse("case_decide", args=[case.number, Approval.objects.get().pk])
    assert client.post(address, {"decision": "granted"}, **HX).status_code == 403
    boss = w.person("sep", "Sếp Khác", role=Role.HEAD, team=None, reach=Reach.ALL)
    client.force_login(boss)
    assert client.post(address, {"decision": "granted"}, **HX).status_code == 409
    assert Approval.objects.get().decision == ""


def test_playing_a_customer_exists_in_the_sample_business_only(client, settings):
    world = build_desk()
    client.force_login(world.agent)
    assert [client.get("/play/").status_code, client.post("/play/send/", {"text": "a"}).status_code] == [404, 404]
    from tantam.organisation.models import Business

    Business.objects.update(is_demo=True)
    assert client.get("/play/").status_code == 200
    settings.DEMO = False
    assert client.get("/play/").status_code == 404
    assert Case.objects.count() == 0


def test_an_attachment_is_only_for_those_who_see_its_case(client):
    world = build_desk()
    from email.message import EmailMessage

    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@khach.example", "cskh@thuanlo.example", "Ảnh"
    letter["Message-ID"] = "<anh@khach.example>"
    letter.set_content("Xem ảnh")
    letter.add_attachment(b"<script>x</script>", maintype="text", subtype="html", filename="trang.html")
    w.send_in(world.mailbox, letter.as_bytes())
    from tantam.channels.models import Attachment

    address = f"/attachments/{Attachment.objects.get().uuid}"
    client.force_login(world.stranger)
    assert client.get(address).status_code == 404
    client.force_login(world.head)
    given = client.get(address)
    assert given.content == b"<script>x</script>"
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert given.headers["Content-Disposition"] == 'attachment; filename="trang.html"'
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]


def test_the_pretended_mail_goes_the_real_way(client):
    world = build_desk()
    from tantam.organisation.models import Business

    Business.objects.update(is_demo=True)
    client.force_login(world.agent)
    sent = client.post("/play/send/", {"text": "xe em ko sạc dc", "channel": "email"}, **HX)
    assert sent.status_code == 200
    w.settle(now=timezone.now())  # it was sent at this very moment, by the clock on the wall
    case = Case.objects.get()
    assert (case.kind, case.channel_kind) == ("warranty", "email")
    address = sent.context["address"]
    story = client.get(address, **HX).content.decode()
    assert case.number in story
    assert "<mark>" in story


def test_quick_intake_makes_the_customer_and_the_case(client):
    world = build_desk()
    client.force_login(world.agent)
    heard = {
        "phone": "0912 345 678", "name": "Lê Thị Thoa", "channel_kind": "counter", "kind": "",
        "text": "Đổi mũ size M sang L", "keep_for_me": "on",
    }  # fmt: skip
    done = client.post("/intake/", heard, **HX)
    case = Case.objects.get()
    assert done.status_code == 200
    assert case.number in done.content.decode()
    assert (case.assignee, case.customer.name, case.channel_kind) == (world.agent, "Lê Thị Thoa", "counter")
    assert "Lê Thị Thoa" in client.get("/intake/customer/?phone=0912345678").content.decode()
    wrong = client.post("/intake/", {**heard, "phone": "12"}, **HX)
    assert wrong.status_code == 422
    assert "Đổi mũ size M sang L" in wrong.content.decode()
    assert (Case.objects.count(), Agent.objects.count()) == (1, 5)
