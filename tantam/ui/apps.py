"""The ui app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Layout and components; owns no tables."""

    name = "tantam.ui"
