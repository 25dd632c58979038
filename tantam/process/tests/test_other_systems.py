"""`http.call` against a real server on this machine: what it sends, what it keeps, what it refuses."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from django.utils import timezone, translation

from tantam.core.actions.webhooks import add_webhook
from tantam.core.facts import SYSTEM
from tantam.core.queries import forget_wanted
from tantam.process import actions
from tantam.process.actions.doubting_calls import address_doubt, lines_doubt, signing_doubt
from tantam.process.context.studio import offered
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Incident, Instance
from tantam.process.tests.test_between_instances import publish, stands, start
from tests import world as w

pytestmark = pytest.mark.django_db


class Carrier(HTTPServer):
    """Somebody else's program."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str, str, dict[str, str], bytes]] = []
        self.status = 200
        self.body = b"{}"
        self.hangs_up = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Carrier

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.got.append((self.command, self.path, dict(self.headers), body))
        if self.server.hangs_up:
            return
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET = answer

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def carrier(settings) -> Iterator[Carrier]:
    settings.DEMO = True
    settings.WEBHOOK_ALLOW_PRIVATE = True
    w.build_world()
    server = Carrier()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
    forget_wanted()


def begin(carrier: Carrier, **settings: str) -> Instance:
    """A process whose only service step calls with these settings, begun and called."""
    wanted = {"url": carrier.url + "/don", **settings}
    lines = "".join(f'<t:setting name="{name}" value={_quoted(value)}/>' for name, value in wanted.items())
    drawing = Drawing()
    drawing.start()
    drawing.add("serviceTask", "call", extension=f'<t:action name="http.call">{lines}</t:action>')
    drawing.path("s", "call", drawing.user("then"), drawing.end())
    publish("QT-GỌI", drawing)
    instance = start("QT-GỌI", variables={"ma_don": "Đ 7/1", "so_luong": 2})
    work()
    instance.refresh_from_db()
    return instance


def _quoted(value: str) -> str:
    return quoteattr(value, {"\n": "&#10;"})


def work() -> None:
    while (call := actions.claim_call(now=w.NOW)) is not None:
        if actions.make_call(call, clock=lambda: w.NOW):
            actions.give_answer(call.pk, now=w.NOW)


def failed() -> tuple[str, str]:
    with translation.override("vi"):
        incident = Incident.objects.get()
        return incident.error_code, incident.error_en


def test_it_sends_what_the_lines_say_and_keeps_what_they_choose(carrier) -> None:
    carrier.body = json.dumps({"data": {"code": "GHN1", "fee": 22000}, "rest": "x" * 5000}).encode()
    send = 'don.ma = ma_don\n\ndon.so_luong = so_luong + 1\nloi_nhan = "gấp"'
    receive = 'ma_van_don = data.code\nphi = data.fee\nlan = ma_trang_thai\nla = tra_loi.data.code = "GHN1"'
    instance = begin(carrier, send=send, receive=receive)
    ((method, path, headers, body),) = carrier.got
    assert (method, path, json.loads(body)) == (
        "POST", "/don", {"don": {"ma": "Đ 7/1", "so_luong": 3}, "loi_nhan": "gấp"},
    )  # fmt: skip
    assert (headers["Content-Type"], len(headers["Idempotency-Key"])) == ("application/json", 36)
    assert "X-Tantam-Signature" not in headers
    kept = {name: instance.variables[name] for name in ("ma_van_don", "phi", "lan", "la")}
    assert kept == {"ma_van_don": "GHN1", "phi": 22000, "lan": 200, "la": True}
    assert set(instance.variables) == {*kept, "ma_don", "so_luong"}
    assert stands() == [("then", "waiting")]


def test_values_in_the_address_cannot_leave_their_place(carrier) -> None:
    begin(carrier, url=carrier.url + "/don/{ma_don}?n={so_luong}", method="GET")
    ((method, path, _, body),) = carrier.got
    assert (method, path, body) == ("GET", "/don/%C4%90%207%2F1?n=2", b"")


def test_it_signs_as_the_chosen_webhook_does(carrier) -> None:
    endpoint, secret = add_webhook(carrier.url + "/hook", facts=["case.closed"], by=SYSTEM, now=timezone.now())
    begin(carrier, send="a = 1", sign_with=str(endpoint.uuid))
    ((_, _, headers, body),) = carrier.got
    at, _, mac = headers["X-Tantam-Signature"].removeprefix("t=").partition(",v1=")
    assert mac == hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def test_a_secret_that_is_gone_calls_nobody(carrier) -> None:
    begin(carrier, sign_with="weg")
    assert (carrier.got, failed()[0]) == ([], "no-secret")


@pytest.mark.parametrize(
    ("status", "code", "is_tried_again"),
    [(404, "http-404", False), (409, "http-409", False), (302, "http-302", False), (429, "http-429", True),
     (503, "http-503", True)],
)  # fmt: skip
def test_an_answer_that_is_none_is_tried_again_where_that_can_help(carrier, status, code, is_tried_again) -> None:
    carrier.status, carrier.body = status, b"no\x00pe"
    begin(carrier)
    assert Incident.objects.exists() != is_tried_again
    if not is_tried_again:
        assert (failed()[0], failed()[1].split("\n")[1]) == (code, f"HTTP {status} nope")


def test_a_line_cut_after_sending_is_uncertain_and_one_never_opened_is_tried_again(carrier, settings) -> None:
    carrier.hangs_up = True
    begin(carrier)
    assert failed()[0] == "uncertain"
    first, detail = failed()[1].split("\n")
    assert first.startswith("The other system broke the line off. The call was on its way: nobody can say")
    assert detail.startswith("RemoteDisconnected: ")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<html>", "bad-answer"),
        (b'{"a": NaN}', "bad-answer"),
        (b"[" * 60_000, "bad-answer"),
        (b'{"a": "' + b"x" * 70_000 + b'"}', "answer-too-large"),
        (b'{"a": "' + b"x" * 20_000 + b'"}', "answer-too-large"),
    ],
)
def test_answers_that_cannot_be_used(carrier, body, code) -> None:
    carrier.body = body
    instance = begin(carrier, receive="a = a")
    assert (failed()[0], "a" in instance.variables) == (code, False)


def test_what_the_database_cannot_keep_is_left_out(carrier) -> None:
    carrier.body = b'{"a": "mot\\u0000hai\\ud800"}'
    assert begin(carrier, receive="a = a").variables["a"] == "mothai?"


def test_own_network_is_out_of_reach(carrier, settings) -> None:
    settings.DEMO = settings.WEBHOOK_ALLOW_PRIVATE = False
    begin(carrier, url="https://127.0.0.1/x")
    assert (carrier.got, failed()[0]) == ([], "not-allowed")


@pytest.mark.parametrize(
    ("settings_of_step", "code"),
    [({"send": "a"}, "bad-lines"), ({"send": "a = ("}, "bad-formula"), ({"url": "https://x/{khong_co}"}, "no-value"),
     ({"send": "a = 1\na.b = 2"}, "bad-lines")],
)  # fmt: skip
def test_what_is_drawn_wrong_stands_as_an_incident_and_calls_nobody(carrier, settings_of_step, code) -> None:
    begin(carrier, **settings_of_step)
    assert (failed()[0], carrier.got) == (code, [])


@pytest.mark.parametrize(
    ("written", "is_doubtful"),
    [
        ("https://vi-du.vn/don/{ma_don}", False), ("https://{may}.vn/", True), ("vi-du.vn", True),
        ("https://a.vn/{(}", True), ("https://a.vn/ x", True), ("", True),
    ],
)  # fmt: skip
def test_the_drawing_is_warned_of_addresses(carrier, written, is_doubtful) -> None:
    assert bool(address_doubt(written)) == is_doubtful


@pytest.mark.parametrize("url", ["", "ftp://x", "vi-du.vn", "https://{may}.vn/"])
def test_a_call_that_goes_nowhere_is_not_published(carrier, url) -> None:
    with pytest.raises(actions.CannotRun) as refused:
        begin(carrier, url=url)
    assert [(one.element_id, one.severity) for one in refused.value.problems] == [("call", "error")]
    assert carrier.got == []


def test_the_drawing_is_warned_of_lines_and_secrets(carrier) -> None:
    with translation.override("en"):
        assert str(lines_doubt("a = 1\nb")) == "Line 2 is not of the form “name = formula”."
    assert [bool(lines_doubt(text)) for text in ("a = 1", "a = 1\na = 2", "a = if", "")] == [False, True, True, False]
    assert [bool(signing_doubt(key)) for key in ("", "weg")] == [False, True]


def test_the_studio_offers_it_in_both_languages() -> None:
    told = {}
    for language in ("vi", "en"):
        with translation.override(language):
            catalogue: Any = offered()["actions"]
            told[language] = next(one for one in catalogue if one["name"] == "http.call")
    assert [told[language]["label"] for language in ("vi", "en")] == ["Gọi hệ thống khác", "Call another system"]
    names = [setting["name"] for setting in told["vi"]["settings"]]
    assert names == [
        "connection", "url", "method", "send", "receive", "sign_with", "repeatable", "attempts", "interval",
    ]  # fmt: skip
    pairs = zip(told["vi"]["settings"], told["en"]["settings"], strict=True)
    assert all(vi["label"] != en["label"] and (vi["hint"] != en["hint"] or not vi["hint"]) for vi, en in pairs)


def test_a_call_that_could_not_be_made_is_due_again_in_a_minute(carrier) -> None:
    carrier.shutdown()
    carrier.server_close()
    begin(carrier)
    assert actions.claim_call(now=w.NOW) is None
    assert actions.claim_call(now=w.NOW + timedelta(minutes=1)) is not None


def test_every_action_asks_how_often_and_when_it_is_tried_again_in_both_languages() -> None:
    told: dict[str, Any] = {}
    for language in ("vi", "en"):
        with translation.override(language):
            told[language] = offered()["actions"]
    assert len(told["vi"]) >= 9
    for vi, en in zip(told["vi"], told["en"], strict=True):
        for one, labels in (
            (vi, ("Số lần thử tất cả", "Thời gian giữa các lần thử")),
            (en, ("Tries in all", "Time between tries")),
        ):
            asked = one["settings"][-2:]
            assert [setting["name"] for setting in asked] == ["attempts", "interval"], one["name"]
            assert [setting["kind"] for setting in asked] == ["number", "duration"]
            assert tuple(setting["label"] for setting in asked) == labels
            assert all(setting["hint"] for setting in asked)
