"""What arrives becomes one message, once, with its customer."""

from __future__ import annotations

import pytest

from tantam.channels.actions import read_arrivals, store_arrival
from tantam.channels.models import Message
from tantam.channels.tests.world import NOW, a_mail, a_mailbox, state_of
from tantam.core.models import FactRow
from tantam.customers.models import Customer

pytestmark = pytest.mark.django_db


def test_a_mail_becomes_a_message_of_a_new_customer():
    mailbox = a_mailbox()
    arrival = store_arrival(mailbox, raw=a_mail(), envelope_from="hoa@khach.example", now=NOW)
    assert read_arrivals(now=NOW) == 1
    message = Message.objects.get()
    assert (message.subject, message.text.strip()) == ("Xe không sạc được", "xe em ko sạc dc")
    customer = Customer.objects.get()
    assert (customer.code, customer.name) == ("KH000001", "Nghiêm Thị Hoà")
    assert message.customer == customer
    assert state_of(arrival) == "read"
    assert list(FactRow.objects.order_by("id").values_list("name", flat=True)) == [
        "customer.created",
        "message.received",
    ]
