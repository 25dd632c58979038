from importlib import import_module

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "tantam.channels"

    def ready(self) -> None:
        """Each kind of channel offers its adapter to the registry."""
        import_module("tantam.channels.email.adapter")
