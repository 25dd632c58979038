"""What came of a load, as plain data for keeping: figures by step, crew, arrow and ending."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from tantam.process.rehearsal.load import CrewLoad, Load, StepLoad

Told = dict[str, object]


def told(load: Load) -> Told:
    """The figures of a load; lengths in seconds, None where there is nothing to measure."""
    promised = sum(step.promised for step in load.steps.values())
    kept = sum(step.kept for step in load.steps.values())
    return {
        "arrived": load.arrived,
        "finished": load.finished,
        "failed": load.failed,
        "stuck": load.stuck,
        "running": load.running,
        "is_cut": load.is_cut,
        "until": load.until.isoformat() if load.until else "",
        "length": percentile(load.lengths, 0.5),
        "length_p90": percentile(load.lengths, 0.9),
        "kept": kept / promised if promised else None,
        "steps": {node: _step(step) for node, step in load.steps.items()},
        "flows": dict(load.flows),
        "crews": {name: _crew(crew) for name, crew in load.crews.items()},
        "ends": dict(load.ends),
    }


def _step(step: StepLoad) -> Told:
    return {
        "entered": step.entered,
        "done": step.done,
        "standing": step.standing,
        "wait": percentile(step.waits, 0.5),
        "wait_p90": percentile(step.waits, 0.9),
        "stay": percentile(step.stays, 0.5),
        "stay_p90": percentile(step.stays, 0.9),
        "kept": step.kept / step.promised if step.promised else None,
        "queue": step.longest_queue,
    }


def _crew(crew: CrewLoad) -> Told:
    return {
        "used": crew.busy / crew.there if crew.there else None,
        "hours": crew.busy / 3600,
        "done": crew.done,
        "wait": percentile(crew.waits, 0.5),
        "wait_p90": percentile(crew.waits, 0.9),
        "queue": crew.longest_queue,
    }


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of all do not exceed (nearest rank); None of nothing."""
    return sorted(values)[max(0, ceil(len(values) * share) - 1)] if values else None
