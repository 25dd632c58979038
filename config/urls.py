"""All doors that open by address, floor by floor."""

from django.urls import URLPattern, URLResolver, include, path

from config import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tantam.organisation.urls")),
    path("", include("tantam.customers.urls")),
    path("", include("tantam.channels.urls")),
    path("", include("tantam.cases.urls")),
    path("", include("tantam.process.urls")),
    path("", include("tantam.surveys.urls")),
    path("", include("tantam.insight.urls")),
    path("", include("tantam.demo.urls")),
    path("api/v1/", api.urls),
]
