"""What strangers and insiders with ill intent send to the doors: nothing breaks, nothing is told, nothing is forged."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tantam.cases.models import Case
from tantam.channels.models import Attachment, Message
from tantam.core.actions.files import keep
from tantam.core.values.outside import is_public
from tantam.organisation.actions import issue_token, let_go, people
from tantam.organisation.api.access import forget_counts
from tantam.organisation.models import Agent, Reach, Role, Scope
from tantam.process.models import Process
from tests import world as w
from tests.test_rights_matrix import _views

pytestmark = pytest.mark.django_db
PASSWORD = "mot-mat-khau-dai"
HUGE = "9" * 30


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO = True
    forget_counts()
    made = w.build_world(intake_process="QT-01")
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    return made


@pytest.fixture
def admin(world) -> Agent:
    return w.person("quantri", "Quản Trị Viên", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)


@pytest.fixture
def signed_in(admin) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(admin)
    return client


def _token(agent: Agent) -> dict[str, str]:
    _, secret = issue_token(name="thử", agent=agent, scopes=list(Scope), expires_at=None, by=agent, now=timezone.now())
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("number", [HUGE, str(2**63), str(2**31)])
def test_a_number_that_no_column_can_hold_leads_nowhere(world, signed_in, number):
    w.send_in(world.mailbox, w.mail())
    known = {"number": Case.objects.get().number, "key": "QT-01", "code": Case.objects.get().customer.code}
    broken = []
    for route, _view in _views(get_resolver().url_patterns):
        if "<int:" not in route:
            continue
        address = "/" + re.sub(r"<int:\w+>", number, route)
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known.get(found[1], "x"), address)
        for ask in (signed_in.get, signed_in.post):
            if ask(address).status_code >= 500:
                broken.append((ask.__name__, address))
    assert broken == []


@pytest.mark.parametrize(
    "sent",
    [b"[" * 100_000, b'{"revision": "x", "xml": "<a/>"}', b'{"revision": {}}', b'{"revision": ' + b"9" * 5000 + b"}",
     b'{"revision": 1e999}', b"\xff\xfe", b'{"xml": "\\ud800"}', b'{"reason": "\\u0000", "revision": 0}', b"null"],
    ids=["deep", "word", "object", "long", "infinite", "bytes", "surrogate", "nul", "null"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["process_save", "process_publish", "process_check", "process_table"])
def test_the_studio_is_sent_rubbish(world, signed_in, name, sent):
    before = Process.objects.get(key="QT-01").versions.count()
    answer = signed_in.post(reverse(name, args=["QT-01"]), sent, content_type="application/json")
    assert answer.status_code in {200, 400, 409, 413, 422}
    assert Process.objects.get(key="QT-01").versions.count() == before


@pytest.mark.parametrize(
    "sent",
    [b"[" * 100_000, b'{"text": ' + b"[" * 100_000, b"9" * 10_000, b'{"text": "\\ud800"}', b'{"text": "\\u0000"}',
     b"\xff", b"", b'{"text": "' + b"a" * 13_000_000 + b'"}', b'{"text": NaN}'],
    ids=["deep", "deep value", "long number", "surrogate", "nul", "bytes", "nothing", "13 MB", "nan"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["notes", "replies", "closure", "assignment"])
def test_the_api_is_sent_rubbish(world, sent, path):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    client = Client(raise_request_exception=False)
    for further in ({}, {"Idempotency-Key": "k1"}):
        answer = client.post(
            f"/api/v1/cases/{case.number}/{path}", sent, content_type="application/json",
            headers={**_token(world.head), **further},
        )  # fmt: skip
        assert answer.status_code in {400, 413, 422}, answer.content[:300]
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert Case.objects.get().is_open


@pytest.mark.parametrize(
    "name",
    ["a\r\nX-Injected: 1.png", 'a"; filename="b.html', "../../etc/passwd", "a\x00b", "tệp.png", "\u202egnp.exe", ""],
)
def test_a_file_name_forges_no_header_and_leads_nowhere(world, signed_in, name):
    w.send_in(world.mailbox, w.mail())
    kept = keep(b"<script>alert(1)</script>", now=w.NOW)
    one = Attachment.objects.create(
        message=Message.objects.filter(direction="in").get(),
        file=kept,
        filename=name.replace("\x00", ""),
        content_type="text/html",
    )
    answer = signed_in.get(reverse("attachment", args=[one.uuid]))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "X-Injected" not in answer.headers


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "application/xhtml+xml", "text/xml", "application/pdf"])
def test_what_could_run_is_never_shown_by_the_browser(world, signed_in, kind):
    w.send_in(world.mailbox, w.mail())
    message, kept = Message.objects.get(direction="in"), keep(b"<svg onload='x()'/>", now=w.NOW)
    one = Attachment.objects.create(message=message, file=kept, filename="a.svg", content_type=kind)
    answer = signed_in.get(reverse("attachment", args=[one.uuid]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "to", ["//evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)", "http:///evil.example",
           "\x01https://evil.example", "https://testserver@evil.example/", "//testserver.evil.example"],
)  # fmt: skip
def test_signing_in_leads_to_our_own_pages_only(world, to):
    agent = world.agent
    agent.set_password(PASSWORD)
    agent.save()
    typed = {"username": "khoi", "password": PASSWORD, "next": to}
    answer = Client().post(reverse("login"), typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert Client().post(reverse("set_language"), {"language": "en", "next": to}).headers["Location"] == "/"


def test_a_session_known_before_signing_in_is_not_the_one_after(world):
    agent = world.agent
    agent.set_password(PASSWORD)
    agent.save()
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    planted = str(session.session_key)
    client.cookies["sessionid"] = planted
    client.post(reverse("login"), {"username": "khoi", "password": PASSWORD})
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get(reverse("inbox")).status_code == 302


def test_without_the_forms_own_mark_nothing_is_changed(world, admin):
    """Cross-site requests: every view that takes a POST refuses one that no page of ours made."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(admin)
    let = []
    for route, _view in _views(get_resolver().url_patterns):
        address = "/" + re.sub(
            r"<(?:(\w+):)?\w+>", lambda found: {"int": "1", "uuid": "0" * 32}.get(found[1] or "", "x"), route
        )
        if route.startswith("api/"):
            continue
        if client.post(address).status_code not in {403, 404, 405}:
            let.append(address)
    assert let == []


def test_a_foreign_host_name_is_not_answered(world):
    answer = Client(raise_request_exception=False).get(reverse("login"), headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_pages_with_customers_are_kept_by_no_cache_between(world, signed_in):
    w.send_in(world.mailbox, w.mail())
    for address in (reverse("case", args=[Case.objects.get().number]), reverse("inbox"), reverse("customers")):
        assert "private" in signed_in.get(address).headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::",  # noqa: S104
     "::1", "::ffff:127.0.0.1",
     "::127.0.0.1",
     "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1",
     "2001:0:7f00:1::", "224.0.0.1", "255.255.255.255", "192.0.0.1", "198.18.0.1", "240.0.0.1", "fec0::1", "100::1"],
)  # fmt: skip
def test_no_way_of_writing_an_inner_address_passes_for_a_public_one(address):
    assert not is_public(address)


TRICKS = """<html><head><base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example">
<style>body{display:none} .pane{position:fixed} @import url(https://evil.example/x.css);</style>
<link rel="stylesheet" href="https://evil.example/x.css"></head><body onload="x()">
<div style="position:fixed;inset:0;background:url(https://evil.example/p.png)" class="dialog" id="case-composer"
 data-live="case:1" hx-post="/logout/" data-opens="side">phủ kín</div>
<form action="https://evil.example/"><input name="password"><button formaction="/logout/">Đăng nhập lại</button></form>
<img src="https://evil.example/pixel.gif"><img src="//evil.example/p.gif"><img srcset="https://evil.example/s.gif 2x">
<img src="cid:x" onerror="x()"><img src="data:image/svg+xml;base64,PHN2Zy8+"><video poster="https://evil.example/v.png"></video>
<table background="https://evil.example/t.png"><tr><td background="https://evil.example/u.png">ô</td></tr></table>
<a href="javascript:x()">bấm</a><a href="data:text/html,x">bấm</a><a href=" jAvAsCrIpT:x()">bấm</a>
<a href="vbscript:x()">bấm</a><a href="/logout/">ra</a><iframe src="https://evil.example"></iframe>
<svg><script>x()</script></svg><math><mi xlink:href="javascript:x()">m</mi></math><object data="x"></object>
<noscript><p title="</noscript><img src=x onerror=x()>"></noscript></body></html>"""


def test_a_mails_looks_fetch_nothing_cover_nothing_and_send_nothing(world, signed_in):
    """Tricks with styles, forms, remote pictures and the attributes that our own pages act on."""
    raw = w.mail().decode().replace("text/plain", "text/html").partition("\n\n")[0].replace("7bit", "8bit")
    raw = raw.replace("base64", "8bit")
    w.send_in(world.mailbox, (raw + "\n\n" + TRICKS).encode())
    html = Message.objects.get(direction="in").html
    assert "phủ kín" in html
    forbidden = ("style", "class", " id=", "hx-", "data-live", "data-opens", "onload", "onerror", "<form", "<input",
                 "<button",
                 "<base", "<meta", "<link", "<iframe", "<svg", "<math", "<object", "<video", "background", "srcset",
                 "javascript:", "vbscript:", "data:")  # fmt: skip
    assert [one for one in forbidden if one in html.lower()] == []
    assert re.findall(r'\s(?:src|href)="([^"]*)"', html) == []
    page = signed_in.get(reverse("case", args=[Case.objects.get().number]))
    policy = page.headers["Content-Security-Policy"]
    for directive in ("default-src", "script-src", "style-src", "form-action", "base-uri"):
        assert f"{directive} 'self'" in policy
    assert "unsafe" not in policy


def test_a_surveys_link_is_not_guessed_from_another(world):
    client = Client(raise_request_exception=False)
    for token in ("1", "0" * 40, "../1", "%00", "a" * 4000, "é"):
        assert client.get(f"/s/{token}/").status_code in {400, 404}
        assert client.post(f"/s/{token}/", {"score": "5"}).status_code in {400, 404}


def test_who_left_hears_nothing_more_at_once(world, admin, monkeypatch):
    """A stream that stands open ends with the right to it, not half an hour later."""
    told: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(people, "announce", lambda topic, **values: told.append((topic, values)))
    let_go(world.agent, by=admin, now=w.NOW)
    assert told == [("reach", {"agent": world.agent.pk})]
