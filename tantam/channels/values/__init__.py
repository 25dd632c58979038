"""Plain values of channels: recipients, message ids and reply tokens, addresses, text that a database can keep."""

from tantam.channels.values.recipients import Recipients

__all__ = ["Recipients"]
