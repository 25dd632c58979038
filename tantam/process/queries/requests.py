"""Which process new requests begin with, seen from one of them: what it takes, what others take, who begins it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tantam.organisation.queries import the_business
from tantam.process.models import Process, Version
from tantam.process.queries.compiling import compiled, process_for

#: The action by which a step begins another process, and its setting that names it; the engine has no other way but
#: a call activity.
_STARTS, _WHICH = "cases.start_process", "process"


@dataclass(frozen=True, kw_only=True)
class Requests:
    """Whose new requests a process takes.

    `by_settings` is the key of the process that takes all of them, where the business says so. Else, by touchpoint:
    `own` those it takes, `elsewhere` those it names and another one takes ("": none would).
    """

    key: str
    by_settings: str = ""
    own: list[str] = field(default_factory=list)
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    @property
    def takes_all(self) -> bool:
        return self.by_settings == self.key

    @property
    def takes_some(self) -> bool:
        return self.takes_all or (not self.by_settings and bool(self.own))


def requests_of(version: Version, *, without_it: bool = False) -> Requests:
    """What a version in force takes; with `without_it` what would become of that, were its process not there."""
    key = version.process.key
    business = the_business()
    wanted = business.intake_process if business else ""
    own, elsewhere = [], {}
    for process in compiled(version.pk).diagram.processes:
        for channel in process.care.takes_in:
            taker = process_for(channel=channel, segments=process.care.segments, without=key if without_it else "")
            if taker == key:
                own.append(channel)
            else:
                elsewhere[channel] = taker
    return Requests(key=key, by_settings=wanted, own=own, elsewhere=elsewhere)


def begun_by(key: str) -> list[Process]:
    """The other processes in force that call this one or start it by an action, by key."""
    in_force = Version.objects.filter(state__in=[Version.State.PUBLISHED, Version.State.TRIAL])
    naming = in_force.filter(bpmn__contains=key).exclude(process__key=key).select_related("process").defer("bpmn")
    found = {one.process.key: one.process for one in naming if _begins(one.pk, key)}
    return [found[one] for one in sorted(found)]


def _begins(version_id: int, key: str) -> bool:
    for node in compiled(version_id).diagram.nodes:
        action = node.care.action
        if node.kind == "callActivity" and node.called == key:
            return True
        if action is not None and action.name == _STARTS and dict(action.settings).get(_WHICH) == key:
            return True
    return False
