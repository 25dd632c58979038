"""Questions about the sample business: what it consists of, and which hints somebody has followed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Max, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tantam.channels.models import ChannelKind, Message
from tantam.core.models import FactRow
from tantam.core.registry import all_holdings
from tantam.demo.content import read
from tantam.demo.facts import HintsDismissed, HintsWanted, SampleSeen
from tantam.organisation.models import Agent, Business
from tantam.organisation.rights import has_right
from tantam.process.models import Version
from tantam.process.queries import Filters, heat_map

MAILS_SHOWN = 50


@lru_cache(maxsize=1)
def sample_usernames() -> frozenset[str]:
    """The accounts that the sample came with."""
    return frozenset(entry["key"] for entry in read("business")["agents"])


def sample_brand() -> str:
    """The name by which the sample's customers know it."""
    return str(read("business")["brand"]["name"])


def sample_people() -> QuerySet[Agent]:
    """Those of them who work here."""
    people: QuerySet[Agent] = Agent.objects.filter(is_active=True, left_on=None, username__in=sample_usernames())
    return people.order_by("id")


def is_sample_account(agent: Agent) -> bool:
    """Whether the account came with the sample: anybody could sign in to it by one click."""
    return agent.username in sample_usernames()


@dataclass(frozen=True)
class Amount:
    """So many of something."""

    name: str | Promise
    count: int


def amounts() -> tuple[list[Amount], list[Amount]]:
    """What would be kept and what thrown away, counted with one question."""
    named = [(model, name, model in held.kept) for held in all_holdings() for model, name in held.names.items()]
    counts = _count([model for model, _, _ in named])
    kept = [Amount(name, counts[model]) for model, name, is_kept in named if is_kept]
    gone = [Amount(name, counts[model]) for model, name, is_kept in named if not is_kept]
    return kept, gone


def _count(models: list[type[Model]]) -> Mapping[type[Model], int]:
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'(SELECT count(*) FROM {table})' for table in tables)}")  # noqa: S608
        return dict(zip(models, cursor.fetchone(), strict=True))


@dataclass(frozen=True, kw_only=True)
class Hint:
    """One of the five things worth trying; `account` is the sample person who shows it to those without the right."""

    key: str
    label: str | Promise
    text: str | Promise
    icon: str
    right: str
    account: str


HINTS = (
    Hint(
        key="reply",
        label=_("Answer a customer"),
        text=_("Open a ticket that waits, read the step card, answer with its script."),
        icon="reply",
        right="case.reply",
        account="chi",
    ),
    Hint(
        key="approve",
        label=_("Approve a goodwill payment"),
        text=_("The head decides with one click, and the process goes on."),
        icon="hand",
        right="approval.decide",
        account="uyen",
    ),
    Hint(
        key="bottleneck",
        label=_("Find the bottleneck"),
        text=_("On the heat map one step glows. Click it and see who waits there."),
        icon="gauge",
        right="process.see",
        account="nhat",
    ),
    Hint(
        key="draw",
        label=_("Change the diagram"),
        text=_("Add a step, publish: the next ticket takes the new way."),
        icon="workflow",
        right="process.draw",
        account="nhat",
    ),
    Hint(
        key="report",
        label=_("Read the report"),
        text=_("One page for the director: six figures, three sore matters, one decision."),
        icon="file-text",
        right="report.see",
        account="binh",
    ),
)
HINTS_BY_KEY = {hint.key: hint for hint in HINTS}
_DONE_BY = {"case.replied": "reply", "approval.decided": "approve", "version.published": "draw"}
_NAMES = [*_DONE_BY, SampleSeen.name, HintsDismissed.name, HintsWanted.name]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A hint as it stands for somebody; `shown_by` is somebody who can do it where they cannot."""

    hint: Hint
    is_done: bool
    is_next: bool
    shown_by: Agent | None


@dataclass(frozen=True, kw_only=True)
class Hints:
    """The strip of whoever tries the sample."""

    lines: list[Line]
    is_dismissed: bool

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.lines)

    @property
    def following(self) -> Line | None:
        """The first that is not done."""
        return next((line for line in self.lines if line.is_next), None)


def hints_of(agent: Agent, *, accounts: Collection[int], since: datetime) -> Hints:
    """What somebody has done of the five since the sample was loaded, in two or three questions.

    Who tries the sample is now this person, now that one: `accounts` are all that this browser signed in to.
    """
    accounts = {agent.pk, *accounts}
    facts = FactRow.objects.filter(actor_kind="agent", actor_id__in=accounts, name__in=_NAMES, at__gt=since)
    last = {(name, what): at for name, what, at in _last(facts)}
    done = {_DONE_BY.get(name, what) for name, what in last} | _drawn(accounts, since=since, facts=last)
    dismissed_at = last.get((HintsDismissed.name, None))
    wanted_at = last.get((HintsWanted.name, None))
    return Hints(
        lines=_lines(agent, done),
        is_dismissed=dismissed_at is not None and (wanted_at is None or wanted_at < dismissed_at),
    )


def _last(facts: QuerySet[FactRow]) -> list[tuple[str, str | None, datetime]]:
    grouped = facts.order_by().values_list("name", "data__what").annotate(last=Max("at"))
    return [(name, what, at) for name, what, at in grouped]


def _drawn(accounts: Collection[int], *, since: datetime, facts: Mapping[tuple[str, str | None], datetime]) -> set[str]:
    """A draft that somebody has changed is a change of the diagram, before it is published."""
    if ("version.published", None) in facts:
        return set()
    return {"draw"} if Version.objects.filter(changed_by__in=accounts, changed_at__gt=since).exists() else set()


def _lines(agent: Agent, done: set[str | None]) -> list[Line]:
    beyond = {hint.account for hint in HINTS if not has_right(agent, hint.right)}
    others = {one.username: one for one in sample_people().filter(username__in=beyond)} if beyond else {}
    following = next((hint.key for hint in HINTS if hint.key not in done), "")
    return [
        Line(
            hint=hint,
            is_done=hint.key in done,
            is_next=hint.key == following,
            shown_by=None if has_right(agent, hint.right) else others.get(hint.account),
        )
        for hint in HINTS
    ]


def the_sample() -> Business | None:
    """The sample business of a demo; None where there is another, or none yet."""
    return Business.objects.filter(is_demo=True).first() if settings.DEMO else None


def is_hottest_step(key: str, node: str, *, now: datetime) -> bool:
    """Whether this step is the worst of its process."""
    version = Version.objects.filter(process__key=key, state=Version.State.PUBLISHED).first()
    worst = heat_map(version.pk, filters=Filters(), now=now).worst if version else None
    return worst is not None and worst.node.id == node


def mails_of_customers() -> list[Message]:
    """The newest mails that left for customers, wherever this sample sends them."""
    sent = Message.objects.filter(direction=Message.Direction.OUTBOUND, channel__kind=ChannelKind.EMAIL)
    return list(sent.exclude(text="").select_related("customer").order_by("-at", "-id")[:MAILS_SHOWN])
