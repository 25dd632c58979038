"""The policies that steps carry, as they stand on a day, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from tantam.organisation.queries import HeldPolicy, policies
from tantam.process.engine.called import name_in
from tantam.process.engine.diagram import Diagram, Node
from tantam.process.models import Version


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A policy on a step: its words, and what is odd about it ("": nothing; ended, coming, lost, changed)."""

    key: str
    title: str
    text: str = ""
    pk: int | None = None
    note: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


def held_for(nodes: Iterable[Node]) -> Mapping[str, HeldPolicy]:
    """The register as it stands today; nothing is asked where none of the steps carries a policy."""
    return policies(on=timezone.localdate()) if any(node.care.policies for node in nodes) else {}


def policies_of(
    node: Node, *, held: Mapping[str, HeldPolicy], language: str, version: Version | None = None
) -> list[Carried]:
    """Those of one step of a version; what has another edition since that was published is marked as changed."""
    since = version.published_at if version is not None else None
    return [_carried(key, held.get(key), language=language, since=since) for key in node.care.policies]


def _carried(key: str, found: HeldPolicy | None, *, language: str, since: datetime | None) -> Carried:
    if found is None:
        return Carried(key=key, title=key, note="lost")
    is_changed = since is not None and found.is_newer_than(since)
    return Carried(
        key=key,
        title=found.title_in(language),
        text=found.text_in(language),
        pk=found.pk,
        note="changed" if is_changed else "" if found.state == "held" else found.state,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
    )


@dataclass(frozen=True, kw_only=True)
class OddPolicy:
    """A policy that does not stand as it did when a version was published, with the steps that carry it.

    `note`: changed, changing (from `day` on), ended, coming or lost.
    """

    carried: Carried
    note: str
    day: date | None
    steps: list[str]


def odd_policies(version: Version, diagram: Diagram, *, language: str) -> list[OddPolicy]:
    """What the policies of a version have come to since it was published; nothing is asked where none is carried."""
    held = held_for(diagram.nodes)
    steps: dict[str, list[str]] = {}
    odd: dict[str, tuple[Carried, str, date | None]] = {}
    for node in diagram.nodes:
        for one in policies_of(node, held=held, language=language, version=version):
            coming = held[one.key].next_from if one.key in held else None
            note = one.note or ("changing" if coming else "")
            if note:
                day = coming if note == "changing" else one.valid_until if note == "ended" else one.valid_from
                odd.setdefault(one.key, (one, note, day))
                steps.setdefault(one.key, []).append(name_in(diagram, node.id, language=language))
    return [OddPolicy(carried=one, note=note, day=day, steps=steps[key]) for key, (one, note, day) in odd.items()]
