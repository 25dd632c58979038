"""Fetch mail from an IMAP mailbox (RFC 3501), each once, whatever else reads that mailbox.

The place reached is UIDVALIDITY and the last UID; flags are never relied on, and never changed unless wished. Mail that
is too large, or that the server cannot hand over, stays there and is listed; it never stops what comes after it.
"""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, ProtocolError

from tantam.channels.email.servers import Server, look_up, look_who_answers
from tantam.channels.reading import read_mail

CONNECT_SECONDS = 10
ANSWER_SECONDS = 60
MAILS_A_RUN = 200
TRIES_WITH_ONE_MAIL = 3
MOST_LISTED = 100
_TOLD = "EXISTS"

TOO_LARGE = "too-large"
NOT_HANDED_OVER = "not-handed-over"


class MailboxUnreachable(Exception):
    """The server or the folder cannot be reached, in the server's words."""


@dataclass(frozen=True)
class Position:
    """How far a mailbox has been read. `since` bounds a new beginning when the server numbers its mails anew."""

    validity: int = 0
    uid: int = 0
    since: str = ""
    # UID → why a mail was left, how large it is, and whose it is, so that a person finds it over there
    left: dict[str, Any] = field(default_factory=dict)
    stuck_at: int = 0
    tries: int = 0

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Position:
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        # an earlier release kept the reason alone
        left = {uid: one if isinstance(one, dict) else {"reason": one} for uid, one in known.get("left", {}).items()}
        return cls(**{**known, "left": left})

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def after(self, uid: int, *, left_because: str = "", **known: Any) -> Position:
        left = {**self.left, str(uid): {"reason": left_because, **known}} if left_because else self.left
        newest = dict(list(left.items())[-MOST_LISTED:])
        return replace(self, uid=uid, left=newest, stuck_at=0, tries=0)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the business wants of its mailbox. `start`: `new` (from now on) or `all` (what is there as well)."""

    folder: str = "INBOX"
    start: str = "new"
    mark_seen: bool = False
    max_bytes: int


Keep = Callable[[str, bytes], None]
Save = Callable[[Position], None]


@contextmanager
def signed_in(server: Server) -> Iterator[IMAPClient]:
    """Connect, encrypt and sign in. Raises MailboxUnreachable with the reason."""
    try:
        client = _connect(server)
    except (IMAPClientError, OSError, imaplib.IMAP4.error) as error:
        raise MailboxUnreachable(f"{server.host}:{server.port} {_words(error)}") from error
    try:
        yield client
    finally:
        with suppress(Exception):
            client.logout()


def _connect(server: Server) -> IMAPClient:
    is_tls = server.security == "tls"
    look_up(server)
    client = IMAPClient(
        server.host,
        port=server.port,
        ssl=is_tls,
        ssl_context=server.tls() if is_tls else None,
        timeout=CONNECT_SECONDS,
    )
    try:
        look_who_answers(client.socket())
        client.socket().settimeout(ANSWER_SECONDS)
        if server.security == "starttls":
            client.starttls(server.tls())
        _sign_in(client, server)
    except BaseException:
        with suppress(Exception):
            client.shutdown()
        raise
    return client


def _sign_in(client: IMAPClient, server: Server) -> None:
    """LOGIN knows ASCII only; a password with other letters goes by SASL PLAIN, in UTF-8 (RFC 4616)."""
    if (server.user + server.password).isascii():
        client.login(server.user, server.password)
    else:
        client.plain_login(server.user, server.password)


def fetch_new(server: Server, *, position: Position, wishes: Wishes, keep: Keep, save: Save, today: date) -> int:
    """Open the mailbox, hand each new mail to `keep` as `Mailbox.fetch` does, close it. Raises MailboxUnreachable."""
    with opened(server, wishes=wishes) as mailbox:
        return mailbox.fetch(position, keep=keep, save=save, today=today)


@contextmanager
def opened(server: Server, *, wishes: Wishes) -> Iterator[Mailbox]:
    """Sign in and select the folder. Raises MailboxUnreachable, also for what goes wrong inside on the line."""
    with signed_in(server) as client, _in_words():
        facts = client.select_folder(wishes.folder, readonly=not wishes.mark_seen)
        yield Mailbox(client, facts, wishes=wishes)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (IMAPClientError, OSError, imaplib.IMAP4.error) as error:
        raise MailboxUnreachable(_words(error)) from error


class Mailbox:
    """A selected folder on an open line."""

    def __init__(self, client: IMAPClient, facts: dict[bytes, Any], *, wishes: Wishes) -> None:
        self.client = client
        self._facts = facts
        self._wishes = wishes

    def fetch(self, position: Position, *, keep: Keep, save: Save, today: date) -> int:
        """Hand each new mail to `keep` with its place, then `save` how far it went; return how many were kept.

        `keep(place, raw)` has stored the mail when it returns.
        """
        position = _begin(self.client, position, self._facts, wishes=self._wishes, today=today)
        save(position)
        return _fetch_all(self.client, position, wishes=self._wishes, keep=keep, save=save)

    @property
    def has_news(self) -> bool:
        """Whether the server has told of mail since it was last searched.

        It may tell at the end of any command (RFC 3501, 7), of the search itself too: told once, not again.
        """
        return _TOLD in self.client._imap.untagged_responses


def _begin(client: IMAPClient, position: Position, facts: dict[bytes, Any], *, wishes: Wishes, today: date) -> Position:
    """The place to go on from: the first time as wished; where the server has numbered its mails anew, with the first
    mail since the mailbox was connected (what is known of it is a duplicate)."""
    validity = int(facts[b"UIDVALIDITY"])
    if position.validity == validity:
        return position
    is_first = position.validity == 0
    since = today.isoformat() if is_first and wishes.start == "new" else position.since
    if not since:
        return Position(validity=validity)
    found = [] if is_first else client.search(["SINCE", date.fromisoformat(since)])
    return Position(validity=validity, uid=min(found, default=int(facts[b"UIDNEXT"])) - 1, since=since)


def _fetch_all(client: IMAPClient, position: Position, *, wishes: Wishes, keep: Keep, save: Save) -> int:
    uids = _new_uids(client, position)
    sizes = client.fetch(uids, ["RFC822.SIZE"]) if uids else {}
    kept = 0
    for uid in uids:
        size = int(sizes.get(uid, {}).get(b"RFC822.SIZE", 0))
        if size > wishes.max_bytes:
            position = position.after(uid, left_because=TOO_LARGE, size=size, **_described(client, uid))
        else:
            position, is_kept = _fetch_one(client, uid, position, keep=keep, save=save)
            kept += is_kept
            if is_kept and wishes.mark_seen:
                client.add_flags([uid], [rb"\Seen"], silent=True)
        save(position)
    return kept


def _new_uids(client: IMAPClient, position: Position) -> list[int]:
    """`n:*` names the last mail even when its number is below n."""
    client._imap.untagged_responses.pop(_TOLD, None)
    found = client.search(["UID", f"{position.uid + 1}:*"])
    return sorted(uid for uid in found if uid > position.uid)[:MAILS_A_RUN]


def _fetch_one(client: IMAPClient, uid: int, position: Position, *, keep: Keep, save: Save) -> tuple[Position, bool]:
    """One mail. If the line breaks over it three times, it is left on the server and the next one's turn comes."""
    tries = position.tries + 1 if position.stuck_at == uid else 1
    if tries > TRIES_WITH_ONE_MAIL:
        return position.after(uid, left_because=NOT_HANDED_OVER), False
    try:
        answer = client.fetch([uid], ["BODY.PEEK[]"])
    except (imaplib.IMAP4.abort, OSError, ProtocolError):
        save(replace(position, stuck_at=uid, tries=tries))
        raise
    except IMAPClientError as error:
        return position.after(uid, left_because=f"{NOT_HANDED_OVER}: {_words(error)}"[:200]), False
    raw = answer.get(uid, {}).get(b"BODY[]")
    if raw is None:  # deleted meanwhile by somebody else
        return position.after(uid), False
    keep(f"{position.validity}:{uid}", raw)
    return position.after(uid), True


_HEADERS = "HEADER.FIELDS (FROM SUBJECT DATE)"


def _described(client: IMAPClient, uid: int) -> dict[str, str]:
    """Whose mail it is and what about, by its head; nothing where the server does not say."""
    try:
        answer = client.fetch([uid], [f"BODY.PEEK[{_HEADERS}]"])
    except IMAPClientError:
        return {}
    mail = read_mail(answer.get(uid, {}).get(f"BODY[{_HEADERS}]".encode()) or b"")
    sender = mail.from_.address or mail.from_.name if mail.from_ else None
    return {"sender": (sender or "")[:254], "subject": (mail.subject or "")[:200]}


def _words(error: Exception) -> str:
    """What the server said; the library hands some answers on as the text of a bytes literal."""
    said = error.args[0] if error.args else ""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    return words.removeprefix("b'").removesuffix("'") or type(error).__name__
