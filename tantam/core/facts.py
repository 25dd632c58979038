"""Facts: what happened, told to the floors above after the change is committed.

Call down, announce up. A verb records a fact in the transaction of its change; an app above reacts:

    record(MessageReceived(message_id=message.id), by=SYSTEM, subject=f"customer:{customer.id}")

    @on(MessageReceived)
    def take_in(fact: MessageReceived, told: Told) -> None: ...
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.utils.functional import Promise


@dataclass(frozen=True)
class Actor:
    """Who did it: an agent, a customer, an API token's agent, the process or the system itself."""

    kind: str
    id: int | None = None

    @classmethod
    def agent(cls, agent_id: int) -> Actor:
        return cls("agent", agent_id)

    @classmethod
    def customer(cls, customer_id: int) -> Actor:
        return cls("customer", customer_id)


SYSTEM = Actor("system")
PROCESS = Actor("process")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened. Past participle; ids, numbers and enums only, never personal text."""

    name: ClassVar[str]
    # what happened, in the reader's words: for facts that programs outside may be told of
    label: ClassVar[str | Promise] = ""
    version: ClassVar[int] = 1

    def data(self) -> dict[str, Any]:
        """Return the fact's values as JSON keeps them."""
        return dict(vars(self))

    @classmethod
    def upcast(cls, version: int, data: dict[str, Any]) -> dict[str, Any]:
        """Turn the data of an older version into today's; a changed fact overrides this."""
        return data

    @classmethod
    def read(cls, version: int, data: dict[str, Any]) -> Fact:
        """Build the fact from what was stored, whatever version it was written in."""
        if version != cls.version:
            data = cls.upcast(version, data)
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in data.items() if key in known})


@dataclass(frozen=True)
class Told:
    """What a reaction is told beside the fact itself."""

    fact_id: int
    at: datetime
    by: Actor
    subject: str


AnyFact = TypeVar("AnyFact", bound=Fact)
Reaction = Callable[[Any, Told], None]

EVERY_FACT = "*"
_kinds: dict[str, type[Fact]] = {}
_reactions: dict[str, dict[str, Reaction]] = defaultdict(dict)
_wanted: dict[str, Callable[[str], bool]] = {}


def on(*kinds: type[AnyFact]) -> Callable[[Callable[[AnyFact, Told], None]], Callable[[AnyFact, Told], None]]:
    """Subscribe a function to facts. It runs in a transaction of its own and must be safe to run twice."""

    def subscribe(function: Callable[[AnyFact, Told], None]) -> Callable[[AnyFact, Told], None]:
        for kind in kinds:
            _kinds[kind.name] = kind
            _reactions[kind.name][name_of(function)] = function
        return function

    return subscribe


Listener = Callable[[Fact, Told], None]


def on_every_fact(*, wanted: Callable[[str], bool]) -> Callable[[Listener], Listener]:
    """Subscribe a function to facts of any app, those of later ones included, that are `wanted` by name.

    It is asked each time a fact is recorded, in the recording transaction, so it must answer at once.
    """

    def subscribe(function: Listener) -> Listener:
        _reactions[EVERY_FACT][name_of(function)] = function
        _wanted[name_of(function)] = wanted
        return function

    return subscribe


def name_of(function: Callable[..., None]) -> str:
    """The name under which a reaction's deliveries are kept: stable when files move inside `tantam`."""
    return f"{function.__module__.removeprefix('tantam.')}.{function.__name__}"


def reactions_to(name: str) -> list[str]:
    """Names of the reactions that a fact of this name is delivered to."""
    return [*_reactions.get(name, ()), *(every for every in _reactions[EVERY_FACT] if _wanted[every](name))]


def reaction_named(reaction: str) -> Reaction | None:
    """Find a reaction by its name, None if the code no longer has it."""
    for subscribed in _reactions.values():
        if reaction in subscribed:
            return subscribed[reaction]
    return None


#: What happens inside the house only: who signed in, which keys there are.
_INSIDE = ("agent.", "token.", "webhook.", "channel.", "business.", "sample.", "test.")


def told_outside() -> dict[str, str | Promise]:
    """The facts that programs outside may ask to be told of: name → what happened in words, by name."""
    kinds, found = [Fact], {}
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if "name" in kind.__dict__ and not kind.name.startswith(_INSIDE):
            found[kind.name] = kind.label
    found.pop(OtherFact.name)
    return dict(sorted(found.items()))


def read_fact(name: str, version: int, data: dict[str, Any]) -> Fact:
    """Build a stored fact; a fact nobody subscribes to by type comes back as an `OtherFact`."""
    kind = _kinds.get(name)
    return kind.read(version, data) if kind else OtherFact(fact_name=name, values=data)


@dataclass(frozen=True, kw_only=True)
class OtherFact(Fact):
    """A fact whose type no reaction here names, seen by those who listen to every fact."""

    name = "other"
    fact_name: str
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class WebhookAdded(Fact):
    name = "webhook.added"
    endpoint_id: int


@dataclass(frozen=True, kw_only=True)
class WebhookStopped(Fact):
    name = "webhook.stopped"
    endpoint_id: int


@dataclass(frozen=True, kw_only=True)
class WebhookReplayed(Fact):
    name = "webhook.replayed"
    endpoint_id: int
    call_id: int
