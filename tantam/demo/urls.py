from django.urls import path

from tantam.demo import views

urlpatterns = [
    path("sample/", views.sample, name="sample"),
    path("sample/mail/", views.mail, name="sample_mail"),
    path("sample/hints/dismiss/", views.dismiss, name="sample_hints_dismiss"),
    path("sample/hints/show/", views.show, name="sample_hints_show"),
    path("sample/hints/<slug:key>/", views.follow, name="sample_hint"),
    path("settings/sample/", views.begin, name="settings_sample"),
]
