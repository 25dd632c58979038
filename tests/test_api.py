"""The API from outside: tokens, scopes, rights and reach; the verbs; keys; problems; hostile input gives no 500."""

from __future__ import annotations

import itertools
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.api import api
from tantam.cases.models import Case, Entry
from tantam.cases.tests.desk import a_case, build_desk
from tantam.channels.models import Message
from tantam.customers.models import Customer
from tantam.organisation.actions import forget_answers, issue_token, revoke_token
from tantam.organisation.api.access import Access, count_request, forget_counts
from tantam.organisation.api.problems import Problem
from tantam.organisation.models import ApiToken, KeptAnswer, Reach, Role, Scope, TokenUse
from tantam.organisation.rights import ALL_RIGHTS
from tantam.process.queries import work_of
from tests import world as w

pytestmark = pytest.mark.django_db
ALL = list(Scope)
URL = "/api/v1"


@pytest.fixture
def world(settings):
    settings.DEMO = True
    settings.API_REQUESTS_A_MINUTE = 100_000
    forget_counts()
    made = w.build_world(is_demo=True)
    w.send_in(made.mailbox, w.mail())
    return made


class Caller:
    """A program with a token."""

    def __init__(self, agent, scopes=ALL, **headers: str):
        self.token, self.secret = issue_token(
            agent, name="kho", scopes=scopes, expires_at=None, by=agent, now=timezone.now()
        )
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en", **headers}

    def get(self, path: str, **query: Any):
        return self.client.get(URL + path, query, headers=self.headers)

    def post(self, path: str, body: object = None, **headers: str):
        content = body if isinstance(body, bytes) else json.dumps(body or {})
        return self.client.post(
            URL + path, content, content_type="application/json", headers={**self.headers, **headers}
        )


def _problem(response) -> tuple[int, str]:
    assert response.headers["Content-Type"] == "application/problem+json", response.content[:300]
    body = response.json()
    assert body["status"] == response.status_code
    return response.status_code, body["type"].removeprefix("urn:tantam:problem:")


def _operations() -> list[tuple[str, str, Any]]:
    found = []
    for path, item in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method in item:
            found.append((method, path, item[method]))
    return found


def test_every_operation_declares_its_right_and_scope():
    declared = []
    for bound in api._get_bound_routers():
        for view in bound.path_operations.values():
            for operation in view.operations:
                (access,) = operation.auth_callbacks
                assert isinstance(access, Access), operation.path
                assert access.right in ALL_RIGHTS
                assert access.scope in Scope
                declared.append(operation)
    assert len(declared) == len(_operations()) == 16


def test_the_openapi_document_is_public_and_names_the_scheme(client):
    document = client.get(f"{URL}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["Access"] == {"type": "http", "scheme": "bearer"}
    assert "get" in document["paths"]["/api/v1/cases/{number}"]


def test_who_has_no_valid_token_is_told_so_in_their_language(world, client):
    caller = Caller(world.head)
    assert _problem(client.get(f"{URL}/cases")) == (401, "no-token")
    answer = client.get(f"{URL}/cases", headers={"Authorization": "Bearer tt_wrong", "Accept-Language": "vi"})
    assert _problem(answer) == (401, "no-token")
    assert answer.headers["Content-Language"] == "vi"
    assert caller.get("/cases").status_code == 200
    revoke_token(caller.token, by=world.head, now=timezone.now())
    assert _problem(caller.get("/cases")) == (401, "no-token")


def test_an_expired_token_and_one_of_somebody_who_left_are_refused(world):
    caller = Caller(world.head)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert _problem(caller.get("/cases")) == (401, "no-token")
    other = Caller(world.agent)
    world.agent.is_active = False
    world.agent.save()
    assert _problem(other.get("/cases")) == (401, "no-token")


def test_only_the_hash_of_a_token_is_kept_and_its_use_is_noted_once_a_minute(world):
    caller = Caller(world.head)
    kept = ApiToken.objects.get()
    assert caller.secret not in json.dumps(ApiToken.objects.values()[0], default=str)
    caller.get("/cases")
    first = ApiToken.objects.get().last_used_at
    caller.get("/cases")
    assert first is not None
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    caller.get("/cases")
    again = ApiToken.objects.get(pk=kept.pk).last_used_at
    assert again is not None
    assert again >= first


def test_scope_and_right_and_reach_must_all_hold(world):
    number = Case.objects.get().number
    assert _problem(Caller(world.head, [Scope.CUSTOMERS_READ]).get("/cases")) == (403, "not-allowed")
    reader = Caller(world.stranger)
    assert _problem(reader.post(f"/cases/{number}/replies", {"text": "x"})) == (403, "not-allowed")
    assert reader.get("/cases").json() == {"items": [], "next": ""}
    assert _problem(reader.get(f"/cases/{number}")) == (404, "not-found")
    message = Message.objects.get(direction="in")
    assert _problem(reader.get(f"/messages/{message.uuid}")) == (404, "not-found")
    assert Caller(world.head).get(f"/messages/{message.uuid}").status_code == 200
    assert _problem(Caller(world.colleague).get(f"/cases/{number}")) == (404, "not-found")
    assert Message.objects.filter(direction="out", nature="person").count() == 0


def test_a_case_is_listed_found_and_read(world, django_assert_max_num_queries):
    caller = Caller(world.head)
    case = Case.objects.get()
    caller.get("/cases", q="giao hang")  # which words are common is asked once in ten minutes
    with django_assert_max_num_queries(8):
        row = caller.get("/cases", state="open", q="giao hang").json()["items"][0]
    assert (row["number"], row["customer"]["name"], row["team"]) == (case.number, "Nghiêm Thị Hoà", "ho-tro")
    assert caller.get("/cases", state="closed").json()["items"] == []
    shown = caller.get(f"/cases/{case.number}").json()
    assert shown["entries"][0]["text"] == "Shop ơi bao giờ giao hàng ạ?"
    assert "id" not in shown
    messages = caller.get(f"/cases/{case.number}/messages").json()
    assert messages["items"][0]["sender"] == {"name": "Nghiêm Thị Hoà", "address": "hoa@khach.example"}


def test_long_lists_are_paged_without_loss_or_repetition(world):
    caller = Caller(world.head)
    for index in range(5):
        given = {"contact": {"kind": "email", "value": f"k{index}@x.example", "name": "K"}, "subject": "s", "text": "t"}
        assert caller.post("/cases", given).status_code == 201
    seen, after = [], ""
    while True:
        page = caller.get("/cases", limit=2, after=after).json()
        seen += [row["number"] for row in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 6
    people = [caller.get("/customers", limit=4).json()]
    people.append(caller.get("/customers", limit=4, after=people[0]["next"]).json())
    assert len({one["code"] for page in people for one in page["items"]}) == 6


def test_the_verbs_are_those_of_the_pages(world):
    caller = Caller(world.head)
    number = Case.objects.get().number
    assert caller.post(f"/cases/{number}/notes", {"text": "gọi kho"}).status_code == 201
    answered = caller.post(f"/cases/{number}/replies", {"text": "Dạ chiều nay giao ạ."})
    assert (answered.status_code, answered.json()["step_needs"]) == (201, [])
    sent = Message.objects.get(direction="out", nature="person")
    assert (sent.text, sent.author) == ("Dạ chiều nay giao ạ.", world.head)
    assert sent.in_reply_to.strip("<>") == "1@khach.example"
    shown = caller.post(f"/cases/{number}/assignment", {"team": "ho-tro", "assignee": "khoi"}).json()
    assert shown["assignee"] == "khoi"
    shown = caller.post(f"/cases/{number}/classification", {"kind": "delivery", "urgency": "high"}).json()
    assert (shown["kind"], shown["urgency"]) == ("delivery", "high")
    assert caller.post(f"/cases/{number}/closure", {"outcome": "resolved"}).json()["closure"]["by"] == "uyen"
    again = caller.post(f"/cases/{number}/closure", {"outcome": "resolved"})
    assert _problem(again) == (409, "case-is-closed")
    assert again.json()["detail"] == "The ticket is closed. Reopen it first."
    assert caller.post(f"/cases/{number}/reopening").json()["state"] == "open"
    assert _problem(caller.post(f"/cases/{number}/replies", {"text": "Chào {kh}"})) == (409, "variables-unresolved")


def test_an_answer_says_what_the_step_still_needs(settings):
    settings.DEMO = True
    world = build_desk()
    w.publish_process("qt-03.bpmn", key="QT-03")
    case = a_case(world, subject="Xe không sạc được", text="Xe em ko sạc dc, còn bảo hành.")
    answered = Caller(world.head).post(f"/cases/{case.number}/replies", {"text": "Dạ mai chị ghé nhé."})
    assert answered.status_code == 201
    needs = [(field["key"], field["label"]) for field in answered.json()["step_needs"]]
    assert needs == [("bien_so", "Licence plate"), ("ngay_hen", "Date"), ("gio_hen", "Time")]
    assert Message.objects.filter(direction="out", nature="person").count() == 1
    assert [work.node.id for work in work_of(case.fact_subject)] == ["xac_nhan_lich"]


def test_compensation_above_ones_limit_waits_for_a_yes(world):
    director = w.person("binh", "Mạc Thanh Bình", role=Role.READER, team=None, reach=Reach.ALL)
    for one, above, limit in ((director, None, 5_000_000), (world.head, director, 2_000_000)):
        one.reports_to, one.approval_limit_vnd = above, limit
        one.save()
    w.send_in(world.mailbox, w.mail())
    number, caller = Case.objects.get().number, Caller(world.head)
    given = {"outcome": "partly", "note": "đền sạc", "compensation_vnd": 2_000_001}
    for wrong in (-1, "1e30", 10**16):
        assert caller.post(f"/cases/{number}/closure", {**given, "compensation_vnd": wrong}).status_code == 422
    answer = caller.post(f"/cases/{number}/closure", given)
    assert (answer.status_code, answer.json()["state"], answer.json()["closure"]) == (202, "open", None)
    asked = answer.json()["closure_request"]
    assert {**given, "by": "uyen", "approver": "binh"} == {key: asked[key] for key in asked if key != "asked_at"}
    too_much = caller.post(f"/cases/{number}/closure", {**given, "compensation_vnd": 5_000_001})
    assert _problem(too_much) == (409, "nobody-may-approve")
    assert caller.get(f"/cases/{number}").json()["closure_request"] == asked
    closed = caller.post(f"/cases/{number}/closure", {**given, "compensation_vnd": 2_000_000})
    assert (closed.status_code, closed.json()["closure"]["compensation_vnd"]) == (200, 2_000_000)
    assert closed.json()["closure_request"] is None


def test_customers_are_created_found_and_kept_apart(world):
    caller = Caller(world.head)
    given = {
        "name": "vũ thị  lan",
        "contact_points": [{"kind": "phone", "value": "0912 345 678"}, {"kind": "email", "value": "Lan@x.example"}],
    }
    made = caller.post("/customers", given)
    assert made.status_code == 201
    assert [point["value"] for point in made.json()["contact_points"]] == ["lan@x.example", "+84912345678"]
    assert caller.post("/customers", given).status_code == 200
    code = made.json()["code"]
    for question in ["vu thi lan", "0912345678", "lan@x", code]:
        assert [one["code"] for one in caller.get("/customers", q=question).json()["items"]] == [code], question
    other = Customer.objects.exclude(code=code).get()
    taken = caller.post(f"/customers/{other.code}/contact-points", {"kind": "email", "value": "lan@x.example"})
    assert _problem(taken) == (409, "belongs-to-another")
    assert _problem(caller.post(f"/customers/{code}/contact-points", {"kind": "phone", "value": "12"}))[0] == 422


def test_the_same_key_changes_once_and_is_answered_the_same(world):
    caller = Caller(world.head)
    number = Case.objects.get().number
    first = caller.post(f"/cases/{number}/replies", {"text": "Dạ vâng ạ."}, **{"Idempotency-Key": "k1"})
    second = caller.post(f"/cases/{number}/replies", {"text": "Dạ vâng ạ."}, **{"Idempotency-Key": "k1"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Message.objects.filter(direction="out", nature="person").count() == 1
    changed = caller.post(f"/cases/{number}/replies", {"text": "Khác"}, **{"Idempotency-Key": "k1"})
    assert _problem(changed) == (422, "key-reused")
    other = Caller(world.head).post(f"/cases/{number}/notes", {"text": "x"}, **{"Idempotency-Key": "k1"})
    assert other.status_code == 201


def test_what_was_refused_is_not_kept_under_its_key(world):
    caller = Caller(world.head)
    number = Case.objects.get().number
    assert caller.post(f"/cases/{number}/replies", {"text": " "}, **{"Idempotency-Key": "k2"}).status_code == 409
    assert KeptAnswer.objects.count() == 0
    caller.post(f"/cases/{number}/notes", {"text": "x"}, **{"Idempotency-Key": "k3"})
    assert forget_answers(now=timezone.now() + timedelta(hours=23)) == 0
    assert forget_answers(now=timezone.now() + timedelta(hours=25)) == 1


@pytest.fixture
def half_past(monkeypatch):
    """The middle of a minute, for ever."""
    clock = SimpleNamespace(now=1_800_000_030.0)
    monkeypatch.setattr(
        import_module("tantam.organisation.api.access"), "time", SimpleNamespace(time=lambda: clock.now)
    )
    return clock


def test_too_many_requests_wait(world, settings, half_past):
    settings.API_REQUESTS_A_MINUTE = 2
    caller = Caller(world.head)
    assert [caller.get("/cases").status_code for _ in range(2)] == [200, 200]
    answer = caller.get("/cases")
    assert _problem(answer) == (429, "too-many")
    assert answer.headers["Retry-After"] == "30"
    assert Caller(world.head).get("/cases").status_code == 200
    half_past.now += 30
    assert caller.get("/cases").status_code == 200


def test_requests_are_counted_over_all_processes_and_few_of_them_ask_the_database(world, settings, half_past):
    settings.API_REQUESTS_A_MINUTE = 100  # a process sets two aside at a time
    caller = Caller(world.head)
    token = ApiToken.objects.get()
    count_request(token.pk)
    for _ in range(48):
        forget_counts()  # as another process does: the second of its two is lost
        count_request(token.pk)
    assert TokenUse.objects.get(token=token).count == 98
    with CaptureQueriesContext(connection) as asked:
        count_request(token.pk)  # the one that was set aside
    assert len(asked) == 0
    forget_counts()
    count_request(token.pk)
    count_request(token.pk)
    forget_counts()
    assert caller.get("/cases").status_code == 429
    with CaptureQueriesContext(connection) as asked, pytest.raises(Problem):
        count_request(token.pk)
    assert len(asked) == 0, "who is over the limit costs nothing"


def test_what_callers_do_wrong_is_not_logged_and_what_we_do_wrong_is(world, caplog, monkeypatch):
    caller = Caller(world.head)
    assert [caller.get("/cases/TT-99-999999").status_code, Client().get("/khong-co/").status_code] == [404, 404]
    assert Client(enforce_csrf_checks=True).post("/login/", {}).status_code == 403
    assert caplog.records == []
    monkeypatch.setattr("tantam.organisation.views.front_door.render", None)
    assert Client(raise_request_exception=False).get("/login/").status_code == 500
    assert [(row.name, row.levelno) for row in caplog.records] == [("django.request", logging.ERROR)]


HOSTILE = [
    b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"text": "\\u0000"}', b'{"text": "\\ud800"}',
    b'{"text": 1e999}', b'{"text": ' + b"9" * 5000 + b"}", b'{"text": {"a": []}}', b'{"text": "x", "unknown": 1}',
    b'{"kind": "delivery", "urgency": ["high"]}', b'{"team": "\\u0000", "assignee": -1}', b'{"outcome": 9}',
    b'{"subject": "' + b"x" * 400_000 + b'", "text": ""}', b'{"contact": {"kind": "email", "value": "a@\\u202e"}}',
    b'{"name": "x", "contact_points": [{"kind": "phone", "value": "+8499999999999999999999999999"}]}',
    b'{"customer": "KH999999", "subject": "s", "text": "t"}', b'{"subject": "s", "text": "t"}',
    b"{\"text\": \"'; DROP TABLE cases_case; --\"}", b'{"message": "x", "key": "\\u0000"}',
    b'{"message": "x", "key": "k", "data": {"a": "\\u0000"}}', b'{"message": "x", "key": "k", "data": {"a": 1e999}}',
    b'{"message": "x", "key": "k", "data": ' + b'{"a":' * 500 + b"1" + b"}" * 501,
    b'{"message": "x", "data": {"": []}}',
    b'{"message": "x", "case": "TT-26-000001", "data": {"a": "\\ud800"}}', b'{"message": "x", "customer": "KH999999"}',
]  # fmt: skip
QUERIES = [
    "limit=0", "limit=99999999999999999999", "limit=-1", "limit=x", "after=%00", "after=zzzz", "q=%00", "q=%ff",
    "after=MjAyNi0xMS0yM3wx", "after=MjAyNi0xMS0yM1QwMDowMDowMCswMDowMHw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
    "opened_since=0001-01-01T00:00:00%2B14:00", "opened_since=2026-01-01", "state=x", "customer=%00", "unknown=1",
    "q=" + "a%20" * 60, "q=%27%3B%3A%26%7C%21", "awaits_answer=maybe",
]  # fmt: skip
NAMES = ["%00", "TT-26-000001", "x" * 300, "..%2f..", "KH000001", "-1", "9" * 400, "%F0%9F%98%80", "'", "%ff"]


def _hostile_calls(real: dict[str, str]) -> Iterator[tuple[str, str, str, bytes]]:
    """Every body and query at an address that exists (what breaks does so behind the door), and every name that does
    not exist with some of them, each of which meets some name. Method, address, query, body."""
    for method, path, _ in _operations():
        inputs = [("", body) for body in HOSTILE] if method == "post" else [(query, b"") for query in QUERIES]
        open_path = path.removeprefix(URL)
        there = re.sub(r"\{(\w+)\}", lambda found: real[found[1]], open_path)
        yield from ((method, there, *given) for given in inputs)
        for index, name in enumerate(NAMES if "{" in path else []):
            address = re.sub(r"\{\w+\}", name, open_path)
            yield from ((method, address, *given) for given in inputs[index :: len(NAMES)])


def test_hostile_input_never_breaks_an_endpoint(world, caplog):
    caller = Caller(world.head)
    case, message = Case.objects.get(), Message.objects.get(direction="in")
    real = {"number": case.number, "key": str(message.uuid), "code": Customer.objects.get(pk=case.customer_id).code}
    keys = itertools.cycle(["", "", "x" * 300])
    answers: Counter[int] = Counter()
    broken = []
    for method, address, query, body in _hostile_calls(real):
        if method == "get":
            answer = caller.client.get(f"{URL}{address}?{query}", headers=caller.headers)
        else:
            answer = caller.post(address, body, **{"Idempotency-Key": next(keys)})
        answers[answer.status_code] += 1
        if answer.status_code >= 500:
            broken.append((method, address, query, body[:40]))
    assert broken == []
    assert [record for record in caplog.records if "an endpoint failed" in record.message] == []
    assert {200, 201, 404, 422} <= set(answers)  # it did get through the doors


def test_unknown_addresses_and_methods_are_problems_too(world):
    caller = Caller(world.head)
    assert _problem(caller.get("/nothing")) == (404, "not-found")
    assert _problem(caller.get("/")) == (404, "not-found")
    answer = caller.client.delete(f"{URL}/cases", headers=caller.headers)
    assert _problem(answer) == (405, "not-this-way")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_a_session_alone_opens_nothing(world, client):
    client.force_login(world.head)
    assert _problem(client.get(f"{URL}/cases")) == (401, "no-token")
    assert Entry.objects.filter(kind="note").count() == 0
