"""`{% load ui %}`: icons, avatars, badges, clocks, channels and the frames around content.

Small parts are written here as strings, since lists show them hundreds of times; frames use templates in `ui/parts/`.
"""

from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tantam.ui.context.kept import KeptPart
from tantam.ui.registry import Frame, panels_for
from tantam.ui.values import clocks, naming

register = template.Library()

ICONS = Path(__file__).resolve().parent.parent / "templates" / "ui" / "icons"
TONES = ("neutral", "primary", "info", "success", "warning", "error")
_CLOCK_ICONS = {"paused": "pause", "met": "circle-check", "overdue": "alarm-clock", "missed": "alarm-clock"}
CHANNELS = {
    "email": ("mail", gettext_lazy("E-mail")),
    "zalo": ("message-circle", gettext_lazy("Zalo")),
    "facebook": ("message-square", gettext_lazy("Facebook")),
    "phone": ("phone", gettext_lazy("Phone")),
    "sms": ("smartphone", gettext_lazy("SMS")),
    "chat": ("message-circle", gettext_lazy("Web chat")),
    "web": ("globe", gettext_lazy("Web form")),
    "counter": ("store", gettext_lazy("Counter")),
    "api": ("webhook", gettext_lazy("API")),
    "internal": ("building-2", gettext_lazy("Internal")),
}


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """An icon in the colour of its text; `size` is xs, lg or xl; without a label it is hidden from screen readers."""
    if not label:
        return _silent_icon(name, size)
    opening = '<svg class="icon{}" viewBox="0 0 24 24" role="img" aria-label="{}">'
    return mark_safe(f"{format_html(opening, _size_class(size), label)}{_shapes(name)}</svg>")  # noqa: S308


@lru_cache(maxsize=512)
def _silent_icon(name: str, size: str) -> SafeString:
    opening = f'<svg class="icon{_size_class(size)}" viewBox="0 0 24 24" aria-hidden="true">'
    return mark_safe(f"{opening}{_shapes(name)}</svg>")  # noqa: S308


def _size_class(size: str) -> str:
    return f" icon-{size}" if size else ""


@lru_cache(maxsize=512)
def _shapes(name: str) -> str:
    file = ICONS / f"{name}.svg"
    if not name.replace("-", "").isalnum() or not file.exists():
        raise ImproperlyConfigured(f"No icon {name!r} in {ICONS.name}/; add it to frontend/scripts/icons.txt.")
    svg = file.read_text(encoding="utf-8").strip()
    return svg[svg.index(">") + 1 : -len("</svg>")]


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Initials on the person's own colour; the name must stand beside it, so it is hidden from screen readers."""
    return _avatar(str(name), size)


@lru_cache(maxsize=4096)
def _avatar(name: str, size: str) -> SafeString:
    size_class = f" avatar-{size}" if size else ""
    return format_html(
        '<span class="avatar hue-{}{}" aria-hidden="true">{}</span>',
        naming.hue(name),
        size_class,
        naming.initials(name),
    )


@register.simple_tag
def automatic(size: str = "") -> SafeString:
    """The mark of what no person did, where a person's initials would stand; words must stand beside it."""
    size_class = f" avatar-{size}" if size else ""
    return format_html('<span class="avatar avatar-automatic{}" aria-hidden="true">{}</span>', size_class, _draw("bot"))


@register.simple_tag
def badge(text: object, tone: str = "neutral", icon: str = "") -> SafeString:
    """A small label in one of the tones neutral, primary, info, success, warning, error."""
    if tone not in TONES:
        raise ImproperlyConfigured(f"No tone {tone!r}; there are {', '.join(TONES)}.")
    picture = _icon_or_nothing(icon)
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, picture, text)


def _icon_or_nothing(name: str) -> SafeString:
    return _draw(name) if name else mark_safe("")


_draw = icon


@register.simple_tag
def clock(
    due: datetime | None,
    now: datetime | None = None,
    paused: bool = False,
    done: datetime | None = None,
    size: str = "",
    label: str = "",
    language: str = "",
) -> SafeString:
    """A promise that runs out, counted down in the browser; no due time shows nothing.

    Args:
        now: the page's instant (default: this one), so that a list is of one moment.
        done: when it was kept or broken; then it stands still.
        size: "lg" for the head of a case.
        label: what is promised ("First response"), read out before the time.
        language: of the words, where a list has asked for it already (default: the reader's).
    """
    if due is None:
        return mark_safe("")
    at_now = now or timezone.now()
    state = clocks.state(due, now=at_now, paused=paused, done=done)
    words = clocks.words(due, now=at_now, at=state, language=language or get_language() or "vi", done=done)
    size_class, instant = f" clock-{size}" if size else "", due.isoformat()
    told = format_html(' aria-label="{}: {}" title="{}"', label, words, label) if label else ""
    return mark_safe(  # noqa: S308 - lists hold dozens: digits, words of ours, and the label escaped
        f'<time class="clock{size_class}" datetime="{instant}" data-due="{instant}" data-state="{state}"{told}>'
        f"{_draw(_CLOCK_ICONS.get(state, 'clock'))}<span>{words}</span></time>"
    )


@register.simple_tag
def channel(kind: str, text: object = "") -> SafeString:
    """A channel's icon in its colour with its name, or with `text` in its place."""
    if not text:
        return _channel(kind, get_language() or "")
    return format_html('<span class="channel channel-{}">{}{}</span>', kind, _draw(_channel_named(kind)[0]), text)


@lru_cache(maxsize=64)
def _channel(kind: str, language: str) -> SafeString:
    """Drawn once for each language."""
    picture, label = _channel_named(kind)
    named = '<span class="channel channel-{}">{}<span class="channel-name">{}</span></span>'
    return format_html(named, kind, _draw(picture), label)


@register.simple_tag
def channel_icon(kind: str) -> SafeString:
    """The icon alone, its name read out."""
    return _channel_icon(kind, get_language() or "")


@lru_cache(maxsize=64)
def _channel_icon(kind: str, language: str) -> SafeString:
    picture, label = _channel_named(kind)
    return format_html('<span class="channel channel-{}">{}</span>', kind, icon(picture, label=str(label)))


def _channel_named(kind: str) -> tuple[str, object]:
    return CHANNELS.get(kind, ("radio", kind))


@register.simple_tag(takes_context=True)
def panels(context: Context, place: str, subject: object) -> SafeString:
    """The pieces that the apps above offer for a named place, e.g. `{% panels "case.side" case %}`."""
    pieces = panels_for(place, request=context["request"], subject=subject)
    return mark_safe("".join(pieces))  # noqa: S308 - each piece is a rendered template


_OF_REQUEST = ("csrf_token", "here", "search_text", "unseen")
_top = KeptPart("ui/parts/top.html", optional=_OF_REQUEST)
_bottom = KeptPart("ui/parts/bottom.html", optional=_OF_REQUEST)


@register.simple_tag(takes_context=True)
def frame_top(context: Context) -> SafeString:
    """What stands above and beside every page: rail and top bar."""
    unseen = (context.get("frame") or Frame()).unseen
    return _framed(context, _top, search_text=context.get("search_text", ""), unseen=unseen)


@register.simple_tag(takes_context=True)
def frame_bottom(context: Context) -> SafeString:
    """What stands below and before every page: the bar of a phone, the dialogs."""
    return _framed(context, _bottom)


def _framed(context: Context, part: KeptPart, **values: object) -> SafeString:
    frame = replace(copy(context.get("frame") or Frame()), unseen="")  # itself, not the lazy one that holds its request
    shape = {
        "rooms": tuple(context.get("rooms") or ()),
        "frame": frame,
        "theme_choice": context.get("theme_choice", ""),
    }
    here, token = context.get("here", ""), context.get("csrf_token", "")
    return part(shape, here=here, csrf_token=token, **values)


@register.simple_block_tag
def card(content: str, title: object = "", action: object = "", flush: bool = False) -> SafeString:
    """A framed piece of a page; `action` is safe HTML at the right of its head, `flush` leaves out the padding."""
    head = format_html('<header class="card-head"><h2>{}</h2>{}</header>', title, action) if title else ""
    flushed = " card-body-flush" if flush else ""
    return format_html('<section class="card">{}<div class="card-body{}">{}</div></section>', head, flushed, content)


@register.simple_block_tag
def pagehead(content: str, title: object, note: object = "") -> SafeString:
    """The head of a page: its title, a line of explanation, and inside the block its one main action and menu."""
    line = format_html("<p>{}</p>", note) if note else ""
    return format_html(
        '<header class="page-head"><div><h1>{}</h1>{}</div><div class="page-actions">{}</div></header>',
        title,
        line,
        content,
    )


@register.simple_block_tag
def empty(content: str, icon: str, title: object) -> SafeString:
    """An empty place that teaches: inside the block a `<p>` and, in `.empty-actions`, what to do next."""
    return format_html(
        '<div class="empty"><span class="empty-icon">{}</span><h2>{}</h2>{}</div>', _draw(icon, "xl"), title, content
    )


@register.simple_block_tag
def notice(content: str, tone: str = "info") -> SafeString:
    """A calm message inside a page."""
    pictures = {"success": "circle-check", "warning": "triangle-alert", "error": "circle-alert"}
    picture = _draw(pictures.get(tone, "info"))
    return format_html('<div class="notice tone-{}" role="status">{}<div>{}</div></div>', tone, picture, content)


@register.simple_block_tag
def dialog(content: str, id: str, title: object, kind: str = "") -> SafeString:
    """A modal `<dialog>`, opened by `data-opens="ID"`; kind is "", "wide", "drawer" or "drawer-bottom".

    The block holds a `.dialog-body` and, if needed, a `.dialog-foot`; any `data-closes` inside closes it.
    """
    classes = {"": "", "wide": " dialog-wide", "drawer": " drawer", "drawer-bottom": " drawer drawer-bottom"}[kind]
    return format_html(
        '<dialog class="dialog{}" id="{}" aria-labelledby="{}-title"><div class="dialog-head"><h2 id="{}-title">{}'
        '</h2><button class="btn btn-ghost btn-sm btn-square" type="button" data-closes aria-label="{}">{}</button>'
        "</div>{}</dialog>",
        classes,
        id,
        id,
        id,
        title,
        _("Close"),
        _draw("x"),
        content,
    )


@register.simple_block_tag
def popmenu(content: str, label: object, icon: str = "ellipsis", text: object = "", kind: str = "") -> SafeString:
    """A menu behind a button; items are links or buttons of class `pop-item`. kind: "start", "up" or ""."""
    opener = (
        format_html('<summary class="btn btn-sm btn-quiet">{}{}</summary>', text, _draw("chevron-down"))
        if text
        else format_html(
            '<summary class="btn btn-ghost btn-sm btn-square" aria-label="{}" title="{}">{}</summary>',
            label,
            label,
            _draw(icon),
        )
    )
    return format_html(
        '<details class="pop{}" data-pop>{}<div class="pop-list">{}</div></details>',
        f" pop-{kind}" if kind else "",
        opener,
        content,
    )
