from django.urls import path

from tantam.channels.views import mailboxes, tray

urlpatterns = [
    path("settings/mailboxes/", mailboxes.mailboxes, name="settings_mailboxes"),
    path("settings/mailboxes/new/", mailboxes.connect, name="settings_mailbox_new"),
    path("settings/mailboxes/test/", mailboxes.test, name="settings_mailbox_test"),
    path("settings/mailboxes/<int:pk>/", mailboxes.change, name="settings_mailbox"),
    path("settings/mailboxes/<int:pk>/stop/", mailboxes.stop, name="settings_mailbox_stop"),
    path("settings/mailboxes/<int:pk>/resume/", mailboxes.resume, name="settings_mailbox_resume"),
    path("settings/tray/", tray.tray, name="settings_tray"),
    path("settings/tray/<int:pk>/original/", tray.original, name="settings_tray_original"),
    path("settings/tray/<int:pk>/again/", tray.again, name="settings_tray_again"),
]
