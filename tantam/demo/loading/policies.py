"""The policies that the house has laid down; steps of its processes carry them."""

from __future__ import annotations

from datetime import datetime, timedelta

from tantam.demo.content import read
from tantam.demo.loading.business import House
from tantam.organisation.models import Policy, PolicyEdition

#: Older than every version that carries one of them.
_AGE = timedelta(days=300)


def load_policies(house: House, *, now: datetime) -> None:
    """Lay each down with its first edition."""
    at = now - _AGE
    for entry in read("policies"):
        owner = house.agents[entry["owner"]]
        PolicyEdition.objects.create(
            policy=Policy.objects.create(key=entry["key"], owner=owner, created_at=at),
            number=1,
            title=entry["title"]["vi"],
            title_en=entry["title"]["en"],
            text=entry["text"]["vi"],
            text_en=entry["text"]["en"],
            valid_from=at.date(),
            by=owner,
            at=at,
        )
