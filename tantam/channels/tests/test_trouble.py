"""A server that refuses is answered with what to do about it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from django.utils import translation

from tantam.channels.email.check import Check, test_connection
from tantam.channels.tests import dovecot
from tantam.channels.tests.servers import free_port
from tantam.channels.values.trouble import trouble_in

WORDS = [
    ("127.0.0.1:993 [AUTHENTICATIONFAILED] Authentication failed.", "password"),
    ("535 5.7.8 Username and Password not accepted. For more information, go to …", "password"),
    ("[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure connections.", "encryption-needed"),
    ("530 5.7.0 Must issue a STARTTLS command first", "encryption-needed"),
    ("select failed: Mailbox doesn't exist: Khong co (0.001 + 0.000 secs).", "folder"),
    ("mail.example:143 [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1006)", "no-tls"),
    ("mail.example:143 Server does not support STARTTLS capability", "no-starttls"),
    ("STARTTLS extension not supported by server.", "no-starttls"),
    ("SMTP AUTH extension not supported by server.", "no-sign-in"),
    ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch", "certificate"),
    ("127.0.0.1:1 [Errno 111] Connection refused", "nothing-there"),
    ("imap.khong-co.example:993 [Errno -2] Name or service not known", "no-such-server"),
    ("imap.example:993 timed out", "no-answer"),
    ("10.9.9.9:993 [Errno 101] Network is unreachable", "no-way"),
    ("127.0.0.1:25 unexpected response: b'220 vm ESMTP", "something-else"),
    ("the moon is full", None),
]


@pytest.mark.parametrize(("words", "trouble"), WORDS)
def test_the_words_of_servers_are_understood(words, trouble):
    assert trouble_in(words) == trouble


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_trouble_has_its_advice(language):
    with translation.override(language):
        told = [Check("imap", False, words).advice for words, trouble in WORDS if trouble]
    assert all(told)
    assert Check("imap", False, "the moon is full").advice == ""


@pytest.mark.skipif(dovecot.BINARY is None, reason="Dovecot is not installed")
def test_a_real_server_is_asked_with_each_usual_mistake():
    with tempfile.TemporaryDirectory(prefix="tantam-dovecot-") as base, dovecot.serving(Path(base)) as port:
        right = {"host": "127.0.0.1", "port": port, "security": "none", "user": dovecot.USER, "folder": "INBOX"}
        mistakes: list[tuple[dict[str, object], str]] = [
            ({"folder": "Không có"}, "folder"),
            ({"security": "tls"}, "no-tls"),
            ({"security": "starttls"}, "no-starttls"),
            ({"port": free_port()}, "nothing-there"),
        ]
        for wrong, trouble in mistakes:
            (found,) = test_connection({"imap": right | wrong}, secrets={"imap_password": dovecot.PASSWORD})
            assert (found.is_ok, trouble_in(found.words)) == (False, trouble)
        (found,) = test_connection({"imap": right}, secrets={"imap_password": "sai"})
        assert (found.is_ok, trouble_in(found.words)) == (False, "password")
        (found,) = test_connection({"imap": right}, secrets={"imap_password": dovecot.PASSWORD})
        assert (found.is_ok, found.words, found.mails) == (True, "", 0)
