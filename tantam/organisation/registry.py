"""Sections of the settings, offered by every app that has something to set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


def _always() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page of the settings: `url_name` is reversed without arguments, `right` says who finds it, `is_there` whether
    there is such a page at the moment."""

    key: str
    label: str | Promise
    icon: str
    url_name: str
    right: str
    order: int
    is_there: Callable[[], bool] = _always


_sections: dict[str, Section] = {}

Choices = Callable[[], list[tuple[str, str]]]
_processes: list[Choices] = []


def offer_processes(choices: Choices) -> None:
    """Say which processes may run new requests: key and name, asked anew with every form."""
    _processes[:] = [choices]


def process_choices() -> list[tuple[str, str]]:
    """The processes that may run new requests; none where no app offers any."""
    return [choice for choices in _processes for choice in choices()]


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """Something people are told of.

    Attributes:
        label: what it is, where people choose.
        words: what was told, as a sentence in the reader's language, and how often since it was last seen.
        url: where it leads, "" for nowhere; what was said comes with the `times` it was.
    """

    key: str
    label: str | Promise
    icon: str
    words: Callable[[Mapping[str, Any], int], str]
    url: Callable[[Mapping[str, Any]], str]


_notices: dict[str, NoticeKind] = {}


def offer_notice(kind: NoticeKind) -> None:
    """Say how a kind of notice is read; the same key again replaces it."""
    _notices[kind.key] = kind


def notice_kinds() -> Mapping[str, NoticeKind]:
    """All kinds of notices, by key, as the apps offered them."""
    return _notices


@dataclass(frozen=True)
class PolicyUse:
    """Where a policy is carried: what to call it, and its address."""

    label: str
    url: str


PolicyUses = Callable[[str], list[PolicyUse]]
_policy_uses: list[PolicyUses] = []


def offer_policy_uses(uses: PolicyUses) -> None:
    """Say where the policy with a key is carried."""
    _policy_uses.append(uses)


def policy_uses(key: str) -> list[PolicyUse]:
    """Everything that carries the policy."""
    return [use for uses in _policy_uses for use in uses(key)]


def offer_section(section: Section) -> None:
    """Show a section in the settings; the same key again replaces it."""
    _sections[section.key] = section


def sections_for(rights: Collection[str]) -> list[Section]:
    """The sections that somebody with these rights may open, in order."""
    found = [section for section in _sections.values() if section.right in rights and section.is_there()]
    return sorted(found, key=lambda section: section.order)


@dataclass(frozen=True, kw_only=True)
class Tie:
    """What hangs on a team, branch or calendar, in words. What is `living` has to go to another one first; the rest is
    history, which only keeps it from being deleted."""

    words: str
    living: bool


Ties = Callable[[int], Iterable[Tie]]
_ties: dict[str, dict[str, Ties]] = {"team": {}, "branch": {}, "hours": {}}


def offer_ties(kind: str, *, of: str, finder: Ties) -> None:
    """Say what of an app hangs on a `team`, `branch` or `hours` with this key; the same app again replaces it."""
    _ties[kind][of] = finder


def ties_of(kind: str, key: int) -> list[Tie]:
    """All that hangs on it, from every app."""
    return [tie for finder in _ties[kind].values() for tie in finder(key)]
