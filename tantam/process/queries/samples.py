"""Recent subjects on whose data a formula can be tried, within the reader's reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from tantam.organisation.models import Agent
from tantam.process.engine.seen import HOW_OFTEN, Seen
from tantam.process.models import Instance, Process
from tantam.process.queries.compiling import how_often
from tantam.process.queries.mending import lines_for
from tantam.process.queries.sight import in_sight
from tantam.process.registry import SubjectLine, data_seen_of

MOST = 12
#: An agent may see none of the newest, so more are looked at than shown; a subject may run several times.
_LOOKED_AT = 4 * MOST


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A subject such as `case:12`, and what the app above says about it."""

    subject: str
    line: SubjectLine


def samples(process: Process, *, agent: Agent) -> list[Sample]:
    """The newest subjects of the process that the agent may see, the newest of any process where it has none yet."""
    for found in (Instance.objects.filter(version__process=process), Instance.objects.all()):
        subjects = list(dict.fromkeys(_newest(found, agent)))
        lines = lines_for(subjects, agent)
        seen = [Sample(subject=one, line=lines[one]) for one in subjects if one in lines]
        if seen:
            return seen[:MOST]
    return []


def _newest(instances: QuerySet[Instance], agent: Agent) -> QuerySet[Instance, str]:
    return in_sight(instances, agent).order_by("-started_at", "-id").values_list("subject", flat=True)[:_LOOKED_AT]


def sample_data(process: Process, subject: str, *, agent: Agent) -> Mapping[str, object] | None:
    """What a formula of the process would see of a subject now; None where the agent may not see it."""
    if subject not in lines_for([subject], agent):
        return None
    newest = Instance.objects.filter(subject=subject).order_by("-id")
    run = newest.filter(version__process=process).first() or newest.first()
    own: Mapping[str, object] = {**run.variables, HOW_OFTEN: how_often(run.pk)} if run else {}
    return Seen(own, data_seen_of(subject))
