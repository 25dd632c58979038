"""What people, teams and branches are called outside."""

from __future__ import annotations

from tantam.core.registry import offer_names
from tantam.organisation.models import Agent, Branch, Team


@offer_names("agent", "assignee", "old_assignee", "approver")
def username_of_agent(key: int) -> str | None:
    """People are known outside by their user name."""
    username: str | None = Agent.objects.filter(pk=key).values_list("username", flat=True).first()
    return username


@offer_names("team", "old_team")
def key_of_team(key: int) -> str | None:
    return Team.objects.filter(pk=key).values_list("key", flat=True).first()


@offer_names("branch")
def key_of_branch(key: int) -> str | None:
    return Branch.objects.filter(pk=key).values_list("key", flat=True).first()
