"""The surveys' section of the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.organisation.registry import Section, offer_section

offer_section(
    Section(
        key="surveys",
        label=_("Surveys"),
        icon="star",
        url_name="settings_surveys",
        right="business.change",
        order=45,
    )
)
