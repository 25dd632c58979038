"""Two times or two versions beside each other, made ready: marks on the drawing, a sentence, the ways taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from tantam.process.context.reader import called, language
from tantam.process.drawing import Mark
from tantam.process.drawing.wording import say
from tantam.process.engine.diagram import Diagram
from tantam.process.engine.kinds import EVENTS, GATEWAYS
from tantam.process.queries import Comparison, HeatMap, Side, StepChange, Ways
from tantam.process.values.periods import today_of
from tantam.process.values.verdicts import Change
from tantam.process.values.wording import short_change, short_length, short_part


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A comparison with what its sentence says: of the step that lost most, both figures; `is_tail` where its slowest
    tenth changed more than its median did."""

    comparison: Comparison
    faster: int
    slower: int
    mixed: int
    alike: int
    slowest: str
    slowest_median: str
    slowest_p90: str
    slowest_part: str
    is_tail: bool
    then_since: date | None = None
    then_days: int = 0


def compared(comparison: Comparison, diagram: Diagram) -> Compared:
    """What there is to say above the drawing."""
    worst = comparison.slower_most
    is_tail = worst is not None and (worst.p90.part or 0) > (worst.median.part or 0)
    most = (worst.p90 if is_tail else worst.median) if worst else None
    return Compared(
        comparison=comparison,
        faster=len(comparison.having("better")),
        slower=len(comparison.having("worse")),
        mixed=len(comparison.having("mixed")),
        alike=len(comparison.having("alike")),
        slowest=called(diagram, worst.now.node.id) if worst and worst.now else "",
        slowest_median=_then_now(worst.median) if worst else "",
        slowest_p90=_then_now(worst.p90) if worst else "",
        slowest_part=said_part(most) if most else "",
        is_tail=is_tail,
        **_only_a_part(comparison.side),
    )


def _only_a_part(side: Side) -> dict[str, Any]:
    """Since when the version existed and how many of the days that are, where it was published within them."""
    published, period = side.version.published_at, side.period
    if published is None or not period.first < today_of(published) <= period.last:
        return {}
    first = today_of(published)
    return {"then_since": first, "then_days": (period.last - first).days + 1}


def change_marks(found: HeatMap, comparison: Comparison) -> dict[str, Mark]:
    """Then → now on every step that has both, now alone where there was nothing before; failed steps stay marked."""
    drawn = {
        node: _mark(change)
        for node, change in comparison.steps.items()
        if change.now is not None and (change.now.lengths.count or change.now.incidents)
    }
    ways = found.shares.keys() | comparison.shares.keys()
    drawn.update(
        {flow: Mark(share=found.shares.get(flow, 0.0), share_then=comparison.shares.get(flow)) for flow in ways}
    )
    return drawn


def _mark(change: StepChange) -> Mark:
    assert change.now is not None  # noqa: S101
    part = change.median.part
    if change.median.verdict == "alike":
        part = change.p90.part
    is_told = change.verdict in ("better", "worse") and part is not None
    said = short_part(part, language=language()) if is_told and part is not None else ""
    return Mark(
        incidents=change.now.incidents,
        lines=_lines(change),
        verdict=change.verdict,
        change="↑\u00a0↓" if change.verdict == "mixed" else said,
    )


def _lines(change: StepChange) -> tuple[str, ...]:
    now = change.now
    if now is None or now.median is None or now.p90 is None or now.node.kind in EVENTS | GATEWAYS:
        return ()
    if max(now.p90, change.p90.then or 0) < 2:
        return ()
    if change.median.then is None:
        said = partial(short_length, language=language())
        return say("new", language(), length=said(now.median)), f"p90\u00a0{said(now.p90)}"
    return _then_now(change.median), f"p90\u00a0{_then_now(change.p90)}"


def said_part(change: Change) -> str:
    """By how much it changed, short; "" where that is not known."""
    return "" if change.part is None else short_part(change.part, language=language())


def said_pair(change: Change) -> str:
    """Both lengths in one unit; a dash for one that is not known."""
    if change.then is not None and change.now is not None:
        return short_change(change.then, change.now, language=language())
    if change.then is None and change.now is not None:
        return say("new", language(), length=short_length(change.now, language=language()))
    then, now = ("–" if one is None else short_length(one, language=language()) for one in (change.then, change.now))
    return f"{then} → {now}"


def _then_now(change: Change) -> str:
    if change.now is None:
        return ""
    if change.then is None:
        return short_length(change.now, language=language())
    return short_change(change.then, change.now, language=language())


@dataclass(frozen=True, kw_only=True)
class WayLine:
    """A way out of a gateway by name, how many took it and which part of those that came; without a name (`way`) those
    that are undecided yet."""

    gate: str
    way: str
    now: float | None
    then: float | None
    count_now: int | None = None
    count_then: int | None = None

    @property
    def points(self) -> int | None:
        """By how many percentage points it changed."""
        if self.now is None or self.then is None:
            return None
        return round(self.now * 100) - round(self.then * 100)


def way_lines(diagram: Diagram, now: Ways, then: Ways | None) -> list[WayLine]:
    """The shares on the lines of the drawing, in words; behind the ways of a gateway those that still wait there."""
    found, before = [], then or Ways()
    flows = [flow for flow in diagram.sequence_flows() if flow.id in now.shares or flow.id in before.shares]
    for source in dict.fromkeys(flow.source for flow in flows):
        found += [
            WayLine(
                gate=called(diagram, source),
                way=flow.label(language()) or f"→ {called(diagram, flow.target)}",
                now=now.shares.get(flow.id),
                then=before.shares.get(flow.id),
                count_now=now.taken.get(flow.id),
                count_then=before.taken.get(flow.id),
            )
            for flow in flows
            if flow.source == source
        ]
        waiting = now.undecided.get(source), before.undecided.get(source)
        if any(waiting):
            shares = (_undecided_part(diagram, one, source) for one in (now, before))
            found.append(
                WayLine(
                    gate=called(diagram, source), way="", now=next(shares), then=next(shares),
                    count_now=waiting[0], count_then=waiting[1],
                )
            )  # fmt: skip
    return found


def _undecided_part(diagram: Diagram, ways: Ways, gate: str) -> float | None:
    taken = [ways.taken[flow.id] for flow in diagram.sequence_flows() if flow.source == gate and flow.id in ways.taken]
    waiting = ways.undecided.get(gate)
    return None if waiting is None or not taken else waiting / (waiting + sum(taken))
