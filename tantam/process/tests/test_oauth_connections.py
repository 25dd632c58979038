"""Connections that fetch a token for themselves, against a server that speaks RFC 6749 and one that asks for tokens."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus

import pytest
from django.utils import translation

from tantam.core.models import FactRow
from tantam.organisation.models import Reach, Role
from tantam.process.actions import connecting as verbs
from tantam.process.actions import fetching_tokens
from tantam.process.actions.fetching_tokens import TokenRefused, forget_tokens, token_of
from tantam.process.models import Connection, Incident, OutsideCall
from tantam.process.tests.test_between_instances import stands
from tantam.process.tests.test_other_systems import Carrier, begin, carrier, failed
from tantam.process.values.oauth import NoToken, read_token
from tests import world as w

__all__ = ["carrier"]
pytestmark = pytest.mark.django_db
CLIENT, SECRET = "tấn tâm:1", "bí mật+&=: 0123456789"
PAGE = "/settings/connections/"


class Issuer(ThreadingHTTPServer):
    """Gives out tokens to one client by its id and secret, and knows which of them hold."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), IssuerDoor)
        self.asked: list[tuple[dict[str, str], dict[str, str]]] = []
        self.good: set[str] = set()
        self.expires_in: object = 3600
        self.answer: tuple[int, bytes] | None = None
        self.seconds = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/token"

    def grant(self, form: dict[str, str], headers: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.asked.append((form, headers))
        if self.told(form, headers) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client", "error_description": f"not {SECRET}"}
        if form.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        if form.get("scope", "don.doc") != "don.doc":
            return 400, {"error": "invalid_scope"}
        token = f"token-{len(self.asked)}"
        self.good.add(token)
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": self.expires_in}

    @staticmethod
    def told(form: dict[str, str], headers: dict[str, str]) -> tuple[str, str]:
        kind, _, both = headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return form.get("client_id", ""), form.get("client_secret", "")
        client, _, secret = base64.b64decode(both).decode().partition(":")
        return unquote_plus(client), unquote_plus(secret)


class IssuerDoor(BaseHTTPRequestHandler):
    server: Issuer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        time.sleep(self.server.seconds)
        form = {name: values[0] for name, values in parse_qs(body).items()}
        status, said = self.server.grant(form, dict(self.headers))
        written = json.dumps(said).encode()
        if self.server.answer is not None:
            status, written = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def issuer(carrier) -> Iterator[Issuer]:
    forget_tokens()
    server = Issuer()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
    forget_tokens()


@pytest.fixture
def admin(carrier) -> Any:
    return w.person("quantri", "Quản Trị Viên", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)


@pytest.fixture
def page(client, admin) -> Any:
    client.force_login(admin)
    return client


def typed(carrier: Carrier, issuer: Issuer, **changed: str) -> dict[str, str]:
    return {"name": "Giao hàng nhanh", "name_en": "", "base_url": carrier.url + "/v1", "sign_in": "oauth2",
            "header": "", "user": CLIENT, "probe_path": "/me", "secret": SECRET, "token_url": issuer.url,
            "scope": "", "client_auth": "header", **changed}  # fmt: skip


def add(carrier: Carrier, issuer: Issuer, admin: Any, **changed: str) -> Connection:
    plan = verbs.ConnectionPlan(**typed(carrier, issuer, **changed))
    return verbs.add_connection(plan, by=admin, now=w.NOW)[0]


def shown(carrier: Carrier) -> list[str]:
    return [headers.get("Authorization", "") for _, _, headers, _ in carrier.got]


@pytest.mark.parametrize("client_auth", ["header", "body"])
def test_a_call_fetches_a_token_with_the_secret_and_signs_in_with_it(carrier, issuer, admin, client_auth) -> None:
    key = add(carrier, issuer, admin, client_auth=client_auth, scope="don.doc").key
    begin(carrier, connection=key, url="/don", send="a = 1")
    ((form, headers),) = issuer.asked
    assert issuer.told(form, headers) == (CLIENT, SECRET)
    assert ("Authorization" in headers, "client_secret" in form) == (client_auth == "header", client_auth == "body")
    assert (form["grant_type"], form["scope"]) == ("client_credentials", "don.doc")
    assert shown(carrier) == ["Bearer token-1"]
    assert carrier.got[0][2]["Idempotency-Key"]
    assert stands() == [("then", "waiting")]


def test_the_token_is_kept_until_shortly_before_its_end(carrier, issuer, admin, monkeypatch) -> None:
    sign_in = verbs.sign_in_of(add(carrier, issuer, admin))
    begun = time.monotonic()
    for seconds, token in ((0, "token-1"), (3_539, "token-1"), (3_541, "token-2"), (3_541, "token-2")):
        monkeypatch.setattr("tantam.process.actions.fetching_tokens.time.monotonic", lambda now=begun + seconds: now)
        assert token_of(sign_in) == token
    assert len(issuer.asked) == 2


def test_calls_that_need_it_at_once_fetch_it_once(carrier, issuer, admin) -> None:
    sign_in = verbs.sign_in_of(add(carrier, issuer, admin))
    issuer.seconds = 0.3
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(token_of(sign_in))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (found, len(issuer.asked)) == (["token-1"] * 8, 1)


def test_calls_whose_token_is_refused_at_once_fetch_one_new_one(carrier, issuer, admin) -> None:
    sign_in = verbs.sign_in_of(add(carrier, issuer, admin))
    old = token_of(sign_in)
    issuer.seconds = 0.2
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(token_of(sign_in, but=old))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (found, len(issuer.asked)) == (["token-2"] * 5, 2)


@pytest.fixture
def strict(carrier, issuer, monkeypatch) -> None:
    """The other system lets in only tokens that hold."""
    handler = carrier.RequestHandlerClass
    plain = handler.answer

    def answer(self: Any) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        carrier.status = 200 if token in issuer.good else 401
        plain(self)

    for method in ("do_POST", "do_GET"):
        monkeypatch.setattr(handler, method, answer)


def test_a_token_that_holds_no_more_is_fetched_anew_and_the_call_made_again_once(
    carrier, issuer, admin, strict
) -> None:
    made = add(carrier, issuer, admin)
    token_of(verbs.sign_in_of(made))
    issuer.good.clear()
    begin(carrier, connection=made.key, url="/don", send="a = 1")
    assert shown(carrier) == ["Bearer token-1", "Bearer token-2"]
    assert len({headers["Idempotency-Key"] for _, _, headers, _ in carrier.got}) == 1
    assert stands() == [("then", "waiting")]


def test_who_refuses_every_token_is_asked_twice_and_no_oftener(carrier, issuer, admin) -> None:
    carrier.status = 401
    begin(carrier, connection=add(carrier, issuer, admin).key, url="/don")
    assert (shown(carrier), len(issuer.asked)) == (["Bearer token-1", "Bearer token-2"], 2)
    assert failed()[0] == "http-401"


@pytest.mark.parametrize(
    ("answer", "passing", "words"),
    [
        ((401, b'{"error": "invalid_client"}'), False, "does not know this client ID with this secret"),
        ((400, b'{"error": "unauthorized_client"}'), False, "may not sign in by itself"),
        ((400, b'{"error": "invalid_scope"}'), False, "does not grant this scope"),
        ((400, b'{"error": "unsupported_grant_type"}'), False, "no tokens in this way"),
        ((400, b'{"error": "invalid_request"}'), False, "the other way"),
        ((400, b'{"error": {"a": 1}}'), False, "gave none"),
        ((404, b"<h1>nope</h1>"), False, "gave none"),
        ((302, b""), False, "gave none"),
        ((503, b""), True, "gave none"),
        ((200, b"<html>"), False, "holds no token"),
        ((200, b'{"access_token": "a\\r\\nX-Evil: 1"}'), False, "holds no token"),
        ((200, b'{"access_token": "' + b"x" * 9_000 + b'"}'), False, "holds no token"),
        ((200, b'{"access_token": "abc", "token_type": "mac"}'), False, "kind of token that cannot be used"),
    ],
)
def test_without_a_token_nothing_is_called_and_it_is_said_why(carrier, issuer, admin, answer, passing, words) -> None:
    issuer.answer = answer
    begin(carrier, connection=add(carrier, issuer, admin).key, url="/don")
    assert carrier.got == []
    call = OutsideCall.objects.get()
    assert (call.answer or {})["failed"] == "no-token"
    assert words in (call.answer or {})["en"]
    assert (call.state == "waiting", Incident.objects.exists()) == (passing, not passing)


def test_a_token_server_that_breaks_off_leaves_nothing_uncertain(carrier, issuer, admin) -> None:
    key = add(carrier, issuer, admin, token_url="http://127.0.0.1:1/token").key
    begin(carrier, connection=key, url="/don")
    call = OutsideCall.objects.get()
    assert ((call.answer or {})["failed"], call.state, carrier.got) == ("no-token", "waiting", [])
    assert (call.answer or {})["vi"].startswith("Không lấy được token nên chưa gọi gì cả. Máy chủ có đó nhưng không")


def test_neither_secret_nor_token_is_kept_or_shown_anywhere(carrier, issuer, admin, caplog) -> None:
    carrier.status = 400
    carrier.body = b'{"echo": "token-1", "secret": "' + SECRET.encode() + b'"}'
    begin(carrier, connection=add(carrier, issuer, admin).key, url="/don")
    said = failed()[1] + json.dumps(list(OutsideCall.objects.values("request", "answer")), ensure_ascii=False)
    said += json.dumps(list(FactRow.objects.values_list("data", flat=True))) + caplog.text
    assert "•••" in said
    assert "token-1" not in said
    assert SECRET not in said
    issuer.answer = (401, json.dumps({"error": "invalid_client", "a": SECRET}, ensure_ascii=False).encode())
    with pytest.raises(TokenRefused) as found:
        fetching_tokens.fetch_token(verbs.sign_in_of(Connection.objects.get()))
    assert found.value.posted is not None
    assert SECRET not in found.value.posted.text


def test_our_own_network_is_out_of_reach_for_the_token_too(carrier, issuer, admin, settings) -> None:
    sign_in = verbs.sign_in_of(add(carrier, issuer, admin))
    settings.DEMO = settings.WEBHOOK_ALLOW_PRIVATE = False
    with pytest.raises(TokenRefused) as found:
        token_of(sign_in)
    assert (found.value.code, issuer.asked) == ("unposted", [])


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(3600, 3540), ("3600", 3540), (10, 8), (0, 0), (-5, 0), (None, 240), ("bald", 240), (10**9, 86_340)],
)
def test_how_long_a_token_is_kept(said: object, seconds: int) -> None:
    given = {"access_token": "abc", "token_type": "bearer"} | ({} if said is None else {"expires_in": said})
    assert read_token(200, json.dumps(given).encode()).seconds == seconds


def test_an_answer_that_is_no_object_holds_no_token() -> None:
    for body in (b"[]", b'"abc"', b"[" * 60_000, b"\xff", b""):
        with pytest.raises(NoToken, match="no-token"):
            read_token(200, body)


# The settings page


def test_an_administrator_connects_by_oauth_and_never_sees_the_secret(page, carrier, issuer) -> None:
    assert page.post(PAGE + "new/", typed(carrier, issuer)).status_code == 302
    made = Connection.objects.get()
    assert (made.user, made.token_url, made.scope, made.client_auth) == (CLIENT, issuer.url, "", "header")
    shown = page.get(f"{PAGE}{made.pk}/").content.decode()
    assert issuer.url in shown
    assert SECRET not in shown
    kept = typed(carrier, issuer, secret="", scope="don.doc", name="GHN")
    assert page.post(f"{PAGE}{made.pk}/", kept).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.scope, verbs.sign_in_of(made).secret) == ("GHN", "don.doc", SECRET)
    assert page.post(f"{PAGE}{made.pk}/", typed(carrier, issuer, sign_in="bearer", secret="a" * 20)).status_code == 302
    made.refresh_from_db()
    assert (made.user, made.token_url, made.scope) == ("", "", "")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"token_url": "https://khac.example/token"}, "secret"), ({"user": "ai-khac"}, "secret"),
        ({"client_auth": "body"}, "secret"), ({"base_url": "https://khac.example/v1"}, "secret"),
        ({"token_url": ""}, "token_url"), ({"token_url": "ftp://x.example"}, "token_url"), ({"user": ""}, "user"),
        ({"client_auth": "cookie"}, "client_auth"),
    ],
)  # fmt: skip
def test_the_kept_secret_goes_to_nobody_else_and_nothing_changes(page, carrier, issuer, admin, changed, field) -> None:
    made = add(carrier, issuer, admin)
    before = Connection.objects.values().get()
    sent = typed(carrier, issuer, **{"secret": "", **changed})
    answer = page.post(f"{PAGE}{made.pk}/", sent)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    page.post(PAGE + "test/", {**sent, "connection": made.pk})
    assert (Connection.objects.values().get(), carrier.got, issuer.asked) == (before, [], [])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "đã cho vào (200)"),
        ({"secret": "sai-bi-mat"}, "không nhận client ID cùng khoá bí mật này"),
        ({"scope": "don.ghi"}, "không cho phạm vi (scope) này"),
        ({"token_url": "http://127.0.0.1:1/token"}, "Không lấy được token nên chưa gọi gì cả"),
        ({"probe_path": "/me", "base_url": "http://127.0.0.1:1"}, "không nhận kết nối"),
    ],
)
def test_the_test_button_says_which_part_fails_and_stores_nothing(page, carrier, issuer, changed, words) -> None:
    with translation.override("vi"):
        sent = typed(carrier, issuer, **changed)
        answer = page.post(PAGE + "test/", sent, headers={"HX-Request": "true"}).content.decode()
    assert words in answer
    assert SECRET not in answer
    assert not Connection.objects.exists()
    assert not fetching_tokens._places
