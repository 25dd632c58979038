"""What happens to processes and what runs on them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Fact):
    name = "version.published"
    label = _("A process version was published")
    process_id: int
    version_id: int
    number: int
    old_version_id: int | None


@dataclass(frozen=True, kw_only=True)
class LogExported(Fact):
    """Somebody took the event log of a version away; `since` and `until` are the days on which its cases began."""

    name = "version.log-exported"
    label = _("The event log of a process version was taken away")
    process_id: int
    version_id: int
    number: int
    kind: str
    since: str
    until: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class ProcessRetired(Fact):
    name = "process.retired"
    label = _("A process was retired")
    process_id: int
    version_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(Fact):
    name = "review.asked"
    label = _("Somebody was asked to review a draft of a process")
    process_id: int
    version_id: int
    number: int
    reviewer_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewGiven(Fact):
    name = "review.given"
    label = _("A draft of a process was reviewed")
    process_id: int
    version_id: int
    number: int
    reviewer_id: int
    is_approved: bool


@dataclass(frozen=True, kw_only=True)
class ReviewWithdrawn(Fact):
    name = "review.withdrawn"
    label = _("Somebody is no longer asked to review a draft of a process")
    process_id: int
    version_id: int
    number: int
    reviewer_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewReminded(Fact):
    name = "review.reminded"
    label = _("Somebody was reminded of a draft they were asked to review")
    process_id: int
    version_id: int
    number: int
    reviewer_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewsConcluded(Fact):
    """Everybody who was asked has spoken, or one of them wants changes."""

    name = "review.concluded"
    label = _("A draft of a process was reviewed by everybody asked, or changes are wanted")
    process_id: int
    version_id: int
    number: int
    asked_by_id: int
    has_objection: bool


@dataclass(frozen=True, kw_only=True)
class PublishingRuleChanged(Fact):
    name = "publishing-rule.changed"
    label = _("What is asked for before a process is published was changed")
    needs_review: bool


@dataclass(frozen=True, kw_only=True)
class TrialFact(Fact):
    """A fact about a version that takes a share of what begins."""

    process_id: int
    version_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class TrialBegun(TrialFact):
    name = "trial.begun"
    label = _("A process version is tried on a share of new tickets")
    share: int


@dataclass(frozen=True, kw_only=True)
class TrialShareChanged(TrialFact):
    name = "trial.share-changed"
    label = _("The share of new tickets on trial was changed")
    old: int
    new: int


@dataclass(frozen=True, kw_only=True)
class TrialEnded(TrialFact):
    name = "trial.ended"
    label = _("The trial of a process version ended")
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class InstanceFact(Fact):
    """A fact about one run of a version."""

    instance_id: int
    version_id: int


@dataclass(frozen=True, kw_only=True)
class InstanceStarted(InstanceFact):
    name = "instance.started"
    label = _("A process began for a ticket")


@dataclass(frozen=True, kw_only=True)
class InstanceEnded(InstanceFact):
    name = "instance.ended"
    label = _("A process came to its end")
    ending: str


@dataclass(frozen=True, kw_only=True)
class StepDone(InstanceFact):
    """A person finished a step."""

    name = "step.done"
    label = _("A step was finished")
    node: str
    seconds: int


@dataclass(frozen=True, kw_only=True)
class ValuesMended(InstanceFact):
    """A person changed values that a failed step reads: `changes` holds name, old and new shape, never a value."""

    name = "values.mended"
    label = _("Values of a failed step were changed")
    node: str
    changes: list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class StepFaltered(InstanceFact):
    """A step failed for a reason that may pass; it is tried again by itself."""

    name = "step.faltered"
    label = _("A step failed and is tried again by itself")
    node: str
    code: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class StepFailedForGood(InstanceFact):
    """A step failed and waits for a person."""

    name = "step.failed"
    label = _("A step failed")
    node: str
    code: str


@dataclass(frozen=True, kw_only=True)
class PathLeft(InstanceFact):
    name = "path.left"
    label = _("A ticket left the drawn path")
    from_node: str
    to_node: str


@dataclass(frozen=True, kw_only=True)
class DecisionTaken(InstanceFact):
    """A decision table was asked; the numbers of the rules that hit explain the answer."""

    name = "decision.taken"
    label = _("A decision table decided")
    node: str
    rules: list[int]


@dataclass(frozen=True, kw_only=True)
class AnsweredLate(InstanceFact):
    """A call outside was answered after its step had been stopped; `code` says how it failed, "" for an answer."""

    name = "step.answered-late"
    label = _("An outside system answered after its step was stopped")
    node: str
    code: str
    key: str


@dataclass(frozen=True, kw_only=True)
class InstanceChangedOver(InstanceFact):
    """A running instance was brought to another version (`version_id`), or back."""

    name = "instance.changed-over"
    label = _("A ticket was moved to another process version")
    old_version_id: int


@dataclass(frozen=True, kw_only=True)
class IncidentsRetried(Fact):
    """Somebody had everything that stands failed at one step tried again."""

    name = "incidents.retried"
    label = _("All failed tickets of a step were tried again")
    process_id: int
    node: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ChangeoverFact(Fact):
    """A fact about many instances that are brought from one version to another."""

    process_id: int
    changeover_id: int


@dataclass(frozen=True, kw_only=True)
class ChangeoverBegun(ChangeoverFact):
    name = "changeover.begun"
    label = _("Moving running tickets to another process version began")
    old_version_id: int
    new_version_id: int
    total: int


@dataclass(frozen=True, kw_only=True)
class ChangeoverStopped(ChangeoverFact):
    name = "changeover.stopped"
    label = _("Moving running tickets was stopped")


@dataclass(frozen=True, kw_only=True)
class ChangeoverResumed(ChangeoverFact):
    name = "changeover.resumed"
    label = _("Moving running tickets went on")


@dataclass(frozen=True, kw_only=True)
class ChangeoverTakenBack(ChangeoverFact):
    name = "changeover.taken-back"
    label = _("Bringing moved tickets back to their version began")


@dataclass(frozen=True, kw_only=True)
class ChangeoverEnded(ChangeoverFact):
    name = "changeover.ended"
    label = _("Moving running tickets came to its end")
    ending: str
    moved: int
    held: int
    returned: int


@dataclass(frozen=True, kw_only=True)
class ConnectionFact(Fact):
    """A fact about a connection to another system; never its address or key."""

    connection_id: int


@dataclass(frozen=True, kw_only=True)
class ConnectionAdded(ConnectionFact):
    name = "connection.added"
    label = _("A connection to another system was added")
    sign_in: str


@dataclass(frozen=True, kw_only=True)
class ConnectionChanged(ConnectionFact):
    name = "connection.changed"
    label = _("A connection to another system was changed")
    old_sign_in: str
    sign_in: str
    is_address_new: bool
    is_secret_new: bool


@dataclass(frozen=True, kw_only=True)
class ConnectionStopped(ConnectionFact):
    name = "connection.stopped"
    label = _("A connection to another system was stopped")


@dataclass(frozen=True, kw_only=True)
class ConnectionResumed(ConnectionFact):
    name = "connection.resumed"
    label = _("A connection to another system was taken up again")


@dataclass(frozen=True, kw_only=True)
class ConnectionDeleted(ConnectionFact):
    name = "connection.deleted"
    label = _("A connection to another system was deleted")
