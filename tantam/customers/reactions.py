"""What customers are called outside, and whose they are once somebody has left."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import ngettext

from tantam.core.facts import Told, on
from tantam.core.registry import offer_names
from tantam.customers.actions import hand_over_customers, move_customers
from tantam.customers.models import Customer
from tantam.organisation.facts import AgentLeft, PlaceClosed
from tantam.organisation.models import Agent
from tantam.organisation.registry import Tie, offer_ties


@offer_names("customer")
def code_of_customer(key: int) -> str | None:
    """Customers are known outside by their code."""
    return Customer.objects.filter(pk=key).values_list("code", flat=True).first()


@on(AgentLeft)
def hand_over(fact: AgentLeft, told: Told) -> None:
    """Nobody's customers are looked after by somebody who is gone."""
    successor = Agent.objects.working().filter(pk=fact.successor_id).first() if fact.successor_id else None
    hand_over_customers(fact.agent_id, successor=successor, by=told.by, now=told.at)


@on(PlaceClosed)
def leave_branch(fact: PlaceClosed, told: Told) -> None:
    """Customers of a branch that is used no longer belong to the one that took its place."""
    if fact.place == "branch" and fact.successor_id:
        move_customers(fact.place_id, to_branch=fact.successor_id)


def _of_branch(key: int) -> Iterator[Tie]:
    if count := Customer.objects.filter(branch=key).count():
        words = ngettext("%(count)s customer belongs to it.", "%(count)s customers belong to it.", count)
        yield Tie(words=words % {"count": count}, living=True)


offer_ties("branch", of="customers", finder=_of_branch)
