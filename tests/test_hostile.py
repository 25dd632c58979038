"""Hostile input through the real doors: nothing is executed, nothing is forged, nothing is lost."""

from __future__ import annotations

import io
import logging
import os
import smtplib
import zipfile
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tantam.cases.models import Case, Entry
from tantam.channels.email.adapter import composed
from tantam.channels.models import Arrival, Attachment, Dispatch, Message
from tantam.channels.tests.servers import listening
from tantam.core.actions.files import read
from tantam.core.models import Delivery
from tantam.customers.models import Customer
from tests import world as w

CORPUS = Path(os.environ.get("TANTAM_CORPORA") or Path(settings.BASE_DIR) / ".." / "shared" / "corpora") / "mail"
SCRIPT = "<script>alert('xin chao')</script>"
HOSTILE = {
    "sql": "'; DROP TABLE cases_case CASCADE; --",
    "like": "%' OR 1=1 /* _\\",
    "script": SCRIPT,
    "attribute": "\"><img src=x onerror=alert('xin chao')>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}{kh}",
    "format": "%s %(id)s {0.__class__}",
    "right to left": "\u202egnp.exe\u0000\ud7ff",
}
INJECTED = "Hoa\r\nBcc: moi-nguoi@khach.example\r\nX-Injected: 1"

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> w.World:
    made = w.build_world(intake_process="QT-01")
    w.publish_process("qt-01-v3.bpmn", key="QT-01")
    return made


def encoded(text: str) -> str:
    """An encoded word holding any characters, line ends included (RFC 2047)."""
    return "=?utf-8?q?" + "".join(f"={byte:02X}" for byte in text.encode()) + "?="


def letter(poison: str, *, number: int = 1) -> bytes:
    """A mail with the poison in every field that a sender fills in."""
    word, safe = encoded(poison), poison.replace("\x00", "").replace("\r", " ").replace("\n", " ")
    head = (
        f"From: {word} <hoa@khach.example>\nTo: {word} <cskh@thuanlo.example>\nCc: {word} <ban@khach.example>\n"
        f"Reply-To: {word} <hoa@khach.example>\nSubject: {word}\nMessage-ID: <{number}@khach.example>\n"
        f"In-Reply-To: <{safe}>\nReferences: <{safe}> <b@c>\nDate: {safe}\nX-Mailer: {safe}\n"
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    )
    body = (
        f'--b\nContent-Type: text/html; charset=utf-8\n\n<p onclick="x()">{poison}</p><script>y()</script>\n'
        f'--b\nContent-Type: {safe[:20]}/x; name="{word}"\n'
        f'Content-Disposition: attachment; filename="{word}"\n\nx\n--b--\n'
    )
    return (head + body).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("poison", HOSTILE.values(), ids=HOSTILE.keys())
def test_injection_in_every_field_of_a_mail_stays_text(world, client, poison):
    arrival = w.send_in(world.mailbox, letter(poison))
    assert (arrival.state, bytes(arrival.raw)) == ("read", letter(poison))
    case = Case.objects.get()
    w.signed_in(client, world.head)
    words = quote(poison.replace("\x00", ""), errors="replace")
    for path in (reverse("inbox") + "?view=all", reverse("case", args=[case.number]), f"{reverse('search')}?q={words}"):
        page = client.get(path)
        shown = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert settings.SECRET_KEY not in shown
        assert 'onclick="x()"' not in shown
        assert "<script>y()" not in shown


@pytest.mark.parametrize("poison", [*HOSTILE.values(), INJECTED], ids=[*HOSTILE.keys(), "header"])
def test_what_we_answer_carries_no_forged_header(world, poison):
    w.send_in(world.mailbox, letter(poison))
    answer = Message.objects.get(direction="out", nature="acknowledgement")
    mail = message_from_bytes(composed(answer), policy=policy.default)
    assert mail["Bcc"] is None
    assert mail["X-Injected"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["hoa@khach.example"]
    assert len(mail.get_all("Subject", [])) == 1
    assert mail.defects == []


@pytest.mark.parametrize("poison", [*HOSTILE.values(), INJECTED], ids=[*HOSTILE.keys(), "header"])
def test_injection_in_the_forms_of_the_desk_stays_text(world, client, poison):
    w.send_in(world.mailbox, w.mail())
    case = Case.objects.get()
    w.signed_in(client, world.head)
    refused = {400} if "\x00" in poison else set()
    say = reverse("case_say", args=[case.number])
    for mode in ("note", "record", "reply"):
        answer = client.post(say, {"mode": mode, "text": poison, "said_on": poison, "said_by": "customer"})
        assert answer.status_code in (refused or {200, 302, 409, 422})
        answer = client.post(say, {"mode": mode, "text": f"Ghi {poison}"})
        assert answer.status_code in (refused or {200, 302, 409, 422})
    intake = {"phone": "0912345678", "name": poison, "channel_kind": "phone", "kind": "question", "text": poison}
    assert client.post(reverse("quick_intake"), intake).status_code in (refused or {200, 302, 422})
    assert client.post(reverse("quick_intake"), dict.fromkeys(intake, poison)).status_code in (refused or {422})
    for name in ("case_assign", "case_classify", "case_escalate", "case_close", "case_draft"):
        fields = dict.fromkeys(("team", "assignee", "kind", "urgency", "reason", "outcome", "note", "text"), poison)
        assert client.post(reverse(name, args=[case.number]), fields).status_code in (
            refused or {200, 204, 302, 404, 422}
        )
    assert client.get(reverse("search"), {"q": "a\x00b"}).status_code == 400
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x onerror" not in page
    assert Case.objects.filter(pk=case.pk).exists()


def nested(depth: int) -> bytes:
    head = b"From: a@khach.example\r\nTo: cskh@thuanlo.example\r\nMessage-ID: <nested@khach.example>\r\n"
    body = b"Content-Type: text/plain\r\n\r\nO day cung\r\n"
    for level in range(depth):
        mark = b"b%d" % level
        body = b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n--%b\r\n%b\r\n--%b--\r\n' % (
            mark,
            mark,
            body,
            mark,
        )
    return head + b"MIME-Version: 1.0\r\n" + body


def many_parts(count: int) -> bytes:
    head = (
        b"From: a@khach.example\r\nTo: cskh@thuanlo.example\r\nMessage-ID: <parts@khach.example>\r\nSubject: nhieu\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="p"\r\n\r\n'
    )
    part = b"--p\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a%d.txt\r\n\r\nphan %d\r\n"
    return head + b"".join(part % (number, number) for number in range(count)) + b"--p--\r\n"


def bomb() -> bytes:
    """20 MB of nothing in 20 kB: whoever unpacks what a customer attaches is lost."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("khong.txt", b"\0" * 20_000_000)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@khach.example", "cskh@thuanlo.example", "Ảnh"
    mail["Message-ID"] = "<bomb@khach.example>"
    mail.set_content("Ảnh đây ạ")
    mail.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename="ảnh.zip")
    return mail.as_bytes(policy=policy.SMTP)


def with_nul() -> bytes:
    return (
        b"From: a\0b@khach.example\r\nTo: cskh@thuanlo.example\r\nMessage-ID: <nul\0@khach.example>\r\n"
        b"Subject: a\0b\r\n"
        b"Content-Type: text/plain; charset=utf-16\r\n\r\nxe \0 em \0 h\xff\xfeng\r\n"
    )


def lying_charset() -> bytes:
    return (
        b"From: a@khach.example\r\nTo: cskh@thuanlo.example\r\nMessage-ID: <lies@khach.example>\r\n"
        b"Subject: \xe1\xba\xa3\r\n"
        b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + "Xe em không sạc được".encode() + b"\r\n"
    )


# What could not be read in full says so.
MONSTERS = {
    "nested 200": (nested(200), True),
    "5,000 parts": (many_parts(5000), True),
    "bomb": (bomb(), False),
    "NUL": (with_nul(), False),
    "lies": (lying_charset(), False),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("raw", "lacks"), MONSTERS.values(), ids=MONSTERS.keys())
def test_monsters_come_in_by_smtp_with_what_can_be_read_and_their_original_whole(raw, lacks, caplog):
    w.build_world()
    with listening() as port, smtplib.SMTP("127.0.0.1", port, timeout=30) as line:
        assert line.sendmail("a@khach.example", ["cskh@thuanlo.example"], raw) == {}
    w.settle(now=timezone.now())  # it came in by the clock on the wall
    arrival = Arrival.objects.get()
    assert bytes(arrival.raw) == raw
    assert arrival.state == "read"
    message = Message.objects.get(direction="in")
    assert Entry.objects.filter(message=message).count() == 1
    assert bool(message.problems) is lacks
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.django_db(transaction=True)
def test_of_a_bomb_the_packed_bytes_are_kept():
    world = w.build_world()
    w.send_in(world.mailbox, bomb())
    kept = Attachment.objects.get(filename="ảnh.zip")
    assert kept.file.size < 50_000
    assert zipfile.is_zipfile(io.BytesIO(read(kept.file)))


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of mails is not there (TANTAM_CORPORA)")
def test_every_mail_of_the_corpus_is_taken_in_whole_and_without_an_exception(world, caplog):
    files = sorted(path for path in CORPUS.rglob("*") if path.suffix in {".eml", ".msg", ".txt"})
    raws = {path: path.read_bytes() for path in files}
    arrivals = {path: _arrive(world, raw).pk for path, raw in raws.items()}
    w.settle()
    kept = {arrival.pk: arrival for arrival in Arrival.objects.all()}
    changed = [path.name for path, pk in arrivals.items() if bytes(kept[pk].raw) != raws[path]]
    assert changed == []
    states = Counter(arrival.state for arrival in kept.values())
    assert sum(states[state] for state in ("read", "duplicate", "held")) == len(files)
    assert Delivery.objects.count() == 0
    people = Message.objects.filter(direction="in", nature="person", customer__isnull=False)
    assert Entry.objects.filter(message__in=people).count() == people.count()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert Dispatch.objects.exclude(state__in=["queued", "held", "failed"]).count() == 0
    assert Customer.objects.exists()


def _arrive(world: w.World, raw: bytes) -> Arrival:
    from tantam.channels.actions import store_arrival

    return store_arrival(world.mailbox, raw=raw, envelope_from="a@khach.example", envelope_to=[], now=w.NOW)
