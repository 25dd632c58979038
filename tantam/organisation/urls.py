from django.urls import path

from tantam.organisation import views
from tantam.organisation.stream import stream

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", views.sign_in, name="login"),
    path("login/demo/<slug:username>/", views.sign_in_as_demo, name="sign_in_as_demo"),
    path("logout/", views.sign_out, name="sign_out"),
    path("language/", views.set_language, name="set_language"),
    path("stream/", stream, name="stream"),
    path("setup/", views.set_up, name="set_up"),
]
