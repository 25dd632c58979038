"""The test button of the settings: can this mailbox be read, and can mail be sent?"""

from __future__ import annotations

import imaplib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imapclient.exceptions import IMAPClientError

from tantam.channels.email.imap import MailboxUnreachable, signed_in
from tantam.channels.email.servers import Server, server_from
from tantam.channels.email.smtp import SmtpLine
from tantam.channels.queries import advice_in_words
from tantam.channels.registry import Unreachable


@dataclass(frozen=True)
class Check:
    """How one server answered: `part` is `imap` or `smtp`, `words` the server's own when it refused."""

    part: str
    is_ok: bool
    words: str = ""
    mails: int | None = None

    @property
    def advice(self) -> str:
        """What to do about it, in the reader's language; "" where the server's words stand alone."""
        return advice_in_words(self.words)


def test_connection(values: Mapping[str, Any], *, secrets: Mapping[str, str]) -> list[Check]:
    """Sign in to each server named in a channel's settings; nothing is fetched, nothing sent. At most ~20 s each.

    `values` as kept in `Channel.settings`, `secrets` as `{"imap_password": …, "smtp_password": …}`.
    """
    imap = server_from(values.get("imap") or {}, kind="imap", password=secrets.get("imap_password", ""))
    smtp = server_from(values.get("smtp") or {}, kind="smtp", password=secrets.get("smtp_password", ""))
    checks = []
    if imap:
        checks.append(_check_imap(imap, folder=str((values["imap"]).get("folder") or "INBOX")))
    if smtp:
        checks.append(_check_smtp(smtp))
    return checks


test_connection.__test__ = False  # type: ignore[attr-defined]  # not a test of ours


def _check_imap(server: Server, *, folder: str) -> Check:
    try:
        with signed_in(server) as client:
            found = client.select_folder(folder, readonly=True)
    except (MailboxUnreachable, IMAPClientError, imaplib.IMAP4.error, OSError) as error:
        return Check("imap", False, str(error))
    return Check("imap", True, mails=int(found[b"EXISTS"]))


def _check_smtp(server: Server) -> Check:
    try:
        SmtpLine(server).close()
    except Unreachable as error:
        return Check("smtp", False, str(error))
    return Check("smtp", True)
