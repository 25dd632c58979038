from django.urls import path

from tantam.organisation.stream import stream
from tantam.organisation.views import front_door, people, profile, settings, tokens, webhooks

urlpatterns = [
    path("", front_door.home, name="home"),
    path("login/", front_door.sign_in, name="login"),
    path("login/demo/<slug:username>/", front_door.sign_in_as_demo, name="sign_in_as_demo"),
    path("logout/", front_door.sign_out, name="sign_out"),
    path("language/", front_door.set_language, name="set_language"),
    path("stream/", stream, name="stream"),
    path("setup/", front_door.set_up, name="set_up"),
    path("settings/", settings.first_section, name="settings"),
    path("settings/rights/", settings.who_may_what, name="settings_rights"),
    path("settings/hours/", settings.hours, name="settings_hours"),
    path("settings/me/", profile.profile, name="profile"),
    path("settings/me/password/", profile.change_password, name="profile_password"),
    path("settings/people/", people.people, name="settings_people"),
    path("settings/people/new/", people.add, name="settings_person_new"),
    path("settings/people/<uuid:key>/", people.person, name="settings_person"),
    path("settings/people/<uuid:key>/appoint/", people.appoint, name="settings_appoint"),
    path("settings/people/<uuid:key>/end/<int:appointment>/", people.end, name="settings_appointment_end"),
    path("settings/people/<uuid:key>/authority/", people.authority, name="settings_authority"),
    path("settings/people/<uuid:key>/left/", people.left, name="settings_person_left"),
    path("settings/tokens/", tokens.tokens, name="settings_tokens"),
    path("settings/tokens/<int:pk>/revoke/", tokens.revoke, name="settings_token_revoke"),
    path("settings/webhooks/", webhooks.webhooks, name="settings_webhooks"),
    path("settings/webhooks/<uuid:key>/", webhooks.calls, name="settings_webhook"),
    path("settings/webhooks/<uuid:key>/stop/", webhooks.stop, name="settings_webhook_stop"),
    path("settings/webhooks/call/<uuid:key>/replay/", webhooks.replay, name="settings_webhook_replay"),
]
