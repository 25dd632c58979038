"""Which servers a mailbox uses: read from the channel's settings and its encrypted secrets."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _

from tantam.channels.models import Channel
from tantam.core.actions.secrets import decrypt
from tantam.core.registry import is_sample
from tantam.core.values.outside import is_never_a_server

Security = Literal["tls", "starttls", "none"]
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
DEFAULT_PORTS = {("smtp", "tls"): 465, ("smtp", "starttls"): 587, ("smtp", "none"): 25}
DEFAULT_PORTS |= {("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143}


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where and how to sign in. Without a user no sign-in is tried."""

    host: str
    port: int
    security: Security = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    check_certificate: bool = True

    def tls(self) -> ssl.SSLContext:
        """Certificates are checked, but where the administrator has switched it off for a server of their own."""
        context = ssl.create_default_context()
        if not self.check_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class NoServerThere(OSError):
    """The name leads to an address where nobody's mail server is; nothing was said to it."""


def look_up(server: Server) -> None:
    """Look where the name leads before anything goes there. Raises NoServerThere, OSError where it leads nowhere."""
    for info in socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM):
        _refuse_odd(str(info[4][0]))


def look_who_answers(sock: socket.socket) -> None:
    """Look again who is there, before signing in: a name server may have given a second answer. Raises
    NoServerThere."""
    _refuse_odd(str(sock.getpeername()[0]))


def _refuse_odd(address: str) -> None:
    if is_never_a_server(address):
        raise NoServerThere(_("No mail server has the address %(address)s.") % {"address": address})


def secrets_of(channel: Channel) -> dict[str, str]:
    """The channel's passwords by name. Raises SecretUnreadable when they were encrypted with another key."""
    kept = decrypt(channel.secret_encrypted)
    return dict(json.loads(kept)) if kept else {}


def server_from(values: Mapping[str, Any], *, kind: Literal["imap", "smtp"], password: str) -> Server | None:
    """Read one server from settings such as `{"host": …, "port": …, "security": …, "user": …}`; None without a host."""
    host = str(values.get("host") or "").strip()
    if not host:
        return None
    security: Security = values.get("security") or "tls"
    return Server(
        host=host,
        port=int(values.get("port") or DEFAULT_PORTS[kind, security]),
        security=security,
        user=str(values.get("user") or ""),
        password=password,
        check_certificate=bool(values.get("check_certificate", True)),
    )


def imap_of(channel: Channel) -> Server | None:
    """The mailbox to fetch from, None if mail is only handed in."""
    return server_from(channel.settings.get("imap") or {}, kind="imap", password=_password(channel, "imap"))


def smtp_of(channel: Channel) -> Server | None:
    """The server to send through: the channel's own, else the installation's; None where there is none.

    In a demo only a server on this very machine is ever used, whatever is configured.
    """
    common = relay()
    if is_sample():
        return common if common and common.host in LOOPBACK else None
    own = server_from(channel.settings.get("smtp") or {}, kind="smtp", password=_password(channel, "smtp"))
    return own or common


def _password(channel: Channel, kind: str) -> str:
    return secrets_of(channel).get(f"{kind}_password", "") if channel.secret_encrypted else ""


def relay() -> Server | None:
    """The installation's way out, `TANTAM_SMTP_OUT=host:port`: spoken to in plain and without signing in."""
    if not settings.SMTP_OUT:
        return None
    host, _, port = str(settings.SMTP_OUT).rpartition(":")
    return Server(host=host.strip("[]"), port=int(port), security="none")
