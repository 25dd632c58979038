"""What people are told of tickets, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from tantam.cases.actions.notifying import (
    ACCESS,
    ASSIGNED,
    BULK_DONE,
    ESCALATED,
    FOLLOWED,
    GIVEN_MANY,
    HELD,
    LATE,
    MENTION,
    MERGED,
    SOON,
    UNLOCKED,
)
from tantam.cases.context.bulk import done_in_words
from tantam.cases.models import Clock
from tantam.organisation.registry import NoticeKind
from tantam.ui.values import formatting

Said = Mapping[str, Any]


def _address(said: Said) -> str:
    return reverse("case", args=[said["number"]])


def _mention(said: Said, times: int) -> str:
    if times > 1:
        return _("%(who)s and others mentioned you %(times)s times in %(number)s") % {**said, "times": times}
    return _("%(who)s mentioned you in %(number)s") % said


def _assigned(said: Said, times: int) -> str:
    if said.get("text"):
        return _("%(who)s gave you %(number)s: “%(text)s”") % said
    return _("%(who)s gave you %(number)s") % said


def _followed(said: Said, times: int) -> str:
    sentences = {
        "continued": _("The customer wrote again in %(number)s"),
        "replied": _("%(who)s answered the customer in %(number)s"),
        "noted": _("%(who)s wrote a note in %(number)s"),
        "closed": _("%(number)s was closed"),
        "reopened": _("%(number)s was reopened"),
        "assigned": _("%(number)s was assigned"),
        "late": _("%(number)s has missed its time"),
    }
    sentence = sentences.get(str(said.get("what")), "%(number)s") % {**said, "who": said.get("who") or _("The system")}
    return sentence if times < 2 else _("%(what)s, and %(count)s more") % {"what": sentence, "count": times - 1}


def _access(said: Said, times: int) -> str:
    if said.get("what") == "inherited":
        return _("Please take over %(number)s: nobody who was named in this private ticket works here any more") % said
    return _("%(who)s lets you see %(number)s") % said


def _unlocked(said: Said, times: int) -> str:
    return _("%(who)s opened the private ticket %(number)s with a reason") % said


def _escalated(said: Said, times: int) -> str:
    if said.get("who"):
        return _("%(who)s takes %(number)s to you") % said
    return _("The process takes %(number)s to you") % said


def _soon(said: Said, times: int) -> str:
    if times > 1:
        return ngettext(
            "%(number)s and %(count)s more ticket are running out of time",
            "%(number)s and %(count)s more tickets are running out of time",
            times - 1,
        ) % {**said, "count": _number(times - 1)}
    return _("%(number)s is running out of time: %(what)s") % {**said, "what": _clock_named(said)}


def _late(said: Said, times: int) -> str:
    if times > 1:
        return ngettext(
            "%(number)s and %(count)s more ticket have missed their time",
            "%(number)s and %(count)s more tickets have missed their time",
            times - 1,
        ) % {**said, "count": _number(times - 1)}
    return _("%(number)s has missed its time: %(what)s") % {**said, "what": _clock_named(said)}


def _clock_named(said: Said) -> str:
    kind = str(said.get("what", ""))
    return str(Clock.Kind(kind).label).lower() if kind in Clock.Kind else kind


def _number(count: int) -> str:
    return formatting.number(count, language=get_language() or "vi")


def _several(view: str) -> Callable[[Said], str]:
    """One ticket leads to itself, several to the view they stand in."""
    return lambda said: f"{reverse('inbox')}?view={view}" if int(said.get("times", 1)) > 1 else _address(said)


def _held(said: Said, times: int) -> str:
    sentences = {
        "wrote": _("Your answer in %(number)s did not leave: the customer has written meanwhile"),
        "answered": _("Your answer in %(number)s did not leave: a colleague has answered meanwhile"),
        "merged": _("An answer in %(number)s did not leave: its ticket was merged into this one"),
        "no-more": _("The answer of %(writer)s in %(number)s did not leave: they may no longer send it"),
    }
    usual = _("Your answer in %(number)s did not leave")
    return sentences.get(str(said.get("what")), usual) % {"writer": "", **said}


def _given_many(said: Said, times: int) -> str:
    sentence = ngettext("%(who)s gave you %(count)s ticket", "%(who)s gave you %(count)s tickets", times)
    gave = sentence % {**said, "count": _number(times)}
    return _("%(what)s: “%(text)s”") % {"what": gave, "text": said["text"]} if said.get("text") else gave


def _bulk_done(said: Said, times: int) -> str:
    return done_in_words(str(said["verb"]), int(said["done"]), int(said["left"]))


def _bulk_page(said: Said) -> str:
    return reverse("bulk_run", args=[said["id"]])


def _my_list(said: Said) -> str:
    return f"{reverse('inbox')}?view=mine"


def _merged(said: Said, times: int) -> str:
    if not said.get("into"):
        return _("%(who)s merged %(number)s into a private ticket") % said
    return _("%(who)s merged %(number)s into %(into)s") % said


def _kind(key: str, label: Any, icon: str, words: Any, url: Callable[[Said], str] = _address) -> NoticeKind:
    return NoticeKind(key=key, label=label, icon=icon, words=words, url=url)


KINDS = [
    _kind(MENTION, gettext_lazy("Somebody mentions me by @ in a note"), "at-sign", _mention),
    _kind(ASSIGNED, gettext_lazy("A colleague gives me a ticket"), "user-round", _assigned),
    _kind(GIVEN_MANY, gettext_lazy("A colleague gives me many tickets"), "user-round", _given_many, _my_list),
    _kind(BULK_DONE, gettext_lazy("What I began for many tickets is done"), "list-checks", _bulk_done, _bulk_page),
    _kind(FOLLOWED, gettext_lazy("Something happens to a ticket that I follow"), "eye", _followed),
    _kind(HELD, gettext_lazy("An answer that I sent was held back"), "pause", _held),
    _kind(ACCESS, gettext_lazy("I may see a ticket by name"), "lock", _access),
    _kind(MERGED, gettext_lazy("A ticket of mine is merged into another"), "merge", _merged),
    _kind(UNLOCKED, gettext_lazy("Somebody opens a private ticket of mine with a reason"), "key-round", _unlocked),
    _kind(ESCALATED, gettext_lazy("A ticket is taken to me as the next one up"), "arrow-up-right", _escalated),
    _kind(SOON, gettext_lazy("A ticket of mine is running out of time"), "timer", _soon, _several("soon")),
    _kind(LATE, gettext_lazy("A ticket of mine, or of those below me, has missed its time"), "alarm-clock", _late,
          _several("overdue")),
]  # fmt: skip
