"""The policies that steps carry, as they stand on a day, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tantam.organisation.queries import HeldPolicy, policies
from tantam.process.engine.diagram import Node
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
    since = version.published_at.date() if version is not None and version.published_at else None
    return [_carried(key, held.get(key), language=language, since=since) for key in node.care.policies]


def _carried(key: str, found: HeldPolicy | None, *, language: str, since: date | None) -> Carried:
    if found is None:
        return Carried(key=key, title=key, note="lost")
    is_changed = found.edition > 1 and since is not None and found.valid_from > since
    return Carried(
        key=key,
        title=found.title_in(language),
        text=found.text_in(language),
        pk=found.pk,
        note="changed" if found.state == "held" and is_changed else "" if found.state == "held" else found.state,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
    )
