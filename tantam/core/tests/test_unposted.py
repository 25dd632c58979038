"""Why nothing was answered, from real lines: refused, unknown, silent, cut, certificates that do not hold."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import translation

from tantam.core.actions import post as posting
from tantam.core.actions.post import NotAnswered, NotPosted, code_of, post
from tantam.core.queries.unposted import _WORDS, is_unposted, why_unposted

NOW = datetime.now(UTC)
RAW = ("Errno", "Error", "Exception", "[", "ssl", "HTTP")


@pytest.fixture(autouse=True)
def private_allowed(settings) -> None:
    settings.DEMO, settings.WEBHOOK_ALLOW_PRIVATE = False, True


@dataclass
class Said:
    """What a server says to whoever connects, and then hangs up; None: nothing at all."""

    answer: bytes | None = b""
    context: ssl.SSLContext | None = None


@contextmanager
def saying(said: Said) -> Iterator[int]:
    server = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = server.accept()
                with suppress(OSError), line:
                    line.settimeout(5)
                    if said.context is not None:
                        line = said.context.wrap_socket(line, server_side=True)
                    line.recv(65_536)
                    if said.answer is None:
                        is_over.wait(5)
                    else:
                        line.sendall(said.answer)

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    is_over.set()
    server.close()


def refusal(port: int, *, scheme: str = "http", host: str = "127.0.0.1") -> NotPosted:
    with pytest.raises(NotPosted) as found:
        post(f"{scheme}://{host}:{port}/", body=b"{}", headers={})
    return found.value


def test_nobody_at_the_port_is_a_refusal_before_anything_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    found = refusal(port)
    assert (found.code, isinstance(found, NotAnswered)) == ("refused", False)
    assert found.detail.startswith("ConnectionRefusedError: ")


def test_a_name_that_nobody_has(monkeypatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", nowhere)
    found = refusal(443, scheme="https", host="khong-co.example")
    assert (found.code, isinstance(found, NotAnswered)) == ("no-host", False)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "broken-off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "broken-off"),
        (b"220 mail.example ESMTP\r\n", "no-http"),
        (None, "timeout"),
    ],
)
def test_what_was_sent_and_not_answered(answer: bytes | None, code: str, monkeypatch) -> None:
    monkeypatch.setattr(posting, "STEP_SECONDS", 0.3)
    with saying(Said(answer)) as port:
        found = refusal(port)
    assert (found.code, isinstance(found, NotAnswered)) == (code, True)


def test_an_answer_without_a_length_that_does_not_end_is_none(monkeypatch) -> None:
    """Cut off at the end of its time it must not pass for the whole."""
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 0.3)
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = server.accept()
        with suppress(OSError):
            line.recv(65_536)
            line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{")
            while line.recv(1):
                pass
        line.close()

    threading.Thread(target=serve, daemon=True).start()
    found = refusal(server.getsockname()[1])
    server.close()
    assert (found.code, isinstance(found, NotAnswered)) == ("timeout", True)


def test_a_server_without_encryption_at_an_https_address() -> None:
    with saying(Said(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        found = refusal(port, scheme="https")
    assert (found.code, isinstance(found, NotAnswered)) == ("no-tls", False)


class Authority:
    """A certificate authority of its own, and what it vouches for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._made("Authority", self.key, self.key, name="Authority", ends=timedelta(days=9))

    def _made(self, subject, key, signing, *, name, ends, begins=timedelta(days=-9)):
        def called(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

        builder = x509.CertificateBuilder().subject_name(called(subject)).issuer_name(called(name))
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(NOW + begins).not_valid_after(NOW + ends)
        names = x509.SubjectAlternativeName([x509.DNSName(subject)])
        builder = builder.add_extension(names, critical=False)
        is_authority = x509.BasicConstraints(ca=key is signing, path_length=None)
        return builder.add_extension(is_authority, critical=True).sign(signing, hashes.SHA256())

    def context(self, subject: str, *, begins: int = -9, ends: int = 9, own: bool = False) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        signing, name = (key, subject) if own else (self.key, "Authority")
        made = self._made(subject, key, signing, name=name, begins=timedelta(days=begins), ends=timedelta(days=ends))
        path = self.folder / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


@pytest.mark.parametrize(
    ("given", "is_known", "code"),
    [
        ({"subject": "localhost", "begins": -9, "ends": -1}, True, "certificate-expired"),
        ({"subject": "localhost", "begins": 1, "ends": 9}, True, "certificate-early"),
        ({"subject": "localhost", "own": True}, True, "certificate-own"),
        ({"subject": "khac.example"}, True, "certificate-name"),
        ({"subject": "localhost"}, False, "certificate-unknown"),
        ({"subject": "localhost"}, True, ""),
    ],
)
def test_a_certificate_that_does_not_hold(given, is_known: bool, code: str, tmp_path, monkeypatch) -> None:
    authority = Authority(tmp_path)
    trusting = ssl.create_default_context()
    if is_known:
        trusting.load_verify_locations(cadata=authority.certificate.public_bytes(serialization.Encoding.PEM).decode())
    monkeypatch.setattr("ssl.create_default_context", lambda: trusting)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    with saying(Said(answer, authority.context(**given))) as port:
        if not code:
            assert post(f"https://localhost:{port}/", body=b"", headers={}).is_ok
            return
        found = refusal(port, scheme="https", host="localhost")
    assert (found.code, isinstance(found, NotAnswered)) == (code, False)


def test_every_code_has_words_in_both_languages_without_the_machines_own() -> None:
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = [str(why_unposted(code)) for code in _WORDS]
    assert all(vi != en for vi, en in zip(said["vi"], said["en"], strict=True))
    assert not [words for words in (*said["vi"], *said["en"]) if any(raw in words for raw in RAW)]
    assert all(map(is_unposted, map(code_of, (OSError(), ssl.SSLCertVerificationError(), ValueError()))))
