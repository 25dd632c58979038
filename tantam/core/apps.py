from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

DOORS = ("reactions", "steps", "measures", "panels", "holdings")


class CoreConfig(AppConfig):
    name = "tantam.core"

    def ready(self) -> None:
        """Load what each app offers, so that lower floors never name upper ones."""
        for app in apps.get_app_configs():
            if app.name.startswith("tantam."):
                for door in DOORS:
                    if find_spec(f"{app.name}.{door}"):
                        import_module(f"{app.name}.{door}")
