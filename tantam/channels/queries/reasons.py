"""Why a mail waits for a person, or a message was not sent, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.channels.values.trouble import trouble_in

_WORDS: dict[str, Promise] = {
    "own-mail": _("Our own mail came back"),
    "too-many-from-sender": _("Too many mails from one sender within an hour"),
    "reader-died": _("The mail ended the program that read it, several times"),
    "too-many-automatic-answers": _("Too many automatic answers to this customer within an hour"),
    "asks-for-no-automatic-answer": _("The mail asks for no automatic answer"),
    "bad-address": _("Mail cannot be sent to this address"),
    "too-large": _("Larger than we take; it stays in the mailbox"),
    "not-handed-over": _("The mail server could not hand it over; it stays in the mailbox"),
}


# What a person who reads the mail should know; what the reader mended without loss is left unsaid.
_PROBLEMS: dict[str, Promise] = {
    "too_many_parts": _("The mail has more parts than are read: some of it is missing here."),
    "nested_too_deep": _("The mail is nested deeper than is read: some of it is missing here."),
    "text_cut": _("The text is longer than is kept here: its end is missing."),
    "recipients_cut": _("The mail names more recipients than are kept here."),
    "encrypted": _("The mail is encrypted: its content cannot be read here."),
    "boundary_missing": _("The mail is damaged: its parts could not be told apart."),
    "base64_damaged": _("Part of the mail is damaged: some of it may be missing."),
    "uuencode_damaged": _("Part of the mail is damaged: some of it may be missing."),
    "transfer_unknown": _("Part of the mail is coded in an unknown way and shown as it came."),
    "charset_damaged": _("Some letters were damaged on the way."),
    "charset_unknown": _("The mail does not say truly in which letters it is written: some may be wrong."),
}


_ADVICE: dict[str, Promise] = {
    "password": _(
        "User name or password is wrong: type both again. Gmail and Microsoft 365 want an app password here, "
        "made in the account's security settings."
    ),
    "encryption-needed": _("The server takes no password without encryption: choose TLS or STARTTLS."),
    "no-sign-in": _(
        "This server takes no user name at this port: choose TLS or STARTTLS with their ports, or leave user name and "
        "password empty."
    ),
    "folder": _("There is no such folder: write INBOX, or the name as your mail program shows it."),
    "no-tls": _(
        "The server does not speak TLS at this port: choose STARTTLS, or the port for TLS "
        "(993 for incoming, 465 for outgoing mail)."
    ),
    "no-starttls": _(
        "The server does not offer STARTTLS at this port: choose TLS and its port "
        "(993 for incoming, 465 for outgoing mail)."
    ),
    "certificate": _(
        "The server's certificate is not valid for this name: write the name exactly as your provider gives it, "
        "or have the certificate renewed."
    ),
    "nothing-there": _(
        "No mail server listens at this port. Usual are 993 or 143 for incoming, 465, 587 or 25 for outgoing mail."
    ),
    "no-such-server": _(
        "No server of this name is known: check its spelling, such as imap.gmail.com. "
        "If it is right, this machine has no way to the internet."
    ),
    "no-answer": _("The server does not answer: check name and port, and whether a firewall is in between."),
    "no-way": _("This machine cannot reach the server: check its network or firewall."),
    "something-else": _("Something else than a mail server of this kind answers here: check the port."),
}


def advice_in_words(words: str) -> str:
    """What to do about a server that refused with these words; "" where they say nothing we know."""
    trouble = trouble_in(words)
    return str(_ADVICE[trouble]) if trouble else ""


def problems_in_words(codes: Iterable[str]) -> list[str]:
    """What of a mail could not be read as written, for who reads it."""
    return list(dict.fromkeys(str(_PROBLEMS[code]) for code in codes if code in _PROBLEMS))


def reason_in_words(reason: str) -> str:
    """Turn `bad-address: x@y` into words and its detail; what a server or the reader said stays as it was said."""
    code, separator, detail = reason.partition(":")
    words = _WORDS.get(code)
    if words is None:
        return reason
    return f"{words}{separator} {detail.strip()}" if detail else str(words)
