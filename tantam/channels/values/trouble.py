"""What is the matter with a mail server, told from the words with which it (or the network) refused."""

from __future__ import annotations

import re
from typing import Literal

Trouble = Literal[
    "password", "encryption-needed", "no-sign-in", "folder", "no-tls", "no-starttls", "certificate", "nothing-there",
    "no-such-server", "no-answer", "no-way", "something-else",
]  # fmt: skip

#: In this order: what is said first wins. Words of Dovecot, Exchange, Gmail, Postfix, Python's ssl and socket.
_SIGNS: tuple[tuple[Trouble, str], ...] = (
    ("encryption-needed", r"privacyrequired|plaintext auth\w* disallowed|logindisabled|must issue a starttls"),
    ("password", r"authenticationfailed|authentication (failed|unsuccessful)|login failed|invalid credentials"
                 r"|username and password not accepted|\b53[45]\b|application-specific password"),
    ("folder", r"select failed|examine failed|mailbox doesn't exist|nonexistent|unknown mailbox|trycreate"),
    ("no-sign-in", r"auth extension not supported|no suitable authentication method"),
    ("no-starttls", r"not support starttls|starttls extension not supported"),
    ("certificate", r"certificate|hostname mismatch"),
    ("no-tls", r"wrong.version.number|record layer failure|unexpected.eof|ssl"),
    ("nothing-there", r"connection refused|errno 111|errno 61\b"),
    ("no-such-server", r"name or service not known|getaddrinfo|nodename nor servname|name resolution|no address assoc"),
    ("no-answer", r"timed? ?out"),
    ("no-way", r"network is unreachable|no route to host"),
    ("something-else", r"unexpected response|connection unexpectedly closed|invalid greeting|bad greeting"),
)  # fmt: skip


def trouble_in(words: str) -> Trouble | None:
    """What these words are about; None where they say nothing we know."""
    said = words.casefold()
    return next((trouble for trouble, signs in _SIGNS if re.search(signs, said)), None)
