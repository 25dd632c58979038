"""One world for all tests: a small shop with a head, two agents, a stranger, a mailbox, a customer and a process.

Each builder makes one valid thing, any part of which a test may set.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from tantam.channels.actions import store_arrival
from tantam.channels.actions.read import read_arrivals
from tantam.channels.models import Arrival, Channel
from tantam.core.actions.deliver import deliver_all
from tantam.customers import actions as customers
from tantam.customers.models import ContactPoint, Customer
from tantam.organisation.models import (
    Agent,
    Appointment,
    Branch,
    Brand,
    Business,
    Department,
    Reach,
    Role,
    Team,
    WorkingCalendar,
    WorkingHours,
)
from tantam.organisation.queries import forget_calendars
from tantam.process.actions import publish, save_draft
from tantam.process.models import Process, Version

#: Monday 23 November 2026, 09:00 in Hà Nội: the shop is open from 8 to 12 and 13:30 to 17:30.
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DEMO_PROCESSES = Path(settings.BASE_DIR) / "tantam" / "demo" / "content" / "processes"


@dataclass
class World:
    """Everything a test usually needs, by name."""

    support: Team
    repairs: Team
    head: Agent
    agent: Agent
    colleague: Agent
    owner: Agent
    stranger: Agent
    mailbox: Channel
    brand: Brand


def build_world(*, intake_process: str = "", is_demo: bool = False) -> World:
    """Make the shop; with `is_demo` as a sample business, whose mail stays here (and `settings.DEMO` set)."""
    forget_calendars()
    calendar = office_hours()
    department = Department.objects.create(key="cskh", name="Phòng CSKH", name_en="Customer care")
    branch = Branch.objects.create(key="ch1", code="CH1", name="Cửa hàng 1", calendar=calendar)
    brand = Brand.objects.create(key="thuan-lo", name="Thuận Lộ")
    support, repairs = Team.objects.bulk_create(
        Team(key=key, name=name, name_en=english, department=department, branch=branch, calendar=calendar)
        for key, name, english in [
            ("ho-tro", "Tổ Hỗ trợ", "Support"),
            ("tra-hang-bao-hanh", "Tổ Bảo hành", "Repairs"),
        ]
    )
    head, agent, colleague, owner, stranger = _people(
        ("uyen", "Trịnh Thu Uyên", Role.HEAD, support, Reach.ALL),
        ("khoi", "Phùng Bá Khôi", Role.AGENT, support, Reach.TEAM),
        ("vinh", "Đàm Quốc Vĩnh", Role.AGENT, repairs, Reach.TEAM),
        ("nhat", "Tạ Minh Nhật", Role.PROCESS_OWNER, repairs, Reach.ALL),
        ("la", "Người Lạ", Role.READER, None, Reach.OWN),
    )
    Team.objects.update(head=head)
    support.refresh_from_db()
    Business.objects.create(
        pk=1, name="Thuận Lộ", intake_team=support, intake_process=intake_process, is_demo=is_demo, set_up_at=NOW
    )
    return World(
        support=support,
        repairs=repairs,
        head=head,
        agent=agent,
        colleague=colleague,
        owner=owner,
        stranger=stranger,
        mailbox=mailbox(brand),
        brand=brand,
    )


def office_hours() -> WorkingCalendar:
    calendar = WorkingCalendar.objects.create(key="hanh-chinh", name="Giờ hành chính")
    WorkingHours.objects.bulk_create(
        WorkingHours(calendar=calendar, weekday=weekday, opens_minute=opens, closes_minute=closes)
        for weekday in range(6)
        for opens, closes in [(8 * 60, 12 * 60), (13 * 60 + 30, 17 * 60 + 30)]
    )
    return calendar


def _people(*wanted: tuple[str, str, Role, Team | None, Reach]) -> list[Agent]:
    """What `person` makes, of several at once: thousands of tests begin with them."""
    made = (Agent(username=username, full_name=name) for username, name, *_ in wanted)
    agents: list[Agent] = Agent.objects.bulk_create(made)
    Appointment.objects.bulk_create(
        Appointment(agent=agent, role=role, team=team, reach=reach, since=NOW)
        for agent, (_, _, role, team, reach) in zip(agents, wanted, strict=True)
    )
    return agents


def person(username: str, full_name: str, *, role: Role, team: Team | None, reach: Reach) -> Agent:
    agent: Agent = Agent.objects.create(username=username, full_name=full_name)
    Appointment.objects.create(agent=agent, role=role, team=team, reach=reach, since=NOW)
    return agent


def mailbox(brand: Brand, address: str = "cskh@thuanlo.example") -> Channel:
    return Channel.objects.create(kind="email", name="Hộp thư CSKH", address=address, brand=brand, created_at=NOW)


def customer(brand: Brand, *, email: str = "hoa@khach.example", name: str = "Nghiêm Thị Hoà") -> Customer:
    return customers.identify(ContactPoint.Kind.EMAIL, value=email, name=name, brand=brand, now=NOW)


def mail(
    *,
    sender: str = "Nghiêm Thị Hoà <hoa@khach.example>",
    subject: str = "Hỏi đơn hàng",
    text: str = "Shop ơi bao giờ giao hàng ạ?",
    message_id: str = "<1@khach.example>",
    **headers: str,
) -> bytes:
    from email.message import EmailMessage

    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "cskh@thuanlo.example", subject
    letter["Message-ID"], letter["Date"] = message_id, "Mon, 23 Nov 2026 09:00:00 +0700"
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter.as_bytes()


def send_in(channel: Channel, raw: bytes, *, now: datetime = NOW) -> Arrival:
    """Let a mail arrive and everything happen that follows from it."""
    arrival = store_arrival(
        channel, raw=raw, envelope_from="hoa@khach.example", envelope_to=[channel.address], source="", now=now
    )
    settle(now=now)
    arrival.refresh_from_db()
    return arrival


def settle(*, now: datetime = NOW) -> None:
    """Read what arrived and tell every waiting fact, until nothing is left to do."""
    while read_arrivals(now=now) or deliver_all(now=datetime(2099, 1, 1, tzinfo=UTC)):
        pass


def publish_process(file: str, *, key: str, by: Agent | None = None, now: datetime = NOW) -> Version:
    """Publish one of the demo's diagrams."""
    process, _ = Process.objects.get_or_create(key=key, defaults={"name": key, "created_at": now})
    bpmn = (DEMO_PROCESSES / file).read_text()
    draft = save_draft(process, bpmn=bpmn, revision=0, by=by, now=now)
    return publish(draft, by=by, reason="thử", now=now)


def signed_in(client: Any, agent: Agent) -> Any:
    client.force_login(agent)
    return client
