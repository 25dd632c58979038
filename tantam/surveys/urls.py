from django.urls import path

from tantam.surveys import views

urlpatterns = [
    path("s/<str:token>/", views.rate, name="survey"),
    path("settings/surveys/", views.surveys, name="settings_surveys"),
    path("settings/surveys/<slug:kind>/", views.survey, name="settings_survey"),
]
