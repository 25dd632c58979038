"""Who may see a case by name: made private, shared, taken back, opened with a reason by who may."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.notifying import ACCESS, LONGEST, UNLOCKED, notify, seeing
from tantam.cases.actions.refused import (
    AlreadyPrivate,
    LastWhoSees,
    NotPrivate,
    PersonDoesNotWorkHere,
    PersonIsInCharge,
    ReasonMissing,
    TooManyNamed,
)
from tantam.cases.actions.telling import announce_case, announce_to, tell
from tantam.cases.facts import AccessGiven, AccessTaken, CaseMadePrivate, CaseMadePublic, CaseUnlocked
from tantam.cases.models import Case, CaseAccess, Entry
from tantam.core.actions.rows import insert, update
from tantam.core.actions.unit import unit
from tantam.core.facts import SYSTEM, Actor
from tantam.organisation.actions import forget_notices
from tantam.organisation.models import Agent, Approval

#: More people than this are not named in one case: it would be no secret, and each of them is told live.
MOST_NAMED = 100
#: For so long a private case stays open to whoever opened it with a reason.
UNLOCKED_FOR = timedelta(days=1)
Because = CaseAccess.Because


@unit()
def make_private(case: Case, *, by: Agent, now: datetime) -> Case:
    """From now on only the named see it: who does this, who is in charge, who was asked for a yes, and who was named
    before. Raises AlreadyPrivate."""
    case = take_up(case)
    if case.is_private:
        raise AlreadyPrivate
    announce_case(case)  # those who lose it hear of it once more
    _grant(case, [by.pk], because=Because.NAMED, by=by, now=now)
    _grant(case, [case.assignee_id] if case.assignee_id else [], because=Because.ASSIGNED, by=by, now=now)
    asked = Approval.objects.open().filter(subject=case.fact_subject).values_list("approver", flat=True)
    _grant(case, list(asked), because=Because.ASKED, by=by, now=now)
    case.is_private = True
    update(case, "is_private")
    _write(case, "made-private", by=by, now=now)
    named = CaseAccess.objects.holding().filter(case=case).values_list("agent", flat=True)
    forget_notices(case.fact_subject, but=list(named))
    tell(case, CaseMadePrivate, by=Actor.agent(by.pk), now=now)
    return case


@unit()
def make_public(case: Case, *, by: Agent, now: datetime) -> Case:
    """Everybody in whose reach it is sees it again. Raises NotPrivate."""
    case = take_up(case)
    if not case.is_private:
        raise NotPrivate
    CaseAccess.objects.filter(case=case).exclude(because__in=[Because.SHARED, Because.MENTIONED]).delete()
    case.is_private = False
    case.is_shared = CaseAccess.objects.filter(case=case).exists()
    update(case, "is_private", "is_shared")
    _write(case, "made-public", by=by, now=now)
    tell(case, CaseMadePublic, by=Actor.agent(by.pk), now=now)
    return case


@unit()
def give_access(
    case: Case, *, to: Agent, by: Agent, now: datetime, because: CaseAccess.Because = Because.NAMED
) -> CaseAccess:
    """Let somebody see it by name; the same again changes nothing. Raises PersonDoesNotWorkHere, TooManyNamed."""
    case = take_up(case)
    if not to.is_active or to.left_on is not None:
        raise PersonDoesNotWorkHere
    if not case.is_private and because == Because.NAMED:
        because = Because.SHARED
    if _grant(case, [to.pk], because=because, by=by, now=now):
        _write(case, "access-given", by=by, now=now, whom=to.full_name)
        notify(case, [to.pk], kind=ACCESS, now=now, by=by)
        tell(case, AccessGiven, by=Actor.agent(by.pk), now=now, agent_id=to.pk, because=because)
    return CaseAccess.objects.get(case=case, agent=to)


@unit()
def take_access(case: Case, *, of: Agent, by: Agent, now: datetime) -> None:
    """Take it from somebody named. Raises PersonIsInCharge, LastWhoSees; who has none keeps none."""
    case = take_up(case)
    if case.is_private and case.assignee_id == of.pk:
        raise PersonIsInCharge
    held = CaseAccess.objects.filter(case=case, agent=of)
    if not held.exists():
        return
    if case.is_private and not CaseAccess.objects.holding().filter(case=case).exclude(agent=of).exists():
        raise LastWhoSees
    held.delete()
    _note_shared(case)
    _write(case, "access-taken", by=by, now=now, whom=of.full_name)
    tell(case, AccessTaken, by=Actor.agent(by.pk), now=now, agent_id=of.pk)
    if of.pk not in seeing(case, [of.pk]):
        forget_notices(case.fact_subject, of=[of.pk])
    announce_to(case, [of.pk])  # it leaves their pages


@unit()
def unlock(case: Case, *, reason: str, by: Agent, now: datetime) -> CaseAccess:
    """Open a private case for a day without having been named; the reason stands in its stream.

    Raises NotPrivate, ReasonMissing.
    """
    case = take_up(case)
    if not case.is_private:
        raise NotPrivate
    if not reason.strip():
        raise ReasonMissing
    values = {"because": Because.UNLOCKED, "by": by, "at": now, "until": now + UNLOCKED_FOR}
    access, _is_new = CaseAccess.objects.update_or_create(case=case, agent=by, defaults=values)
    _write(case, "unlocked", by=by, now=now, reason=reason.strip()[:300])
    named = CaseAccess.objects.holding().filter(case=case).values_list("agent", flat=True)
    notify(case, list(named), kind=UNLOCKED, now=now, by=by, text=reason.strip()[:LONGEST])
    tell(case, CaseUnlocked, by=Actor.agent(by.pk), now=now)
    return access


def let_in(
    case: Case, agent_ids: Collection[int], *, because: CaseAccess.Because, by: Agent, now: datetime
) -> list[int]:
    """Let several see it by name, without a line for each; return who could not before."""
    return _grant(case, agent_ids, because=because, by=by, now=now) if agent_ids else []


def let_see(case: Case, agent_id: int | None, *, because: CaseAccess.Because, now: datetime) -> None:
    """Whoever is given work in a private case may see it; in any other nothing is needed."""
    if case.is_private and agent_id is not None:
        _grant(case, [agent_id], because=because, by=None, now=now)


def keep_seen(gone_id: int, *, now: datetime) -> int:
    """Somebody has left: what is private and seen by nobody else any more goes to the head of its team, else to the
    nearest above; return how many cases did."""
    mine = CaseAccess.objects.filter(agent=gone_id)
    held = list(Case.objects.filter(pk__in=mine.values("case"), is_private=True).select_related("team__head"))
    mine.delete()
    moved = 0
    for case in held:
        moved += _hand_on(case, gone_id, now=now)
    return moved


@unit()
def _hand_on(case: Case, gone_id: int, *, now: datetime) -> int:
    if CaseAccess.objects.holding().filter(case=case, agent__is_active=True, agent__left_on=None).exists():
        return 0
    heir = _heir(case, gone_id)
    if heir is None:
        return 0
    case = take_up(case, or_merged=True)
    _grant(case, [heir.pk], because=Because.INHERITED, by=None, now=now)
    _write(case, "access-inherited", by=None, now=now, whom=heir.full_name)
    notify(case, [heir.pk], kind=ACCESS, now=now, what="inherited")
    tell(case, AccessGiven, by=SYSTEM, now=now, agent_id=heir.pk, because=Because.INHERITED)
    return 1


def _heir(case: Case, gone_id: int) -> Agent | None:
    """The head of its team, else who was above the one who left, else any head or administrator of the house."""
    gone = Agent.objects.select_related("reports_to").get(pk=gone_id)
    named: list[Agent | None] = [case.team.head if case.team else None, gone.reports_to]
    for one in named:
        if one is not None and one.is_active and one.left_on is None and one.pk != gone_id:
            return one
    leading = Agent.objects.working().filter(appointments__until=None, appointments__role__in=["head", "administrator"])
    found: Agent | None = leading.exclude(pk=gone_id).order_by("pk").first()
    return found


def _grant(
    case: Case, agent_ids: Collection[int], *, because: CaseAccess.Because, by: Agent | None, now: datetime
) -> list[int]:
    """Name those who are not named yet; return them. What was given for a time is given for good."""
    held = dict(CaseAccess.objects.filter(case=case).values_list("agent", "until"))
    fresh = [one for one in dict.fromkeys(agent_ids) if one not in held or held[one] is not None]
    if len(held) + len(fresh) > MOST_NAMED:
        raise TooManyNamed
    if fresh:
        CaseAccess.objects.bulk_create(
            [CaseAccess(case=case, agent_id=one, because=because, by=by, at=now) for one in fresh],
            update_conflicts=True,
            unique_fields=["agent", "case"],
            update_fields=["because", "by", "at", "until"],
        )
        _note_shared(case)
    return fresh


def _note_shared(case: Case) -> None:
    is_shared = CaseAccess.objects.filter(case=case).exists()
    if is_shared != case.is_shared:
        case.is_shared = is_shared
        update(case, "is_shared")


def _write(case: Case, what: str, *, by: Agent | None, now: datetime, **said: str) -> None:
    data = {"what": what, "by": "agent" if by else "system", **said}
    insert(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author=by, data=data))
