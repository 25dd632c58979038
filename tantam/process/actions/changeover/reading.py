"""Running instances as they are read by the thousand: their tokens as plain rows, a state only where one is needed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from django.db import connection

from tantam.process.actions.loading import scopes_as_json, scopes_from_json
from tantam.process.actions.turning import scope_of
from tantam.process.engine.graph import Graph
from tantam.process.engine.records import Record, Records
from tantam.process.engine.state import State
from tantam.process.engine.state import Token as EngineToken
from tantam.process.models import Instance, OutsideCall, Token, Turn


class TokenRow(NamedTuple):
    """A token as its columns are, but for the dues of a person's work, which nothing here looks at.

    Instants are microseconds since 1970: read by the hundred thousand, and compared to the last digit.
    """

    instance_id: int
    id: int
    node: str
    scope_id: int
    state: str
    due_at: int | None
    wait_key: str
    entered_at: int
    attached_to_id: int | None
    definition: int
    repeats: int | None
    flow: str
    problem: str
    phase: str
    correlation: str = ""

    def token(self) -> EngineToken:
        """As the engine knows it."""
        return EngineToken(
            id=self.id,
            node=self.node,
            scope=self.scope_id,
            state=self.state,  # type: ignore[arg-type]  # the column's choices are the engine's states
            entered_at=instant(self.entered_at),
            flow=self.flow,
            due_at=instant(self.due_at) if self.due_at is not None and self.state == Token.State.TIMER else None,
            wait_key=self.wait_key,
            correlation=self.correlation,
            attached_to=self.attached_to_id,
            definition=self.definition,
            repeats=self.repeats,
            problem=self.problem,
            phase=self.phase,
        )

    @classmethod
    def of(cls, token: EngineToken, *, instance_id: int, key: int, scope: int, beside: int | None) -> TokenRow:
        """What is added to an instance, as it is stored: an awaited condition is looked at at once."""
        due_at = token.due_at if token.state != "condition" else token.entered_at
        return cls(
            instance_id=instance_id,
            id=key,
            node=token.node,
            scope_id=scope,
            state=token.state,
            due_at=microseconds(due_at) if due_at is not None else None,
            wait_key=token.wait_key,
            entered_at=microseconds(token.entered_at),
            attached_to_id=beside,
            definition=token.definition,
            repeats=token.repeats,
            flow=token.flow,
            problem=token.problem,
            phase=token.phase,
            correlation=token.correlation,
        )


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def instant(microseconds: int) -> datetime:
    """Microseconds since 1970 as an instant."""
    return _EPOCH + timedelta(microseconds=microseconds)


def microseconds(at: datetime) -> int:
    """An instant as microseconds since 1970."""
    return (at - _EPOCH) // _MICROSECOND


@dataclass(slots=True)
class Standing:
    """One running instance: its rows, and its scopes. `records`: one of what can be compensated for each node and
    scope. `resting`: tokens whose call outside rests before its next try; it goes along. `turns`: scopes that
    have rows of their own."""

    instance_id: int
    subject: str
    scopes: dict[str, list[Any]]
    tokens: list[TokenRow] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    resting: set[int] = field(default_factory=set)
    turns: set[int] = field(default_factory=set)

    @property
    def is_plain(self) -> bool:
        """Whether it stands in the process itself only, with nothing to be undone: such are alike by the thousand."""
        return len(self.scopes) == 1 and not self.records and all(len(kept) == 4 for kept in self.scopes.values())

    def signature(self) -> Hashable:
        """What two plain instances must have in common to be moved alike: everything but keys and times. The
        key of an awaited message stays with its wait."""
        order = {row.id: number for number, row in enumerate(self.tokens)}
        return tuple(
            (
                row.node,
                row.state,
                -1 if row.attached_to_id is None else order.get(row.attached_to_id, -2),
                row.definition,
                row.repeats,
                row.flow,
                row.wait_key,
                row.phase,
                row.problem,
                row.id in self.resting,
            )
            for row in self.tokens
        )

    def state(self, variables: Mapping[str, object]) -> State:
        """The engine's view of it, with the instance's variables where they are wanted."""
        return State(
            tokens={row.id: row.token() for row in self.tokens},
            scopes=scopes_from_json(self.scopes),
            variables=variables,
            records=Records(added={record.id: record for record in self.records}),
        )

    def positions(self) -> list[TokenRow]:
        """Where it stands, once for each place."""
        return [row for row in self.tokens if row.attached_to_id is None]


def mark_of(tokens: Sequence[TokenRow]) -> int:
    """A number that changes with every step that is taken: who stands where, in which state, since when.

    A call that fails for good, or is made again after that, is no step: nobody has gone on by it.
    """
    told = sorted((row.id, row.node, _tried(row.state), row.phase, row.entered_at) for row in tokens)
    return int.from_bytes(blake2b(repr(told).encode(), digest_size=8).digest(), signed=True)


def _tried(state: str) -> str:
    return Token.State.ACTION.value if state == Token.State.INCIDENT else state


def standings(instances: Sequence[tuple[Any, ...]], *, graph: Graph) -> list[Standing]:
    """Instances of a version, given as (id, subject, scopes), with their tokens: one question, and one for what they
    can compensate where the version has such steps."""
    found = {row[0]: Standing(*row) for row in instances}
    with connection.cursor() as cursor:
        cursor.execute(_TOKENS, [list(found)])
        for row in map(TokenRow._make, cursor.fetchall()):
            found[row.instance_id].tokens.append(row)
        if graph.has_records:
            cursor.execute(_RECORDS, [list(found)])
            for instance_id, key, node, scope, at in cursor.fetchall():
                found[instance_id].records.append(Record(id=key, node=node, scope=scope, at=at))
    _read_turns(found)
    return list(found.values())


def _read_turns(found: Mapping[int, Standing]) -> None:
    """Turns that have rows of their own: one question, where any loop has such."""
    repeating = [key for key, one in found.items() if any(map(_is_at_once, one.scopes.values()))]
    for row in Turn.objects.filter(instance__in=repeating).order_by("id") if repeating else ():
        found[row.instance_id].scopes |= scopes_as_json({row.pk: scope_of(row)})
        found[row.instance_id].turns.add(row.pk)


def _is_at_once(kept: Sequence[Any]) -> bool:
    return len(kept) > 4 and (kept[4].get("rounds") or [False])[-1] is True


def see_calls(standings: Sequence[Standing]) -> None:
    """Note which calls outside rest at this moment: one question, where any step waits for one."""
    _note_calls(standings, held="")


def hold_calls(standings: Sequence[Standing]) -> None:
    """The same for what is about to move: no worker begins a call that was noted as resting."""
    _note_calls(standings, held=" FOR UPDATE SKIP LOCKED")


def _note_calls(standings: Sequence[Standing], *, held: str) -> None:
    asking = {row.id: one for one in standings for row in one.tokens if row.state == Token.State.ACTION}
    if asking:
        with connection.cursor() as cursor:
            cursor.execute(_RESTING + held, [list(asking), list(OutsideCall.RESTING)])
            for (token_id,) in cursor.fetchall():
                asking[token_id].resting.add(token_id)


def _column(name: str) -> str:
    return f"(extract(epoch FROM {name}) * 1000000)::bigint" if name.endswith("_at") else name


_TOKENS: Final = f"""
SELECT {", ".join(map(_column, TokenRow._fields))} FROM process_token WHERE instance_id = ANY(%s) ORDER BY id
"""  # noqa: S608
_RESTING: Final = "SELECT token_id FROM process_outsidecall WHERE token_id = ANY(%s) AND state = ANY(%s)"
_RECORDS: Final = """
SELECT instance_id, min(key), node, scope_id, min(at) FROM process_completion WHERE instance_id = ANY(%s)
GROUP BY instance_id, node, scope_id ORDER BY min(id)
"""
#: What `standings` wants to know of an instance.
OF_INSTANCE: Final = ("id", "subject", "scopes")


def running_on(version_id: int) -> Any:
    """The running instances of a version."""
    return Instance.objects.filter(version=version_id, state=Instance.State.RUNNING)
