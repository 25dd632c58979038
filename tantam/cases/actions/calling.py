"""Colleagues called by `@` in a note: they are told, and see the case from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tantam.cases.actions.access import let_in
from tantam.cases.actions.notifying import LONGEST, MENTION, notify, seeing
from tantam.cases.models import Case, CaseAccess, Entry, Mention
from tantam.cases.queries.people import gone_people, people
from tantam.cases.values.calling import Call, calls_in
from tantam.organisation.models import Agent


@dataclass(frozen=True, kw_only=True)
class Called:
    """Who is called in a text, and who was meant that no longer works here."""

    calls: Sequence[Call]
    gone: Sequence[str]

    @property
    def ids(self) -> list[int]:
        return list(dict.fromkeys(one.id for one in self.calls))

    @property
    def data(self) -> dict[str, object]:
        """As the line of the stream keeps it."""
        places = [[one.start, one.end, one.id] for one in self.calls]
        return {**({"calls": places} if places else {}), **({"gone": list(self.gone)} if self.gone else {})}


def called_in(text: str) -> Called:
    """Who is called in a note (in composed form); without an `@` nothing is asked."""
    if "@" not in text:
        return Called(calls=[], gone=[])
    calls, left = calls_in(text, people()), []
    if not calls or text.count("@") > len(calls):
        known = {one.start for one in calls}
        gone = gone_people()
        names = {one.id: one.name for one in gone}
        left = [names[one.id] for one in calls_in(text, gone) if one.start not in known]
    return Called(calls=calls, gone=list(dict.fromkeys(left)))


def call(case: Case, entry: Entry, called: Called, *, by: Agent, now: datetime) -> None:
    """Note who was called, let in those who could not see the case, and tell them all."""
    others = [one for one in called.ids if one != by.pk]
    if not others:
        return
    Mention.objects.bulk_create(Mention(entry=entry, case=case, agent_id=one) for one in others)
    seen = set(seeing(case, others))
    let_in(case, [one for one in others if one not in seen], because=CaseAccess.Because.MENTIONED, by=by, now=now)
    text = " ".join(entry.text.split())
    said = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    notify(case, others, kind=MENTION, now=now, by=by, text=said)
