"""Facts as rows, their deliveries and seals; files; webhooks; what a tally is."""

from tantam.core.models.fact import Delivery, FactRow, Seal
from tantam.core.models.file import StoredFile
from tantam.core.models.tally import Tally
from tantam.core.models.webhook import WebhookCall, WebhookEndpoint

__all__ = ["Delivery", "FactRow", "Seal", "StoredFile", "Tally", "WebhookCall", "WebhookEndpoint"]
