"""The settings, clicked through: people, keys, webhooks, mailboxes, the tray, one's own account."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tantam.cases.context.wording import words_of
from tantam.cases.models import Case, Entry
from tantam.channels.actions import store_arrival
from tantam.channels.models import Arrival, Channel
from tantam.core.facts import told_outside
from tantam.core.models import FactRow, WebhookCall, WebhookEndpoint
from tantam.core.queries import forget_wanted
from tantam.organisation.actions import issue_token
from tantam.organisation.models import Agent, ApiToken, Appointment, KeptAnswer, Reach, Role, Scope
from tests import world as w

pytestmark = pytest.mark.django_db
PASSWORD = "mot-mat-khau-dai"


@pytest.fixture
def world(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    forget_wanted()
    yield w.build_world()
    forget_wanted()


@pytest.fixture
def admin(world) -> Agent:
    return w.person("quantri", "Quản Trị Viên", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)


@pytest.fixture
def page(client, admin):
    client.force_login(admin)
    return client


def _names(subject: str) -> list[str]:
    return list(FactRow.objects.filter(subject=subject).order_by("id").values_list("name", flat=True))


def test_who_sees_a_teams_tickets_needs_a_team_and_the_first_one_is_offered(page, world):
    shown = page.get("/settings/people/new/").content.decode()
    assert f'<option value="{world.support.pk}" selected>' in shown
    given = {
        "full_name": "Lê Mơ", "username": "lemo", "email": "", "password": f" {PASSWORD} ",
        "role": "agent", "team": "", "reach": "team",
    }  # fmt: skip
    refused = page.post("/settings/people/new/", given)
    assert refused.status_code == 422
    assert "Hãy chọn tổ: người xem phiếu của tổ" in refused.content.decode()
    assert not Agent.objects.filter(username="lemo").exists()
    assert page.post("/settings/people/new/", given | {"reach": "own"}).status_code == 302
    # a password is taken as typed, spaces and all, at both doors
    assert Client().post("/login/", {"username": "lemo", "password": f" {PASSWORD} "}).status_code == 302


def test_forms_say_what_is_missing_in_our_own_words(page):
    refused = page.post("/settings/people/new/", {"role": "agent", "reach": "all"}).content.decode()
    assert "Hãy điền ô này." in refused
    assert "Trường này" not in refused


def test_somebody_is_added_signs_in_is_appointed_and_leaves(page, world):
    given = {
        "full_name": "lê thị mơ", "username": "LeThi", "email": "", "password": PASSWORD,
        "role": "agent", "team": world.support.pk, "reach": "team",
    }  # fmt: skip
    assert page.post("/settings/people/new/", given).status_code == 302
    mo = Agent.objects.get(username="lethi")
    assert (mo.full_name, mo.roles, mo.team_ids) == ("Lê Thị Mơ", {"agent"}, {world.support.pk})
    theirs = Client()
    assert theirs.post("/login/", {"username": "lethi", "password": PASSWORD}).status_code == 302
    assert page.post("/settings/people/new/", given).status_code == 422
    appoint = {"role": "reader", "team": "", "reach": "all"}
    assert page.post(f"/settings/people/{mo.uuid}/appoint/", appoint).status_code == 302
    assert page.post(f"/settings/people/{mo.uuid}/appoint/", appoint).status_code == 422
    held = Appointment.objects.get(agent=mo, role="reader")
    page.post(f"/settings/people/{mo.uuid}/end/{held.pk}/")
    assert Appointment.objects.filter(agent=mo, until=None).count() == 1
    page.post(f"/settings/people/{mo.uuid}/left/")
    mo = Agent.objects.get(pk=mo.pk)
    assert (mo.is_active, mo.left_on is None, mo.roles) == (False, False, frozenset())
    assert theirs.get("/settings/me/").status_code == 302
    assert _names(f"agent:{mo.pk}") == [
        "agent.added", "agent.appointed", "agent.signed-in", "agent.appointed", "agent.appointment-ended",
        "agent.appointment-ended", "agent.left",
    ]  # fmt: skip


def test_the_last_administrator_stays(page, admin):
    held = Appointment.objects.get(agent=admin)
    page.post(f"/settings/people/{admin.uuid}/end/{held.pk}/")
    page.post(f"/settings/people/{admin.uuid}/left/")
    admin.refresh_from_db()
    assert (admin.is_active, Appointment.objects.get(pk=held.pk).until) == (True, None)


def test_a_head_sees_people_but_changes_nobody(client, world, django_assert_max_num_queries):
    client.force_login(world.head)
    with django_assert_max_num_queries(8):
        shown = client.get("/settings/people/").content.decode()
    assert "Phùng Bá Khôi" in shown
    assert "/settings/people/new/" not in shown
    assert client.post(f"/settings/people/{world.agent.uuid}/left/").status_code == 403


def test_a_key_is_shown_once_and_revoked(page, world):
    given = {"name": "Kho", "agent": world.agent.pk, "scopes": ["cases:read"], "lasts": "90"}
    answer = page.post("/settings/tokens/", given)
    found = re.search(r"tt_[\w-]{43}", answer.content.decode())
    assert found
    assert "no-store" in answer.headers["Cache-Control"]
    headers = {"Authorization": f"Bearer {found[0]}"}
    assert Client().get("/api/v1/cases", headers=headers).status_code == 200
    assert found[0] not in page.get("/settings/tokens/").content.decode()
    token = ApiToken.objects.get()
    assert token.expires_at is not None
    assert (token.expires_at - token.created_at).days == 90
    page.post(f"/settings/tokens/{token.pk}/revoke/")
    assert Client().get("/api/v1/cases", headers=headers).status_code == 401
    assert _names(f"agent:{world.agent.pk}") == ["token.issued", "token.revoked"]


def test_every_fact_told_outside_has_words():
    assert len(told_outside()) > 30
    assert [name for name, label in told_outside().items() if not label and not name.startswith("test")] == []


def test_a_webhook_is_made_looked_at_replayed_and_stopped(page, admin):
    given = {"url": "http://127.0.0.1:9/hook", "facts": ["case.opened"]}
    answer = page.post("/settings/webhooks/", given)
    assert re.search(r"whsec_[\w-]{43}", answer.content.decode())
    endpoint = WebhookEndpoint.objects.get()
    call = WebhookCall.objects.create(endpoint=endpoint, fact_id=1, body="{}", next_at=timezone.now(), attempts=10)
    WebhookCall.objects.update(given_up_at=timezone.now())
    assert page.get(f"/settings/webhooks/{endpoint.uuid}/").status_code == 200
    for language, words in {"vi": "Phiếu được mở", "en": "A ticket was opened"}.items():
        Agent.objects.filter(pk=admin.pk).update(language=language)
        shown = page.get("/settings/webhooks/").content.decode()
        assert f'{words} <code class="muted text-xs">case.opened</code>' in shown
        assert f'text-xs">{words}</span>' in shown, "the list of endpoints"
    page.post(f"/settings/webhooks/call/{call.uuid}/replay/")
    call.refresh_from_db()
    assert (call.attempts, call.given_up_at) == (0, None)
    page.post(f"/settings/webhooks/{endpoint.uuid}/stop/")
    endpoint.refresh_from_db()
    assert endpoint.stopped_at is not None
    assert page.post("/settings/webhooks/", {"url": "file:///etc/passwd", "facts": ["case.opened"]}).status_code == 422
    assert page.post("/settings/webhooks/", {"url": "https://x.example", "facts": ["agent.left"]}).status_code == 422


def test_a_mailbox_is_connected_tested_stopped_and_its_password_never_shown(page, world):
    given = {
        "name": "Hộp thư 2", "address": "hai@thuanlo.example", "imap_host": "127.0.0.1", "imap_port": "1",
        "imap_security": "none", "imap_user": "hai", "imap_password": "rat-bi-mat", "smtp_security": "tls",
        "imap_start": "new",
    }  # fmt: skip
    tested = page.post("/settings/mailboxes/test/", given, headers={"HX-Request": "true", "Accept-Language": "vi"})
    assert "Máy chủ thư đến từ chối" in tested.content.decode() or "refused us" in tested.content.decode()
    assert Channel.objects.count() == 1
    assert page.post("/settings/mailboxes/new/", given).status_code == 302
    made = Channel.objects.get(address="hai@thuanlo.example")
    shown = page.get(f"/settings/mailboxes/{made.pk}/").content.decode()
    assert "rat-bi-mat" not in shown
    assert "rat-bi-mat" not in made.secret_encrypted
    assert page.post("/settings/mailboxes/new/", given).status_code == 422
    page.post(f"/settings/mailboxes/{made.pk}/stop/")
    assert Channel.objects.running().filter(pk=made.pk).count() == 0
    page.post(f"/settings/mailboxes/{made.pk}/resume/")
    assert Channel.objects.running().filter(pk=made.pk).count() == 1
    assert page.post("/settings/mailboxes/test/", {"channel": "9" * 400}).status_code == 200
    Channel.objects.filter(pk=made.pk).update(position={"uid": 8, "left": {"7": "too-large:99000000"}})
    assert "(UID 7)" in page.get(f"/settings/mailboxes/{made.pk}/").content.decode()


def test_the_tray_gives_the_original_as_a_file_only_and_reads_it_again(page, world):
    raw = b"From: a@x.example\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>"
    arrival = store_arrival(world.mailbox, raw=raw, envelope_from="a@x.example", now=w.NOW)
    address = f"/settings/tray/{arrival.pk}"
    assert page.get(f"{address}/original/").status_code == 404
    assert "Không có thư nào bị giữ lại" in page.get("/settings/tray/").content.decode()
    Arrival.objects.update(state="unreadable", reason="reader-died")
    assert "a@x.example" in page.get("/settings/tray/").content.decode()
    original = page.get(f"{address}/original/")
    assert original.content == raw
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.headers["Content-Type"] == "application/octet-stream"
    page.post(f"{address}/again/")
    arrival.refresh_from_db()
    assert (arrival.state, arrival.reason, arrival.attempts) == ("stored", "", 0)
    assert page.post(f"{address}/again/").status_code == 302


def test_a_changed_password_ends_the_other_sessions_only(client, admin):
    admin.set_password(PASSWORD)
    admin.save()
    here, there = Client(), Client()
    for one in (here, there):
        one.post("/login/", {"username": "quantri", "password": PASSWORD})
    wrong = {"old_password": "khac", "new_password": "mat-khau-moi-day"}
    assert here.post("/settings/me/password/", wrong).status_code == 422
    weak = {"old_password": PASSWORD, "new_password": "12345"}
    assert here.post("/settings/me/password/", weak).status_code == 422
    assert there.get("/settings/me/").status_code == 200
    assert here.post("/settings/me/password/", {**wrong, "old_password": PASSWORD}).status_code == 302
    assert (here.get("/settings/me/").status_code, there.get("/settings/me/").status_code) == (200, 302)
    assert Agent.objects.get(pk=admin.pk).check_password("mat-khau-moi-day")


def test_language_and_theme_are_kept(page, admin):
    answer = page.post("/settings/me/", {"language": "en", "theme": "dark"})
    admin.refresh_from_db()
    assert (admin.language, admin.theme) == ("en", "dark")
    assert (answer.cookies["tantam_theme"].value, answer.cookies["language"].value) == ("dark", "en")
    assert 'data-theme="' in page.get("/settings/me/").content.decode()


@pytest.mark.parametrize(
    "path", ["rights", "hours", "tokens", "webhooks", "mailboxes", "tray", "people/new", "mailboxes/new"]
)
def test_every_section_opens_in_few_queries(page, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        assert page.get(f"/settings/{path}/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_at_the_same_moment_change_once(settings):
    settings.DEMO = True
    world = w.build_world(is_demo=True)
    w.send_in(world.mailbox, w.mail())
    from tantam.cases.models import Case, Entry

    number = Case.objects.get().number
    _, secret = issue_token(
        world.head, name="x", scopes=[Scope.CASES_WRITE], expires_at=None, by=world.head, now=timezone.now()
    )
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"}
    answers: list[int] = []

    def ask() -> None:
        answer = Client().post(
            f"/api/v1/cases/{number}/notes", '{"text": "một lần"}', content_type="application/json", headers=headers
        )
        answers.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [201] * 4
    assert Entry.objects.filter(kind="note").count() == 1
    assert KeptAnswer.objects.count() == 1


def _duties(person: Agent, **changes: object) -> dict[str, object]:
    usual = {"full_name": person.full_name, "email": "", "phone": "", "capacity": "12", "approval_limit_vnd": "300k"}
    return usual | {"reports_to": "", "deputy": ""} | changes


def test_what_somebody_carries_and_may_approve_is_set(page, world, admin):
    address = f"/settings/people/{world.agent.uuid}/change/"
    wanted = _duties(world.agent, reports_to=world.head.pk, deputy=world.colleague.pk)
    assert page.post(address, wanted).status_code == 302
    khoi = Agent.objects.get(pk=world.agent.pk)
    assert (khoi.capacity, khoi.approval_limit_vnd) == (12, 300_000)
    assert (khoi.reports_to, khoi.deputy) == (world.head, world.colleague)
    assert _names(f"agent:{khoi.pk}") == ["agent.changed"]
    shown = page.get(f"/settings/people/{khoi.uuid}/").content.decode()
    assert 'name="approval_limit_vnd" value="300.000"' in shown


def test_bad_limits_are_refused_and_stay_as_typed(page, world):
    address = f"/settings/people/{world.agent.uuid}/change/"
    refused = page.post(address, _duties(world.agent, capacity="-1", approval_limit_vnd="ba trăm"))
    assert refused.status_code == 422
    text = refused.content.decode()
    assert 'value="ba trăm"' in text
    assert "Hãy ghi số tiền, ví dụ 300.000 hoặc 300k." in text
    assert Agent.objects.get(pk=world.agent.pk).capacity == 20


def test_nobody_is_above_themselves(page, world):
    page.post(f"/settings/people/{world.agent.uuid}/change/", _duties(world.agent, reports_to=world.head.pk))
    round_about = page.post(
        f"/settings/people/{world.head.uuid}/change/", _duties(world.head, reports_to=world.agent.pk)
    )
    assert round_about.status_code == 422
    assert Agent.objects.get(pk=world.head.pk).reports_to is None


def test_who_is_added_answers_to_the_head_of_their_team(page, world, admin):
    given = {
        "full_name": "Lê Mơ", "username": "le.mo", "email": "", "password": PASSWORD, "role": "agent", "reach": "own"
    }  # fmt: skip
    page.post("/settings/people/new/", given | {"team": world.support.pk})
    page.post("/settings/people/new/", given | {"team": "", "username": "mo2"})
    assert Agent.objects.get(username="le.mo").reports_to == world.head
    assert Agent.objects.get(username="mo2").reports_to == admin


def test_who_leaves_hands_over_tickets_customers_and_teams(page, world, admin):
    mine = w.customer(world.brand)
    mine.owner = world.head
    mine.save(update_fields=["owner"])
    case = Case.objects.create(
        number="TT-26-000001", brand=world.brand, customer=mine, channel_kind="phone", team=world.support,
        assignee=world.head, opened_at=w.NOW, last_entry_at=w.NOW,
    )  # fmt: skip
    page.post(f"/settings/people/{world.head.uuid}/left/", {"successor": world.agent.pk})
    w.settle()
    case.refresh_from_db()
    mine.refresh_from_db()
    world.support.refresh_from_db()
    assert (case.assignee, case.team, mine.owner, world.support.head) == (
        world.agent, world.support, world.agent, world.agent,
    )  # fmt: skip
    line = Entry.objects.get(case=case, data__what="assigned")
    assert words_of(line) == "Quản Trị Viên giao phiếu cho Phùng Bá Khôi, người tiếp quản từ người đã nghỉ"
    assert _names(f"customer:{mine.pk}") == ["customer.created", "customer.changed"]


def test_without_a_successor_tickets_go_back_to_the_queue(page, world):
    case = Case.objects.create(
        number="TT-26-000001", brand=world.brand, customer=w.customer(world.brand), channel_kind="phone",
        team=world.support, assignee=world.agent, opened_at=w.NOW, last_entry_at=w.NOW,
    )  # fmt: skip
    refused = page.post(f"/settings/people/{world.agent.uuid}/left/", {"successor": world.agent.pk})
    assert refused.status_code == 302
    assert Agent.objects.get(pk=world.agent.pk).left_on is None
    page.post(f"/settings/people/{world.agent.uuid}/left/", {"successor": ""})
    w.settle()
    case.refresh_from_db()
    assert (case.assignee, case.team) == (None, world.support)


def test_a_keys_scopes_stand_in_words_and_a_key_without_any_is_refused_in_words(page, world):
    given = {"name": "web", "agent": world.agent.pk, "scopes": ["cases:read", "messages:read"], "lasts": "90"}
    made = page.post("/settings/tokens/", given).content.decode()
    assert "Đọc phiếu · Đọc tin nhắn" in made
    assert "cases:read, messages:read" not in made
    refused = page.post("/settings/tokens/", {"name": "web", "agent": "", "lasts": "90"})
    assert (refused.status_code, "Hãy chọn ít nhất một mục." in refused.content.decode()) == (422, True)
    assert "---------" not in refused.content.decode()


def test_a_new_mailbox_has_examples_and_speaks_of_a_kept_password_only_where_one_is_kept(page):
    shown = page.get("/settings/mailboxes/new/").content.decode()
    assert 'placeholder="imap.gmail.com"' in shown
    assert "Để trống để giữ mật khẩu đang dùng." not in shown
    given = {
        "name": "Hộp", "address": "hop@thuanlo.example", "imap_host": "imap.thuanlo.example", "imap_user": "hop",
        "imap_password": "bi-mat", "imap_security": "tls", "smtp_security": "tls",
    }  # fmt: skip
    assert page.post("/settings/mailboxes/new/", given).status_code == 302
    made = Channel.objects.get(address="hop@thuanlo.example")
    changed = page.get(f"/settings/mailboxes/{made.pk}/").content.decode()
    assert changed.count("Để trống để giữ mật khẩu đang dùng.") == 1


def test_a_business_without_customers_is_told_so_and_not_that_nobody_was_found(page):
    assert "Chưa có khách nào" in page.get("/customers/").content.decode()
    assert "Không tìm thấy ai" in page.get("/customers/?q=hoa").content.decode()


def test_a_fact_without_words_is_offered_to_no_program_outside():
    assert [name for name, words in told_outside().items() if not words] == []
