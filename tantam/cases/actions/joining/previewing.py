"""What merging would do, before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from tantam.cases.actions.joining.refusing import check_merge
from tantam.cases.actions.refused import Refused
from tantam.cases.models import AnswerPromise, Case, Clock, Draft, Entry
from tantam.organisation.models import Approval
from tantam.process.models import Instance


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Which ticket stays, what goes over, what stands still; why not, where it is refused."""

    case: Case
    into: Case
    lines: int
    drafts: int
    leaving: int
    clocks: int
    promises: int
    approvals: int
    runs: int
    refused: Refused | None
    is_of_another: bool


def preview_merge(case: Case, into: Case) -> Preview:
    """Look at a merge without any lock; who merges looks again."""
    mine = Draft.objects.filter(case=case)
    return Preview(
        case=case,
        into=into,
        lines=Entry.objects.filter(case=case).count(),
        drafts=mine.being_written().count(),
        leaving=mine.sent_off().count(),
        clocks=Clock.objects.running().filter(case=case).count(),
        promises=AnswerPromise.objects.filter(case=case, kept_at=None, broken_at=None).count(),
        approvals=Approval.objects.open().filter(subject=case.fact_subject).count(),
        runs=Instance.objects.filter(subject=case.fact_subject, state=Instance.State.RUNNING, parent=None).count(),
        refused=_refused(case, into),
        is_of_another=case.customer_id != into.customer_id,
    )


def _refused(case: Case, into: Case) -> Refused | None:
    try:
        check_merge(case, into, is_sure=True)
    except Refused as refused:
        return refused
    return None
