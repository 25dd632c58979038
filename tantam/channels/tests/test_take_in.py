"""What arrives becomes one message, once, with its customer; what does not, waits for a person with its reason."""

from __future__ import annotations

import os
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from tantam.channels.actions import (
    NotInTray,
    read_arrivals,
    retry_unreadable,
    send_message,
    store_arrival,
    store_arrivals,
)
from tantam.channels.actions.guard import our_mark
from tantam.channels.actions.reading_of import Reading, build
from tantam.channels.models import Arrival, Attachment, Channel, Message
from tantam.channels.queries import messages_referred_to
from tantam.channels.reading import Mail, read_mail
from tantam.channels.tests.world import NOW, a_customer, a_mail, a_mailbox, state_of
from tantam.channels.values import Recipients
from tantam.channels.values.ids import reply_token
from tantam.channels.values.incoming import Incoming
from tantam.core.actions.files import read as read_file
from tantam.core.models import FactRow, StoredFile
from tantam.customers.models import ContactPoint, Customer

pytestmark = pytest.mark.django_db

MAILS = Path(os.environ.get("TANTAM_CORPORA") or Path(django_settings.BASE_DIR).parent / "shared/corpora") / "mail"


READER = "tantam.channels.actions.reading_of.read_mail"


def facts() -> list[str]:
    return list(FactRow.objects.order_by("id").values_list("name", flat=True))


def test_a_mail_becomes_a_message_of_a_new_customer():
    mailbox = a_mailbox()
    arrival = store_arrival(mailbox, raw=a_mail(), envelope_from="hoa@khach.example", now=NOW)
    assert read_arrivals(now=NOW) == 1
    message = Message.objects.get()
    assert (message.subject, message.text.strip()) == ("Xe không sạc được", "xe em ko sạc dc")
    assert (message.external_id, message.direction, message.nature) == ("m1@khach.example", "in", "person")
    assert (message.sender_name, message.sender_address) == ("Nghiêm Thị Hoà", "hoa@khach.example")
    assert message.recipients["to"] == [{"name": "", "address": "cskh@tanphuc.example"}]
    customer = Customer.objects.get()
    assert (customer.code[:2], customer.name) == ("KH", "Nghiêm Thị Hoà")
    assert message.customer == customer
    assert state_of(arrival) == "read"
    assert facts() == ["customer.created", "message.received"]
    fact = FactRow.objects.get(name="message.received")
    assert fact.subject == f"customer:{customer.pk}"
    assert fact.data == {
        "message_id": message.pk,
        "channel_id": mailbox.pk,
        "customer_id": customer.pk,
        "nature": "person",
        "is_quiet": False,
    }
    assert Channel.objects.get().last_received_at == NOW


def test_a_customer_is_known_again_by_their_address_whatever_its_case():
    mailbox = a_mailbox()
    customer = a_customer()
    store_arrival(mailbox, raw=a_mail(sender="HOA@Khach.Example"), now=NOW)
    read_arrivals(now=NOW)
    assert Message.objects.get().customer == customer
    assert Customer.objects.count() == 1


def test_the_same_mail_twice_is_one_message_with_two_arrivals():
    mailbox = a_mailbox()
    raw = a_mail()
    first = store_arrival(mailbox, raw=raw, now=NOW)
    read_arrivals(now=NOW)
    again = store_arrival(mailbox, raw=b"Received: from x by y; Mon, 23 Nov 2026 09:00:00 +0700\n" + raw, now=NOW)
    assert read_arrivals(now=NOW) == 1
    message = Message.objects.get()
    assert [state_of(first), state_of(again)] == ["read", "duplicate"]
    assert set(message.arrivals.all()) == {first, again}
    assert facts().count("message.received") == 1


def test_two_mailboxes_at_once_give_one_message_with_two_arrivals():
    first, second = a_mailbox(), a_mailbox("bao-hanh@tanphuc.example")
    store_arrivals([Incoming(channel_id=one.pk, raw=a_mail()) for one in (first, second)], now=NOW)
    assert read_arrivals(now=NOW) == 2
    message = Message.objects.get()
    assert message.channel == first
    assert sorted(message.arrivals.values_list("state", flat=True)) == ["duplicate", "read"]


def test_the_same_id_with_other_content_is_another_message():
    mailbox = a_mailbox()
    for text in ("một", "hai"):
        store_arrival(mailbox, raw=a_mail(text), now=NOW)
    read_arrivals(now=NOW)
    assert sorted(Message.objects.values_list("text", flat=True)) == ["hai", "một"]


def test_what_is_fetched_again_from_the_same_place_is_the_same_arrival():
    mailbox = a_mailbox()
    first = store_arrival(mailbox, raw=a_mail(), source="7:1", now=NOW)
    again, other = store_arrivals(
        [Incoming(channel_id=mailbox.pk, raw=a_mail("khác"), source=source) for source in ("7:1", "7:2")], now=NOW
    )
    assert again.pk == first.pk != other.pk
    assert bytes(Arrival.objects.get(pk=first.pk).raw) == a_mail()


def test_without_an_id_the_content_alone_decides():
    mailbox = a_mailbox()
    for text in ("một", "hai", "một"):
        store_arrival(mailbox, raw=a_mail(text, message_id=""), now=NOW)
        read_arrivals(now=NOW)
    assert Message.objects.count() == 2
    assert list(Arrival.objects.order_by("id").values_list("state", flat=True)) == ["read", "read", "duplicate"]


def test_an_automatic_reply_is_recorded_and_makes_no_customer():
    mailbox = a_mailbox()
    store_arrival(mailbox, raw=a_mail("Tôi đang nghỉ", Auto_Submitted="auto-replied"), now=NOW)
    read_arrivals(now=NOW)
    message = Message.objects.get()
    assert (message.nature, message.customer) == ("auto-reply", None)
    assert not Customer.objects.exists()
    assert facts() == ["message.received"]


def test_our_own_mail_coming_back_is_held_and_can_be_let_in():
    mailbox = a_mailbox()
    marked = store_arrival(mailbox, raw=a_mail(X_Tantam_Instance=our_mark()), now=NOW)
    ours = send_message(
        mailbox, customer=None, recipients=Recipients(to=[("", "x@khach.example")]), subject="x", text="x", now=NOW
    )
    same_id = store_arrival(mailbox, raw=a_mail(message_id=f"<{ours.external_id}>"), now=NOW)
    read_arrivals(now=NOW)
    for arrival in (marked, same_id):
        arrival.refresh_from_db()
        assert (arrival.state, arrival.reason, arrival.message) == ("held", "own-mail", None)
    retry_unreadable(marked, now=NOW)
    read_arrivals(now=NOW)
    assert state_of(marked) == "read"
    with pytest.raises(NotInTray):
        retry_unreadable(marked, now=NOW)


def test_a_sender_who_does_not_stop_is_held_and_another_is_not():
    mailbox = a_mailbox(most_from_sender_an_hour=2)
    for number in range(4):
        store_arrival(mailbox, raw=a_mail(message_id=f"<{number}@khach.example>"), now=NOW)
        read_arrivals(now=NOW)
    store_arrival(mailbox, raw=a_mail(message_id="<9@khach.example>", sender="an@khach.example"), now=NOW)
    read_arrivals(now=NOW)
    rows = Arrival.objects.order_by("id").values_list("state", "reason")
    held = ("held", "too-many-from-sender")
    assert list(rows) == [("read", ""), ("read", ""), held, held, ("read", "")]


def test_a_picture_in_the_text_is_kept_once_and_shown_from_our_address():
    mailbox = a_mailbox()
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = "hoa@khach.example", "<p@khach.example>"
    mail.set_content("ảnh")
    mail.add_alternative('<p onclick="x()">ảnh<script>x</script><img src="cid:a1"></p>', subtype="html")
    mail.get_payload()[1].add_related(b"PNG", "image", "png", cid="<a1>", filename="ảnh.png")  # type: ignore[index,union-attr]
    mail.add_attachment(b"PNG", maintype="image", subtype="png", filename="lần nữa.png")
    store_arrival(mailbox, raw=mail.as_bytes(), now=NOW)
    read_arrivals(now=NOW)
    inline, attached = Attachment.objects.order_by("id")
    assert (inline.filename, inline.is_inline, attached.filename) == ("ảnh.png", True, "lần nữa.png")
    assert StoredFile.objects.get().references == 2
    assert read_file(inline.file) == b"PNG"
    html = Message.objects.get().html
    assert f'src="/attachments/{inline.uuid}"' in html
    assert "onclick" not in html
    assert "script" not in html


def test_a_mail_that_breaks_the_reader_waits_in_the_tray_and_holds_up_nobody(monkeypatch):
    mailbox = a_mailbox()
    poison = store_arrival(mailbox, raw=a_mail("độc", message_id="<p@khach.example>"), now=NOW)
    good = store_arrival(mailbox, raw=a_mail(), now=NOW)

    def broken(raw: bytes) -> Mail:
        if b"<p@khach" in raw:
            raise ZeroDivisionError("division by zero")
        return read_mail(raw)

    with monkeypatch.context() as patched:
        patched.setattr(READER, broken)
        assert read_arrivals(now=NOW) == 2
        assert (state_of(poison), state_of(good)) == ("stored", "read")
        assert read_arrivals(now=NOW) == 0, "it rests"
        assert read_arrivals(now=NOW + timedelta(seconds=10)) == 1
        assert read_arrivals(now=NOW + timedelta(minutes=1)) == 1
    poison.refresh_from_db()
    assert (poison.state, poison.reason) == ("unreadable", "ZeroDivisionError: division by zero")
    assert list(Arrival.objects.in_tray()) == [poison]
    assert read_arrivals(now=NOW + timedelta(days=1)) == 0
    retry_unreadable(poison, now=NOW)
    assert read_arrivals(now=NOW) == 1
    assert state_of(poison) == "read"


def test_a_mail_that_cannot_be_stored_does_not_take_its_batch_with_it(monkeypatch):
    mailbox = a_mailbox()
    poison = store_arrival(mailbox, raw=a_mail("độc", message_id="<p@khach.example>"), now=NOW)
    good = store_arrival(mailbox, raw=a_mail(), now=NOW)

    def broken(reading: Reading, **options: object) -> None:
        if reading.external_id == "p@khach.example":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
        build(reading, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("tantam.channels.actions.take_in.build", broken)
    assert read_arrivals(now=NOW) == 2
    assert (state_of(poison), state_of(good)) == ("stored", "read")
    assert Message.objects.count() == 1


def test_a_mail_that_kills_its_reader_comes_back_alone_and_then_goes_to_the_tray(monkeypatch):
    class Killed(BaseException):
        """The process dies."""

    mailbox = a_mailbox()
    poison = store_arrival(mailbox, raw=a_mail("độc", message_id="<p@khach.example>"), now=NOW)
    good = store_arrival(mailbox, raw=a_mail(), now=NOW)

    def deadly(raw: bytes) -> Mail:
        if b"<p@khach" in raw:
            raise Killed
        return read_mail(raw)

    monkeypatch.setattr(READER, deadly)
    deaths, read_after = 0, 0
    for hour in range(12):
        try:
            read_arrivals(now=NOW + timedelta(hours=hour))
        except Killed:
            deaths += 1
        read_after += state_of(good) == "stored"
    assert (deaths, read_after) == (5, 2)
    poison.refresh_from_db()
    assert (poison.state, poison.reason) == ("unreadable", "reader-died")


def test_a_mail_without_any_sender_has_a_customer_of_its_own():
    mailbox = a_mailbox()
    for number in range(2):
        store_arrival(mailbox, raw=f"Subject: {number}\r\n\r\nx".encode(), now=NOW)
    read_arrivals(now=NOW)
    assert len(set(Message.objects.values_list("customer", flat=True))) == 2
    assert not ContactPoint.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"From: \x00a@khach.example\r\nSubject: \x00\xff\xfe\r\nMessage-ID: <\x00>\r\n\r\n\x00\xed\xa0\x80",
        b"Subject: " + b"=?utf-8?b?" + b"A" * 200_000 + b"?=\r\n\r\nx",
        b"Message-ID: <" + b"i" * 5000 + b">\r\nReferences: " + b"<r@x> " * 5000 + b"\r\n\r\nx",
        b"From: " + b"x" * 300 + b"@" + b"y" * 300 + b"\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000 + b"--b--",
    ],
    ids=["empty", "nul", "nul-and-surrogates", "long-word", "long-ids", "long-address", "many-parts"],
)
def test_hostile_bytes_become_a_message_and_stay_whole(raw: bytes):
    arrival = store_arrival(a_mailbox(), raw=raw, envelope_from="\x00kẻ\ud800xấu@x", now=NOW)
    assert read_arrivals(now=NOW) == 1
    arrival.refresh_from_db()
    assert (arrival.state, bytes(arrival.raw)) == ("read", raw)


def nested(depth: int) -> bytes:
    mail = b"Subject: trong cung\r\n\r\nxin chao"
    for _ in range(depth):
        mail = b"Content-Type: message/rfc822\r\n\r\n" + mail
    return mail


def test_a_mail_nested_two_hundred_deep_is_taken_in():
    arrival = store_arrival(a_mailbox(), raw=nested(200), now=NOW)
    read_arrivals(now=NOW)
    assert state_of(arrival) == "read"


@pytest.mark.skipif(not MAILS.is_dir(), reason="the corpus of mails is not here (TANTAM_CORPORA)")
def test_every_mail_of_the_corpus_is_taken_in_and_stays_whole():
    mailbox = a_mailbox(most_from_sender_an_hour=10_000)
    raws = [path.read_bytes() for path in sorted(MAILS.rglob("*")) if path.is_file()]
    assert len(raws) > 100
    arrivals = store_arrivals([Incoming(channel_id=mailbox.pk, raw=raw) for raw in raws], now=NOW)
    while read_arrivals(now=NOW):
        pass
    states = dict(Arrival.objects.values_list("pk", "state"))
    assert set(states.values()) <= {"read", "duplicate"}
    assert not Arrival.objects.filter(message=None).exists()
    assert [bytes(raw) for raw in Arrival.objects.order_by("id").values_list("raw", flat=True)] == raws
    assert len(arrivals) == len(raws)


def test_what_a_mail_answers_is_found_by_token_then_by_ids(settings):
    mailbox = a_mailbox()
    to = Recipients(to=[("", "hoa@khach.example")])
    ours, other = (send_message(mailbox, customer=None, recipients=to, subject="x", text="x", now=NOW) for _ in "12")
    address = f"cskh+{reply_token(ours.uuid, key=settings.SECRET_KEY)}@tanphuc.example"
    headers = {"In_Reply_To": f"<{other.external_id}>", "References": "<a@khach.example>"}
    store_arrival(mailbox, raw=a_mail(**headers), envelope_to=[address], now=NOW)
    read_arrivals(now=NOW)
    assert messages_referred_to(Message.objects.get(direction="in")) == [ours, other]
    forged = address.replace("+r", "+r0")[:60] + "@tanphuc.example"
    store_arrival(mailbox, raw=a_mail("b", message_id="<b@khach.example>"), envelope_to=[forged], now=NOW)
    read_arrivals(now=NOW)
    assert messages_referred_to(Message.objects.get(external_id="b@khach.example")) == []


def test_a_batch_of_known_senders_asks_few_questions(django_assert_num_queries):
    mailbox = a_mailbox()
    a_customer()
    for number in range(30):
        store_arrival(mailbox, raw=a_mail(f"thư {number}", message_id=f"<{number}@khach.example>"), now=NOW)
    claim, load, guard, known, people, store, facts = 4, 1, 1, 1, 3, 2, 1
    transaction_and_lock = 3
    with django_assert_num_queries(claim + load + transaction_and_lock + guard + known + people + store + facts):
        assert read_arrivals(now=NOW) == 30


def test_storing_a_group_is_one_transaction_beside_the_rows(django_assert_num_queries):
    """The rows go by a pipeline of the driver's that Django does not count."""
    mailbox = a_mailbox()
    store_arrival(mailbox, raw=a_mail(), now=NOW)
    incoming = [Incoming(channel_id=mailbox.pk, raw=a_mail()) for _ in range(20)]
    with django_assert_num_queries(2):
        store_arrivals(incoming, now=NOW)
    assert Arrival.objects.count() == 21
