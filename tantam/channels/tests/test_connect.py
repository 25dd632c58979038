"""A mailbox is connected in the settings; its passwords are kept encrypted and never shown."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest

from tantam.channels.actions import (
    AddressTaken,
    change_mailbox,
    connect_mailbox,
    resume_channel,
    stop_channel,
)
from tantam.channels.email.check import test_connection
from tantam.channels.email.servers import imap_of, smtp_of
from tantam.channels.forms import MailboxForm
from tantam.channels.models import Channel
from tantam.channels.queries import mail_directory
from tantam.channels.tests.world import NOW, a_brand, a_mailbox, an_agent
from tantam.core.models import FactRow

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "CSKH",
    "address": " CSKH@TanPhuc.example ",
    "sender_name": "Tân Phúc",
    "imap_host": "imap.tanphuc.example",
    "imap_security": "tls",
    "imap_user": "cskh",
    "imap_password": "  bí mật 7391 ",
    "smtp_host": "smtp.tanphuc.example",
    "smtp_port": "2525",
    "smtp_security": "starttls",
}


def typed(channel: Channel | None = None, **changes: str) -> MailboxForm:
    form = MailboxForm(TYPED | changes, channel=channel)
    assert form.is_valid(), form.errors
    return form


def connected() -> Channel:
    return connect_mailbox(typed().plan(), brand=a_brand(), by=an_agent(), now=NOW)


def test_what_was_typed_is_how_the_servers_are_reached():
    channel = Channel.objects.get(pk=connected().pk)
    assert channel.address == "cskh@tanphuc.example"
    imap, smtp = imap_of(channel), smtp_of(channel)
    assert imap is not None
    assert smtp is not None
    assert (imap.host, imap.port, imap.security, imap.user) == ("imap.tanphuc.example", 993, "tls", "cskh")
    assert imap.password == "  bí mật 7391 "
    assert (smtp.host, smtp.port, smtp.security, smtp.user) == ("smtp.tanphuc.example", 2525, "starttls", "")
    assert "7391" not in channel.secret_encrypted
    assert "7391" not in repr(imap)
    assert list(FactRow.objects.values_list("name", "data")) == [
        ("channel.connected", {"channel_id": channel.pk, "kind": "email"})
    ]


def test_the_form_shows_everything_but_the_passwords():
    shown = str(MailboxForm(channel=connected()))
    assert "imap.tanphuc.example" in shown
    assert "7391" not in shown


def test_an_empty_password_keeps_the_old_one_and_another_server_is_read_anew():
    channel = connected()
    Channel.objects.update(position={"validity": 5, "uid": 9})
    same = change_mailbox(channel, typed(channel, imap_password="").plan(), by=an_agent(), now=NOW)
    imap = imap_of(same)
    assert imap is not None
    assert imap.password == "  bí mật 7391 "
    assert same.position == {"validity": 5, "uid": 9}
    other = change_mailbox(channel, typed(channel, imap_host="khac.example").plan(), by=an_agent(), now=NOW)
    assert other.position == {}


def test_an_address_belongs_to_one_mailbox():
    a_mailbox()
    with pytest.raises(AddressTaken):
        connected()
    assert Channel.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("address", "a@b\r\nBcc: x@y"), ("address", "không"), ("imap_host", "máy.example"), ("imap_user", "")],
)
def test_what_cannot_be_is_refused_at_its_field(field: str, value: str):
    assert list(MailboxForm(TYPED | {field: value}).errors) == [field]


def test_a_stopped_mailbox_takes_nothing_until_it_is_taken_up_again():
    channel = connected()
    stop_channel(channel, by=an_agent(), now=NOW)
    stop_channel(channel, by=an_agent(), now=NOW)
    assert mail_directory().channel_of("cskh@tanphuc.example") is None
    resume_channel(channel, by=an_agent(), now=NOW)
    assert mail_directory().channel_of("cskh@tanphuc.example") == channel.pk
    names = ["channel.connected", "channel.stopped", "channel.resumed"]
    assert list(FactRow.objects.order_by("id").values_list("name", flat=True)) == names


def test_a_demo_never_speaks_to_a_provider(settings):
    settings.DEMO = True
    for out, expected in (("smtp.nha.example:25", None), ("", None), ("127.0.0.1:2526", 2526)):
        settings.SMTP_OUT = out
        server = smtp_of(connected() if not Channel.objects.exists() else Channel.objects.get())
        assert (server.port if server else None) == expected


@pytest.mark.parametrize(
    "changed",
    [{"imap_host": "imap.evil.example"}, {"imap_user": "khac"}, {"imap_security": "none"}],
    ids=["host", "user", "unencrypted"],
)
def test_the_kept_password_never_goes_to_another_server_than_it_was_typed_for(changed):
    """Whoever may change a mailbox would else read its password at a server of their own."""
    form = MailboxForm(TYPED | {"imap_password": ""} | changed, channel=connected())
    assert not form.is_valid()
    assert list(form.errors) == ["imap_password"]
    again = MailboxForm(TYPED | {"imap_password": "khac-han"} | changed, channel=form._channel)
    assert again.is_valid()
    assert again.secrets()["imap_password"] == "khac-han"


@pytest.mark.parametrize("address", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0"])  # noqa: S104
@pytest.mark.parametrize("part", ["imap", "smtp"])
def test_no_password_is_said_where_nobodys_mail_server_is(monkeypatch, address, part):
    def resolve(host: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(*_: object, **__: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    values = {part: {"host": "mail.evil.example", "security": "none", "user": "a"}}
    (check,) = test_connection(values, secrets={f"{part}_password": "b"})
    assert not check.is_ok
    assert address in check.words


def test_a_name_server_that_answers_otherwise_the_second_time_gets_no_password(monkeypatch):
    """What was looked up and what was connected to are two answers: it is looked again before signing in."""
    said: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _ = listener.accept()
            with line:
                line.settimeout(5)
                line.sendall(b"220 hello\r\n")
                with contextlib.suppress(OSError):
                    said.append(line.recv(1000))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        monkeypatch.setattr("tantam.channels.email.smtp.look_up", lambda server: None)
        monkeypatch.setattr("tantam.channels.email.servers.is_never_a_server", lambda address: True)
        values = {"smtp": {"host": "127.0.0.1", "port": listener.getsockname()[1], "security": "none", "user": "a"}}
        (check,) = test_connection(values, secrets={"smtp_password": "b"})
        thread.join(5)
    assert (check.is_ok, said) == (False, [b""])
