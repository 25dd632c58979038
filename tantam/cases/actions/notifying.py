"""Tell people of a case: the one it was given to, those who follow it, those it concerns by name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef

from tantam.cases.facts import (
    CaseAssigned,
    CaseClosed,
    CaseContinued,
    CaseFact,
    CaseNoted,
    CaseReopened,
    CaseReplied,
    ClockBreached,
)
from tantam.cases.models import Case, Following
from tantam.core.facts import Actor
from tantam.organisation import actions as organisation
from tantam.organisation.models import Agent, Asker
from tantam.organisation.queries import sights_of

MENTION, ASSIGNED, FOLLOWED, ACCESS, UNLOCKED, ESCALATED, SOON, LATE, HELD, MERGED = (
    "case.mention", "case.assigned", "case.followed", "case.access", "case.unlocked", "case.escalated", "clock.soon",
    "clock.late", "case.held", "case.merged",
)  # fmt: skip
#: Of many tickets at once: they were given to somebody, or what somebody had begun is done.
GIVEN_MANY, BULK_DONE = "bulk.given", "bulk.done"
#: What of a case its followers hear of.
HEARD: dict[type[CaseFact], str] = {
    CaseContinued: "continued", CaseReplied: "replied", CaseNoted: "noted", CaseClosed: "closed",
    CaseReopened: "reopened", CaseAssigned: "assigned", ClockBreached: "late",
}  # fmt: skip
LONGEST = 160


def notify(
    case: Case, agent_ids: Collection[int], *, kind: str, now: datetime, by: Agent | None = None, **said: str
) -> None:
    """Tell these people; who did it needs no telling."""
    told = [one for one in agent_ids if by is None or one != by.pk]
    if told:
        words = {"number": case.number, "who": by.full_name if by else "", **said}
        organisation.notify(told, kind=kind, subject=case.fact_subject, said=words, now=now)


def tell_followers(case: Case, kind: type[CaseFact], *, by: Actor, now: datetime) -> None:
    """Those who follow the case and still see it hear what happened, but not of what they did themselves."""
    what = HEARD.get(kind)
    if what is None or not case.is_followed:
        return
    following = Following.objects.filter(case=case)
    if by.kind == "agent" and by.id is not None:
        following = following.exclude(agent=by.id)
    followers = seeing(case, list(following.values_list("agent", flat=True)))
    if followers:
        who = Agent.objects.filter(pk=by.id).values_list("full_name", flat=True).first() if by.kind == "agent" else ""
        notify(case, followers, kind=FOLLOWED, now=now, what=what, who=who or "")


def seeing(case: Case, agent_ids: Collection[int]) -> list[int]:
    """Those of these people who may see the case, by the one rule, with two questions however many they are."""
    if not agent_ids:
        return []
    seen = {
        f"by_{pk}": Exists(Case.objects.visible_to(Asker(pk, sight)).filter(pk=OuterRef("pk")))
        for pk, sight in sights_of(agent_ids).items()
    }
    row = Case.objects.filter(pk=case.pk).values_list(*seen.values()).first()
    return [pk for pk, is_seen in zip(agent_ids, row or (), strict=False) if is_seen]
