"""What customers are called outside, and whose they are once somebody has left."""

from __future__ import annotations

from tantam.core.facts import Told, on
from tantam.core.registry import offer_names
from tantam.customers.actions import hand_over_customers
from tantam.customers.models import Customer
from tantam.organisation.facts import AgentLeft
from tantam.organisation.models import Agent


@offer_names("customer")
def code_of_customer(key: int) -> str | None:
    """Customers are known outside by their code."""
    return Customer.objects.filter(pk=key).values_list("code", flat=True).first()


@on(AgentLeft)
def hand_over(fact: AgentLeft, told: Told) -> None:
    """Nobody's customers are looked after by somebody who is gone."""
    successor = Agent.objects.working().filter(pk=fact.successor_id).first() if fact.successor_id else None
    hand_over_customers(fact.agent_id, successor=successor, by=told.by, now=told.at)
