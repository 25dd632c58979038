"""The demo's accounts, printed when it starts."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.urls import reverse

from tantam.channels.models import Channel, ChannelKind
from tantam.organisation.models import Agent


def password() -> str:
    """One password for all demo accounts, another in each installation."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"demo accounts", hashlib.sha256).hexdigest()
    return f"thuanlo-{digest[:8]}"


def lines(*, address: str = "") -> list[str]:
    """A line for each account: user name, person, what they are; then what is needed to try it, where the pages are."""
    agents = Agent.objects.working().order_by("id")
    rows = [f"  {agent.username:<10} {agent.full_name:<20} {agent.note}" for agent in agents]
    mailboxes = Channel.objects.filter(kind=ChannelKind.EMAIL).order_by("id").values_list("address", flat=True)
    taken = ", ".join(mailboxes)
    return [
        *rows,
        f"  hộp thư / mailbox: {taken}",
        f"  mật khẩu / password: {password()}",
        f"  thư gửi khách đọc ở / mails to customers are read at: {address}{reverse('sample_mail')}",
    ]
