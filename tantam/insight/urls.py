from django.urls import path

from tantam.insight import views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("reports/", views.reports, name="reports"),
    path("reports/director/", views.director, name="director_report"),
    path("reports/people/<int:agent_id>/", views.held_by, name="cases_of_person"),
    path("reports/cases/<slug:metric>/", views.behind, name="report_cases"),
]
