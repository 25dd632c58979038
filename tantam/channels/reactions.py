"""What messages are called outside, and where mailboxes go whose branch is used no longer."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tantam.channels.models import Channel, Message
from tantam.core.facts import Told, on
from tantam.core.registry import offer_names
from tantam.organisation.facts import PlaceClosed
from tantam.organisation.registry import Tie, offer_ties


@offer_names("message")
def uuid_of_message(key: int) -> str | None:
    """Messages are known outside by their UUID."""
    found = Message.objects.filter(pk=key).values_list("uuid", flat=True).first()
    return str(found) if found else None


@on(PlaceClosed)
def leave_branch(fact: PlaceClosed, told: Told) -> None:
    """What arrives at a branch that is used no longer arrives at the one that took its place."""
    if fact.place == "branch" and fact.successor_id:
        Channel.objects.filter(branch=fact.place_id).update(branch=fact.successor_id)


def _of_branch(key: int) -> Iterator[Tie]:
    if names := list(Channel.objects.filter(branch=key).order_by("id").values_list("name", flat=True)):
        yield Tie(words=_("Mailboxes and channels: %(names)s.") % {"names": ", ".join(names)}, living=True)


offer_ties("branch", of="channels", finder=_of_branch)
