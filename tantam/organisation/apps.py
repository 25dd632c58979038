from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "tantam.organisation"
