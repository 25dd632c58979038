"""Colleagues by name, for being called in notes."""

from __future__ import annotations

from collections.abc import Sequence

from tantam.cases.values.calling import Person, called_as
from tantam.core.values.text import fold
from tantam.organisation.models import Agent, AgentQuerySet

OFFERED = 8


def people() -> list[Person]:
    """All who work here, by name."""
    return _persons(Agent.objects.working())


def gone_people() -> list[Person]:
    """All who worked here once."""
    return _persons(Agent.objects.exclude(pk__in=Agent.objects.working().values("pk")))


def _persons(agents: AgentQuerySet) -> list[Person]:
    rows = agents.order_by("full_name", "id").values_list("pk", "full_name", "username")
    return [Person(id=pk, name=name, username=username) for pk, name, username in rows]


def offer_people(wanted: str, *, but: int) -> list[dict[str, str]]:
    """Who may be meant by what stands behind the `@`: a word of the name or the username begins so, with or without
    diacritics; those whose given name does come first."""
    everybody, typed = people(), fold(wanted.strip())
    found = sorted(
        (rank, one.name, one.id, one) for one in everybody if one.id != but and (rank := _rank(one, typed)) is not None
    )
    return [
        {"name": one.name, "note": one.username, "text": f"@{called_as(one, among=everybody)} "}
        for *_order, one in found[:OFFERED]
    ]


def _rank(person: Person, typed: str) -> int | None:
    words: Sequence[str] = fold(person.name).split()
    if not typed:
        return 1
    if words and words[-1].startswith(typed):
        return 0
    if fold(person.name).startswith(typed) or any(word.startswith(typed) for word in words):
        return 1
    return 2 if person.username.startswith(typed) else None
