"""What ran on the diagrams: finished instances with their visits, running ones with their tokens."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import zip_longest

from tantam.cases.models import Case
from tantam.customers.models import SegmentMembership
from tantam.demo.content.history import History
from tantam.demo.content.history import Visit as Stay
from tantam.demo.content.words import CALL_LEFT_OUT
from tantam.demo.loading.answers import answers_of
from tantam.demo.loading.business import House
from tantam.process.actions.importing import Standing, import_standing
from tantam.process.actions.lateness import due_of_past, lateness_of_past
from tantam.process.models import Deviation, Instance, Version, Visit
from tantam.process.queries import compiled

Pair = tuple[History, Case]
CALL, EVIDENCE = "goi_dien", "thu_bang_chung"


def load_runs(pairs: Sequence[Pair], house: House, *, now: datetime) -> None:
    """Write instances, visits and, for what is open, tokens; each case points to its instance."""
    versions = {
        (key, number): version_id
        for key, number, version_id in Version.objects.values_list("process__key", "number", "id")
    }
    labels = _Labels(dict(SegmentMembership.objects.order_by("-segment__rank").values_list("customer", "segment__key")))
    over = [pair for pair in pairs if pair[0].is_over]
    instances = Instance.objects.bulk_create(
        [_finished(one, case, versions[one.process, one.version], labels.of(one, case)) for one, case in over],
        batch_size=500,
    )
    for (_, case), instance in zip(over, instances, strict=True):
        case.instance = instance
    for one, case in pairs:
        if not one.is_over:
            version_id = versions[one.process, one.version]
            case.instance = _running(one, case, version_id, labels.of(one, case), now=now)
    Case.objects.bulk_update([case for _, case in pairs], ["instance"], batch_size=500)
    Deviation.objects.bulk_create([one for pair in pairs for one in _deviations(*pair, house)])
    visits = [visit for one, case in pairs for visit in _visits(one, case, labels.of(one, case), house)]
    Visit.objects.bulk_create(visits, batch_size=2000)


@dataclass(frozen=True)
class _Labels:
    """The dimensions of the runs; `segments`: customer → key of the first of their segments by rank."""

    segments: Mapping[int, str]

    def of(self, one: History, case: Case) -> dict[str, str]:
        return {
            "channel": one.channel,
            "segment": self.segments.get(case.customer_id, ""),
            "team": case.team.key if case.team else "",
            "kind": one.kind,
        }


def _finished(one: History, case: Case, version_id: int, labels: dict[str, str]) -> Instance:
    return Instance(
        version_id=version_id,
        subject=case.fact_subject,
        labels=labels,
        variables=answers_of(one),
        state=Instance.State.FINISHED,
        started_at=one.opened_at,
        finished_at=one.visits[-1].left_at,
    )


def _running(one: History, case: Case, version_id: int, labels: dict[str, str], *, now: datetime) -> Instance:
    """An open case stands where it is since then, due when its ticket is; what a closed one waits for is due by when
    that began."""
    last, due_at = one.visits[-1], case.due_at
    if one.asked_at is not None:
        due = due_of_past(version_id, node=last.step, entered_at=last.entered_at, team=labels["team"])
        due_at = due.at if due else None
    return import_standing(
        version_id,
        subject=case.fact_subject,
        standing=Standing(
            node=_place(version_id, last.step), entered_at=last.entered_at, due_at=due_at, paused_at=one.asked_at
        ),
        labels=labels,
        variables={"loai": one.kind, "khan": one.urgency, "tien_den_bu": one.goodwill_vnd},
        started_at=one.opened_at,
        now=now if one.is_open else last.entered_at,
    )


def _place(version_id: int, step: str) -> str:
    """Where a token waits for an event: at the gateway where it waits for others as well."""
    diagram = compiled(version_id).diagram
    before = [diagram.flows_by_id[flow].source for flow in diagram.node(step).incoming]
    return next((one for one in before if diagram.node(one).kind == "eventBasedGateway"), step)


def _deviations(one: History, case: Case, house: House) -> Iterator[Deviation]:
    """Who left the path said why; who went from the first answer to the evidence left the drawn call out."""
    if one.strayed is not None and case.instance is not None:
        yield Deviation(
            instance_id=case.instance.pk,
            version_id=case.instance.version_id,
            from_node=one.strayed.source,
            to_node=one.strayed.to,
            reason=one.strayed.reason,
            by=house.agents.get(one.strayed.who or ""),
            at=one.strayed.at,
        )
    way = [visit.step for visit in one.visits]
    if CALL in way or EVIDENCE not in way or case.instance is None:
        return
    evidence = one.visits[way.index(EVIDENCE)]
    yield Deviation(
        instance_id=case.instance.pk,
        version_id=case.instance.version_id,
        from_node=CALL,
        to_node=EVIDENCE,
        reason=CALL_LEFT_OUT[case.pk % len(CALL_LEFT_OUT)],
        by=house.agents.get(evidence.who or ""),
        at=evidence.entered_at,
    )


def _visits(one: History, case: Case, labels: dict[str, str], house: House) -> Iterator[Visit]:
    before = ""
    for visit in _as_kept(one.visits, _waited_at(case.instance.version_id) if case.instance else frozenset()):
        if visit.left_at is not None and case.instance is not None:
            yield Visit(
                instance_id=case.instance.pk,
                version_id=case.instance.version_id,
                node=visit.step,
                entered_at=visit.entered_at,
                left_at=visit.left_at,
                outcome=visit.outcome,
                by_id=house.agents[visit.who].pk if visit.who in house.agents else None,
                via=_ways(case.instance.version_id).get((before, visit.step), ""),
                late_seconds=lateness_of_past(
                    case.instance.version_id,
                    node=visit.step,
                    entered_at=visit.entered_at,
                    left_at=visit.left_at,
                    team=labels["team"],
                    asked_at=visit.asked_at,
                ),
                segment=labels["segment"],
                channel=labels["channel"],
                team=labels["team"],
            )
            before = visit.step


def _as_kept(stays: Sequence[Stay], gates: Collection[str]) -> Iterator[Stay]:
    """The stays as the engine keeps them: who waits for the first of several events waits at the gateway before them
    as long as at the event that came; where none has come yet the gateway is not left."""
    for stay, following in zip_longest(stays, stays[1:]):
        waits = stay.step in gates and following is not None
        yield replace(stay, left_at=following.left_at) if waits else stay


@cache
def _waited_at(version_id: int) -> frozenset[str]:
    """The gateways at which the first of several events is awaited."""
    return frozenset(node.id for node in compiled(version_id).diagram.nodes if node.kind == "eventBasedGateway")


@cache
def _ways(version_id: int) -> dict[tuple[str, str], str]:
    """The flow between two steps that follow each other, into and out of a sub-process as well."""
    diagram = compiled(version_id).diagram
    ways = {}
    for flow in diagram.sequence_flows():
        sources = [flow.source, *(node.id for node in diagram.children(flow.source))]
        targets = [flow.target, *(node.id for node in diagram.children(flow.target))]
        ways.update({(source, target): flow.id for source in sources for target in targets})
    return ways
