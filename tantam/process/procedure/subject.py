"""What a document is made of beside the drawing: who published which edition, and what names are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tantam.process.engine.diagram import Diagram


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A line of the revision history, as words: number, state, day, by whom, why."""

    number: int
    state: str
    day: str
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Acting:
    """What a step of the system does: the action by name, its settings as pairs of label and value."""

    label: str
    settings: tuple[tuple[str, str], ...] = ()
    tells: str = ""  # the kind of role that is told by it (head, assignee, team)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision table in words: which row counts, heads and rows (number, conditions, results, note)."""

    policy: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Everything the document says. Names are in `language`; keys without a name are said as they are.

    `doers` by step id; `gaps` are the places of scripts by key; `data` what names in conditions are called and
    `values` what their keys are; `state` and `notice` whether it is in force; `picture` the drawing with its colours.
    `intake` is the code of the process that all new requests begin with where the settings say so, `intake_name` its
    name.
    `each` says whom a start begins for, by its id; `consulted` and `informed` who has that part in a step, by its id.
    """

    language: str
    diagram: Diagram
    business: str
    code: str
    title: str
    number: int
    state: str
    notice: str = ""
    valid_from: str = ""
    published_by: str = ""
    reason: str = ""
    shape: str = ""
    printed: str = ""
    picture: str = ""
    editions: tuple[Edition, ...] = ()
    doers: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, Acting] = field(default_factory=dict)
    tables: Mapping[str, Decided] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    intake: str = ""
    intake_name: str = ""
    each: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    gaps: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    policies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    consulted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    informed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
