"""Everything that the panes of an open case show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tantam.cases import queries
from tantam.cases.actions.acknowledging import script_variables
from tantam.cases.context.clock_lines import why_of
from tantam.cases.context.enclosed import listed
from tantam.cases.context.joined import customers_of_merged, merged_of, said_of_merges
from tantam.cases.context.kept_words import name_in
from tantam.cases.context.leaving import leaving_of
from tantam.cases.context.lines import drawn
from tantam.cases.context.numbers import numbers_offered
from tantam.cases.context.panes import Can, Composed, Places, can, composer_of, head_of
from tantam.cases.context.rows import MARKED
from tantam.cases.context.step_card import cards_of, passed_of
from tantam.cases.context.stream import lines_of
from tantam.cases.context.wording import reason_of_escalation
from tantam.cases.models import Clock
from tantam.cases.queries import CasePage
from tantam.channels.models import ChannelKind
from tantam.core.values.business_time import Calendar
from tantam.core.values.forms_of_address import form_of_address
from tantam.customers.models import ContactPoint, SegmentMembership
from tantam.organisation.models import Agent, Approval
from tantam.organisation.rights import rights_of


def open_case_context(
    page: CasePage,
    *,
    agent: Agent,
    csrf_token: str,
    now: datetime,
    places: Places,
    typed: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """What `cases/parts/open.html` and its parts read; `typed` (text, mode) stands in the composer, not the draft."""
    case, may = page.case, can(rights_of(agent))
    return {
        "case": case,
        "page": page,
        "now": now,
        "can": may,
        "me": agent.pk,
        "merged": merged_of(page, agent=agent, now=now) if case.is_merged else None,
        **_stream(page, may=may, csrf_token=csrf_token, now=now),
        "leaving": leaving_of(page.leaving, case=case, me=agent, now=now),
        "csrf_token": csrf_token,
        "head": head_of(
            case,
            _clock_shown(page.clocks),
            waits_for_yes=page.closing is not None,
            may=may,
            agent=agent,
            csrf_token=csrf_token,
            now=now,
            places=places,
        ),
        "composer": composer_of(
            case, _composed(page, typed, now=now), may=may, agent=agent, csrf_token=csrf_token, places=places
        ),
        "approvals": (approvals := _approvals(page.approvals, agent)),
        "to_decide": [one for one in approvals if one["is_mine"]],
        **_side(page, agent=agent, now=now),
    }


def _stream(page: CasePage, *, may: Can, csrf_token: str, now: datetime) -> dict[str, Any]:
    """What was said and done, as lines and as they are drawn."""
    case = page.case
    more = said_of_merges(page.entries, can_merge="case_merge" in may, csrf_token=csrf_token, now=now)
    homes = customers_of_merged(page.entries)
    lines = lines_of(case, page.entries, files=page.files, now=now, more=more, homes=homes)
    stream = drawn(
        lines,
        number=case.number,
        can_reply="case_reply" in may,
        can_forward="case_reply" in may and case.channel_kind == ChannelKind.EMAIL,
        csrf_token=csrf_token,
    )
    return {"lines": lines, "stream": stream}


def _composed(page: CasePage, typed: tuple[str, str] | None, *, now: datetime) -> Composed:
    draft = page.draft
    text, mode = typed or ((draft.text, draft.mode) if draft else ("", "reply"))
    html = draft.html if draft and not typed else ""
    files = listed(page.enclosed, number=page.case.number)
    return Composed(
        text=text,
        html=html,
        mode=mode,
        revision=draft.revision if draft else 0,
        files=files,
        now=now,
        to=draft.to if draft else (),
        is_forward=bool(draft and draft.is_forward and not typed),
        cc=draft.cc if draft else (),
        bcc=draft.bcc if draft else (),
    )


def _side(page: CasePage, *, agent: Agent, now: datetime) -> dict[str, Any]:
    case = page.case
    first = next((clock.due_at for clock in page.clocks if clock.kind == Clock.Kind.FIRST_RESPONSE), None)
    promise = next((one for one in page.promises if one.kept_at is None and one.broken_at is None), None)
    variables = script_variables(case, now=now, by=agent, due_at=promise.due_at if promise else first or now)
    variables["ngon_ngu"] = case.customer.language
    visits = queries.visits_of(case.fact_subject)
    return {
        "form_of_address": form_of_address(case.customer.address_form),
        "segments": [_segment(one) for one in page.segments],
        "reached": [point for point in page.contact_points if point.kind != ContactPoint.Kind.CHAT],
        "cards": cards_of(
            page.work, visits, page.clocks, case=case, variables=variables, approvers=_approvers(page.approvals)
        ),
        "passed": passed_of(visits),
        "clocks": [(clock, why_of(clock, case)) for clock in page.clocks if clock.token_id is None],
        "promise": promise,
        "escalations": [(one, reason_of_escalation(one.reason)) for one in page.escalations],
        "numbers": numbers_offered(page, agent=agent),
    }


def _segment(membership: SegmentMembership) -> dict[str, str]:
    tone, icon = MARKED.get(membership.segment.key, ("neutral", ""))
    names = {"name": membership.segment.name, "name_en": membership.segment.name_en}
    return {"name": name_in(names), "tone": tone, "icon": icon}


def _clock_shown(clocks: Sequence[Clock]) -> Clock | None:
    """The running clock that is due first, else the first response as it ended."""
    running = [clock for clock in clocks if clock.stopped_at is None]
    if running:
        return min(running, key=lambda clock: (clock.paused_at is not None, clock.due_at))
    return next((clock for clock in clocks if clock.kind == Clock.Kind.FIRST_RESPONSE), None)


def _approvals(approvals: Sequence[Approval], agent: Agent) -> list[dict[str, Any]]:
    return [{"row": one, "is_mine": one.approver_id == agent.pk} for one in approvals if one.is_open]


def _approvers(approvals: Sequence[Approval]) -> dict[str, str]:
    """What waits for a yes → who was asked for it."""
    return {one.waits: one.approver.full_name for one in approvals if one.is_open and one.waits}


def promise_times(now: datetime, *, hours: Calendar) -> list[tuple[datetime, str]]:
    """Times offered for a promise: soon, later today, tomorrow morning; of these only when the team is at work, as
    nobody calls back at three in the morning. All of them where it is at work at none."""
    local = timezone.localtime(now)
    soon, later = (_rounded(now + timedelta(minutes=minutes)) for minutes in (30, 120))
    offers = [(soon, _("In 30 minutes")), (later, _("In 2 hours"))]
    for hour in (11, 16, 17):
        at = local.replace(hour=hour, minute=0, second=0, microsecond=0)
        if at > local + timedelta(minutes=40):
            offers.append((at, _("Today at %(hour)s:00") % {"hour": hour}))
    tomorrow = (local + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    offers.append((tomorrow, _("Tomorrow at 9:00")))
    return [offer for offer in offers if hours.is_open(offer[0])] or offers


def _rounded(at: datetime) -> datetime:
    """The next five minutes: nobody promises 20:32."""
    over = timedelta(minutes=at.minute % 5, seconds=at.second, microseconds=at.microsecond)
    return at + timedelta(minutes=5) - over if over else at
