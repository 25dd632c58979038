"""What channels offer to the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.organisation.registry import Section, offer_section

offer_section(
    Section(
        key="mailboxes",
        label=_("Mailboxes"),
        icon="mail",
        url_name="settings_mailboxes",
        right="channel.configure",
        order=10,
    )
)
offer_section(
    Section(
        key="tray",
        label=_("Mails held back"),
        icon="archive",
        url_name="settings_tray",
        right="tray.see",
        order=12,
    )
)
