"""From the sample to real data: what goes, what stays, who remains, and that it happens once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from tantam.cases.models import Case, ServiceLevel
from tantam.channels.email.servers import smtp_of
from tantam.channels.models import Channel
from tantam.core.actions import keep, record
from tantam.core.actions.files import erase_unreferenced
from tantam.core.actions.seal import broken_seals, seal
from tantam.core.facts import SYSTEM
from tantam.core.models import Delivery, FactRow, Seal, StoredFile
from tantam.core.registry import all_holdings, is_sample
from tantam.customers.models import Customer, Segment
from tantam.demo.accounts import password
from tantam.demo.actions import Beginning, Begun, NoSample, begin_with_real_data
from tantam.demo.facts import SampleSeen
from tantam.demo.load import load
from tantam.demo.tests.conftest import NOW
from tantam.organisation.models import Agent, Appointment, Brand, Business, Reach, Role, Team
from tantam.organisation.queries import forget_calendars
from tantam.process.models import Instance, Process, Version
from tantam.process.queries import work_of
from tests import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_a_demo")]

PASSWORD = "mot-mat-khau-that-dai"
WANTED = Beginning(business_name="Điện máy Hoàng & Sơn", full_name="trần thị mai", password=PASSWORD)
FORM = {
    "business_name": "Điện máy Hoàng & Sơn",
    "full_name": "Trần Thị Mai",
    "password": PASSWORD,
    "word": "thuan lo",
}


@pytest.fixture
def admin(sample) -> Agent:
    found: Agent = Agent.objects.get(username="quantri")
    return found


def _counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for held in all_holdings() for model in held.emptied}


def test_customers_and_all_that_hangs_on_them_go_and_settings_stay(admin):
    kept = {model: model._default_manager.count() for model in (Process, Segment, ServiceLevel, Team, Appointment)}
    begun = begin_with_real_data(WANTED, by=admin, now=NOW)
    assert begun == Begun(customers=600, cases=2000, messages=1, people=9)
    left = {name: count for name, count in _counts().items() if count}
    assert left == {}
    assert {model: model._default_manager.count() for model in kept} == kept
    assert FactRow.objects.filter(subject__regex="^(case|customer|message):").count() == 0
    told = FactRow.objects.filter(pk__in=Delivery.objects.values("fact_id"))
    assert set(told.values_list("name", flat=True)) == {"agent.left"}


def test_it_is_written_down_and_the_demo_is_over_at_once(admin):
    begin_with_real_data(WANTED, by=admin, now=NOW)
    fact = FactRow.objects.get(name="business.real-data-begun")
    assert (fact.actor_id, fact.subject) == (admin.pk, "business:1")
    assert fact.data == {"customers": 600, "cases": 2000, "messages": 1, "people": 9}
    business = Business.objects.get()
    assert (business.name, business.is_demo, business.set_up_at) == ("Điện máy Hoàng & Sơn", False, NOW)
    assert is_sample() is False
    assert load(now=NOW) is False
    assert Customer.objects.count() == 0


def test_the_administrator_goes_on_under_their_own_name_and_the_others_have_left(admin):
    begin_with_real_data(WANTED, by=admin, now=NOW)
    assert list(Agent.objects.working().values_list("username", "full_name")) == [("quantri", "Trần Thị Mai")]
    mai = Agent.objects.get(username="quantri")
    assert mai.check_password(PASSWORD)
    assert not mai.check_password(password())
    assert Appointment.objects.filter(until=None).values_list("agent__username").distinct().get() == ("quantri",)
    assert set(Team.objects.values_list("head__username", flat=True)) == {"quantri"}


def test_somebody_added_by_hand_stays_and_their_team_keeps_its_head(admin):
    support = Team.objects.get(key="ho-tro")
    mo = w.person("mo", "Lê Thị Mơ", role=Role.HEAD, team=support, reach=Reach.ALL)
    Team.objects.filter(pk=support.pk).update(head=mo)
    begin_with_real_data(WANTED, by=admin, now=NOW)
    assert set(Agent.objects.working().values_list("username", flat=True)) == {"quantri", "mo"}
    support.refresh_from_db()
    assert support.head == mo


def test_scripts_name_the_real_business_in_a_new_version_and_the_draft(admin):
    before = Version.objects.get(process__key="QT-01", state="published")
    begin_with_real_data(WANTED, by=admin, now=NOW)
    now_on = Version.objects.get(process__key="QT-01", state="published")
    assert (before.number, now_on.number) == (3, 4)
    assert "Điện máy Hoàng &amp; Sơn đã nhận được tin" in now_on.bpmn
    running = Version.objects.exclude(state="retired")
    assert [one for one in running if "Thuận Lộ" in one.bpmn] == []
    assert Version.objects.get(process__key="QT-04").state == "draft"
    assert Version.objects.filter(process__key="QT-02").count() == 1
    assert Brand.objects.get().name == "Điện máy Hoàng & Sơn"


def test_numbers_count_from_one_again_and_the_first_real_mail_runs_on_the_process(admin):
    mailbox = Channel.objects.get(address="cskh@thuanlo.example")
    begin_with_real_data(WANTED, by=admin, now=NOW)
    assert not Channel.objects.filter(pk=mailbox.pk).exists()
    assert Channel.objects.filter(kind="zalo").exists()
    forget_calendars()
    w.send_in(w.mailbox(Brand.objects.get(), "cskh@hoangson.vn"), w.mail(), now=NOW)
    case = Case.objects.select_related("customer", "team").get()
    assert (case.number, case.customer.code) == ("TT-26-000001", "KH000001")
    assert (case.kind, case.state, case.assignee, case.team and case.team.key) == ("delivery", "open", None, "ho-tro")
    assert Instance.objects.get().version == Version.objects.get(process__key="QT-01", state="published")
    assert work_of(case.fact_subject)


def test_what_was_sealed_is_sealed_anew(admin):
    with transaction.atomic():
        record(SampleSeen(what="report"), by=SYSTEM, at=NOW, subject="sample:1")
        FactRow.objects.create(
            name="agent.signed-in", version=1, at=NOW, actor_kind="agent", subject="agent:1", data={"how": "demo"}
        )
    later = NOW.replace(hour=5)
    while seal(now=later):
        pass
    assert Seal.objects.exists()
    begin_with_real_data(WANTED, by=admin, now=later)
    assert Seal.objects.count() == 0
    assert FactRow.objects.exclude(seal_id=None).count() == 0
    assert FactRow.objects.filter(name="agent.signed-in", subject="agent:1").exists()
    assert not FactRow.objects.filter(name="sample.seen").exists()
    while seal(now=later.replace(hour=6)):
        pass
    assert broken_seals() == []


def test_files_without_an_owner_are_erased(admin, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    file = keep(b"anh hoa don", now=NOW)
    assert (tmp_path / file.path).exists()
    begin_with_real_data(WANTED, by=admin, now=NOW)
    assert StoredFile.objects.get().references == 0
    assert erase_unreferenced() == 1
    assert not (tmp_path / file.path).exists()
    assert StoredFile.objects.count() == 0
    again = keep(b"anh hoa don", now=NOW)
    assert (again.references, (tmp_path / again.path).read_bytes()) == (1, b"anh hoa don")


def test_a_second_time_is_refused_and_changes_nothing(admin):
    begin_with_real_data(WANTED, by=admin, now=NOW)
    w.customer(Brand.objects.get())
    with pytest.raises(NoSample):
        begin_with_real_data(Beginning(business_name="Khác", full_name="Khác", password=PASSWORD), by=admin, now=NOW)
    assert (Customer.objects.count(), Business.objects.get().name) == (1, "Điện máy Hoàng & Sơn")


@pytest.mark.parametrize("weak", ["", "12345", "quantri"])
def test_a_sample_account_does_not_go_on_with_a_weak_password(admin, weak):
    wanted = Beginning(business_name="Hoàng Sơn", full_name="Trần Thị Mai", password=weak)
    with pytest.raises(ValidationError):
        begin_with_real_data(wanted, by=admin, now=NOW)
    assert (Case.objects.count(), Business.objects.get().is_demo, Agent.objects.working().count()) == (2000, True, 9)


def test_it_asks_no_more_however_much_there_is(admin, django_assert_max_num_queries):
    with django_assert_max_num_queries(210):
        begin_with_real_data(WANTED, by=admin, now=NOW)
    assert (Case.objects.count(), Business.objects.get().is_demo) == (0, False)


def _sign_in(client: Client, username: str) -> None:
    assert client.post(f"/login/demo/{username}/").status_code == 302


def test_the_page_says_in_numbers_what_goes_and_asks_for_the_name(client, admin, django_assert_max_num_queries):
    _sign_in(client, "quantri")
    with django_assert_max_num_queries(14):
        page = client.get("/settings/sample/").content.decode()
    for text in ("2.000", "600", "Khách hàng", "Quy trình, cùng các bước và lời thoại", "8 tài khoản mẫu"):
        assert text in page, text
    for wrong in ({"word": "xoá"}, {"password": "ngan"}, {"business_name": "thuận lộ"}, {"full_name": ""}):
        answer = client.post("/settings/sample/", FORM | wrong)
        assert answer.status_code == 422, wrong
    assert (Case.objects.count(), Business.objects.get().is_demo) == (2000, True)


def test_after_the_click_the_demo_is_gone_from_every_page_and_nobody_else_is_let_in(client, admin):
    other, same = Client(), Client()
    _sign_in(client, "quantri")
    _sign_in(other, "uyen")
    _sign_in(same, "quantri")
    assert "Doanh nghiệp mẫu" in client.get("/inbox/").content.decode()
    answer = client.post("/settings/sample/", FORM, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [("/settings/mailboxes/", 302)]
    assert "Đã xoá 2.000 phiếu mẫu" in page
    assert "Doanh nghiệp mẫu" not in page
    assert "/play/" not in page
    assert 'id="hints"' not in page
    assert "/settings/sample/" not in page
    for browser in (other, same):
        assert browser.get("/settings/me/").status_code == 302
    fresh = Client()
    assert "data-demo" not in fresh.get("/login/").content.decode()
    assert [fresh.post(f"/login/demo/{name}/").status_code for name in ("uyen", "quantri")] == [404, 404]
    assert fresh.post("/login/", {"username": "uyen", "password": password()}).status_code == 422
    assert fresh.post("/login/", {"username": "quantri", "password": PASSWORD}).status_code == 302
    assert [client.get(path).status_code for path in ("/play/", "/sample/", "/settings/sample/")] == [404, 404, 302]
    assert client.post("/settings/sample/", FORM).status_code == 302
    assert FactRow.objects.filter(name="business.real-data-begun").count() == 1


def test_only_administrators_get_there(client, sample):
    _sign_in(client, "uyen")
    assert client.get("/settings/sample/").status_code == 403
    assert client.post("/settings/sample/", FORM).status_code == 403
    page = client.get("/sample/").content.decode()
    assert "/login/demo/quantri/" in page
    assert Business.objects.get().is_demo is True


def test_mail_stays_on_this_machine_until_the_data_are_real_and_leaves_from_then_on(admin, settings):
    settings.SMTP_OUT = ""
    channel = Channel(settings={"smtp": {"host": "smtp.hoangson.vn", "security": "tls"}})
    assert smtp_of(channel) is None
    begin_with_real_data(WANTED, by=admin, now=NOW)
    server = smtp_of(channel)
    assert server is not None
    assert server.host == "smtp.hoangson.vn"
