"""Whom an answer goes to, and what is seen when it comes back."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from django.utils import translation

from tantam.cases import actions
from tantam.cases.actions.refused import NoWayToAnswer
from tantam.cases.context.stream import lines_of
from tantam.cases.models import Case, Entry
from tantam.cases.tests.desk import a_case, build_desk
from tantam.channels.actions import send_due, store_arrival
from tantam.channels.models import Dispatch, Message
from tantam.organisation.models import Business
from tests import world as w

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> w.World:
    settings.DEMO, settings.SMTP_OUT = True, ""
    desk = build_desk()
    Business.objects.update(is_demo=True)
    return desk


def answered(world: w.World, case: Case) -> Message:
    entry = actions.reply(case, answer=actions.Answer(text="Dạ chiều nay giao ạ."), by=world.agent, now=w.NOW).entry
    assert entry.message is not None
    return entry.message


def addressed(message: Message) -> list[str]:
    return [box["address"] for box in message.recipients["to"]]


@pytest.mark.parametrize(
    ("headers", "to"),
    [
        ({}, ["hoa@khach.example"]),
        ({"Reply_To": "Hoà <hoa.rieng@nha.example>"}, ["hoa.rieng@nha.example"]),
        ({"Reply_To": "HOA@khach.example"}, ["hoa@khach.example"]),
        ({"Reply_To": "a@nha.example, b@nha.example"}, ["a@nha.example", "b@nha.example"]),
        ({"Reply_To": "cskh@thuanlo.example"}, ["hoa@khach.example"]),
        ({"Reply_To": "CSKH+r123@thuanlo.example, chong@nha.example"}, ["chong@nha.example"]),
        ({"Reply_To": "no-reply@san.example"}, ["hoa@khach.example"]),
        ({"Reply_To": "Hoà"}, ["hoa@khach.example"]),
        ({"Reply_To": "hoi@nhom.example", "Cc": "hoi@nhom.example", "List_Id": "<hoi.nhom.example>"},
         ["hoa@khach.example"]),
        ({"Reply_To": "chong@nha.example", "Cc": "chong@nha.example"}, ["chong@nha.example"]),
    ],
    ids=[
        "none", "another address", "the same", "two people", "our own", "our tagged own and a person",
        "nobody reads it", "no address", "the list itself", "somebody in copy",
    ],
)  # fmt: skip
def test_an_answer_goes_where_its_reader_wants_it(world, headers, to):
    assert addressed(answered(world, a_case(world, **headers))) == to


def test_a_machine_that_wrote_last_is_not_answered(world):
    case = a_case(world)
    first = answered(world, case)
    w.send_in(
        world.mailbox,
        w.mail(sender="Hoà <di-vang@nha.example>", subject="Tự động trả lời", message_id="<v@khach.example>",
               In_Reply_To=f"<{first.external_id}>", Auto_Submitted="auto-replied"),
    )  # fmt: skip
    assert Entry.objects.filter(case=case, message__nature="auto-reply").count() == 1
    again = answered(world, case)
    assert (addressed(again), again.in_reply_to) == (["hoa@khach.example"], "1@khach.example")


def returned(message: Message) -> bytes:
    """The report of a mail server (RFC 3464) that could not deliver our mail."""
    report = EmailMessage()
    report["From"], report["To"] = "MAILER-DAEMON@khach.example", "cskh@thuanlo.example"
    report["Subject"], report["Message-ID"] = "Undelivered Mail Returned to Sender", "<b1@khach.example>"
    raw = report.as_bytes().rstrip(b"\n") + b"\n"
    return raw + (
        b"MIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nThe mail system\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; khach.example\n\n"
        b"Final-Recipient: rfc822; hoa@khach.example\nAction: failed\nStatus: 5.2.2\n"
        b"Diagnostic-Code: smtp; 552 mailbox full\n\n"
        b"--b\nContent-Type: text/rfc822-headers\n\n"
        + f"Message-ID: <{message.external_id}>\nSubject: x\n".encode()
        + b"\n--b--\n"
    )


def test_an_answer_that_comes_back_is_seen_and_waits_for_somebody(world):
    case = a_case(world)
    message = answered(world, case)
    while send_due(world.mailbox.pk, clock=lambda: w.NOW):
        pass
    assert Case.objects.get(pk=case.pk).awaits_answer is False
    w.send_in(world.mailbox, returned(message))
    case.refresh_from_db()
    assert case.awaits_answer is True
    dispatch = Dispatch.objects.get(message=message)
    assert (dispatch.state, dispatch.error) == ("bounced", "5.2.2 hoa@khach.example smtp; 552 mailbox full")
    entries = Entry.objects.filter(case=case).select_related("message__dispatch", "message__author", "author")
    lines = lines_of(case, list(entries.order_by("at", "id")), files={}, now=w.NOW)
    sent = next(line for line in lines if line.sending and line.sending.id == dispatch.pk)
    assert sent.sending is not None
    assert (sent.sending.can_resend, "mailbox full" in sent.sending.trouble) == (True, True)
    assert [line.look for line in lines].count("in") == 2, "the customer's mail, and the report"
    assert Case.objects.count() == 1
    assert addressed(answered(world, case)) == ["hoa@khach.example"]


def test_a_mail_without_a_sender_becomes_a_case_that_says_why_it_cannot_be_answered(world):
    raw = w.mail().replace(b"From: ", b"X-From: ")
    store_arrival(world.mailbox, raw=raw, envelope_from="", envelope_to=[world.mailbox.address], now=w.NOW)
    w.settle(now=w.NOW)
    case = Case.objects.get()
    with pytest.raises(NoWayToAnswer):
        answered(world, case)
    assert not Message.objects.filter(direction="out").exists()


def test_five_thousand_in_copy_are_taken_in_and_what_is_not_kept_is_said(world):
    case = a_case(world, Cc=", ".join(f"ban{number}@lop.example" for number in range(5_000)))
    message = Message.objects.get(direction="in")
    assert (len(message.recipients["cc"]), message.problems) == (200, ["recipients_cut"])
    entries = Entry.objects.filter(case=case).select_related("message", "author")
    with translation.override("en"):
        lines = lines_of(case, list(entries.order_by("at", "id")), files={}, now=w.NOW)
    assert lines[0].problems == ["The mail names more recipients than are kept here."]
    assert addressed(answered(world, case)) == ["hoa@khach.example"]
    assert not Message.objects.filter(direction="out", recipients__cc__0__isnull=False).exists()
