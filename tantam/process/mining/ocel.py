"""Object-centric event logs, OCEL 2.0 (https://www.ocel-standard.org): events that belong to several objects.

Our cases, customers and agents become objects: an event is related to its case ("case"), the customer ("customer") and
who did it ("agent"); a case to its customer ("of") and to those who worked on it ("handled_by"). The JSON form is
written as a stream that holds the names of customers and agents, never the log.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from tantam.process.mining.log import COMPLETE, Case, Event, Log, Scalar
from tantam.process.mining.reading import Source, UnreadableLog, instant, written

CASE: Final = "case"
CUSTOMER: Final = "customer"
AGENT: Final = "agent"
#: A file is read whole (JSON has no order): this many bytes at most.
MOST_BYTES: Final = 256 * 1024 * 1024
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAME: Final = "name"
_OF_CASES: Final = frozenset((_NAME,))
_OF_EVENTS: Final = frozenset(("lifecycle", "node"))


@dataclass(slots=True)
class Types:
    """What a log holds: the types of its events and of its objects with their attributes, and who occurs in it."""

    events: dict[str, dict[str, str]] = field(default_factory=dict)
    of_case: dict[str, str] = field(default_factory=dict)
    customers: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)

    def objects(self) -> dict[str, dict[str, str]]:
        """The object types with the kinds of their attributes."""
        return {CASE: {_NAME: "string", **self.of_case}, CUSTOMER: {_NAME: "string"}, AGENT: {_NAME: "string"}}


def types_of(log: Log) -> Types:
    """Go over a log once for what its types are."""
    found = Types()
    for case in log:
        _note(found.of_case, _free(case.attributes, _OF_CASES))
        if case.customer:
            found.customers.add(case.customer)
        for event in case.events:
            held = found.events.setdefault(event.activity, {"lifecycle": "string", "node": "string"})
            _note(held, _free(event.attributes, _OF_EVENTS))
            if event.resource:
                found.agents.add(event.resource)
    return found


def _free(attributes: Mapping[str, Scalar], taken: frozenset[str]) -> Iterator[tuple[str, Scalar]]:
    """Attributes whose name is one of our own get an underscore."""
    return ((f"{name}_" if name in taken else name, value) for name, value in attributes.items())


def _note(kinds: dict[str, str], attributes: Iterable[tuple[str, Scalar]]) -> None:
    for name, value in attributes:
        kind = kind_of(value)
        if kinds.setdefault(name, kind) != kind:
            kinds[name] = "string"


def kind_of(value: Scalar) -> str:
    """The type of an attribute in the words of the standard."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "float"
    return "time" if isinstance(value, datetime) else "string"


def write_ocel_json(log: Callable[[], Log]) -> Iterator[bytes]:
    """The log as OCEL 2.0 JSON, in pieces. `log` gives the cases anew each time: they are gone through three times."""
    types = types_of(log())
    yield b'{"objectTypes":' + _json(_declared(types.objects())) + b',"eventTypes":' + _json(_declared(types.events))
    yield b',"objects":[' + b",".join(_json(one) for one in people(types))
    comma = b"," if types.customers or types.agents else b""
    for case in log():
        yield comma + _json(case_object(case, types))
        comma = b","
    yield b'],"events":['
    comma = b""
    for number, case in enumerate(log()):
        for place, event in enumerate(case.events):
            yield comma + _json(event_object(case, event, id=f"e{number}.{place}", types=types))
            comma = b","
    yield b"]}\n"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _declared(types: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": attribute, "type": kind} for attribute, kind in attributes.items()]}
        for name, attributes in types.items()
    ]


def object_id(kind: str, name: str) -> str:
    """Ids are one space for all objects: a case and a customer may have the same key."""
    return f"{kind}:{name}"


def people(types: Types) -> Iterator[dict[str, Any]]:
    """The customers and agents as objects."""
    for kind, names in ((CUSTOMER, types.customers), (AGENT, types.agents)):
        for name in sorted(names):
            named = {"name": _NAME, "time": written(_BEGINNING), "value": name}
            yield {"id": object_id(kind, name), "type": kind, "attributes": [named], "relationships": []}


def case_object(case: Case, types: Types) -> dict[str, Any]:
    """A case as an object, with whom it belongs to."""
    since = written(next((event.at for event in case.events if event.at is not None), _BEGINNING))
    own = ((name, _value(value, types.of_case[name])) for name, value in _free(case.attributes, _OF_CASES))
    values = [(_NAME, case.id), *own]
    agents = dict.fromkeys(event.resource for event in case.events if event.resource)
    related = [(object_id(CUSTOMER, case.customer), "of")] if case.customer else []
    related += [(object_id(AGENT, agent), "handled_by") for agent in agents]
    return {
        "id": object_id(CASE, case.id),
        "type": CASE,
        "attributes": [{"name": name, "time": since, "value": value} for name, value in values],
        "relationships": [_relation(*one) for one in related],
    }


def event_object(case: Case, event: Event, *, id: str, types: Types) -> dict[str, Any]:
    """An event with the objects it is about."""
    kinds = types.events[event.activity]
    values: list[tuple[str, object]] = [("lifecycle", event.lifecycle), ("node", event.node)]
    values += [(name, _value(value, kinds[name])) for name, value in _free(event.attributes, _OF_EVENTS)]
    related = [(object_id(CASE, case.id), CASE)]
    if case.customer:
        related.append((object_id(CUSTOMER, case.customer), CUSTOMER))
    if event.resource:
        related.append((object_id(AGENT, event.resource), AGENT))
    return {
        "id": id,
        "type": event.activity,
        "time": written(event.at or _BEGINNING),
        "attributes": [{"name": name, "value": value} for name, value in values if value != ""],
        "relationships": [_relation(*one) for one in related],
    }


def _relation(to: str, qualifier: str) -> dict[str, str]:
    return {"objectId": to, "qualifier": qualifier}


def _value(value: Scalar, kind: str) -> object:
    if isinstance(value, datetime):
        return written(value)
    return value if kind != "string" or isinstance(value, str) else str(value)


def read_ocel_json(source: Source, *, of: str = CASE) -> list[Case]:
    """The log seen from the objects of one type: each with its events in order of time; raises UnreadableLog.

    An event of several such objects stands in each of them. Our own qualifiers tell customer and agent.
    """
    raw = source.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise UnreadableLog("too_big", detail=str(MOST_BYTES))
    try:
        return _cases(json.loads(raw), of=of)
    except (ValueError, RecursionError) as error:
        raise UnreadableLog("not_ocel", detail=str(error)) from None
    except (KeyError, TypeError, AttributeError) as error:
        raise UnreadableLog("not_ocel", detail=f"{type(error).__name__} {error}") from None


def _cases(held: dict[str, Any], *, of: str) -> list[Case]:
    objects = {one["id"]: one for one in held["objects"]}
    kinds = {
        (one["name"], attribute["name"]): attribute["type"]
        for one in (*held["objectTypes"], *held["eventTypes"])
        for attribute in one.get("attributes", ())
    }
    events: dict[str, list[Event]] = {name: [] for name, one in objects.items() if one["type"] == of}
    for one in sorted(held["events"], key=lambda event: instant(event["time"])):
        event = _event(one, objects, kinds)
        for related in one.get("relationships") or ():
            if related["objectId"] in events:
                events[related["objectId"]].append(event)
    return [_case(objects[name], found, objects, kinds) for name, found in events.items()]


def _event(one: dict[str, Any], objects: dict[str, Any], kinds: dict[tuple[str, str], str]) -> Event:
    values = {
        value["name"]: _read(value["value"], kinds.get((one["type"], value["name"]), ""))
        for value in one.get("attributes") or ()
    }
    agents = [found["objectId"] for found in one.get("relationships") or () if found["qualifier"] == AGENT]
    return Event(
        activity=one["type"],
        at=instant(one["time"]),
        node=str(values.pop("node", "")),
        lifecycle=str(values.pop("lifecycle", COMPLETE)),
        resource=_name_of(objects, agents),
        attributes=values,
    )


def _case(one: dict[str, Any], events: list[Event], objects: dict[str, Any], kinds: dict[tuple[str, str], str]) -> Case:
    values = {
        value["name"]: _read(value["value"], kinds.get((one["type"], value["name"]), ""))
        for value in one.get("attributes") or ()
    }
    customers = [found["objectId"] for found in one.get("relationships") or () if found["qualifier"] == "of"]
    name = values.pop(_NAME, one["id"])
    return Case(id=str(name), customer=_name_of(objects, customers), attributes=values, events=tuple(events))


def _name_of(objects: dict[str, Any], ids: list[str]) -> str:
    found = objects.get(ids[0]) if ids else None
    if found is None:
        return ""
    return next((str(one["value"]) for one in found.get("attributes") or () if one["name"] == _NAME), str(found["id"]))


def _read(value: object, kind: str) -> Scalar:
    if kind == "time" and isinstance(value, str):
        return instant(value)
    return value if isinstance(value, str | bool | int | float) else str(value)
