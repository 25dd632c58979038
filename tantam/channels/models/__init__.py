"""Channels, what arrived raw, messages and their way out."""

from tantam.channels.models.arrival import Arrival
from tantam.channels.models.channel import Channel, ChannelKind
from tantam.channels.models.dispatch import Dispatch
from tantam.channels.models.message import Attachment, Message
from tantam.channels.models.sunk import SunkMail

__all__ = ["Arrival", "Attachment", "Channel", "ChannelKind", "Dispatch", "Message", "SunkMail"]
