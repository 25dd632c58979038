"""People are not slaves of the drawing: they may skip, go back or jump, with a reason that is kept."""

from __future__ import annotations

from datetime import datetime

from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.organisation.models import Agent
from tantam.process.actions.running import GONE, WorkIsGone, step_of_token
from tantam.process.actions.taking import EngineStep
from tantam.process.engine import run as engine
from tantam.process.engine.state import NotATarget


class ReasonMissing(Exception):
    """Whoever leaves the path says why."""


class CannotGoThere(Exception):
    """Nothing can be put on that element of the diagram."""


@unit()
def leave_path(token_id: int, *, to: str, by: Agent, reason: str, now: datetime) -> None:
    """Move from where the token stands to another step. Raises ReasonMissing, CannotGoThere, WorkIsGone."""
    _deviate(
        token_id,
        lambda graph, state, host: engine.jump(graph, state, token_id, host, node=to, reason=reason.strip()),
        by=by,
        reason=reason,
        now=now,
    )


@unit()
def skip_step(token_id: int, *, by: Agent, reason: str, now: datetime) -> None:
    """Leave a step undone and go on along the drawing. Raises ReasonMissing, WorkIsGone."""
    _deviate(
        token_id,
        lambda graph, state, host: engine.skip(graph, state, token_id, host, reason=reason.strip()),
        by=by,
        reason=reason,
        now=now,
    )


def _deviate(token_id: int, engine_step: EngineStep, *, by: Agent, reason: str, now: datetime) -> None:
    if not reason.strip():
        raise ReasonMissing
    try:
        step_of_token(token_id, engine_step, by=Actor.agent(by.pk), now=now)
    except GONE as error:
        raise WorkIsGone from error
    except NotATarget as error:
        raise CannotGoThere from error
