"""The stream of a case: messages, notes and records as bubbles, changes as quiet lines, cut into days."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from django.utils import timezone
from django.utils.html import format_html, format_html_join, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tantam.cases.actions.forwarding import PASSED_ON
from tantam.cases.context.codes import whole
from tantam.cases.context.wording import icon_of, wordless, words_of
from tantam.cases.models import Case, Entry
from tantam.channels.models import Attachment, Dispatch, Message
from tantam.channels.queries import problems_in_words
from tantam.channels.values.score_links import score_row
from tantam.ui.templatetags.ui import automatic, avatar, channel
from tantam.ui.values import formatting

QUIET = {Entry.Kind.STEP, Entry.Kind.CHANGE}
OURS = {Entry.Kind.OUTBOUND, Entry.Kind.RECORDED_OUT}
RESENDABLE = {Dispatch.State.UNCERTAIN, Dispatch.State.FAILED, Dispatch.State.BOUNCED, Dispatch.State.HELD}
#: Characters of a text that are shown at once, and where a longer one is folded.
LONGEST, FOLDED_AT = 6000, 4000
FILES_SHOWN = 6
#: What `urlize` looks for inside a word; most of what people write has none, and looking word by word is dear.
_LINKABLE = re.compile(r"\S[.:@]\S")
#: Where somebody is called: characters that stand for nothing else, until the text is escaped.
_CALL, _CALLED = "\ue000", "\ue001"
NATURES = {
    Message.Nature.AUTO_REPLY.value: gettext_lazy("Automatic reply"),
    Message.Nature.BOUNCE.value: gettext_lazy("Returned mail"),
    Message.Nature.ACKNOWLEDGEMENT.value: gettext_lazy("Acknowledgement"),
    Message.Nature.SURVEY.value: gettext_lazy("Survey"),
}
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@dataclass(frozen=True, kw_only=True)
class Sending:
    """Where an outgoing message is: in words, and whether a person may send it again."""

    id: int
    icon: str
    words: str
    trouble: str
    can_resend: bool


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """A file of a message."""

    url: str
    name: str
    size: str
    is_picture: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the stream."""

    id: int
    look: str  # event, in, out, note
    day: str
    time: str
    moment: str
    icon: str = ""
    words: str = ""
    text: SafeString = field(default_factory=SafeString)
    who: str = ""
    avatar: SafeString = field(default_factory=SafeString)
    channel: SafeString = field(default_factory=SafeString)
    label: str = ""
    html: SafeString | None = None
    quoted: SafeString | None = None
    has_remote_pictures: bool = False
    problems: list[str] = field(default_factory=list)
    rest: SafeString = field(default_factory=SafeString)
    files: list[FileLine] = field(default_factory=list)
    more_files: list[FileLine] = field(default_factory=list)
    sending: Sending | None = None
    is_mail: bool = False
    more: str = ""


def lines_of(
    case: Case,
    entries: Sequence[Entry],
    *,
    files: Mapping[int, Sequence[Attachment]],
    now: datetime,
    more: Mapping[int, str] = MappingProxyType({}),
    homes: Mapping[int, str] = MappingProxyType({}),
) -> list[Line]:
    """All lines, oldest first; the first line of each day carries its name. `more` is what else stands with quiet
    lines: markup by the key of their entry; `homes` what the customers of merged cases are called, by case."""
    zone, language = timezone.get_current_timezone(), get_language() or "vi"
    found: list[Line] = []
    last: date | None = None
    for entry in entries:
        local = entry.at.astimezone(zone)
        day = "" if local.date() == last else day_name(entry.at, now=now)
        last = local.date()
        place = {
            "id": entry.pk,
            "day": day,
            "time": formatting.clock_time(local),
            "moment": formatting.moment(local, language=language),
        }
        quiet, called = entry.kind in QUIET, homes.get(entry.came_from_id or 0, case.customer.called)
        found.append(_quiet(entry, place, more.get(entry.pk, "")) if quiet else _said(called, entry, place, files))
    return found


def day_name(at: datetime, *, now: datetime) -> str:
    """Today, yesterday, or the date."""
    zone, language = timezone.get_current_timezone(), get_language() or "vi"
    written = formatting.day(at, language=language, zone=zone)
    days = (now.astimezone(zone).date() - at.astimezone(zone).date()).days
    if days == 0:
        return _("Today, %(day)s") % {"day": written}
    return _("Yesterday, %(day)s") % {"day": written} if days == 1 else written


def _quiet(entry: Entry, place: dict[str, object], more: str) -> Line:
    said = _plain(entry.text) if entry.text and entry.kind == Entry.Kind.CHANGE else mark_safe("")
    return Line(
        look="event",
        icon=icon_of(entry),
        words=words_of(entry),
        text=said,
        more=more,
        **place,  # type: ignore[arg-type]
    )


def _said(called: str, entry: Entry, place: dict[str, object], files: Mapping[int, Sequence[Attachment]]) -> Line:
    message = entry.message
    is_ours = entry.kind in OURS or (message is not None and message.direction == Message.Direction.OUTBOUND)
    who = _who(called, entry, is_ours=is_ours)
    look = "note" if entry.kind == Entry.Kind.NOTE else "out" if is_ours else "in"
    body = _body(message, files.get(message.pk, ())) if message else {"text": _written(entry)}
    return Line(
        look=look,
        who=who or _("Automatic"),
        avatar=avatar(who, "sm") if who else automatic("sm"),
        channel=channel(entry.channel_kind) if entry.channel_kind else mark_safe(""),
        label=_label(entry),
        sending=_sending(message) if message and is_ours else None,
        is_mail=message is not None and message.nature == Message.Nature.PERSON,
        **place,  # type: ignore[arg-type]
        **body,
    )


def _who(called: str, entry: Entry, *, is_ours: bool) -> str:
    """The name of whoever said it; empty where nobody did: what the process sends by itself."""
    author = entry.author or (entry.message.author if entry.message else None)
    if entry.kind in {Entry.Kind.RECORDED_IN, Entry.Kind.INBOUND} or (author is None and not is_ours):
        named = entry.message.sender_name if entry.message else ""
        return named or called
    return author.full_name if author else ""


def _label(entry: Entry) -> str:
    """What makes this line more than a message: recorded by whom, an automatic mail, an internal note."""
    if entry.kind == Entry.Kind.NOTE:
        return _("Internal note")
    if to := entry.data.get(PASSED_ON):
        return _("Forwarded to %(who)s") % {"who": ", ".join(to)}
    if through := entry.data.get("through"):
        return _("Said to %(number)s, which was merged into this ticket") % {"number": through}
    if entry.kind == Entry.Kind.RECORDED_IN and entry.author:
        return _("Recorded by %(who)s") % {"who": entry.author.full_name}
    if entry.kind == Entry.Kind.RECORDED_OUT or (entry.kind == Entry.Kind.CALL and not entry.data.get("missed")):
        return _("Recorded by hand")
    return str(NATURES.get(entry.message.nature, "")) if entry.message else ""


def _plain(text: str) -> SafeString:
    """Text as typed: paragraphs, lines, links that open apart."""
    if not _LINKABLE.search(text):
        return mark_safe(whole(linebreaks(text, autoescape=True)))  # noqa: S308 - escaped there
    linked = urlize(text, nofollow=True, autoescape=True)
    return mark_safe(whole(linebreaks(linked)).replace("<a ", '<a target="_blank" '))  # noqa: S308 - urlize escapes


def _written(entry: Entry) -> SafeString:
    """What was written by hand, with those marked who are called in it."""
    places = entry.data.get("calls") if entry.kind == Entry.Kind.NOTE else None
    if not places:
        return _plain(entry.text or wordless(entry.channel_kind))
    text, begins, ends = entry.text.replace(_CALL, " ").replace(_CALLED, " "), _CALL, _CALLED
    for start, end, _agent in sorted(places, reverse=True):
        text = f"{text[:start]}{begins}{text[start:end]}{ends}{text[end:]}"
    marked = _plain(text).replace(begins, '<span class="mention">').replace(ends, "</span>")
    return mark_safe(marked)  # noqa: S308 - escaped there, the marks are ours


def _asked(message: Message) -> SafeString | None:
    """A mail that asks for a score as the question and its scores: the addresses in it are the customer's alone."""
    row = score_row(message.text) if message.nature == Message.Nature.SURVEY else None
    if row is None:
        return None
    scores = format_html_join("", '<span class="score-said">{}</span>', ((score,) for score, _address in row.scores))
    question = row.before.split("\n\n", 1)[0]
    label = _("The scores that the customer may choose")
    return format_html('{}<p class="scores-said" role="img" aria-label="{}">{}</p>', _plain(question), label, scores)


def _body(message: Message, attachments: Sequence[Attachment]) -> dict[str, object]:
    """The new words first; what they quote, or the whole mail with its looks, is folded behind them."""
    html: SafeString | None = None
    quoted: SafeString | None = None
    if message.html and not message.quoted_text and _is_written(message):
        html = mark_safe(message.html)  # noqa: S308 - cleaned when it was read or written (channels.reading, writing)
    elif message.html and message.quoted_text:
        quoted = mark_safe(message.html)  # noqa: S308 - cleaned when it was read
    elif message.quoted_text:
        quoted = _plain(message.quoted_text)
    shows_inline = html is not None or bool(message.html and quoted)
    written = message.text if message.text.strip() or html or attachments else wordless("")
    cut = _cut(written)
    files = [_file(one) for one in attachments if not (one.is_inline and shows_inline)]
    return {
        "text": _asked(message) or _plain(written[:cut]),
        "rest": _plain(rest) if (rest := written[cut:].strip()) else mark_safe(""),
        "html": html,
        "quoted": quoted,
        "problems": problems_in_words(message.problems),
        "has_remote_pictures": "data-remote-src=" in message.html,
        "files": files[:FILES_SHOWN],
        "more_files": files[FILES_SHOWN:],
    }


def _is_written(message: Message) -> bool:
    """Whether a person's own words look like its HTML: what machines of ours send has a text of its own."""
    return message.direction == Message.Direction.INBOUND or message.nature == Message.Nature.PERSON


def _cut(text: str) -> int:
    """Where a very long text is folded: at the end of a paragraph, else of a line or word; its length for any other."""
    if len(text) <= LONGEST:
        return len(text)
    ends = (text.rfind(mark, FOLDED_AT // 2, FOLDED_AT) for mark in ("\n\n", "\n", " "))
    return next((end for end in ends if end > 0), FOLDED_AT)


def _file(attachment: Attachment) -> FileLine:
    return FileLine(
        url=f"/attachments/{attachment.uuid}",
        name=attachment.filename or _("Attachment"),
        size=formatting.file_size(attachment.file.size, language=get_language() or "vi"),
        is_picture=attachment.content_type in PICTURES,
    )


def _sending(message: Message) -> Sending | None:
    dispatch = getattr(message, "dispatch", None)
    if dispatch is None:
        return None
    icons = {
        Dispatch.State.QUEUED: "clock",
        Dispatch.State.ATTEMPTING: "clock",
        Dispatch.State.SENT: "check",
        Dispatch.State.DELIVERED: "check",
        Dispatch.State.HELD: "pause",
    }
    state = Dispatch.State(dispatch.state)
    return Sending(
        id=dispatch.pk,
        icon=icons.get(state, "triangle-alert"),
        words=str(state.label),
        trouble=_trouble(dispatch) if state in RESENDABLE else "",
        can_resend=state in RESENDABLE,
    )


def _trouble(dispatch: Dispatch) -> str:
    """Why it did not leave, in words; what a server said stands behind them."""
    code, _colon, detail = dispatch.error.partition(":")
    known = {
        "bad-address": _("The address cannot be right:%(detail)s"),
        "asks-for-no-automatic-answer": _("The sender asked for no automatic answer."),
        "too-many-automatic-answers": _("Too many automatic answers went to this address already."),
    }
    if dispatch.state == Dispatch.State.UNCERTAIN:
        return _("Nobody saw whether it arrived. Send it again only if the customer does not have it.")
    return known[code] % {"detail": detail} if code in known else dispatch.error
