"""Mailboxes are watched: a mail is here as soon as the server has it, one line to each mailbox, none after the end."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.utils import timezone
from imapclient import IMAPClient

from tantam.channels.actions import fetch_mail, stop_channel, watch
from tantam.channels.actions.mailbox_lock import hold, let_go
from tantam.channels.email import idle
from tantam.channels.models import Arrival, Channel
from tantam.channels.tests import dovecot
from tantam.channels.tests.servers import free_port
from tantam.channels.tests.test_imap import connected, numbered
from tantam.channels.tests.world import NOW, an_agent

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(dovecot.BINARY is None, reason="dovecot is not installed here (package dovecot-imapd)"),
]
#: What hears nothing asks again after minutes (`RENEW_SECONDS`), so this much is at once, on a busy machine too.
AT_ONCE, PATIENCE = 10.0, 30.0
WITHOUT_IDLE = "imap_capability = IMAP4rev1 UIDPLUS\n"


@pytest.fixture(scope="module", params=["", WITHOUT_IDLE], ids=["with IDLE", "without IDLE"])
def server(request: pytest.FixtureRequest) -> Iterator[int]:
    yield from _serving(request.param)


@pytest.fixture(scope="module")
def idling_server() -> Iterator[int]:
    yield from _serving("")


@pytest.fixture(scope="module")
def tls_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The same with a certificate of its own; yields its plain port and the one for TLS."""
    port, folder = free_port(), tmp_path_factory.mktemp("tls")
    cert, key = a_certificate(folder)
    listener = f"service imap-login {{\n inet_listener imaps {{\n port = {port}\n ssl = yes\n }}\n}}\n"
    for plain in _serving(f"ssl = yes\nssl_cert = <{cert}\nssl_key = <{key}\n{listener}"):
        yield plain, port


def a_certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - timedelta(days=9), NOW + timedelta(days=9))
    (folder / "cert").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key").write_bytes(pem)
    return folder / "cert", folder / "key"


def _serving(more: str) -> Iterator[int]:
    base = Path(tempfile.mkdtemp(prefix="tantam-dovecot-"))
    try:
        with dovecot.serving(base, more=more) as port:
            yield port
    finally:
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def mailbox_over_there(port: int) -> Iterator[IMAPClient]:
    with IMAPClient("127.0.0.1", port, ssl=False) as client:
        client.plain_login(dovecot.USER, dovecot.PASSWORD)
        if client.folder_exists("Thư"):
            client.delete_folder("Thư")
        client.create_folder("Thư")
        yield client


@contextmanager
def watching() -> Iterator[threading.Event]:
    stopping = threading.Event()
    thread = threading.Thread(target=watch.watch_mailboxes, args=[stopping])
    thread.start()
    try:
        yield stopping
    finally:
        stopping.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()
        wait_until(lambda: not watchers(), seconds=PATIENCE)


def watchers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if isinstance(thread, watch.Watch)]


def wait_until(question: Callable[[], bool], *, seconds: float) -> float:
    """Return after how many seconds it became true."""
    begun = time.monotonic()
    while not question():
        assert time.monotonic() - begun < seconds, "it did not happen in time"
        time.sleep(0.01)
    return time.monotonic() - begun


def has_looked(mailbox: Channel) -> Callable[[], bool]:
    return lambda: Channel.objects.filter(pk=mailbox.pk, last_checked_at__isnull=False).exists()


def has_come(count: int) -> Callable[[], bool]:
    return lambda: Arrival.objects.count() == count


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(watch, "ASK_SECONDS", 0.3)
    monkeypatch.setattr(watch, "FIRST_WAIT", 0.1)


def test_a_mail_is_stored_at_once(server: int, record_property):
    with mailbox_over_there(server) as there:
        there.append("Thư", numbered(0))
        mailbox = connected(server)
        with watching():
            wait_until(has_looked(mailbox), seconds=PATIENCE)
            took = []
            for number in range(1, 13):
                there.append("Thư", numbered(number))
                took.append(wait_until(has_come(number), seconds=PATIENCE))
                time.sleep(number % 4 * 0.03)  # so that some come while the last one is being fetched
    record_property("seconds_until_stored", took)
    assert max(took) < AT_ONCE
    assert Arrival.objects.count() == 12


def test_over_tls_as_well(tls_server: tuple[int, int]):
    plain, encrypted = tls_server
    with mailbox_over_there(plain) as there:
        mailbox = connected(encrypted, security="tls", check_certificate=False)
        with watching():
            wait_until(has_looked(mailbox), seconds=PATIENCE)
            for number in range(1, 5):
                there.append("Thư", numbered(number))
                assert wait_until(has_come(number), seconds=PATIENCE) < AT_ONCE
    assert Channel.objects.get().last_error == ""


def test_what_comes_between_the_fetching_and_the_waiting_is_not_overlooked(idling_server: int, monkeypatch):
    whole = IMAPClient.idle
    with mailbox_over_there(idling_server) as there:
        mailbox = connected(idling_server)

        def late(self: IMAPClient) -> object:
            if not Arrival.objects.exists():
                there.append("Thư", numbered(1))
            return whole(self)

        monkeypatch.setattr(IMAPClient, "idle", late)
        with watching():
            wait_until(has_looked(mailbox), seconds=PATIENCE)
            assert wait_until(has_come(1), seconds=PATIENCE) < AT_ONCE


def test_the_line_is_renewed_and_still_hears(idling_server: int, monkeypatch):
    monkeypatch.setattr(watch, "RENEW_SECONDS", 0.2)
    with mailbox_over_there(idling_server) as there:
        mailbox = connected(idling_server)
        with watching():
            wait_until(has_looked(mailbox), seconds=PATIENCE)
            time.sleep(1)
            there.append("Thư", numbered(1))
            assert wait_until(has_come(1), seconds=PATIENCE) < AT_ONCE
    assert Channel.objects.get().last_error == ""


def test_mailboxes_come_and_go_while_it_runs(server: int):
    with mailbox_over_there(server) as there, watching():
        assert watchers() == []
        mailbox = connected(server)
        wait_until(has_looked(mailbox), seconds=PATIENCE)
        there.append("Thư", numbered(1))
        wait_until(has_come(1), seconds=PATIENCE)
        stop_channel(mailbox, by=an_agent(), now=NOW)
        wait_until(lambda: not watchers(), seconds=PATIENCE)
        there.append("Thư", numbered(2))
        time.sleep(0.5)
        assert Arrival.objects.count() == 1
        Channel.objects.update(stopped_at=None)
        wait_until(has_come(2), seconds=PATIENCE)


def test_a_mailbox_reached_in_another_way_is_opened_anew(idling_server: int):
    with mailbox_over_there(idling_server) as there, watching():
        mailbox = connected(1)
        wait_until(lambda: bool(Channel.objects.get().last_error), seconds=PATIENCE)
        mailbox.settings["imap"] |= {"port": idling_server}
        Channel.objects.update(settings=mailbox.settings)
        wait_until(lambda: not Channel.objects.get().last_error, seconds=PATIENCE)
        there.append("Thư", numbered(1))
        wait_until(has_come(1), seconds=PATIENCE)
    assert (Arrival.objects.count(), Channel.objects.get().last_error) == (1, "")


def test_a_line_that_breaks_is_opened_again_and_nothing_is_missed(idling_server: int, monkeypatch):
    lines: list[IMAPClient] = []
    whole = IMAPClient.idle

    def noting(self: IMAPClient) -> object:
        lines.append(self)
        return whole(self)

    monkeypatch.setattr(IMAPClient, "idle", noting)
    with mailbox_over_there(idling_server) as there:
        connected(idling_server)
        with watching():
            wait_until(lambda: bool(lines), seconds=PATIENCE)
            lines[0].socket().shutdown(2)
            there.append("Thư", numbered(1))
            wait_until(has_come(1), seconds=PATIENCE)
    assert len({id(line) for line in lines}) == 2


def test_only_one_watches_a_mailbox_and_the_next_one_takes_over_when_that_one_dies(idling_server: int):
    with mailbox_over_there(idling_server) as there:
        mailbox = connected(idling_server)
        parameters = connection.get_connection_params()
        for name in ("cursor_factory", "context", "pool", "server_side_binding"):
            parameters.pop(name, None)
        elsewhere = psycopg.connect(**parameters, autocommit=True)
        elsewhere.execute("SELECT pg_advisory_lock(7402, %s::int)", [mailbox.pk])
        with watching():
            there.append("Thư", numbered(1))
            time.sleep(0.6)
            assert watchers() == []
            assert fetch_mail(mailbox.pk, now=timezone.now()) == 0
            elsewhere.close()  # as when the process is killed
            wait_until(lambda: len(watchers()) == 1, seconds=PATIENCE)
            assert not hold(mailbox.pk)
    wait_until(lambda: hold(mailbox.pk), seconds=PATIENCE)
    let_go(mailbox.pk)


def test_it_ends_at_once_while_it_waits_for_mail(idling_server: int):
    with mailbox_over_there(idling_server):
        mailbox = connected(idling_server)
        with watching() as stopping:
            wait_until(has_looked(mailbox), seconds=PATIENCE)
            stopping.set()
            assert wait_until(lambda: not watchers(), seconds=PATIENCE) < AT_ONCE


def test_it_ends_soon_even_while_a_server_says_nothing():
    stopping = threading.Event()
    thread = threading.Thread(target=watch.watch_mailboxes, args=[stopping])
    with socket.create_server(("127.0.0.1", 0)) as silent:
        connected(silent.getsockname()[1])
        thread.start()
        wait_until(lambda: len(watchers()) == 1, seconds=PATIENCE)
        stopping.set()
        thread.join(6)  # sooner than the silence is taken for an error (`CONNECT_SECONDS`)
        assert not thread.is_alive()
    wait_until(lambda: not watchers(), seconds=PATIENCE)


def test_a_bell_that_was_rung_is_heard_for_ever():
    bell = idle.Bell()
    begun = time.monotonic()
    bell.wait(0.05)
    assert time.monotonic() - begun >= 0.05
    bell.ring()
    bell.ring()
    bell.wait(5)
    bell.wait(5)
    assert time.monotonic() - begun < 5  # neither was waited out
