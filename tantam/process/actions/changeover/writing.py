"""What a batch has worked out, written with a handful of statements however many instances there are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tantam.core.queries import Among
from tantam.process.actions.changeover.reading import Standing, TokenRow, mark_of
from tantam.process.actions.changeover.recipes import Place, Recipe, for_one
from tantam.process.engine.state import Token as EngineToken
from tantam.process.models import Changeover, Completion, OutsideCall, Passage, Token

#: Which columns of a token a move may change beside its version, and their types.
MOVABLE = {
    "node": "text",
    "flow": "text",
    "wait_key": "text",
    "definition": "smallint",
    "repeats": "integer",
    "scope_id": "bigint",
}


@dataclass
class Writing:
    """The rows of one batch. `tokens` only change their version, `changed` their place too; `scopes` are
    those of instances where they change, `records` what they can compensate, by its key, where that changes. `calls`
    are tokens whose call outside rests: it is asked anew in the version they come to."""

    version_id: int
    instances: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    added: list[TokenRow] = field(default_factory=list)
    scopes: list[dict[str, Any]] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    with_incidents: list[int] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)

    def place(self, standing: Standing, scopes: dict[str, list[Any]]) -> None:
        """The scopes of an instance as they are to be: those in its column, and the nodes of turns that have rows."""
        column = {key: kept for key, kept in scopes.items() if int(key) not in standing.turns}
        self.scopes.append({"id": standing.instance_id, "scopes": column})
        self.turns += [{"id": key, "node": scopes[str(key)][0]} for key in standing.turns]

    def write(self) -> None:
        """Everything, in the caller's transaction."""
        self._tokens()
        self._instances()
        if self.added:
            _do(_ADD_TOKENS, [self.version_id, json.dumps([row._asdict() for row in self.added])])
        if self.with_incidents:
            _do(_INCIDENTS, [self.with_incidents])
        if self.calls:
            _do(_CALLS, [OutsideCall.State.MOVED, self.calls, list(OutsideCall.RESTING)])

    def _tokens(self) -> None:
        if self.dropped:
            _do("DELETE FROM process_token WHERE id = ANY(%s)", [self.dropped])
        if self.tokens:
            _do("UPDATE process_token SET version_id = %s WHERE id = ANY(%s)", [self.version_id, self.tokens])
        if self.changed:
            _do(_CHANGE_TOKENS, [self.version_id, json.dumps(self.changed)])

    def _instances(self) -> None:
        _do("UPDATE process_instance SET version_id = %s WHERE id = ANY(%s)", [self.version_id, self.instances])
        if self.scopes:
            _do(_CHANGE_SCOPES, [json.dumps(self.scopes)])
        if self.turns:
            _do(_CHANGE_TURNS, [json.dumps(self.turns)])
        if self.records:
            _do(_CHANGE_RECORDS, [json.dumps(self.records)])


def _moved(name: str) -> str:
    """Passages of before did not note the scope, which they did not change."""
    return f"{name} = coalesce(told.{name}, token.{name})" if name == "scope_id" else f"{name} = told.{name}"


_CHANGE_TOKENS = f"""
UPDATE process_token AS token SET version_id = %s, {", ".join(map(_moved, MOVABLE))}
FROM json_to_recordset(%s::json) AS told (id bigint, {", ".join(f"{name} {kind}" for name, kind in MOVABLE.items())})
WHERE token.id = told.id
"""  # noqa: S608
_CHANGE_SCOPES = """
UPDATE process_instance AS instance SET scopes = told.scopes
FROM json_to_recordset(%s::json) AS told (id bigint, scopes jsonb) WHERE instance.id = told.id
"""
_CHANGE_TURNS = """
UPDATE process_turn AS turn SET node = told.node
FROM json_to_recordset(%s::json) AS told (id bigint, node text) WHERE turn.id = told.id
"""
_CHANGE_RECORDS = """
UPDATE process_completion AS done SET node = told.node, scope_id = told.scope
FROM json_to_recordset(%s::json) AS told (instance_id bigint, key bigint, node text, scope bigint)
WHERE done.instance_id = told.instance_id AND done.key = told.key
"""
_COLUMN_TYPES = {
    "bigint": ("instance_id", "id", "scope_id", "due_at", "entered_at", "attached_to_id"),
    "integer": ("definition", "repeats"),
}


def _type(name: str) -> str:
    return next((kind for kind, names in _COLUMN_TYPES.items() if name in names), "text")


def _value(name: str) -> str:
    return f"timestamptz 'epoch' + told.{name} * interval '1 microsecond'" if name.endswith("_at") else f"told.{name}"


_ADD_TOKENS = f"""
INSERT INTO process_token (version_id, {", ".join(TokenRow._fields)})
SELECT %s, {", ".join(map(_value, TokenRow._fields))}
FROM json_to_recordset(%s::json) AS told ({", ".join(f"{name} {_type(name)}" for name in TokenRow._fields)})
"""  # noqa: S608
_NOTE = """
INSERT INTO process_passage (changeover_id, instance_id, state, reasons, before, mark)
SELECT %s, told.* FROM json_to_recordset(%s::json)
    AS told (instance_id bigint, state text, reasons jsonb, before jsonb, mark bigint)
"""
_INCIDENTS = """
UPDATE process_incident AS incident SET version_id = token.version_id, node = token.node
FROM process_token AS token
WHERE incident.instance_id = ANY(%s) AND incident.settled_at IS NULL AND token.id = incident.token_id
"""

_CALLS = "UPDATE process_outsidecall SET state = %s WHERE token_id = ANY(%s) AND state = ANY(%s)"


def _do(sql: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@dataclass(frozen=True)
class Recorded:
    """The passage of an instance of which records change, and what each place becomes."""

    passage: dict[str, Any]
    becomes: dict[Place, Place]

    def note(self, key: int, node: str, scope: int) -> None:
        """How one record was, for the way back."""
        before = self.passage["before"] = self.passage["before"] or {}
        before.setdefault("records", []).append([key, node, scope])


@dataclass
class Moving:
    """One batch on its way to the new version: what is to be written, and the passages."""

    changeover: Changeover
    keys: list[int]
    writing: Writing
    passages: list[dict[str, Any]] = field(default_factory=list)
    recorded: dict[int, Recorded] = field(default_factory=dict)

    def write(self) -> None:
        """Everything, in the caller's transaction."""
        if self.recorded:
            self._records()
        self.writing.write()
        _do(_NOTE, [self.changeover.pk, json.dumps(self.passages)])

    def hold(self, standing: Standing, recipe: Recipe) -> None:
        """An instance stays, for these reasons."""
        reasons = [[one.code, one.node, one.target, one.is_new] for one in recipe.objections]
        self._pass(standing, Passage.State.HELD, reasons=reasons)

    def move(self, standing: Standing, recipe: Recipe) -> None:
        """An instance goes."""
        self.writing.instances.append(standing.instance_id)
        if any(row.state == Token.State.INCIDENT for row in standing.tokens):
            self.writing.with_incidents.append(standing.instance_id)
        self.writing.calls += standing.resting
        after = self._tokens(standing, recipe)
        before = _before(standing, recipe, after)
        if recipe.scopes is not None:
            self.writing.place(standing, recipe.scopes)
        self._pass(standing, Passage.State.MOVED, before=before, mark=mark_of(after))
        if recipe.records:
            self.recorded[standing.instance_id] = Recorded(self.passages[-1], dict(recipe.records))

    def _tokens(self, standing: Standing, recipe: Recipe) -> list[TokenRow]:
        """Write down what becomes of the tokens; how they are afterwards."""
        rows, writing = list(standing.tokens), self.writing
        for place, token in recipe.changed:
            row = rows[place] = rows[place]._replace(**_movable(token, rows[place], is_own=recipe.is_own))
            writing.changed.append({"id": row.id, **{name: getattr(row, name) for name in MOVABLE}})
        changed = {place for place, _ in recipe.changed}
        writing.dropped += [rows[place].id for place in recipe.dropped]
        away = changed.union(recipe.dropped)
        writing.tokens += [row.id for place, row in enumerate(rows) if place not in away]
        left = [row for place, row in enumerate(rows) if place not in recipe.dropped]
        return left + [self._add(standing, token, place, recipe) for token, place in recipe.added]

    def _add(self, standing: Standing, token: EngineToken, place: int | None, recipe: Recipe) -> TokenRow:
        row = for_one(token, place, standing, recipe, keys=self.keys)
        self.writing.added.append(row)
        return row

    def _records(self) -> None:
        """What can be compensated under its new names, and under the old ones for the way back."""
        mine = Completion.objects.filter(Among("instance_id", self.recorded)).order_by("id")
        for instance_id, key, node, scope in mine.values_list("instance_id", "key", "node", "scope_id"):
            found = self.recorded[instance_id]
            if (node, scope) in found.becomes:
                new_node, new_scope = found.becomes[node, scope]
                row = {"instance_id": instance_id, "key": key, "node": new_node, "scope": new_scope}
                self.writing.records.append(row)
                found.note(key, node, scope)

    def _pass(self, standing: Standing, state: Passage.State, **values: Any) -> None:
        self.passages.append({"instance_id": standing.instance_id, "state": state, "mark": 0, **values})


def _movable(token: EngineToken, row: TokenRow, *, is_own: bool) -> dict[str, Any]:
    """What a move changes of a token; its scope only where the recipe is for this instance."""
    found = {name: getattr(token, name) for name in MOVABLE if name != "scope_id"}
    return {**found, "scope_id": int(token.scope) if is_own else row.scope_id}


def _before(standing: Standing, recipe: Recipe, after: list[TokenRow]) -> dict[str, Any] | None:
    """What is needed to put the instance back, None where only its version changes."""
    rows = standing.tokens
    known = {row.id for row in rows}
    found: dict[str, Any] = {
        "tokens": [[rows[place].id, *(getattr(rows[place], name) for name in MOVABLE)] for place, _ in recipe.changed],
        "dropped": [rows[place]._asdict() for place in recipe.dropped],
        "added": [row.id for row in after if row.id not in known],
    }
    if recipe.scopes is not None:
        found["scopes"] = standing.scopes
    return {name: value for name, value in found.items() if value} or None
