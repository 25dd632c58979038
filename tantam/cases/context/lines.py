"""The lines of a stream as they stand on the page, put together from what is kept of their markup."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tantam.cases.context.stream import Line, Sending
from tantam.ui.context.kept import KeptPart

_line = KeptPart("cases/parts/line.html")


def drawn(lines: Sequence[Line], *, number: str, can_reply: bool, can_forward: bool, csrf_token: str) -> SafeString:
    """The lines of the case of this number, oldest first; mails can be passed on where there is a composer for mail."""
    pieces = [
        _event(line)
        if line.look == "event"
        else _bubble(line, number=number, can_reply=can_reply, can_forward=can_forward, token=csrf_token)
        for line in lines
    ]
    return mark_safe("".join(pieces))  # noqa: S308 - made of safe parts


def _event(line: Line) -> SafeString:
    shape = {"look": "event", "picture": line.icon, "has_day": bool(line.day), "has_text": bool(line.text)}
    shape["has_more"] = bool(line.more)
    values = {"id": line.id, "words": line.words, "moment": line.moment, "time": line.time}
    return _line(shape, **values, **_if_any(day=line.day, text=line.text, more=line.more))


def _bubble(line: Line, *, number: str, can_reply: bool, can_forward: bool, token: str) -> SafeString:
    sending = line.sending
    again = _again(sending, number=number, token=token, can_reply=can_reply) if sending and sending.can_resend else {}
    extras, rest = _extras(line), line.rest if line.html is None else ""
    shape = {
        "look": line.look,
        "has_day": bool(line.day),
        "has_html": line.html is not None,
        "has_rest": bool(rest),
        "has_quoted": bool(line.quoted),
        "has_extras": bool(extras),
        "has_label": bool(line.label),
        "sending": sending.words if sending else "",
        "picture": sending.icon if sending else "",
        "can_resend": bool(again),
        "has_trouble": "trouble" in again,
        "can_reply": can_reply,
        "can_forward": (forwards := can_forward and line.is_mail),
    }
    forward = {"forward_url": reverse("case_forward", args=[number, line.id])} if forwards else {}
    return _line(
        shape,
        id=line.id,
        avatar=line.avatar,
        text=line.text if line.html is None else line.html,
        channel=line.channel,
        who=line.who,
        moment=line.moment,
        time=line.time,
        **_if_any(day=line.day, label=line.label, rest=rest, quoted=line.quoted, extras=extras),
        **again,
        **forward,
    )


def _if_any(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _extras(line: Line) -> str:
    """What few messages have: files, pictures held back, what could not be read."""
    if line.files or line.problems or line.has_remote_pictures:
        return render_to_string("cases/parts/extras.html", {"line": line})
    return ""


def _again(sending: Sending, *, number: str, token: str, can_reply: bool) -> dict[str, str]:
    """What is needed to have it sent once more."""
    found = _if_any(trouble=sending.trouble)
    if can_reply:
        found |= {"resend_url": reverse("case_send_again", args=[number, sending.id]), "csrf_token": token}
    return found
