"""What the ground floor keeps: facts and files stay as far as something kept speaks of them."""

from __future__ import annotations

from tantam.core.models import Delivery, FactRow, Seal, StoredFile, WebhookCall, WebhookEndpoint
from tantam.core.registry import Holdings, hold

hold(Holdings(app="core", kept=(FactRow, Delivery, StoredFile, WebhookEndpoint), emptied=(Seal, WebhookCall)))
