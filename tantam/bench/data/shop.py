"""The shop around the cases: calendar, teams, people, a mailbox, a published process, and one mail taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from django.utils import timezone

from tantam.bench.data import words
from tantam.cases.models import Case, ServiceLevel
from tantam.channels.actions import store_arrival
from tantam.channels.actions.read import read_arrivals
from tantam.channels.models import Channel
from tantam.core.actions.deliver import deliver_all
from tantam.customers.models import Segment
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
from tantam.process.actions import publish, save_draft
from tantam.process.models import Process, Version
from tantam.surveys.models import Survey

PROCESSES = Path(__file__).resolve().parents[2] / "demo" / "content" / "processes"
TEAMS = ["ho-tro", "tra-hang-bao-hanh", "quan-tri-van-de", "quan-ly-tai-khoan", "khach-than-thiet", "ban-giam-doc"]
AGENTS_A_TEAM = 6
#: Those that the first hands warranty cases and complaints over to.
FURTHER = {"QT-02": "qt-02.bpmn", "QT-03": "qt-03.bpmn"}
SEGMENTS = ["vip", "loyal", "new", "regular"]
ADDRESS = "cskh@thuanlo.example"


@dataclass(frozen=True, kw_only=True)
class Shop:
    """What the loaded cases point to."""

    brand: Brand
    branch: Branch
    teams: list[Team]
    agents: dict[int, list[Agent]]
    segments: list[Segment]
    mailbox: Channel
    version: Version
    survey: Survey
    template: Case


def build(*, now: datetime) -> Shop:
    """Make the shop in an empty database."""
    calendar = _calendar()
    branch = Branch.objects.create(key="ch1", code="CH1", name="Cửa hàng 1", calendar=calendar)
    brand = Brand.objects.create(key="thuan-lo", name="Thuận Lộ")
    department = Department.objects.create(key="cskh", name="Phòng CSKH")
    teams = [
        Team.objects.create(key=key, name=key, department=department, branch=branch, calendar=calendar) for key in TEAMS
    ]
    agents = {team.pk: _people(team, now=now) for team in teams}
    Team.objects.update(head=agents[teams[0].pk][0])
    Business.objects.create(pk=1, name="Thuận Lộ", intake_team=teams[0], intake_process="QT-01", set_up_at=now)
    ServiceLevel.objects.create(rank=9, first_response_minutes=60, resolution_minutes=1440)
    segments = [Segment.objects.create(key=key, name=key, rank=rank) for rank, key in enumerate(SEGMENTS)]
    mailbox = Channel.objects.create(kind="email", name="Hộp thư", address=ADDRESS, brand=brand, created_at=now)
    version = _process("QT-01", "qt-01-v3.bpmn", now=now)
    for key, file in FURTHER.items():
        _process(key, file, now=now)
    return Shop(
        brand=brand,
        branch=branch,
        teams=teams,
        agents=agents,
        segments=segments,
        mailbox=mailbox,
        version=version,
        survey=Survey.objects.create(key="csat", kind=Survey.Kind.CSAT, question="?", created_at=now),
        template=_one_real_case(mailbox, now=now),
    )


def _calendar() -> WorkingCalendar:
    calendar = WorkingCalendar.objects.create(key="hanh-chinh", name="Giờ hành chính", name_en="Office hours")
    hours = [(8 * 60, 12 * 60), (13 * 60 + 30, 17 * 60 + 30)]
    for weekday in range(6):
        for opens, closes in hours:
            WorkingHours.objects.create(calendar=calendar, weekday=weekday, opens_minute=opens, closes_minute=closes)
    return calendar


def _people(team: Team, *, now: datetime) -> list[Agent]:
    """A head who sees all and agents who see their team; nobody is ever too busy."""
    found = []
    for number in range(AGENTS_A_TEAM):
        is_head = number == 0
        username = f"{'head' if is_head else 'agent'}-{team.key}-{number}"
        agent = Agent.objects.create(username=username, full_name=words.FAMILY[number] + " Văn An", capacity=32_000)
        role, reach = (Role.HEAD, Reach.ALL) if is_head else (Role.AGENT, Reach.TEAM)
        Appointment.objects.create(agent=agent, role=role, team=team, reach=reach, since=now)
        found.append(agent)
    return found


def _process(key: str, file: str, *, now: datetime) -> Version:
    process = Process.objects.create(key=key, name=key, created_at=now)
    bpmn = (PROCESSES / file).read_text()
    draft = save_draft(process, bpmn=bpmn, revision=0, by=None, now=now)
    return publish(draft, by=None, reason="bench", now=now)


def _one_real_case(mailbox: Channel, *, now: datetime) -> Case:
    """The case whose tokens, clocks and variables the open ones copy: taken in by the real path."""
    store_arrival(mailbox, raw=letter(0, text="Bao giờ giao hàng vậy shop?"), envelope_to=[ADDRESS], now=now)
    settle()
    return Case.objects.get()


def settle() -> None:
    """Read all that arrived and tell all that waits."""
    while read_arrivals(now=timezone.now()) or deliver_all(now=timezone.now()):
        pass


def letter(number: int, *, text: str, subject: str = "Hỏi đơn hàng", files: list[bytes] | None = None) -> bytes:
    """A mail as a customer's program writes it."""
    mail = EmailMessage()
    mail["From"] = f"Khách {number} <khach{number}@khach.example>"
    mail["To"], mail["Subject"] = ADDRESS, subject
    mail["Message-ID"] = f"<{number}.{abs(hash(text))}@khach.example>"
    mail["Date"] = "Mon, 23 Nov 2026 09:00:00 +0700"
    mail.set_content(text)
    mail.add_alternative(f"<html><body><p>{text}</p><p>--<br>Khách {number}</p></body></html>", subtype="html")
    for position, content in enumerate(files or []):
        mail.add_attachment(content, maintype="image", subtype="jpeg", filename=f"ảnh {position + 1}.jpg")
    return mail.as_bytes()
