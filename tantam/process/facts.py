"""What happens to processes and what runs on them."""

from __future__ import annotations

from dataclasses import dataclass

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Fact):
    name = "version.published"
    process_id: int
    version_id: int
    number: int
    old_version_id: int | None


@dataclass(frozen=True, kw_only=True)
class InstanceFact(Fact):
    """A fact about one run of a version."""

    instance_id: int
    version_id: int


@dataclass(frozen=True, kw_only=True)
class InstanceStarted(InstanceFact):
    name = "instance.started"


@dataclass(frozen=True, kw_only=True)
class InstanceEnded(InstanceFact):
    name = "instance.ended"
    ending: str


@dataclass(frozen=True, kw_only=True)
class StepDone(InstanceFact):
    """A person finished a step."""

    name = "step.done"
    node: str
    seconds: int


@dataclass(frozen=True, kw_only=True)
class StepFaltered(InstanceFact):
    """A step failed for a reason that may pass; it is tried again by itself."""

    name = "step.faltered"
    node: str
    code: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class StepFailedForGood(InstanceFact):
    """A step failed and waits for a person."""

    name = "step.failed"
    node: str
    code: str


@dataclass(frozen=True, kw_only=True)
class PathLeft(InstanceFact):
    name = "path.left"
    from_node: str
    to_node: str


@dataclass(frozen=True, kw_only=True)
class DecisionTaken(InstanceFact):
    """A decision table was asked; the numbers of the rules that hit explain the answer."""

    name = "decision.taken"
    node: str
    rules: list[int]
