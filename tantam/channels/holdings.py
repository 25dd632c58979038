"""What the channels keep: the doors, not what came through them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tantam.channels.models import Arrival, Attachment, Channel, Dispatch, Message, SunkMail
from tantam.core.registry import Holdings, hold

#: RFC 2606, 2: addresses under these names can never be anybody's.
INVENTED = r"[@.](example|invalid|test)$"


def tidy(now: datetime) -> None:
    """Mailboxes with an invented address go, the others look unused; where fetching stood is remembered, so that no
    mail is fetched a second time."""
    Channel.objects.filter(address__iregex=INVENTED).delete()
    Channel.objects.update(last_received_at=None, last_sent_at=None, failing_since=None, last_error="")


hold(
    Holdings(
        app="channels",
        kept=(Channel,),
        emptied=(Arrival, Attachment, Dispatch, Message, SunkMail),
        subjects=("message",),
        names={Message: pgettext_lazy("in numbers", "Messages"), Arrival: _("Mails as they arrived")},
        tidy=tidy,
    )
)
