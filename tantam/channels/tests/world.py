"""One small world for the tests of channels: a brand, a mailbox, a customer's mail."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

from tantam.channels.models import Arrival, Channel, ChannelKind
from tantam.customers.actions import identify
from tantam.customers.models import Customer
from tantam.organisation.models import Agent, Brand

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def a_brand(key: str = "tan-phuc") -> Brand:
    brand, _ = Brand.objects.get_or_create(key=key, defaults={"name": "Tân Phúc"})
    return brand


def a_mailbox(address: str = "cskh@tanphuc.example", **settings: object) -> Channel:
    return Channel.objects.create(
        kind=ChannelKind.EMAIL,
        name="Tân Phúc CSKH",
        address=address,
        brand=a_brand(),
        settings=settings,
        created_at=NOW,
    )


def a_mail(text: str = "xe em ko sạc dc", *, message_id: str = "<m1@khach.example>", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = headers.pop("sender", "Nghiêm Thị Hoà <hoa@khach.example>")
    mail["To"] = "cskh@tanphuc.example"
    mail["Subject"] = headers.pop("subject", "Xe không sạc được")
    mail["Date"] = "Mon, 23 Nov 2026 08:59:00 +0700"
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def state_of(arrival: Arrival) -> str:
    return str(Arrival.objects.values_list("state", flat=True).get(pk=arrival.pk))


def a_customer(address: str = "hoa@khach.example", name: str = "Nghiêm Thị Hoà") -> Customer:
    return identify("email", address, name=name, brand=a_brand(), now=NOW)


def an_agent() -> Agent:
    agent: Agent = Agent.objects.get_or_create(username="tham", defaults={"full_name": "Lò Thị Thắm"})[0]
    return agent
