"""What is done to many tickets, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from tantam.cases.actions.bulk import leaving
from tantam.cases.models import BulkAction, Case, Outcome
from tantam.cases.queries import names_of_tags
from tantam.organisation.models import Agent, Team
from tantam.ui.templatetags.values import named
from tantam.ui.values.formatting import number

Verb = BulkAction.Verb
ICONS: Mapping[str, str] = {
    Verb.ASSIGN: "user-plus", Verb.TAG: "tags", Verb.URGENCY: "flag", Verb.CLOSE: "circle-check", Verb.UNDO: "undo-2",
}  # fmt: skip
#: The keys by which they are begun while tickets are chosen: those of the single ticket where it has one.
KEYS: Mapping[str, str] = {Verb.ASSIGN: "a", Verb.TAG: "h", Verb.URGENCY: "u", Verb.CLOSE: "e"}
WHYS: Mapping[str, Promise] = {
    leaving.SAME: gettext_lazy("already so"),
    leaving.CLOSED: gettext_lazy("closed already"),
    leaving.APPROVAL: gettext_lazy("waiting for an approval"),
    leaving.TAGS: gettext_lazy("would have more than 20 tags"),
    leaving.WROTE: gettext_lazy("the customer has written meanwhile"),
    leaving.CHANGED: gettext_lazy("somebody has changed it meanwhile"),
    leaving.GONE: gettext_lazy("merged into another one, or put away"),
    leaving.REACH: gettext_lazy("not within your reach"),
    leaving.RIGHT: gettext_lazy("you may no longer do this"),
    leaving.TO_GONE: gettext_lazy("whoever was to take it works here no longer"),
    leaving.FAILED: gettext_lazy("something went wrong with it; it is as it was"),
}


def shown(count: int) -> str:
    """A number in the reader's digits."""
    return number(count, language=get_language() or "vi")


def reasons(left: Mapping[str, int]) -> list[dict[str, Any]]:
    """How many are left and why, the most first."""
    found = sorted(((count, why) for why, count in left.items() if count), reverse=True)
    return [{"count": shown(count), "why": WHYS.get(why, why), "code": why} for count, why in found]


def asking(verb: str, count: int) -> str:
    """What the sheet that asks for it is called."""
    titles = {
        Verb.ASSIGN: ngettext("Hand %(n)s ticket over", "Hand %(n)s tickets over", count),
        Verb.TAG: ngettext("Tags of %(n)s ticket", "Tags of %(n)s tickets", count),
        Verb.URGENCY: ngettext("Urgency of %(n)s ticket", "Urgency of %(n)s tickets", count),
        Verb.CLOSE: ngettext("Close %(n)s ticket", "Close %(n)s tickets", count),
    }
    return titles[Verb(verb)] % {"n": shown(count)}


def doing(verb: str, count: int) -> str:
    """What its button says."""
    words = {
        Verb.ASSIGN: _("Hand over %(n)s"),
        Verb.TAG: _("Tag %(n)s"),
        Verb.URGENCY: _("Set %(n)s"),
        Verb.CLOSE: _("Close %(n)s"),
    }
    return words[Verb(verb)] % {"n": shown(count)}


def done_in_words(verb: str, done: int, left: int) -> str:
    """What came of it, as a sentence."""
    words = {
        Verb.ASSIGN: ngettext("%(n)s ticket was handed over.", "%(n)s tickets were handed over.", done),
        Verb.TAG: ngettext("The tags of %(n)s ticket are changed.", "The tags of %(n)s tickets are changed.", done),
        Verb.URGENCY: ngettext("The urgency of %(n)s ticket is set.", "The urgency of %(n)s tickets is set.", done),
        Verb.CLOSE: ngettext("%(n)s ticket was closed.", "%(n)s tickets were closed.", done),
        Verb.UNDO: ngettext("%(n)s ticket is as it was.", "%(n)s tickets are as they were.", done),
    }
    said = words[Verb(verb)] % {"n": shown(done)}
    if not left:
        return said
    rest = ngettext("%(n)s was left as it is.", "%(n)s were left as they are.", left) % {"n": shown(left)}
    return f"{said} {rest}"


def titles(actions: Iterable[BulkAction]) -> dict[int, str]:
    """What each of these does, with names; as many questions however many they are."""
    listed = list(actions)
    meant = [one.undoes if one.undoes is not None else one for one in listed]
    names = _Names(meant)
    found = {}
    for one, of in zip(listed, meant, strict=True):
        said = _title(of, names)
        found[one.pk] = _("Undo: %(what)s") % {"what": said} if one.undoes is not None else said
    return found


class _Names:
    """The names that what was filled in points at."""

    def __init__(self, actions: Iterable[BulkAction]) -> None:
        said = [one.said for one in actions]
        self.teams = Team.objects.in_bulk({one["team"] for one in said if one.get("team")})
        self.people = Agent.objects.in_bulk({one["assignee"] for one in said if one.get("assignee")})
        self.tags = names_of_tags({key for one in said for key in (*one.get("add", ()), *one.get("remove", ()))})


def _title(action: BulkAction, names: _Names) -> str:
    said: Mapping[str, Any] = action.said
    if action.verb == Verb.ASSIGN:
        person, team = names.people.get(said.get("assignee") or 0), names.teams.get(said.get("team") or 0)
        to = [person.full_name if person else _("the team's queue"), named(team) if team else ""]
        return _("Hand over to %(whom)s") % {"whom": " · ".join(filter(None, to))}
    if action.verb == Verb.TAG:
        return _tags(said, names)
    if action.verb == Verb.URGENCY:
        return _("Urgency: %(urgency)s") % {"urgency": Case.Urgency(said["urgency"]).label}
    return _("Close: %(outcome)s") % {"outcome": Outcome(said["outcome"]).label}


def _tags(said: Mapping[str, Any], names: _Names) -> str:
    come = ", ".join(names.tags.get(key, "?") for key in said.get("add", ()))
    go = ", ".join(names.tags.get(key, "?") for key in said.get("remove", ()))
    parts = [_("Tag: %(tags)s") % {"tags": come} if come else "", _("take off: %(tags)s") % {"tags": go} if go else ""]
    return "; ".join(filter(None, parts))
