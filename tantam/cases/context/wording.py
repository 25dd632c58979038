"""What was changed, in words: the quiet lines between the messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tantam.cases.context.assigned import assigned
from tantam.cases.context.corrected import corrected
from tantam.cases.context.kept_words import Data, name_in
from tantam.cases.models import Case, Entry, Outcome
from tantam.channels.models import ChannelKind
from tantam.organisation.models import Approval
from tantam.ui.values import formatting

ICONS = {
    "assigned": "user-round",
    "classified": "tag",
    "closed": "circle-check",
    "reopened": "undo-2",
    "tagged": "tags",
    "corrected": "pencil",
    "escalated": "arrow-up-right",
    "levels-changed": "clock",
    "made-private": "lock",
    "made-public": "globe",
    "access-given": "user-plus",
    "access-taken": "eye-off",
    "access-inherited": "user-plus",
    "unlocked": "key-round",
    "promised": "calendar-clock",
    "survey-answered": "star",
    "approval-asked": "hand",
    "approval-passed-on": "hand",
    "approval-decided": "shield-check",
    "step-done": "workflow",
    "path-left": "split",
    "values-mended": "pencil",
    "wait-ended": "hourglass",
    "script-not-sent": "triangle-alert",
    "survey-not-sent": "star",
    "unknown-team": "triangle-alert",
    "begun-by-itself": "calendar-clock",
    "written-first": "pencil",
    "no-process": "triangle-alert",
    "nobody-asked": "triangle-alert",
    "closing-left": "triangle-alert",
    "outside-done": "plug",
    "outside-late": "triangle-alert",
    "message-unheard": "webhook",
    "message-lost": "triangle-alert",
    "changed-over": "git-compare",
    "taken-back": "undo-2",
    "linked": "link",
    "unlinked": "link",
    "merged-away": "merge",
    "merged-in": "merge",
    "unmerged": "split",
    "unmerged-from": "split",
}


def icon_of(entry: Entry) -> str:
    """The picture of a quiet line."""
    default = "workflow" if entry.kind == Entry.Kind.STEP else "pencil"
    return ICONS.get(str(entry.data.get("what")), default)


def words_of(entry: Entry) -> str:
    """What happened, as a sentence without its subject's time; of a kind that is not known here, its own text."""
    say = _SENTENCES.get(str(entry.data.get("what")))
    return say(entry.data, who_of(entry)) if say else entry.text or str(entry.data.get("what", ""))


def who_of(entry: Entry) -> str:
    """Who did it: a person by name, the process, the customer, or the house itself."""
    if entry.author is not None:
        return entry.author.full_name
    by = {"process": _("The process"), "customer": _("The customer")}
    return by.get(str(entry.data.get("by")), _("The system"))


def wordless(channel_kind: str) -> str:
    """What stands in place of words nobody said: a call that nobody took, a mail of a picture only."""
    return _("Missed call") if channel_kind == ChannelKind.PHONE else _("Nothing written")


def _classified(data: Data, who: str) -> str:
    kind, urgency = _label(Case.Kind, data.get("kind")), _label(Case.Urgency, data.get("urgency"))
    return _("%(who)s classified it: %(kind)s, %(urgency)s") % {"who": who, "kind": kind, "urgency": urgency}


def _closed(data: Data, who: str) -> str:
    return _("%(who)s closed the ticket: %(outcome)s") % {"who": who, "outcome": _label(Outcome, data.get("outcome"))}


def _reopened(data: Data, who: str) -> str:
    return _("%(who)s reopened the ticket") % {"who": who}


def _tagged(data: Data, who: str) -> str:
    said = {"who": who, "added": ", ".join(data.get("added", ())), "removed": ", ".join(data.get("removed", ()))}
    if said["added"] and said["removed"]:
        return _("%(who)s tagged it: %(added)s; took off: %(removed)s") % said
    if said["added"]:
        return _("%(who)s tagged it: %(added)s") % said
    return _("%(who)s took tags off: %(removed)s") % said


def _levels_changed(data: Data, who: str) -> str:
    return _("The service levels changed: edition %(edition)s holds for this ticket as well") % data


def reason_of_escalation(reason: str) -> str:
    """Why a case went up the line: what a person typed, or which of its promises is late."""
    reasons = {
        "first-response-missed": _("the first response is late"),
        "next-response-missed": _("the next response is late"),
        "resolution-missed": _("the resolution is late"),
        "step-missed": _("the step is late"),
    }
    return reasons.get(reason, reason)


def _escalated(data: Data, who: str) -> str:
    reason = reason_of_escalation(str(data.get("reason") or ""))
    whom = data.get("to") or _("the head of the team")
    return _("%(who)s took it to %(whom)s: %(reason)s") % {"who": who, "whom": whom, "reason": reason}


def _made_private(data: Data, who: str) -> str:
    return _("%(who)s made the ticket private: only the people named see it") % {"who": who}


def _made_public(data: Data, who: str) -> str:
    return _("%(who)s opened the ticket to everybody within reach again") % {"who": who}


def _access_given(data: Data, who: str) -> str:
    return _("%(who)s lets %(whom)s see the ticket") % {"who": who, "whom": data.get("whom")}


def _access_taken(data: Data, who: str) -> str:
    return _("%(who)s took the ticket out of the sight of %(whom)s") % {"who": who, "whom": data.get("whom")}


def _access_inherited(data: Data, who: str) -> str:
    said = _("Nobody who was named works here any more: %(whom)s sees the private ticket from now on")
    return said % {"whom": data.get("whom")}


def _unlocked(data: Data, who: str) -> str:
    said = _("%(who)s opened the private ticket for a day without being named: %(reason)s")
    return said % {"who": who, "reason": data.get("reason")}


def _promised(data: Data, who: str) -> str:
    due = _moment(data.get("due_at"))
    return _("%(who)s promised an answer by %(due)s") % {"who": who, "due": due}


def _survey(data: Data, who: str) -> str:
    return _("The customer gave %(score)s") % {"score": _score(data)}


def _score(data: Data) -> str:
    score = data.get("score")
    return f"{score}/10" if data.get("survey") == "nps" else f"{score} ★"


def _asked(data: Data, who: str) -> str:
    values = {"who": who, "whom": data.get("approver"), "amount": _money(data), "reason": data.get("reason")}
    if data.get("about") == "closing":
        return _("%(who)s asked %(whom)s to approve closing with a compensation of %(amount)s: %(reason)s") % values
    if data.get("amount_vnd"):
        return _("%(who)s asked %(whom)s to approve %(amount)s: %(reason)s") % values
    return _("%(who)s asked %(whom)s for approval: %(reason)s") % values


def _passed_on(data: Data, who: str) -> str:
    if data.get("because") == "left":
        return _("The approval now waits for %(whom)s: who was asked has left") % {"whom": data.get("approver")}
    return _("The approval now waits for %(whom)s: the time ran out") % {"whom": data.get("approver")}


def _decided(data: Data, who: str) -> str:
    values = {"who": who, "amount": _money(data)}
    is_granted = data.get("decision") == Approval.Decision.GRANTED
    if data.get("about") == "closing":
        if is_granted:
            return _("%(who)s approved closing with a compensation of %(amount)s") % values
        return _("%(who)s refused to close with a compensation of %(amount)s; the ticket stays open") % values
    if not values["amount"]:
        return (_("%(who)s approved") if is_granted else _("%(who)s refused")) % values
    return (_("%(who)s approved %(amount)s") if is_granted else _("%(who)s refused %(amount)s")) % values


def _step_done(data: Data, who: str) -> str:
    values = {"who": who, "step": name_in(data)}
    return _("%(who)s finished “%(step)s”") % values


def _path_left(data: Data, who: str) -> str:
    values = {"who": who, "step": name_in(data), "to": name_in(data, "to_name"), "reason": data.get("reason")}
    if values["to"]:
        return _("%(who)s left “%(step)s” for “%(to)s”: %(reason)s") % values
    return _("%(who)s skipped “%(step)s”: %(reason)s") % values


def _values_mended(data: Data, who: str) -> str:
    names = data.get("names_en" if get_language() == "en" else "names_vi") or []
    values = {"who": who, "step": name_in(data), "reason": data.get("reason")}
    if not names:
        return _("%(who)s tried the failed step “%(step)s” again: %(reason)s") % values
    said = _("%(who)s changed %(names)s for the failed step “%(step)s” and tried it again: %(reason)s")
    return said % {**values, "names": ", ".join(names)}


def _wait_ended(data: Data, who: str) -> str:
    return _("%(who)s did not wait any longer at “%(step)s”") % {"who": who, "step": name_in(data)}


def _not_sent(data: Data, who: str) -> str:
    return _("%(channel)s is not connected, so the process could not send this; say it there:") % {
        "channel": _label(ChannelKind, data.get("channel"))
    }


def _not_asked(data: Data, who: str) -> str:
    if data.get("reason") == "asked-recently":
        return _("The customer was not asked for a score: they were asked recently")
    return _("The customer was not asked for a score: no e-mail address is known")


def _unknown_team(data: Data, who: str) -> str:
    return _("The decision table names a team “%(team)s” that does not exist: the ticket stays where it is") % {
        "team": data.get("team")
    }


def _no_process(data: Data, who: str) -> str:
    said = _("No process runs for this ticket: %(process)s is not published, or begins only with an event of its own")
    return said % {"process": data.get("process")}


def _written_first(data: Data, who: str) -> str:
    return _("%(who)s opened the ticket to write to the customer") % {"who": who}


def _begun(data: Data, who: str) -> str:
    said = {"process": data.get("process"), "name": name_in(data)}
    return _("Opened by %(process)s %(name)s, which began by itself: nobody has asked") % said


def _nobody_asked(data: Data, who: str) -> str:
    if amount := _money(data):
        return _("Nobody could be asked to approve %(amount)s: nobody's limit is enough") % {"amount": amount}
    return _("Nobody could be asked for the approval this step waits for")


def _closing_left(data: Data, who: str) -> str:
    return _(
        "The customer has written since the closing was asked for, so the ticket stays open. Answer, then close it"
    )


def _outside_done(data: Data, who: str) -> str:
    return _("Another system has answered to the step “%(step)s”") % {"step": name_in(data)}


def _outside_late(data: Data, who: str) -> str:
    said = _("Another system answered after the step “%(step)s” had been stopped: its answer was not used")
    return said % {"step": name_in(data)}


def _unheard(data: Data, who: str) -> str:
    return _("Another system sent “%(message)s”, which no step waits for") % {"message": data.get("message")}


def _lost(data: Data, who: str) -> str:
    return _("The process sent “%(message)s”, which no ticket waits for") % {"message": data.get("message")}


def _changed_over(data: Data, who: str) -> str:
    return _("The process %(process)s goes on in version %(new)s instead of %(old)s; times stay as they were") % data


def _taken_back(data: Data, who: str) -> str:
    return _("The process %(process)s is back on version %(new)s, where it was before") % data


def _linked(data: Data, who: str) -> str:
    return _("%(who)s linked it with %(number)s") % {"who": who, "number": data.get("number")}


def _unlinked(data: Data, who: str) -> str:
    return _("%(who)s took the link with %(number)s off") % {"who": who, "number": data.get("number")}


def _merged_away(data: Data, who: str) -> str:
    if not data.get("number"):
        return _("%(who)s merged this ticket into a private one") % {"who": who}
    return _("%(who)s merged this ticket into %(number)s") % {"who": who, "number": data.get("number")}


def _merged_in(data: Data, who: str) -> str:
    return _("%(who)s merged %(number)s into this ticket") % {"who": who, "number": data.get("number")}


def _unmerged(data: Data, who: str) -> str:
    said = {"who": who, "number": data.get("number"), "since": data.get("since")}
    if not data.get("number"):
        return _("%(who)s took this ticket out of a private one again") % said
    if not data.get("since"):
        return _("%(who)s took this ticket out of %(number)s again") % said
    return _("%(who)s took this ticket out of %(number)s again; lines since the merge stay there: %(since)s") % said


def _unmerged_from(data: Data, who: str) -> str:
    return _("%(who)s took %(number)s out again") % {"who": who, "number": data.get("number")}


_SENTENCES: dict[str, Callable[[Data, str], str]] = {
    "assigned": assigned,
    "classified": _classified,
    "closed": _closed,
    "reopened": _reopened,
    "tagged": _tagged,
    "corrected": corrected,
    "escalated": _escalated,
    "levels-changed": _levels_changed,
    "made-private": _made_private,
    "made-public": _made_public,
    "access-given": _access_given,
    "access-taken": _access_taken,
    "access-inherited": _access_inherited,
    "unlocked": _unlocked,
    "promised": _promised,
    "survey-answered": _survey,
    "approval-asked": _asked,
    "approval-passed-on": _passed_on,
    "approval-decided": _decided,
    "step-done": _step_done,
    "path-left": _path_left,
    "values-mended": _values_mended,
    "wait-ended": _wait_ended,
    "script-not-sent": _not_sent,
    "survey-not-sent": _not_asked,
    "unknown-team": _unknown_team,
    "begun-by-itself": _begun,
    "written-first": _written_first,
    "no-process": _no_process,
    "nobody-asked": _nobody_asked,
    "closing-left": _closing_left,
    "outside-done": _outside_done,
    "outside-late": _outside_late,
    "message-unheard": _unheard,
    "message-lost": _lost,
    "changed-over": _changed_over,
    "taken-back": _taken_back,
    "linked": _linked,
    "unlinked": _unlinked,
    "merged-away": _merged_away,
    "merged-in": _merged_in,
    "unmerged": _unmerged,
    "unmerged-from": _unmerged_from,
}


def _label(choices: Any, value: object) -> str:
    return str(choices(value).label) if value in choices.values else str(value or "")


def _money(data: Data) -> str:
    amount = data.get("amount_vnd")
    return formatting.money(amount, language=get_language() or "vi") if amount else ""


def _moment(iso: object) -> str:
    at = datetime.fromisoformat(str(iso))
    zone = timezone.get_current_timezone()
    return formatting.moment(at, language=get_language() or "vi", zone=zone)
