"""Running instances as they are read by the thousand: their tokens as plain rows, a state only where one is needed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from tantam.process.actions.loading import records_from_json, scopes_from_json
from tantam.process.engine.state import State
from tantam.process.engine.state import Token as EngineToken
from tantam.process.models import Instance, Token


class TokenRow(NamedTuple):
    """A token as its columns are, but for the dues of a person's work, which nothing here looks at."""

    instance_id: int
    id: int
    node: str
    scope_id: int
    state: str
    due_at: datetime | None
    wait_key: str
    entered_at: datetime
    attached_to_id: int | None
    definition: int
    repeats: int | None
    flow: str
    problem: str
    phase: str

    def token(self) -> EngineToken:
        """As the engine knows it."""
        return EngineToken(
            id=self.id,
            node=self.node,
            scope=self.scope_id,
            state=self.state,  # type: ignore[arg-type]  # the column's choices are the engine's states
            entered_at=self.entered_at,
            flow=self.flow,
            due_at=self.due_at if self.state == Token.State.TIMER else None,
            wait_key=self.wait_key,
            attached_to=self.attached_to_id,
            definition=self.definition,
            repeats=self.repeats,
            problem=self.problem,
            phase=self.phase,
        )


COLUMNS: Final = TokenRow._fields


@dataclass(slots=True)
class Standing:
    """One running instance: its rows, and what it keeps in documents."""

    instance_id: int
    subject: str
    scopes: dict[str, list[Any]]
    records: list[Any] | None
    variables: dict[str, object]
    tokens: list[TokenRow] = field(default_factory=list)

    @property
    def is_plain(self) -> bool:
        """Whether it stands in the process itself only, with nothing to be undone: such are alike by the thousand."""
        return len(self.scopes) == 1 and not self.records and all(len(kept) == 4 for kept in self.scopes.values())

    def signature(self) -> Hashable:
        """What two plain instances must have in common to be moved alike: everything but keys and times."""
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
            )
            for row in self.tokens
        )

    def state(self) -> State:
        """The engine's view of it."""
        return State(
            tokens={row.id: row.token() for row in self.tokens},
            scopes=scopes_from_json(self.scopes),
            variables=self.variables,
            records=records_from_json(self.records),
        )

    def positions(self) -> list[TokenRow]:
        """Where it stands, once for each place."""
        return [row for row in self.tokens if row.attached_to_id is None]


def mark_of(tokens: Sequence[TokenRow]) -> int:
    """A number that changes with every step that is taken: who stands where, in which state, since when."""
    told = sorted((row.id, row.node, row.state, row.phase, row.entered_at.timestamp()) for row in tokens)
    return int.from_bytes(blake2b(repr(told).encode(), digest_size=8).digest(), signed=True)


def standings(instances: Sequence[tuple[Any, ...]]) -> list[Standing]:
    """Instances, given as (id, subject, scopes, records, variables), with their tokens: one question."""
    found = {row[0]: Standing(*row) for row in instances}
    rows = Token.objects.filter(instance__in=list(found)).order_by("id").values_list(*COLUMNS)
    for row in rows:
        token = TokenRow._make(row)
        found[token.instance_id].tokens.append(token)
    return list(found.values())


#: What `standings` wants to know of an instance.
OF_INSTANCE: Final = ("id", "subject", "scopes", "records", "variables")


def running_on(version_id: int) -> Any:
    """The running instances of a version."""
    return Instance.objects.filter(version=version_id, state=Instance.State.RUNNING)
