"""All doors that open by address, floor by floor."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tantam.organisation.urls")),
    path("", include("tantam.surveys.urls")),
    path("", include("tantam.insight.urls")),
]
