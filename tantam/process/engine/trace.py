"""Changes as plain data, for the trace of a simulation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from tantam.process.engine import changes as did
from tantam.process.engine.diagram import Role
from tantam.process.engine.graph import Graph
from tantam.process.engine.state import State, Token

Entry = dict[str, object]


def entries(change: did.Change, *, at: datetime, graph: Graph) -> Entry:
    """One change as an object: "at", "event", and what belongs to it."""
    described = _DESCRIBED[type(change)](change)
    node = described.get("node")
    named = graph.by_id.get(node) if isinstance(node, str) else None
    name = {"name": named.name} if named is not None and named.name else {}
    return {"at": at.isoformat(), **described, **name}


def standing(state: State, graph: Graph) -> list[Entry]:
    """Where the instance still stands at the end."""
    return [
        {
            "node": token.node,
            "name": graph.by_id[token.node].name,
            "state": token.state,
            "since": token.entered_at.isoformat(),
            **_due(token),
        }
        for token in state.positions()
    ]


def _due(token: Token) -> Entry:
    dues = {
        "due_at": token.due_at,
        "response_due_at": token.response_due_at,
        "resolution_due_at": token.resolution_due_at,
    }
    return {key: due.isoformat() for key, due in dues.items() if due is not None}


def _role(role: Role | None) -> dict[str, str]:
    """Who is to do the work, as in the drawing: "team:ho-tro", "head"; nothing where nobody is named."""
    return {"role": ":".join(filter(None, (role.kind, role.ref)))} if role else {}


def _entered(change: did.TokenEntered) -> Entry:
    token = change.token
    message = {"message": token.wait_key} if token.wait_key else {}
    return {"event": "entered", "node": token.node, "token": token.id, "state": token.state, **_due(token), **message}


def _left(change: did.TokenLeft) -> Entry:
    token = change.token
    seconds = int((change.at - token.entered_at).total_seconds())
    return {
        "event": "left",
        "node": token.node,
        "token": token.id,
        "outcome": change.outcome,
        "seconds": seconds,
    }


def _wait(event: str) -> Callable[[Any], Entry]:
    def describe(
        change: did.TimerSet | did.MessageAwaited | did.SignalAwaited | did.ConditionAwaited | did.WaitWithdrawn,
    ) -> Entry:
        wait = change.wait
        message = {"message": wait.wait_key} if wait.wait_key else {}
        return {"event": event, "node": wait.node, "token": wait.id, **_due(wait), **message}

    return describe


def _along(data: Mapping[str, object]) -> Entry:
    return {"data": dict(data)} if data else {}


def _thrown(change: did.ErrorThrown | did.EscalationThrown) -> Entry:
    return {"node": change.node, "code": change.code, "caught": change.caught, **_along(change.data)}


_DESCRIBED: Final[dict[type[did.Change], Callable[[Any], Entry]]] = {
    did.InstanceStarted: lambda c: {"event": "started", "node": c.start},
    did.InstanceFinished: lambda c: {"event": c.ending},
    did.ScopeOpened: lambda c: {"event": "scope opened", "node": c.scope.node},
    did.ScopeClosed: lambda c: {"event": "scope closed", "node": c.scope.node, "outcome": c.outcome},
    did.NodePassed: lambda c: {"event": "passed", "node": c.node, "flow": c.flow},
    did.TokenEntered: _entered,
    did.TokenLeft: _left,
    did.TimerSet: _wait("timer set"),
    did.MessageAwaited: _wait("message awaited"),
    did.SignalAwaited: _wait("signal awaited"),
    did.ConditionAwaited: _wait("condition awaited"),
    did.EventOccurred: _wait("one of several events"),
    did.WaitWithdrawn: _wait("wait withdrawn"),
    did.TaskOffered: lambda c: {
        "event": "offered",
        "node": c.token.node,
        "token": c.token.id,
        "lane": c.lane,
        **_role(c.role),
    },
    did.ActionRequested: lambda c: {
        "event": "action requested",
        "node": c.token.node,
        "token": c.token.id,
        "action": c.name,
        "settings": dict(c.settings),
    },
    did.MessageThrown: lambda c: {
        "event": "message thrown",
        "node": c.node,
        "message": c.name,
        **({"key": c.key} if c.key else {}),
        **_along(c.data),
    },
    did.SignalThrown: lambda c: {"event": "signal thrown", "node": c.node, "signal": c.name, **_along(c.data)},
    did.EscalationThrown: lambda c: {"event": "escalated", **_thrown(c)},
    did.ErrorThrown: lambda c: {"event": "error thrown", **_thrown(c)},
    did.CallRequested: lambda c: {
        "event": "called",
        "node": c.token.node,
        "token": c.token.id,
        "process": c.process,
    },
    did.Compensated: lambda c: {"event": "compensated", "node": c.record.node},
    did.DecisionMade: lambda c: {
        "event": "decided",
        "node": c.node,
        "variable": c.variable,
        "value": c.value,
        "rules": list(c.rules),
    },
    did.VariableSet: lambda c: {"event": "variable set", "variable": c.name, "value": c.value},
    did.IncidentRaised: lambda c: {
        "event": "incident",
        "node": c.token.node,
        "token": c.token.id,
        "code": c.code,
        "message": {"vi": c.message_vi, "en": c.message_en},
    },
    did.Deviation: lambda c: {"event": "deviation", "node": c.token.node, "target": c.target, "reason": c.reason},
}
