"""What is written leaves once; nothing that may have left leaves a second time by itself."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tantam.channels.actions import (
    CannotResend,
    NoWayOut,
    OutgoingFile,
    heal,
    read_arrivals,
    resend,
    send_due,
    send_message,
    store_arrival,
)
from tantam.channels.models import Channel, Dispatch, Message, SunkMail
from tantam.channels.tests.servers import Sink, sinking
from tantam.channels.tests.world import NOW, a_customer, a_mail, a_mailbox, an_agent
from tantam.channels.values import Recipients
from tantam.core.actions.worker import in_flight, worker_name
from tantam.core.models import FactRow

pytestmark = pytest.mark.django_db

State = Dispatch.State


def clock() -> datetime:
    return NOW


def later(**step: float) -> Callable[[], datetime]:
    return lambda: NOW + timedelta(**step)


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    sink = Sink()
    with sinking(sink) as address:
        settings.SMTP_OUT = address
        yield sink


def written(mailbox: Channel, **changes: object) -> Dispatch:
    values: dict[str, object] = {
        "customer": None,
        "recipients": Recipients(to=[("Nghiêm Thị Hoà", "hoa@khach.example")]),
        "subject": "Re: Xe không sạc được [TT-26-000012]",
        "text": "Chào chị Hoà,\n\n.Em đã nhận được.",
        "now": NOW,
    }
    return send_message(mailbox, **(values | changes)).dispatch  # type: ignore[arg-type]


def state_of(dispatch: Dispatch) -> tuple[str, str]:
    dispatch.refresh_from_db()
    return dispatch.state, dispatch.error


def facts() -> list[str]:
    return list(FactRow.objects.order_by("id").values_list("name", flat=True))


def test_a_reply_leaves_with_the_right_headers(sink: Sink):
    mailbox = a_mailbox()
    file = OutgoingFile("hướng dẫn.pdf", "application/pdf", b"%PDF-1")
    dispatch = written(
        mailbox,
        html="<p>Chào chị Hoà</p>",
        in_reply_to="m1@khach.example",
        references=["m0@khach.example"],
        files=[file],
    )
    assert dispatch.state == State.QUEUED
    assert send_due(mailbox.pk, clock=clock) == 1
    assert state_of(dispatch) == (State.SENT, "")
    (envelope,) = sink.mails
    assert (envelope.mail_from, envelope.rcpt_tos) == ("cskh@tanphuc.example", ["hoa@khach.example"])
    mail = message_from_bytes(sink.raw[0], policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Message-ID"] == f"<{dispatch.message.uuid}@tantam.example>"
    assert mail["In-Reply-To"] == "<m1@khach.example>"
    assert mail["References"].split() == ["<m0@khach.example>", "<m1@khach.example>"]
    assert mail["From"] == "Tân Phúc CSKH <cskh@tanphuc.example>"
    assert mail["To"] == "Nghiêm Thị Hoà <hoa@khach.example>"
    assert mail["Subject"] == "Re: Xe không sạc được [TT-26-000012]"
    assert mail["Auto-Submitted"] is None
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == ["Chào chị Hoà,", "", ".Em đã nhận được."]
    assert ">Chào chị Hoà</div>" in html.get_content()
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("hướng dẫn.pdf", b"%PDF-1")
    assert facts() == ["message.queued", "message.sent"]


def test_an_acknowledgement_says_that_a_machine_wrote_it(sink: Sink):
    mailbox = a_mailbox()
    written(mailbox, nature=Message.Nature.ACKNOWLEDGEMENT)
    send_due(mailbox.pk, clock=clock)
    mail = message_from_bytes(sink.raw[0], policy=policy.default)
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert sink.mails[0].mail_from == "<>"


def test_many_messages_share_one_connection(sink: Sink):
    mailbox = a_mailbox()
    for _ in range(5):
        written(mailbox)
    assert send_due(mailbox.pk, clock=clock) == 5
    assert (len(sink.mails), sink.sessions) == (5, 1)


def test_headers_cannot_be_smuggled_in(sink: Sink):
    mailbox = a_mailbox()
    evil = "x\r\nBcc: ai@khach.example\r\n\r\nthân"
    written(mailbox, subject=evil, recipients=Recipients(to=[(evil, "hoa@khach.example")]))
    send_due(mailbox.pk, clock=clock)
    mail = message_from_bytes(sink.raw[0], policy=policy.default)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "x Bcc: ai@khach.example thân"
    assert sink.mails[0].rcpt_tos == ["hoa@khach.example"]


def test_an_address_that_could_break_out_is_kept_as_failed(sink: Sink):
    mailbox = a_mailbox()
    bad = "hoa@khach.example>\r\nRCPT TO:<ai@khach.example"
    dispatch = written(mailbox, recipients=Recipients(to=[("", bad)]))
    assert state_of(dispatch)[0] == State.FAILED
    assert send_due(mailbox.pk, clock=clock) == 0
    assert facts() == ["message.failed"]


def test_a_refusal_is_final_and_keeps_the_servers_words(sink: Sink):
    sink.on_recipient = lambda address: "550 5.1.1 Không có người này"
    mailbox = a_mailbox()
    dispatch = written(mailbox)
    send_due(mailbox.pk, clock=clock)
    assert state_of(dispatch) == (State.FAILED, "550 5.1.1 Không có người này")
    assert send_due(mailbox.pk, clock=later(days=1)) == 0
    assert facts() == ["message.queued", "message.failed"]


def test_one_refused_recipient_does_not_keep_the_mail_from_the_others(sink: Sink):
    sink.on_recipient = lambda address: "550 no" if address.startswith("ai") else None
    mailbox = a_mailbox()
    dispatch = written(mailbox, recipients=Recipients(to=[("", "hoa@khach.example")], cc=[("", "ai@khach.example")]))
    send_due(mailbox.pk, clock=clock)
    assert state_of(dispatch) == (State.SENT, "ai@khach.example: 550 no")
    assert sink.mails[0].rcpt_tos == ["hoa@khach.example"]


def test_a_mail_put_off_is_tried_again_later_and_later_and_then_given_up(sink: Sink):
    sink.on_mail = lambda envelope: "451 4.7.1 Greylisted"
    mailbox = a_mailbox()
    dispatch = written(mailbox)
    for seconds, wait in ((0, 15), (15, 60), (75, 240), (315, 960)):
        assert send_due(mailbox.pk, clock=later(seconds=seconds)) == 1
        assert state_of(dispatch) == (State.QUEUED, "451 4.7.1 Greylisted")
        assert dispatch.next_at == NOW + timedelta(seconds=seconds + wait)
        assert send_due(mailbox.pk, clock=later(seconds=seconds)) == 0
    assert send_due(mailbox.pk, clock=later(hours=25)) == 1
    assert state_of(dispatch) == (State.FAILED, "451 4.7.1 Greylisted")
    assert sink.mails == []


def test_a_server_that_is_not_there_puts_everything_off_without_an_attempt(settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.SMTP_OUT = f"127.0.0.1:{unused.getsockname()[1]}"
        mailbox = a_mailbox()
        first, second = written(mailbox), written(mailbox)
        assert send_due(mailbox.pk, clock=clock) == 0
    for dispatch in (first, second):
        assert state_of(dispatch)[0] == State.QUEUED
        assert (dispatch.attempts, dispatch.next_at) == (0, NOW + timedelta(seconds=15))
    mailbox.refresh_from_db()
    assert mailbox.failing_since == NOW
    assert mailbox.last_error.startswith("smtp: 127.0.0.1:")
    sink = Sink()
    with sinking(sink) as address:
        settings.SMTP_OUT = address
        assert send_due(mailbox.pk, clock=later(seconds=20)) == 2
    assert Channel.objects.get().failing_since is None


class Crash(BaseException):
    """The process dies here."""


def test_a_crash_between_the_servers_yes_and_our_commit_leaves_it_uncertain(sink: Sink, monkeypatch):
    mailbox = a_mailbox()
    dispatch = written(mailbox)

    def die(*arguments: object, **options: object) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr("tantam.channels.actions.outbox._settle", die)
        with pytest.raises(Crash):
            send_due(mailbox.pk, clock=clock)
    assert len(sink.mails) == 1
    assert state_of(dispatch)[0] == State.ATTEMPTING
    assert heal(now=NOW + timedelta(seconds=1)) == 0, "it may still be on its way"
    assert heal(now=NOW + timedelta(seconds=5)) == 1
    assert state_of(dispatch)[0] == State.UNCERTAIN
    assert facts() == ["message.queued", "message.uncertain"]
    assert send_due(mailbox.pk, clock=later(days=1)) == 0
    assert len(sink.mails) == 1, "never by itself"
    resend(dispatch, by=an_agent(), now=NOW)
    assert send_due(mailbox.pk, clock=clock) == 1
    assert state_of(dispatch)[0] == State.SENT
    first, second = (message_from_bytes(raw)["Message-ID"] for raw in sink.raw)
    assert first == second
    with pytest.raises(CannotResend):
        resend(dispatch, by=an_agent(), now=NOW)


def test_an_attempt_of_a_process_that_is_gone_is_healed_and_one_of_a_living_is_not(sink: Sink):
    mailbox = a_mailbox()
    gone, living, elsewhere = written(mailbox), written(mailbox), written(mailbox)
    place = worker_name().rsplit("/", 2)[0]
    for dispatch, worker in ((gone, f"{place}/1/99"), (living, worker_name()), (elsewhere, "may-khac/1/2/3")):
        Dispatch.objects.filter(pk=dispatch.pk).update(
            state=State.ATTEMPTING, attempted_at=NOW, attempted_by=worker, attempts=1
        )
    with in_flight(("dispatch", living.pk)):
        assert heal(now=NOW + timedelta(seconds=5)) == 1
    assert [state_of(one)[0] for one in (gone, living, elsewhere)] == [
        State.UNCERTAIN, State.ATTEMPTING, State.ATTEMPTING,
    ]  # fmt: skip
    assert heal(now=NOW + timedelta(minutes=11)) == 2


@contextmanager
def a_server_that_hangs_up_after_the_dot() -> Iterator[str]:
    def serve(door: socket.socket) -> None:
        line, _ = door.accept()
        with line, line.makefile("rwb") as file:

            def say(words: bytes) -> None:
                file.write(words + b"\r\n")
                file.flush()

            say(b"220 x")
            for row in file:
                if row.upper().startswith(b"DATA"):
                    say(b"354 go")
                    while file.readline() != b".\r\n":
                        pass
                    return
                say(b"250 x")

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve, args=[door], daemon=True)
        thread.start()
        yield f"127.0.0.1:{door.getsockname()[1]}"
        thread.join(5)


def test_a_line_that_breaks_after_the_final_dot_leaves_it_uncertain(settings):
    with a_server_that_hangs_up_after_the_dot() as address:
        settings.SMTP_OUT = address
        mailbox = a_mailbox()
        dispatch, behind = written(mailbox), written(mailbox)
        assert send_due(mailbox.pk, clock=clock) == 1
    assert state_of(dispatch) == (State.UNCERTAIN, "Connection unexpectedly closed")
    assert state_of(behind)[0] == State.QUEUED


def test_a_demo_sends_to_nobody_but_keeps_what_it_would_have_sent(settings):
    settings.DEMO, settings.SMTP_OUT = True, ""
    mailbox = a_mailbox(smtp={"host": "smtp.nha-cung-cap.example", "port": 25, "security": "none"})
    dispatch = written(mailbox)
    assert send_due(mailbox.pk, clock=clock) == 1
    assert state_of(dispatch)[0] == State.SENT
    assert bytes(SunkMail.objects.get(message=dispatch.message).raw).startswith(
        b"Date: Mon, 23 Nov 2026 09:00:00 +0700"
    )
    settings.SMTP_OUT = "smtp.nha-cung-cap.example:25"
    written(mailbox)
    assert send_due(mailbox.pk, clock=clock) == 1
    assert SunkMail.objects.count() == 2


def test_two_machines_that_thank_one_another_come_to_an_end(sink: Sink):
    mailbox = a_mailbox(most_automatic_answers_an_hour=2)
    customer = a_customer()
    states = [written(mailbox, customer=customer, nature=Message.Nature.ACKNOWLEDGEMENT).state for _ in range(3)]
    assert states == [State.QUEUED, State.QUEUED, State.HELD]
    assert written(mailbox, customer=customer).state == State.QUEUED, "a person may always answer"
    assert facts()[1:] == ["message.queued", "message.queued", "message.held", "message.queued"]


def test_who_asks_for_no_automatic_answer_gets_none(sink: Sink):
    mailbox = a_mailbox()
    store_arrival(mailbox, raw=a_mail(Precedence="list", List_Id="<x.khach.example>"), now=NOW)
    read_arrivals(now=NOW)
    held = written(mailbox, nature=Message.Nature.ACKNOWLEDGEMENT, in_reply_to="m1@khach.example")
    assert (held.state, held.error) == (State.HELD, "asks-for-no-automatic-answer")


def test_a_kind_without_an_adapter_refuses(sink: Sink):
    mailbox = a_mailbox()
    Channel.objects.filter(pk=mailbox.pk).update(kind="zalo")
    with pytest.raises(NoWayOut):
        written(Channel.objects.get())
    assert not Message.objects.exists()


def bounce_of(dispatch: Dispatch, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    return (
        "From: MAILER-DAEMON@khach.example\r\nTo: cskh@tanphuc.example\r\nSubject: Undelivered\r\n"
        f"Message-ID: <b-{action}@khach.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nKhong gui duoc\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.khach.example\r\n\r\n"
        f"Final-Recipient: rfc822; hoa@khach.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n"
        "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{dispatch.message.external_id}>\r\n\r\n--b--\r\n"
    ).encode()


def test_a_bounce_marks_what_it_is_about_and_opens_nothing(sink: Sink):
    mailbox = a_mailbox()
    customer = a_customer()
    dispatch = written(mailbox, customer=customer)
    send_due(mailbox.pk, clock=clock)
    store_arrival(mailbox, raw=bounce_of(dispatch), now=NOW)
    assert read_arrivals(now=NOW) == 1
    state, words = state_of(dispatch)
    assert state == State.BOUNCED
    assert words == "5.1.1 hoa@khach.example smtp; 550 no such user"
    bounce = Message.objects.get(direction="in")
    assert (bounce.nature, bounce.customer) == ("bounce", customer)
    assert facts()[-2:] == ["message.received", "message.bounced"]


def test_a_report_of_delay_changes_nothing_and_one_of_delivery_clears_an_uncertain_one(sink: Sink):
    mailbox = a_mailbox()
    dispatch = written(mailbox)
    Dispatch.objects.update(state=State.UNCERTAIN)
    store_arrival(mailbox, raw=bounce_of(dispatch, action="delayed", status="4.4.1"), now=NOW)
    read_arrivals(now=NOW)
    assert state_of(dispatch)[0] == State.UNCERTAIN
    store_arrival(mailbox, raw=bounce_of(dispatch, action="delivered", status="2.0.0"), now=NOW)
    read_arrivals(now=NOW)
    assert state_of(dispatch)[0] == State.DELIVERED


def test_sending_one_message_asks_three_questions(sink: Sink, django_assert_num_queries):
    """Its result, its fact, the claim of the next one; in a transaction that begins and ends."""
    mailbox = a_mailbox()
    written(mailbox)
    send_due(mailbox.pk, clock=clock)
    for _ in range(10):
        written(mailbox)
    opening, first_claim, no_claim_after_the_last = 4, 3, -1
    with django_assert_num_queries(10 * (3 + 2) + opening + first_claim + no_claim_after_the_last):
        assert send_due(mailbox.pk, clock=clock) == 10
