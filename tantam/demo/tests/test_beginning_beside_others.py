"""Beginning with real data while others click, work and write at the same moment."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from tantam.cases.models import Case, Entry
from tantam.channels.models import Channel, Dispatch, Message
from tantam.core.models import FactRow
from tantam.customers.models import Customer
from tantam.demo.actions import Beginning, Begun, begin_with_real_data, beginning
from tantam.organisation.models import Agent, Business, Reach, Role
from tantam.process.models import Token
from tests import world as w

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "mot-mat-khau-that-dai"
WANTED = Beginning(business_name="Hoàng Sơn", full_name="Trần Thị Mai", password=PASSWORD)
FORM = {"business_name": "Hoàng Sơn", "full_name": "Trần Thị Mai", "password": PASSWORD, "word": "Thuận Lộ"}


@pytest.fixture(autouse=True)
def _in_a_demo(settings) -> None:
    settings.DEMO = True
    settings.UI_ASSETS_REQUIRED = False


def _small_sample() -> Agent:
    """A sample business small enough for tests that really commit."""
    made = w.build_world(is_demo=True)
    w.customer(made.brand)
    return w.person("quantri", "Quản trị hệ thống", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)


def _side_by_side(*works: Any) -> list[object]:
    results: list[object] = []

    def run(work: Any) -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_administrators_who_click_at_once_do_it_once():
    first = _small_sample()
    second = w.person("mo", "Lê Thị Mơ", role=Role.ADMINISTRATOR, team=None, reach=Reach.ALL)
    now = timezone.now()
    results = _side_by_side(
        lambda: begin_with_real_data(WANTED, by=first, now=now),
        lambda: begin_with_real_data(WANTED, by=second, now=now),
    )
    assert sorted(type(result).__name__ for result in results) == ["Begun", "NoSample"]
    assert FactRow.objects.filter(name="business.real-data-begun").count() == 1
    assert Agent.objects.working().filter(username="mo").exists()


def test_a_mail_that_comes_in_meanwhile_is_wholly_there_or_wholly_gone():
    admin = _small_sample()
    mailbox = Channel.objects.get()
    Channel.objects.update(address="cskh@hoangson.vn")
    mailbox.refresh_from_db()
    go_on = threading.Event()

    def stream() -> int:
        for number in range(30):
            w.send_in(mailbox, w.mail(message_id=f"<{number}@khach.example>"), now=timezone.now())
            go_on.set()
        return 30

    def begin() -> Begun:
        go_on.wait(10)
        return begin_with_real_data(WANTED, by=admin, now=timezone.now())

    results = _side_by_side(stream, begin)
    begun = next(result for result in results if isinstance(result, Begun))
    assert begun.customers >= 1
    inbound = Message.objects.filter(direction="in").count()
    assert Entry.objects.filter(kind="inbound").count() == inbound
    assert Token.objects.exclude(instance__subject__in=[case.fact_subject for case in Case.objects.all()]).count() == 0
    w.settle(now=timezone.now())
    before = Message.objects.filter(direction="in").count()
    w.send_in(mailbox, w.mail(message_id="<sau@khach.example>"), now=timezone.now())
    assert Message.objects.filter(direction="in").count() == before + 1
    assert Case.objects.filter(customer__in=Customer.objects.all()).count() == Case.objects.count() >= 1
    assert Dispatch.objects.exclude(message__in=Message.objects.all()).count() == 0


def test_tables_that_stay_busy_are_said_to_be_busy_and_nothing_changes(monkeypatch, client):
    monkeypatch.setattr(beginning, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(beginning, "TRIES", 2)
    admin = _small_sample()
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE customers_customer IN ROW EXCLUSIVE MODE")
            held.set()
            done.wait(20)

    def begin() -> object:
        held.wait(10)
        try:
            client.force_login(admin)
            return client.post("/settings/sample/", FORM).status_code
        finally:
            done.set()

    assert 422 in _side_by_side(hold, begin)
    assert (Customer.objects.count(), Business.objects.get().is_demo) == (1, True)
    assert Agent.objects.get(pk=admin.pk).full_name == "Quản trị hệ thống"
    assert begin_with_real_data(WANTED, by=admin, now=timezone.now()).customers == 1
