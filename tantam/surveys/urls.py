from django.urls import path

from tantam.surveys import views

urlpatterns = [path("s/<str:token>/", views.rate, name="survey")]
