"""Connections: a key of their own for calls to other systems, kept once, told to their server only, shown to nobody."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.db import connection as database
from django.utils import translation

from tantam.core.models import FactRow
from tantam.organisation.models import Reach, Role
from tantam.process import actions
from tantam.process.actions import connecting as verbs
from tantam.process.context.studio import offered
from tantam.process.engine.tests.drawing import Drawing
from tantam.process.models import Connection, Incident, Instance, OutsideCall, Process, Version
from tantam.process.tests.test_between_instances import stands
from tantam.process.tests.test_other_systems import Carrier, begin, carrier, failed, work
from tantam.process.values.connections import SignIn, is_path, joined
from tests import world as w

__all__ = ["carrier"]
pytestmark = pytest.mark.django_db
SECRET = "khoa-bi-mat-0123456789"
PAGE = "/settings/connections/"


def plan(base_url: str, **changed: str) -> verbs.ConnectionPlan:
    given = {"name": "Giao hàng nhanh", "name_en": "Express", "base_url": base_url, "sign_in": "bearer", "header": "",
             "user": "", "probe_path": "/me", "secret": SECRET, **changed}  # fmt: skip
    return verbs.ConnectionPlan(**given)


@pytest.fixture
def admin(carrier) -> Any:
    return w.person("quantri", "Quản Trị Viên", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)


@pytest.fixture
def page(client, admin):
    client.force_login(admin)
    return client


def add(carrier: Carrier, admin: Any, **changed: str) -> Connection:
    return verbs.add_connection(plan(carrier.url + "/v1", **changed), by=admin, now=w.NOW)[0]


def posted(carrier: Carrier, **changed: str) -> dict[str, str]:
    return {**vars(plan(carrier.url + "/v1")), **changed}


SENT = {
    "bearer": ({}, {"Authorization": f"Bearer {SECRET}"}),
    "header": ({"header": "X-Api-Key"}, {"X-Api-Key": SECRET}),
    "basic": ({"user": "tấm"}, {"Authorization": "Basic " + base64.b64encode(f"tấm:{SECRET}".encode()).decode()}),
}


@pytest.mark.parametrize("kind", SENT)
def test_a_step_calls_below_the_connections_address_and_signs_in(carrier, admin, kind) -> None:
    more, headers = SENT[kind]
    key = add(carrier, admin, sign_in=kind, **more).key
    assert key == "giao-hang-nhanh"
    begin(carrier, connection=key, url="don/{ma_don}?n={so_luong}", send="a = 1")
    ((method, path, got, body),) = carrier.got
    assert (method, path, body) == ("POST", "/v1/don/%C4%90%207%2F1?n=2", b'{"a": 1}')
    assert {name: got[name] for name in headers} == headers
    assert len(got["Idempotency-Key"]) == 36
    assert stands() == [("then", "waiting")]


def test_it_signs_with_its_own_secret(carrier, admin) -> None:
    begin(carrier, connection=add(carrier, admin, sign_in="signed").key, url="", send="a = 1")
    ((_, path, headers, body),) = carrier.got
    at, _, mac = headers["X-Tantam-Signature"].removeprefix("t=").partition(",v1=")
    assert (path, mac) == ("/v1", hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest())


def test_a_redirect_takes_the_key_nowhere(carrier, admin, monkeypatch) -> None:
    other = Carrier()
    key = add(carrier, admin).key
    carrier.status = 307
    monkeypatch.setattr(
        "tantam.process.tests.test_other_systems.Handler.end_headers",
        lambda self: (self.send_header("Location", other.url + "/take"), super(type(self), self).end_headers()),
    )
    begin(carrier, connection=key, url="/don")
    assert (len(carrier.got), other.got, failed()[0]) == (1, [], "http-307")
    other.server_close()


@pytest.mark.parametrize("kind", SENT)
def test_an_answer_that_repeats_the_key_does_not_tell_it(carrier, admin, kind) -> None:
    more, headers = SENT[kind]
    said = next(iter(headers.values()))
    key = add(carrier, admin, sign_in=kind, **more).key
    carrier.body = json.dumps({"echo": said, "plain": SECRET, "n": 7}).encode()
    instance = begin(carrier, connection=key, url="/don", receive="a = echo\nb = plain\nn = n")
    assert (instance.variables["b"], instance.variables["n"]) == ("•••", 7)
    assert SECRET not in json.dumps(instance.variables)
    assert said.split()[-1] not in json.dumps(instance.variables)


@pytest.mark.parametrize("kind", SENT)
def test_a_refusal_that_repeats_the_key_does_not_tell_it(carrier, admin, kind) -> None:
    more, headers = SENT[kind]
    said = next(iter(headers.values()))
    key = add(carrier, admin, sign_in=kind, **more).key
    carrier.status, carrier.body = 400, f"bad: {said} {SECRET}".encode()
    begin(carrier, connection=key, url="/don")
    code, words = failed()
    kept = words + json.dumps(list(OutsideCall.objects.values("request", "answer")))
    assert (code, "•••" in words) == ("http-400", True)
    assert SECRET not in kept
    assert said.split()[-1] not in kept


def test_the_secret_is_encrypted_in_the_database_and_in_no_fact(carrier, admin) -> None:
    add(carrier, admin)
    with database.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM process_connection AS c")
        assert SECRET not in cursor.fetchone()[0]
    facts = FactRow.objects.filter(subject__startswith="connection:")
    assert [(fact.name, fact.data["sign_in"]) for fact in facts] == [("connection.added", "bearer")]
    assert carrier.url not in json.dumps([fact.data for fact in facts])


def test_a_stopped_connection_is_waited_for_and_then_called(carrier, admin) -> None:
    made = add(carrier, admin)
    verbs.stop_connection(made, by=admin, now=w.NOW)
    begin(carrier, connection=made.key, url="/don")
    incident = Incident.objects.get()
    assert (carrier.got, incident.error_code) == ([], "connection-stopped")
    assert incident.next_attempt_at is not None
    assert incident.error == "Kết nối “Giao hàng nhanh” đang dừng (Thiết lập › Kết nối)."
    verbs.resume_connection(made, by=admin, now=w.NOW)
    assert actions.retry_incident(incident, by=admin, now=w.NOW)
    work()
    assert len(carrier.got) == 1


def test_a_connection_that_is_gone_is_a_persons(carrier, admin) -> None:
    made = add(carrier, admin)
    carrier.status = 503
    begin(carrier, connection=made.key, url="/don")
    Connection.objects.all().delete()
    OutsideCall.objects.update(next_at=w.NOW)
    work()
    assert (len(carrier.got), failed()[0]) == (1, "no-connection")


def test_a_connection_that_moves_takes_its_waiting_calls_along_and_they_never_go_to_the_old_server(
    carrier, admin
) -> None:
    made = add(carrier, admin)
    carrier.status = 503
    begin(carrier, connection=made.key, url="/don")
    new = Carrier()
    verbs.change_connection(made, plan(new.url, secret="x" * 20), by=admin, now=w.NOW)
    call = OutsideCall.objects.get()
    assert call.request["url"] == "/don"
    assert SECRET not in json.dumps(call.request)
    new.server_close()


# The check


def problems(carrier: Carrier, **settings: str) -> list[tuple[str, str, str]]:
    lines = "".join(f'<t:setting name="{name}" value="{value}"/>' for name, value in settings.items())
    drawing = Drawing()
    drawing.start()
    drawing.add("serviceTask", "call", extension=f'<t:action name="http.call">{lines}</t:action>')
    drawing.path("s", "call", drawing.end())
    found = actions.check_drawing(drawing.xml().decode())
    return [(one.element_id, one.severity, one.message_vi) for one in found if one.code.endswith("_setting")]


def test_the_check_refuses_a_connection_that_is_not_there_on_the_element(carrier, admin) -> None:
    ((element, severity, words),) = problems(carrier, connection="khong-co", url="/don")
    assert (element, severity) == ("call", "error")
    assert words == "“call”: Ở đây không có kết nối “khong-co” (Thiết lập › Kết nối)."
    with pytest.raises(actions.CannotRun):
        begin(carrier, connection="khong-co", url="/don")


@pytest.mark.parametrize("url", ["https://khac.example/don", "//khac.example\\@x", "../don", "/a/../b", "/a#b", "{{a}"])
def test_with_a_connection_only_what_follows_its_address_is_written(carrier, admin, url) -> None:
    found = problems(carrier, connection=add(carrier, admin).key, url=url)
    assert [(element, severity) for element, severity, _ in found] == [("call", "warning")]
    begin(carrier, connection="giao-hang-nhanh", url=url)
    assert (carrier.got, failed()[0]) == ([], "bad-address")


def test_the_check_warns_of_a_stopped_one_and_of_signing_twice(carrier, admin) -> None:
    made = add(carrier, admin)
    assert problems(carrier, connection=made.key, url="/don/{ma_don}") == []
    verbs.stop_connection(made, by=admin, now=w.NOW)
    assert "đang dừng" in problems(carrier, connection=made.key, url="/don")[0][2]


def test_the_studio_offers_them_by_name_in_the_readers_language(carrier, admin) -> None:
    made = add(carrier, admin)
    add(carrier, admin, name="Kho", name_en="")
    verbs.stop_connection(made, by=admin, now=w.NOW)
    with translation.override("en"):
        (call,) = [one for one in offered()["actions"] if one["name"] == "http.call"]  # type: ignore[attr-defined]
    (setting,) = [one for one in call["settings"] if one["name"] == "connection"]
    assert setting["choices"] == [
        {"value": "giao-hang-nhanh", "label": "Express (stopped)"}, {"value": "kho", "label": "Kho"},
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["..", ".", ""])
def test_a_value_that_leads_elsewhere_on_the_server_is_none(carrier, admin, value) -> None:
    key = add(carrier, admin).key
    begin(carrier, connection=key, url='/don/{"' + value + '"}/huy')
    assert (carrier.got, failed()[0]) == ([], "no-value")


def test_paths_stay_below_the_base_whatever_is_written() -> None:
    base = "https://api.example/v1/"
    assert [joined(base, path) for path in ("", "/a", "a", "?b=1", "//evil.example/a", "@evil.example")] == [
        "https://api.example/v1", "https://api.example/v1/a", "https://api.example/v1/a", "https://api.example/v1?b=1",
        "https://api.example/v1/evil.example/a", "https://api.example/v1/@evil.example",
    ]  # fmt: skip
    assert [is_path(path) for path in ("/a?u=https://x/../y", "http://x", "a/..", "a\\..\\b")] == [
        True, False, False, False,
    ]  # fmt: skip


def test_short_secrets_are_not_looked_for_in_answers() -> None:
    assert SignIn(kind="basic", user="token", secret="x").hide(b'{"x": 1}') == b'{"x": 1}'


# The settings page


def test_an_administrator_adds_changes_stops_and_deletes_one_and_never_sees_its_key(page, carrier, admin) -> None:
    assert "Chưa có kết nối nào" in page.get(PAGE).content.decode()
    assert page.post(PAGE + "new/", posted(carrier)).status_code == 302
    made = Connection.objects.get()
    one = f"{PAGE}{made.pk}/"
    shown = page.get(PAGE).content.decode() + page.get(one).content.decode()
    assert "Giao hàng nhanh" in shown
    assert SECRET not in shown
    assert made.secret_encrypted not in shown
    assert page.post(one, posted(carrier, name="GHN", secret="")).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.key, verbs.sign_in_of(made).secret) == ("GHN", "giao-hang-nhanh", SECRET)
    for step, stopped in (("stop", True), ("stop", True), ("resume", False)):
        assert page.post(f"{one}{step}/").status_code == 302
        made.refresh_from_db()
        assert (made.stopped_at is not None) == stopped
    assert page.post(one + "delete/").status_code == 302
    assert page.post(one + "delete/").status_code == 302
    names = FactRow.objects.filter(subject=f"connection:{made.pk}").order_by("id").values_list("name", flat=True)
    assert list(names) == [
        "connection.added", "connection.changed", "connection.stopped", "connection.resumed", "connection.deleted",
    ]  # fmt: skip
    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"base_url": "https://khac.example/v1"}, "secret"), ({"sign_in": "basic", "user": "a"}, "secret"),
        ({"base_url": "ftp://x.example"}, "base_url"), ({"base_url": "https://x.example/?a=1"}, "base_url"),
        ({"sign_in": "header", "header": "Host"}, "header"), ({"sign_in": "header", "header": "X: Y"}, "header"),
        ({"sign_in": "basic", "user": "a:b"}, "user"), ({"secret": "khoá có dấu"}, "secret"),
        ({"secret": "a\r\nX-Evil: 1"}, "secret"), ({"sign_in": "signed", "secret": "ngan"}, "secret"),
        ({"probe_path": "https://khac.example/"}, "probe_path"), ({"name": ""}, "name"),
    ],
)  # fmt: skip
def test_what_would_tell_the_key_to_another_or_cannot_be_called_is_refused_and_nothing_changes(
    page, carrier, admin, changed, field
) -> None:
    made = add(carrier, admin)
    before = Connection.objects.values().get()
    answer = page.post(f"{PAGE}{made.pk}/", posted(carrier, **{"secret": "", **changed}))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert Connection.objects.values().get() == before
    page.post(PAGE + "test/", {**posted(carrier, **{"secret": "", **changed}), "connection": made.pk})
    assert carrier.got == []


def test_addresses_of_our_own_network_are_refused(page, carrier, settings) -> None:
    settings.DEMO = settings.WEBHOOK_ALLOW_PRIVATE = False
    answer = page.post(PAGE + "new/", posted(carrier))  # http://
    assert answer.status_code == 422
    answer = page.post(
        PAGE + "test/", posted(carrier, base_url="https://127.0.0.1:1/v1"), headers={"HX-Request": "true"}
    )
    assert "mạng nội bộ" in answer.content.decode()
    assert (Connection.objects.exists(), carrier.got) == (False, [])


def test_a_secret_that_signs_is_made_and_shown_once(page, carrier) -> None:
    answer = page.post(PAGE + "new/", posted(carrier, sign_in="signed", secret="")).content.decode()
    made = Connection.objects.get()
    secret = verbs.sign_in_of(made).secret
    assert secret.startswith("tsec_")
    assert secret in answer
    assert secret not in page.get(f"{PAGE}{made.pk}/").content.decode()


@pytest.mark.parametrize(
    ("status", "words"),
    [(200, "đã cho vào (200)"), (401, "không cho vào (401)"), (302, "chuyển hướng (302)"), (404, "trả lời 404")],
)
def test_the_test_button_asks_as_typed_and_stores_nothing(page, carrier, admin, status, words) -> None:
    carrier.status = status
    answer = page.post(PAGE + "test/", posted(carrier), headers={"HX-Request": "true"}).content.decode()
    ((method, path, headers, _),) = carrier.got
    assert (method, path, headers["Authorization"]) == ("GET", "/v1/me", f"Bearer {SECRET}")
    assert words in answer
    assert SECRET not in answer
    assert not Connection.objects.exists()


def test_the_test_button_uses_the_key_that_is_kept(page, carrier, admin) -> None:
    made = add(carrier, admin)
    page.post(PAGE + "test/", {**posted(carrier, secret=""), "connection": made.pk})
    assert carrier.got[0][2]["Authorization"] == f"Bearer {SECRET}"


def test_it_is_said_where_it_is_used_and_cannot_be_deleted_while_it_is(page, carrier, admin) -> None:
    made = add(carrier, admin)
    instance = begin(carrier, connection=made.key, url="/don")
    one = f"{PAGE}{made.pk}/"
    assert "QT-GỌI" in page.get(PAGE).content.decode()
    answer = page.post(one + "delete/", follow=True).content.decode()
    assert "vẫn đang được gọi bởi: QT-GỌI" in answer
    assert Connection.objects.exists()
    Version.objects.update(state=Version.State.RETIRED)  # a case still runs on it
    assert page.post(one + "delete/").url == one
    Instance.objects.filter(pk=instance.pk).update(state=Instance.State.FINISHED)
    assert page.post(one + "delete/").url == PAGE
    assert (Connection.objects.exists(), Process.objects.filter(key="QT-GỌI").exists()) == (False, True)


def test_a_draft_that_names_it_is_listed_and_keeps_nobody_from_deleting_it(page, carrier, admin) -> None:
    made = add(carrier, admin)
    begin(carrier, connection=made.key, url="/don")
    Instance.objects.all().delete()
    Version.objects.update(state=Version.State.DRAFT)
    assert "QT-GỌI" in page.get(f"{PAGE}{made.pk}/").content.decode()
    assert page.post(f"{PAGE}{made.pk}/delete/").url == PAGE


@pytest.mark.parametrize("role", [Role.READER, Role.AGENT, Role.HEAD, Role.PROCESS_OWNER])
def test_only_administrators_see_and_change_connections(client, carrier, admin, role) -> None:
    made = add(carrier, admin)
    client.force_login(w.person("ai.do", "Ai Đó", role=role, team=None, reach=Reach.ALL))
    assert client.get(PAGE).status_code == 403
    for address in ("new/", "test/", f"{made.pk}/", f"{made.pk}/stop/", f"{made.pk}/delete/"):
        assert client.post(PAGE + address, posted(carrier)).status_code == 403
    made.refresh_from_db()
    assert made.stopped_at is None
