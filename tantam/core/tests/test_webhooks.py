"""Webhooks against a receiver on this machine, and the addresses that are never called."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import transaction
from django.utils import timezone

from tantam.core.actions import post as posting
from tantam.core.actions import record
from tantam.core.actions.deliver import deliver_all
from tantam.core.actions.post import NotPosted, post
from tantam.core.actions.webhooks import add_webhook, call_due, replay, stop_webhook
from tantam.core.facts import SYSTEM, Fact
from tantam.core.models import Delivery, WebhookCall, WebhookEndpoint
from tantam.core.queries import forget_wanted
from tantam.core.registry import offer_names
from tantam.core.values.outside import UnusableAddress, is_public, sign, split_url, wait_after

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


class Receiver(HTTPServer):
    """Somebody else's program: keeps what it got, answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.location = ""
        self.drip = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?key=1"


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        if self.server.drip:
            for _ in range(2_000):
                self.wfile.write(b"H")
                time.sleep(self.server.drip)
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        self.wfile.write(b"said " + b"x" * 200_000)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    forget_wanted()
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    forget_wanted()


@dataclass(frozen=True, kw_only=True)
class BellRung(Fact):
    name = "test.bell-rung"
    bell_id: int
    rope_id: int = 5
    times: int = 3


@offer_names("bell")
def name_of_bell(key: int) -> str:
    return f"BELL-{key}"


def _ring(number: int = 1) -> None:
    with transaction.atomic():
        record(BellRung(bell_id=number), by=SYSTEM, at=NOW, subject=f"bell:{number}")
    deliver_all(now=timezone.now())


def _listen(receiver: Receiver, *facts: str) -> tuple[WebhookEndpoint, str]:
    made = add_webhook(receiver.url, facts=facts, by=SYSTEM, now=NOW)
    forget_wanted()
    return made


def test_nobody_listening_costs_no_delivery(receiver):
    with transaction.atomic():
        record(BellRung(bell_id=1), by=SYSTEM, at=NOW, subject="bell:1")
    assert Delivery.objects.count() == 0


def test_a_fact_is_posted_once_signed_and_without_our_keys(receiver):
    endpoint, secret = _listen(receiver, "test.bell-rung")
    _ring(7)
    assert call_due(endpoint.pk) == 1
    assert call_due(endpoint.pk) == 0
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert told["type"] == "test.bell-rung"
    assert told["subject"] == {"kind": "bell", "name": "BELL-7"}
    assert told["data"] == {"bell": "BELL-7", "times": 3}
    call = WebhookCall.objects.get()
    assert (told["id"], call.status, call.attempts, call.error) == (str(call.uuid), 200, 1, "")
    moment, mac = (part.partition("=")[2] for part in headers["X-Tantam-Signature"].split(","))
    assert hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() == mac
    assert abs(int(moment) - time.time()) < 60
    assert secret not in WebhookEndpoint.objects.get().secret_encrypted


def test_facts_that_are_not_wanted_are_not_told(receiver):
    endpoint, _ = _listen(receiver, "webhook.stopped")
    _ring()
    assert (WebhookCall.objects.count(), call_due(endpoint.pk)) == (0, 0)


def test_a_failing_receiver_is_tried_ten_times_with_longer_waits_then_given_up_and_replayed(receiver):
    endpoint, _ = _listen(receiver, "test.bell-rung")
    receiver.status = 503
    _ring()
    for attempt in range(1, 11):
        before = timezone.now()
        assert call_due(endpoint.pk) == 1
        call = WebhookCall.objects.get()
        assert (call.attempts, call.status, call.done_at is None) == (attempt, 503, True)
        assert before + wait_after(attempt) <= call.next_at <= timezone.now() + wait_after(attempt)
        WebhookCall.objects.update(next_at=before)
    assert call.given_up_at is not None
    assert call.error.startswith("said x")
    assert len(call.error) <= 300
    assert call_due(endpoint.pk) == 0
    receiver.status = 200
    replay(call, by=SYSTEM, now=timezone.now())
    assert call_due(endpoint.pk) == 1
    call.refresh_from_db()
    assert (call.attempts, call.status, call.given_up_at is None) == (1, 200, True)
    assert len({json.loads(body)["id"] for _, body in receiver.got}) == 1


def test_a_stopped_endpoint_hears_nothing_more(receiver):
    endpoint, _ = _listen(receiver, "test.bell-rung")
    _ring()
    stop_webhook(endpoint, by=SYSTEM, now=NOW)
    forget_wanted()
    _ring(2)
    assert call_due(endpoint.pk) == 0
    assert receiver.got == []
    assert WebhookCall.objects.get().given_up_at == NOW
    replay(WebhookCall.objects.get(), by=SYSTEM, now=NOW)
    assert WebhookCall.objects.get().given_up_at == NOW


def test_redirects_are_not_followed(receiver):
    receiver.status, receiver.location = 302, receiver.url
    assert post(receiver.url, body=b"{}", headers={}).status == 302
    assert len(receiver.got) == 1


def test_somebody_who_answers_a_byte_now_and_then_is_not_waited_for(receiver, monkeypatch):
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 0.3)
    receiver.drip = 0.05  # a hundred seconds in all
    began = time.monotonic()
    with pytest.raises(NotPosted):
        post(receiver.url, body=b"{}", headers={})
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "2130706433"],
)
def test_our_own_network_is_never_called(receiver, settings, host):
    settings.WEBHOOK_ALLOW_PRIVATE = settings.DEMO = False
    with pytest.raises(NotPosted, match="not-public"):
        post(f"https://{host}:{receiver.server_port}/", body=b"{}", headers={})
    assert receiver.got == []


def test_a_name_with_one_address_of_ours_among_public_ones_is_refused(receiver, settings, monkeypatch):
    settings.WEBHOOK_ALLOW_PRIVATE = settings.DEMO = False
    both = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("192.168.1.1", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: both)
    with pytest.raises(NotPosted, match="not-public"):
        post("https://looks-public.example/", body=b"{}", headers={})


def test_a_demo_calls_this_machine_only(receiver, settings, monkeypatch):
    settings.DEMO = True
    assert post(receiver.url, body=b"{}", headers={}).is_ok
    monkeypatch.setattr("socket.getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("93.184.215.14", 443))])
    with pytest.raises(NotPosted, match="demo-stays-here"):
        post("https://receiver.example/", body=b"{}", headers={})


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "172.16.0.1", "192.168.0.1", "127.8.8.8", "169.254.0.1", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert is_public(address) is False


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are_public(address):
    assert is_public(address) is True


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://x.example/", "not-https"), ("ftp://x.example/", "no-url"), ("https://", "no-url"), ("x", "no-url"),
        ("https://a:b@x.example/", "no-url"), ("https://x.example/#a", "no-url"), ("https://x:99999/", "no-url"),
        ("https://x.example/\r\nA: b", "no-url"), ("https://x.example/ a", "no-url"), ("https://[::1/", "no-url"),
    ],
)  # fmt: skip
def test_urls_that_cannot_be_called(url, why):
    with pytest.raises(UnusableAddress, match=why):
        split_url(url, plain_allowed=False)


def test_the_signature_is_that_of_the_documentation():
    assert sign(b"{}", secret="s", at=5) == "t=5,v1=" + hmac.new(b"s", b"5.{}", hashlib.sha256).hexdigest()
    assert [wait_after(attempts) for attempts in (1, 10, 99)] == [
        timedelta(seconds=10), timedelta(hours=24), timedelta(hours=24)
    ]  # fmt: skip
