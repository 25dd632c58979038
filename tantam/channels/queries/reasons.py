"""Why a mail waits for a person, or a message was not sent, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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


def reason_in_words(reason: str) -> str:
    """Turn `bad-address: x@y` into words and its detail; what a server or the reader said stays as it was said."""
    code, separator, detail = reason.partition(":")
    words = _WORDS.get(code)
    if words is None:
        return reason
    return f"{words}{separator} {detail.strip()}" if detail else str(words)
