from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tantam.cases.models.taking_part import CaseAccess, Following, Mention
from tantam.channels.models import ChannelKind
from tantam.customers.models import Customer, reached_at
from tantam.organisation.models import Agent, Asker, Branch, Brand, Reach, Team
from tantam.process.models import Instance

LISTED = [
    "id", "number", "subject", "preview", "urgency", "state", "channel_kind", "due_at", "last_entry_at",
    "last_inbound_at", "first_responded_at", "awaits_answer", "customer_id", "customer__name", "customer__code",
    "assignee_id", "is_private",
]  # fmt: skip
#: What filters test, beside an index of what is open: it tells which tickets are meant without looking at one.
FILTERED = [
    "assignee", "team", "branch", "brand", "customer", "state", "kind", "urgency", "channel_kind", "opened_at",
    "due_at", "last_inbound_at", "first_responded_at", "awaits_answer", "is_private",
]  # fmt: skip
#: By what closed tickets are looked for; a ticket comes into these indexes only when it is closed.
CLOSED_BY = {"assignee": "holder", "team": "team", "kind": "kind", "urgency": "urgency", "channel_kind": "channel"}

Row = TypeVar("Row", bound=models.Model)


class HeldQuerySet(models.QuerySet[Row]):
    """Who has it and whether it is open: asked of cases, and of the tally of those that are open."""

    def in_reach(self, agent: Agent | Asker) -> Self:
        """Own, team, branch or all, private ones with them: for figures, which count what they do not name."""
        return self.filter(_reach(agent))

    def public(self) -> Self:
        return self.filter(is_private=False)

    def open(self) -> Self:
        return self.filter(state__in=[Case.State.OPEN, Case.State.WAITING])

    def waiting_for_customer(self) -> Self:
        return self.filter(state=Case.State.WAITING)

    def unassigned(self) -> Self:
        return self.filter(assignee=None)

    def of_teams(self, agent: Agent | Asker) -> Self:
        return self.filter(team__in=agent.team_ids)


class _IsAmong(Func):
    """Whether the first is one of the ids that the second asks for: `= ANY(ARRAY(…))`, which is asked once and looked
    up in an index, beside other conditions too."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


def _reach(agent: Agent | Asker) -> Q:
    """The rule of reach: own, team, branch or all."""
    own = Q(assignee=agent.pk)
    if agent.reach == Reach.ALL:
        return Q()
    if agent.reach == Reach.BRANCH:
        return own | Q(team__in=agent.team_ids) | Q(branch__in=agent.branch_ids)
    return own | Q(team__in=agent.team_ids) if agent.reach == Reach.TEAM else own


def _of(rows: type[CaseAccess | Following | Mention], agent: Agent | Asker) -> Q:
    """The cases of which this agent has such a row."""
    found: Any = rows.objects.holding() if rows is CaseAccess else rows.objects.all()
    return Q(_IsAmong(F("pk"), ArraySubquery(found.filter(agent=agent.pk).values("case"))))


class CaseQuerySet(HeldQuerySet["Case"]):
    def visible_to(self, agent: Agent | Asker) -> CaseQuerySet:
        """The one rule of who sees a case: who has it in reach unless it is private, and who may see it by name."""
        return self.filter((_reach(agent) & Q(is_private=False)) | _of(CaseAccess, agent))

    def seen_by_name(self, agent: Agent | Asker) -> CaseQuerySet:
        """Those that `visible_to` finds only because of a name: private, or out of reach."""
        return self.filter(_of(CaseAccess, agent)).exclude(_reach(agent), is_private=False)

    def not_hidden_from(self, agent: Agent | Asker) -> CaseQuerySet:
        """Without the private ones that this agent may not see; for who was asked about one out of their reach."""
        return self.filter(Q(is_private=False) | _of(CaseAccess, agent))

    def hidden_from(self, agent: Agent | Asker) -> CaseQuerySet:
        """The private ones that this agent may not see, wherever they are."""
        return self.filter(~_of(CaseAccess, agent), is_private=True)

    def followed_by(self, agent: Agent | Asker) -> CaseQuerySet:
        return self.filter(_of(Following, agent))

    def mentioning(self, agent: Agent | Asker) -> CaseQuerySet:
        """Those in which this agent was called by name."""
        return self.filter(_of(Mention, agent))

    def standing(self) -> CaseQuerySet:
        """Without those merged into another and those put away as spam."""
        return self.filter(merged_into=None).exclude(state=Case.State.SPAM)

    def closed(self) -> CaseQuerySet:
        return self.filter(state=Case.State.CLOSED)

    def overdue(self, *, at: datetime) -> CaseQuerySet:
        return self.filter(due_at__lt=at)

    def due_between(self, start: datetime, end: datetime) -> CaseQuerySet:
        return self.filter(due_at__gte=start, due_at__lt=end)

    def listed(self, *also: str) -> models.QuerySet[Case, dict[str, Any]]:
        """What a row of a list shows and what is named beside it, in one query; rows are dictionaries."""
        named = self.annotate(reached_at=reached_at("customer"))
        rows: models.QuerySet[Case, dict[str, Any]] = named.values(*LISTED, "reached_at", *also)
        return rows


class Case(models.Model):
    """One request of one customer (phiếu yêu cầu): across all its channels, with an owner, a clock and a place on
    its process. A merged case stays as a pointer, one hop. `awaits_condition`: its process waits until something is
    true of it, so its changes are looked at. `is_private`: only those named in its `CaseAccess` see it, whatever the
    reach of others; `is_shared`: somebody out of its reach may see it by name; `is_followed`: somebody wants to hear of
    it. `snoozed_until`: out of the way until then. `tag_ids`: the keys of its tags, in the
    order in which they came. `is_outgoing`: we opened it ourselves, as a process begins, to
    care for the customer or for the house: nobody asked, so there is no first answer to promise and it counts neither
    as volume nor in times. It never changes."""

    class Kind(models.TextChoices):
        SAFETY = "safety", _("Safety incident")
        COMPLAINT = "complaint", _("Complaint")
        WARRANTY = "warranty", _("Warranty or repair")
        RETURN = "return", _("Return or exchange")
        DELIVERY = "delivery", _("Delivery")
        ADVICE = "advice", _("Buying advice")
        QUESTION = "question", _("Question")

    class Urgency(models.TextChoices):
        CRITICAL = "critical", _("Critical")
        HIGH = "high", _("High")
        NORMAL = "normal", _("Normal")
        LOW = "low", _("Low")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting for customer")
        CLOSED = "closed", _("Closed")
        SPAM = "spam", _("Spam")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    number = models.CharField(max_length=20, unique=True)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+", db_index=False)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    channel_kind = models.CharField(max_length=10, choices=ChannelKind)
    subject = models.CharField(max_length=300, blank=True)
    preview = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.QUESTION)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.NORMAL)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", db_index=False)
    instance = models.ForeignKey(Instance, models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    last_entry_at = models.DateTimeField()
    last_inbound_at = models.DateTimeField(null=True)
    first_responded_at = models.DateTimeField(null=True)
    awaits_answer = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    awaits_condition = models.BooleanField(default=False, db_default=False)
    is_practice = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False, db_default=False)
    is_shared = models.BooleanField(default=False, db_default=False)
    is_followed = models.BooleanField(default=False, db_default=False)
    snoozed_until = models.DateTimeField(null=True)
    is_outgoing = models.BooleanField(default=False, db_default=False)
    tag_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    assigned_because = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="cases_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="cases_closed_with_its_instant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["assignee", "-last_entry_at", "-id"],
                condition=Q(state__in=["open", "waiting"], merged_into=None),
                name="cases_open_assigned",
            ),
            models.Index(
                fields=["team", "-last_entry_at", "-id"],
                condition=Q(state__in=["open", "waiting"], merged_into=None),
                name="cases_open_in_team",
            ),
            models.Index(
                fields=["-last_entry_at", "-id"],
                include=FILTERED,
                condition=Q(state__in=["open", "waiting"], merged_into=None),
                name="cases_open_filtered",
            ),
            *(
                models.Index(
                    fields=[column, "-last_entry_at", "-id"],
                    condition=Q(state="closed", merged_into=None),
                    name=f"cases_closed_by_{name}",
                )
                for column, name in CLOSED_BY.items()
            ),
            models.Index(
                fields=["due_at"],
                include=["id", "assignee", "team", "branch", "state", "is_private"],
                condition=Q(state__in=["open", "waiting"], merged_into=None),
                name="cases_open_by_time",
            ),
            models.Index(fields=["id"], condition=Q(is_private=True), name="cases_private"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="cases_merged"),
            models.Index(fields=["-last_entry_at", "-id"], name="cases_newest"),
            models.Index(fields=["customer", "-last_entry_at", "-id"], name="cases_newest_of_customer"),
            models.Index(
                fields=["opened_at"],
                include=["id", "team", "channel_kind", "kind", "first_responded_at", "is_practice", "is_outgoing"],
                condition=Q(merged_into=None) & ~Q(state="spam"),
                name="cases_opened",
            ),
            models.Index(
                fields=["closed_at"],
                include=["opened_at", "team", "channel_kind", "kind", "is_practice", "is_outgoing"],
                condition=Q(merged_into=None, state="closed"),
                name="cases_ended",
            ),
            models.Index(
                fields=["urgency", "opened_at", "id"],
                condition=Q(merged_into=None, state__in=["open", "waiting"], kind__in=["safety", "complaint"]),
                name="cases_grave",
            ),
            models.Index(fields=["instance"], name="cases_by_instance"),
            GinIndex(fields=["tag_ids"], condition=~Q(tag_ids=[]), name="cases_tagged"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def fact_subject(self) -> str:
        """The key under which facts and processes speak of this case."""
        return f"case:{self.pk}"

    @property
    def kind_words(self) -> str:
        """What it is about; what we opened ourselves is care until somebody has classified it."""
        if self.is_outgoing and self.kind == Case.Kind.QUESTION:
            return gettext("Customer care")
        return str(Case.Kind(self.kind).label)

    @property
    def is_open(self) -> bool:
        """Whether it can be worked on: one that was merged lives on in another."""
        return self.state in {Case.State.OPEN, Case.State.WAITING} and not self.is_merged

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None
