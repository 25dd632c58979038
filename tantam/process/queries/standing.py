"""Who stands at a step now, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tantam.organisation.models import Agent
from tantam.process.models import Token
from tantam.process.queries.filtering import Filters
from tantam.process.queries.mending import lines_for
from tantam.process.queries.places import standing_of
from tantam.process.queries.sight import in_sight
from tantam.process.registry import SubjectLine

MOST = 50


@dataclass(frozen=True, kw_only=True)
class Stander:
    """A place taken at a step, with what the app above says about its subject (None: out of the reader's reach)."""

    token: Token
    line: SubjectLine | None

    @property
    def late_at(self) -> datetime | None:
        """By when a person's work should be done."""
        return self.token.due_at if self.token.state == Token.State.WAITING else None


@dataclass(frozen=True, kw_only=True)
class Standers:
    """The longest waiting first; `all` are how many stand there, seen or not, `more` how many seen are left out."""

    rows: list[Stander]
    all: int
    is_cut: bool

    @property
    def out_of_reach(self) -> int:
        """How many the reader may not see."""
        return 0 if self.is_cut else self.all - len(self.rows)


def standers(version_id: int, *, node: str, agent: Agent, filters: Filters) -> Standers:
    """The first places at a step of a version that this agent may see, in three questions."""
    tokens = _tokens(version_id, node=node, filters=filters)
    rows = list(in_sight(tokens, agent, of="instance__subject")[: MOST + 1])
    return Standers(rows=_described(rows[:MOST], agent), all=tokens.count(), is_cut=len(rows) > MOST)


def standing_still(version_id: int, *, node: str, filters: Filters) -> int:
    """How many at a step stand still because the customer is waited for, seen or not."""
    return _tokens(version_id, node=node, filters=filters).filter(paused_at__isnull=False).count()


def longest_waiting(version_id: int, *, node: str, agent: Agent, filters: Filters) -> Stander | None:
    """The place taken for the longest time, whoever it is; None when nobody stands there."""
    first = _tokens(version_id, node=node, filters=filters).select_related(None).values("id")[:1]
    found = Token.objects.filter(pk__in=first).select_related("instance")  # joined to one, not to all that stand there
    return next(iter(_described(list(found), agent)), None)


def _tokens(version_id: int, *, node: str, filters: Filters) -> QuerySet[Token]:
    tokens: QuerySet[Token] = standing_of(version_id, filters.dimensions).filter(node=node)
    return tokens.select_related("instance").order_by("entered_at", "id")


def _described(tokens: Sequence[Token], agent: Agent) -> list[Stander]:
    lines = lines_for([token.instance.subject for token in tokens], agent)
    return [Stander(token=token, line=lines.get(token.instance.subject)) for token in tokens]
