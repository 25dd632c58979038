"""A mail that we begin: its ticket is ours, promises nothing, and what comes back finds it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from tantam.cases.models import Case, Clock
from tantam.cases.tests import desk
from tantam.channels.models import Message
from tantam.customers.models import ContactPoint, Customer
from tests import world as w

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def world(settings, client) -> w.World:
    settings.DEMO, settings.UNDO_SECONDS = True, 0
    made = desk.build_desk()
    client.force_login(made.agent)
    return made


@pytest.fixture
def customer(world) -> Customer:
    return w.customer(world.brand)


def _write(client, customer: Customer, **typed: object):
    said = {"subject": "Lịch bảo dưỡng", "key": str(uuid4()), **typed}
    return client.post(reverse("case_write_first", args=[customer.code]), said)


def test_it_is_ours_and_promises_nothing(world, client, customer):
    answer = _write(client, customer)
    case = Case.objects.get()
    assert answer.headers["Location"] == reverse("case", args=[case.number])
    assert (case.is_outgoing, case.awaits_answer, case.assignee, case.due_at) == (True, False, world.agent, None)
    assert not Clock.objects.exists()
    page = client.get(answer.headers["Location"]).content.decode()
    assert "mở phiếu để viết cho khách" in page
    assert "data-writer" in page


def test_the_mail_is_no_answer_to_anything_and_what_comes_back_joins_it(world, client, customer):
    _write(client, customer)
    case = Case.objects.get()
    client.post(reverse("case_say", args=[case.number]), {"mode": "reply", "text": "Mời chị ghé ạ"}, **HX)
    sent = Message.objects.get(direction="out")
    assert (sent.subject, sent.in_reply_to) == (f"Lịch bảo dưỡng [{case.number}]", "")
    assert sent.recipients["to"] == [{"name": customer.name, "address": "hoa@khach.example"}]
    w.send_in(world.mailbox, w.mail(subject=f"Re: {sent.subject}", In_Reply_To=f"<{sent.external_id}>"))
    case.refresh_from_db()
    assert Case.objects.count() == 1
    assert case.awaits_answer


def test_the_same_form_opens_one(world, client, customer):
    key = str(uuid4())
    assert [_write(client, customer, key=key).status_code for _ in range(2)] == [302, 302]
    assert Case.objects.count() == 1


def test_without_a_subject_an_address_or_the_right_nothing_is_opened(world, client, customer):
    _write(client, customer, subject=" ")
    ContactPoint.objects.all().update(ended_at=w.NOW)
    _write(client, customer)
    assert "Viết cho khách" not in client.get(reverse("customer", args=[customer.code])).content.decode()
    client.force_login(world.stranger)
    assert _write(client, customer).status_code in {302, 403, 404}
    assert not Case.objects.exists()
