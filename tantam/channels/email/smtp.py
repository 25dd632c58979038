"""Hand mail to an SMTP server (RFC 5321) and say exactly how far it came.

The one moment nobody can know about is between the final dot and the server's answer: a line that breaks there leaves
the message *unknowable*. Before it, nothing was taken and the message may be tried again.
"""

from __future__ import annotations

import smtplib
import socket
from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress

from tantam.channels.email.servers import Server, look_up, look_who_answers
from tantam.channels.registry import Receipt, Refused, TryLater, Unknowable, Unreachable

CONNECT_SECONDS = 10
ANSWER_SECONDS = 30
# RFC 5321, 4.5.3.2.6: the server may take long over a mail it has whole; giving up early makes it uncertain.
FINAL_ANSWER_SECONDS = 120


class SmtpLine:
    """One connection, used for one mail after the other; opened anew once if the server closed it in between."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp = connect(server)
        self._is_fresh = True

    def close(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._smtp.quit()
        self._smtp.close()

    def send(self, raw: bytes, *, sender: str, recipients: Sequence[str]) -> Receipt:
        """Hand one mail over. Raises TryLater, Refused, Unreachable or Unknowable."""
        try:
            refused = self._announce(raw, sender=sender, recipients=recipients)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if self._is_fresh:
                raise Unreachable(_words(error)) from error
            refused = self._announce_again(raw, sender=sender, recipients=recipients)
        self._is_fresh = False
        return Receipt(words=self._data(raw), refused=refused)

    def _announce_again(self, raw: bytes, *, sender: str, recipients: Sequence[str]) -> tuple[str, ...]:
        """Servers close lines that were used for some mails or some time; nothing of this mail has left yet."""
        self._smtp.close()
        self._smtp = connect(self._server)
        self._is_fresh = True
        try:
            return self._announce(raw, sender=sender, recipients=recipients)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise Unreachable(_words(error)) from error

    def _announce(self, raw: bytes, *, sender: str, recipients: Sequence[str]) -> tuple[str, ...]:
        """MAIL and RCPT; return what was said about recipients that were not taken while others were."""
        self._expect_size(len(raw))
        options = [f"SIZE={len(raw)}"] if self._smtp.has_extn("size") else []
        self._check(*self._smtp.mail(sender, options))
        answers = [(recipient, *self._smtp.rcpt(recipient)) for recipient in recipients]
        refusals = [(name, code, said) for name, code, said in answers if code not in {250, 251}]
        if len(refusals) == len(answers):
            _, code, said = min(refusals, key=lambda refusal: refusal[1])
            self._check(code, said)
        return tuple(f"{name}: {_answer(code, said)}" for name, code, said in refusals)

    def _expect_size(self, size: int) -> None:
        announced = self._smtp.esmtp_features.get("size", "")
        if announced.isdigit() and 0 < int(announced) < size:
            raise Refused(f"552 {size} > {announced}")

    def _data(self, raw: bytes) -> str:
        try:
            code, said = self._smtp.docmd("DATA")
            if code != 354:
                self._check(code, said)
                raise TryLater(_answer(code, said))
            body = raw.replace(b"\r\n.", b"\r\n..")
            self._smtp.send(b"." + body if body.startswith(b".") else body)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise Unreachable(_words(error)) from error
        return self._finish(b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n")

    def _finish(self, dot: bytes) -> str:
        try:
            if self._smtp.sock:
                self._smtp.sock.settimeout(FINAL_ANSWER_SECONDS)
            self._smtp.send(dot)
            code, said = self._smtp.getreply()
            if self._smtp.sock:
                self._smtp.sock.settimeout(ANSWER_SECONDS)
        except (smtplib.SMTPException, OSError) as error:
            raise Unknowable(_words(error)) from error
        if code == 250:
            return _answer(code, said)
        self._check(code, said)
        raise Unknowable(_answer(code, said))

    def _check(self, code: int, said: bytes) -> None:
        """Nothing happens for a yes. Raises TryLater (4xx), Unreachable (421: closing) or Refused (5xx)."""
        if code < 400:
            return
        with suppress(smtplib.SMTPException, OSError):
            self._smtp.rset()
        if code == 421:
            raise Unreachable(_answer(code, said))
        raise (TryLater if code < 500 else Refused)(_answer(code, said))


def connect(server: Server) -> smtplib.SMTP:
    """Connect, encrypt and sign in. Raises Unreachable with the reason, a refused sign-in included."""
    kind = "TLS" if server.security == "tls" else "plain"
    try:
        look_up(server)
        if kind == "TLS":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=CONNECT_SECONDS, context=server.tls()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=CONNECT_SECONDS)
        _sign_in(smtp, server)
    except (smtplib.SMTPException, OSError) as error:
        raise Unreachable(f"{server.host}:{server.port} {_words(error)}") from error
    return smtp


def _sign_in(smtp: smtplib.SMTP, server: Server) -> None:
    try:
        if isinstance(smtp.sock, socket.socket):
            look_who_answers(smtp.sock)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=server.tls())
            smtp.ehlo()
        if server.user:
            _authenticate(smtp, server)
    except BaseException:
        smtp.close()
        raise
    if isinstance(smtp.sock, socket.socket):
        smtp.sock.settimeout(ANSWER_SECONDS)
        # the final dot goes out on its own: without this it waits 40 ms for an acknowledgement of the content
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _authenticate(smtp: smtplib.SMTP, server: Server) -> None:
    """The library encodes ASCII only; a password with other letters goes by SASL PLAIN, in UTF-8 (RFC 4616)."""
    if (server.user + server.password).isascii():
        smtp.login(server.user, server.password)
        return
    secret = b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
    code, said = smtp.docmd("AUTH", f"PLAIN {secret}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, said)


def _answer(code: int, said: bytes) -> str:
    return f"{code} {said.decode('utf-8', 'replace')}".strip()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _answer(error.smtp_code, said if isinstance(said, bytes) else str(said).encode())
    return str(error) or type(error).__name__
