"""Who was given a ticket and why, as one sentence, with who was passed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tantam.cases.actions.assigning.giving import UNDONE
from tantam.cases.context.kept_words import Data, name_in
from tantam.ui.values import formatting


def assigned(data: Data, who: str) -> str:
    """Who has it now, why, and who else was thought of."""
    said, passed = _given(data, who), _passed(data)
    if not passed:
        return said
    return _("%(said)s; not given to %(passed)s") % {"said": said, "passed": passed}


def _given(data: Data, who: str) -> str:
    whom, team = data.get("assignee"), name_in(data, "team")
    if data.get("because") == UNDONE:
        return _put_back(data, who, team)
    if not whom:
        return _queued(data, who, team)
    if whom == who:
        return _("%(who)s took the ticket") % {"who": who}
    if because := _because(data, team):
        return _("%(who)s gave the ticket to %(whom)s, %(because)s") % {"who": who, "whom": whom, "because": because}
    return _("%(who)s gave the ticket to %(whom)s") % {"who": who, "whom": whom}


def _put_back(data: Data, who: str, team: str) -> str:
    whom = data.get("assignee") or team or _("nobody")
    return _("%(who)s took the assignment back: %(whom)s has the ticket again") % {"who": who, "whom": whom}


def _queued(data: Data, who: str, team: str) -> str:
    because, values = data.get("because"), {"who": who, "team": team}
    if because == "nobody-free" and {one.get("why") for one in data.get("passed", [])} - {"full"}:
        return _("Everybody at work in %(team)s has as much as they can carry: the ticket waits in the queue") % values
    if because == "nobody-free":
        return _("Everybody of %(team)s has as much as they can carry: the ticket waits in the team's queue") % values
    if because == "nobody-fits":
        return _nobody_fits(data, values)
    if because == "no-owner":
        said = _("Nobody who looks after this customer is there: the ticket waits in the queue of %(team)s")
        return said % values
    if because == "head-off":
        return _("The head of %(team)s is not there: the ticket waits in the team's queue") % values
    if because == "nobody-at-work":
        return _("Nobody of %(team)s is at work now: the ticket waits in the team's queue") % values
    if team:
        return _("%(who)s put the ticket into the queue of %(team)s") % values
    return _("%(who)s laid the ticket down") % values


def _because(data: Data, team: str) -> str:
    say = _REASONS.get(str(data.get("because")))
    return say(data, team) if say else ""


def _in_turn(data: Data, team: str) -> str:
    return _("whose turn it is in %(team)s") % {"team": team}


def _by_territory(data: Data, team: str) -> str:
    values = {"territory": name_in(data, "territory"), "open": data.get("open")}
    return _("who looks after %(territory)s (%(open)s open before)") % values


def _head(data: Data, team: str) -> str:
    return _("the head of the team")


def _head_deputy(data: Data, team: str) -> str:
    values = {"owner": data.get("owner"), "day": _day(data.get("until"))}
    return _("who stands in for %(owner)s, the head of the team, off until %(day)s") % values


def _instead_of(data: Data, team: str) -> str:
    return _("who stands in for %(owner)s") % {"owner": data.get("owner")}


def _handed_over(data: Data, team: str) -> str:
    return _("who takes over from somebody who has left")


def _owner(data: Data, team: str) -> str:
    """The customer's own agent; how much they have is said only where it is too much."""
    if "most" not in data:
        return _("who looks after this customer")
    return _("who looks after this customer (%(open)s open tickets already, of the %(most)s they can carry)") % data


def _deputy(data: Data, team: str) -> str:
    values = {"owner": data.get("owner"), "day": _day(data.get("until"))}
    said = _("who stands in for %(owner)s, who looks after this customer and is off until %(day)s") % values
    if "most" not in data:
        return said
    return _("%(said)s (%(open)s open tickets already, of the %(most)s they can carry)") % {**data, "said": said}


def _by_skill(data: Data, team: str) -> str:
    values = {"team": team, "skill": name_in(data, "skill"), "open": data.get("open")}
    if data.get("choices") == 1:
        return _("the only one in %(team)s with “%(skill)s” who can take more (%(open)s open before)") % values
    return _("in %(team)s with “%(skill)s” the one with the fewest open tickets (%(open)s)") % values


def _nobody_fits(data: Data, values: dict[str, str]) -> str:
    named = {**values, "skill": name_in(data, "skill"), "territory": name_in(data, "territory")}
    if named["skill"]:
        said = _("Nobody of %(team)s with “%(skill)s” can be given the ticket now: it waits in the team's queue")
        return said % named
    said = _("Nobody of %(team)s who looks after %(territory)s can be given the ticket now: it waits in the queue")
    return said % named


def _least_loaded(data: Data, team: str) -> str:
    """Where nobody fitted, that is said before."""
    said = _fewest(data, team)
    for key, words in (
        ("skill", _("since nobody with “%(name)s” is free, %(said)s")),
        ("territory", _("since nobody who looks after %(name)s is free, %(said)s")),
    ):
        if name := name_in(data, f"without_{key}"):
            said = words % {"name": name, "said": said}
    return said


def _fewest(data: Data, team: str) -> str:
    """Compared with whom, and with how many; entries of before did not keep it."""
    if "open" not in data or not team:
        return _("who has the fewest open tickets")
    values = {"team": team, "open": data["open"]}
    if data.get("choices") == 1 and data.get("team_of") == 1:
        return _("the only one who takes tickets in %(team)s (%(open)s open before)") % values
    if data.get("choices") == 1:
        return _("the only one in %(team)s who can take more (%(open)s open before)") % values
    if data.get("passed_over"):  # before those passed over were named, they were counted
        return _("in %(team)s the one with the fewest open tickets (%(open)s) of those who can take more") % values
    return _("in %(team)s the one with the fewest open tickets (%(open)s)") % values


_REASONS: dict[str, Callable[[Data, str], str]] = {
    "account-owner": _owner,
    "deputy": _deputy,
    "least-loaded": _least_loaded,
    "in-turn": _in_turn,
    "by-skill": _by_skill,
    "by-territory": _by_territory,
    "head": _head,
    "head-deputy": _head_deputy,
    "handed-over": _handed_over,
    "instead-of": _instead_of,
}


def _passed(data: Data) -> str:
    """Those who were given nothing, each with the reason: «Chi, Hải (outside their hours), Vy (full)»."""
    groups: dict[str, list[str]] = {}
    for one in data.get("passed", []):
        groups.setdefault(_why_not(one), []).append(str(one.get("who")))
    if not data.get("assignee") and {one.get("why") for one in data.get("passed", [])} in _SAID_ALREADY:
        return ""
    said = [_("%(names)s (%(why)s)") % {"names": ", ".join(names), "why": why} for why, names in groups.items()]
    if more := data.get("passed_more"):
        said.append(ngettext("%(count)s other", "%(count)s others", more) % {"count": more})
    return ", ".join(said)


#: What the sentence about a queue says of everybody.
_SAID_ALREADY: list[set[object]] = [{"full"}, {"off-hours"}]


def _why_not(one: Data) -> str:
    if one.get("why") == "on-leave":
        return _("off until %(day)s") % {"day": _day(one.get("until"))}
    reasons = {
        "off-hours": _("outside their hours"),
        "away": _("away just now"),
        "no-skill": _("does not have the skill"),
        "elsewhere": _("looks after other territories"),
        "full": _("has as much as they can carry"),
        "overloaded": _("overloaded"),
    }
    return reasons.get(str(one.get("why")), str(one.get("why")))


def _day(iso: object) -> str:
    return formatting.day(date.fromisoformat(str(iso)), language=get_language() or "vi") if iso else ""
