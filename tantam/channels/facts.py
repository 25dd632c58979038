"""What happens to messages."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tantam.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Fact):
    """A message came in and was read. `nature` as in `Message.Nature`; only `person` opens or moves a case.

    `is_quiet`: the mail asks for no automatic answer.
    """

    name = "message.received"
    label = _("A message came in")
    message_id: int
    channel_id: int
    customer_id: int | None
    nature: str
    is_quiet: bool = False


@dataclass(frozen=True, kw_only=True)
class _Outgoing(Fact):
    message_id: int
    channel_id: int
    customer_id: int | None
    nature: str


@dataclass(frozen=True, kw_only=True)
class MessageQueued(_Outgoing):
    """A message waits to be sent, for the first time or because a person sends it again."""

    name = "message.queued"
    label = _("A message waits to be sent")


@dataclass(frozen=True, kw_only=True)
class MessageHeld(_Outgoing):
    """A message was written but is not sent: `reason` is the rule that held it back."""

    name = "message.held"
    label = _("A message was held back")
    reason: str


@dataclass(frozen=True, kw_only=True)
class MessageSent(_Outgoing):
    """The provider took the message."""

    name = "message.sent"
    label = _("A message was sent")


@dataclass(frozen=True, kw_only=True)
class MessageDelivered(_Outgoing):
    """A report says that the message reached its recipient."""

    name = "message.delivered"
    label = _("A message reached its recipient")


@dataclass(frozen=True, kw_only=True)
class MessageUncertain(_Outgoing):
    """Nobody saw how the attempt ended: perhaps it was sent. Only a person sends it again."""

    name = "message.uncertain"
    label = _("A message was perhaps sent")


@dataclass(frozen=True, kw_only=True)
class MessageFailed(_Outgoing):
    """The message was refused for good, or given up after many attempts."""

    name = "message.failed"
    label = _("A message could not be sent")


@dataclass(frozen=True, kw_only=True)
class MessageBounced(_Outgoing):
    """The message came back."""

    name = "message.bounced"
    label = _("A message came back")


@dataclass(frozen=True, kw_only=True)
class _AboutChannel(Fact):
    channel_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ChannelConnected(_AboutChannel):
    """A channel was set up."""

    name = "channel.connected"


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(_AboutChannel):
    """A channel's servers, names or wishes are others now; neither old nor new values are told, they may be secret."""

    name = "channel.changed"


@dataclass(frozen=True, kw_only=True)
class ChannelStopped(_AboutChannel):
    """Nothing comes in through the channel any more."""

    name = "channel.stopped"


@dataclass(frozen=True, kw_only=True)
class ChannelResumed(_AboutChannel):
    """A stopped channel takes mail again."""

    name = "channel.resumed"
