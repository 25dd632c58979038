"""Forms of the channels' settings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tantam.channels.actions.connect import MailboxPlan
from tantam.channels.email.servers import secrets_of
from tantam.channels.models import Channel
from tantam.channels.values.addresses import is_usable, plain
from tantam.core.actions.secrets import SecretUnreadable

SECURITY = [("tls", _("TLS (usual)")), ("starttls", "STARTTLS"), ("none", _("None (this machine only)"))]
START = [("new", _("Only mail that arrives from now on")), ("all", _("Everything that is in the folder"))]
#: What most people type there, shown while a field is empty.
EXAMPLES = {
    "address": "cskh@congty.vn",
    "imap_host": "imap.gmail.com",
    "imap_port": "993",
    "imap_folder": "INBOX",
    "smtp_host": "smtp.gmail.com",
    "smtp_port": "465",
}
_SERVER_FIELDS = ("host", "port", "security", "user")


def _password() -> forms.CharField:
    return forms.CharField(
        label=_("Password"),
        required=False,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


def _port() -> forms.IntegerField:
    words = _("A port is a number from 1 to 65535, such as 993.")
    messages = dict.fromkeys(("invalid", "min_value", "max_value"), words)
    return forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, required=False, error_messages=messages)


class MailboxForm(forms.Form):
    """One mailbox: its names, where its mail is fetched from, where its answers leave. Without a server for fetching,
    mail is handed in by SMTP; without one for sending, the installation's is used."""

    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(label=_("E-mail address"), max_length=254)
    sender_name = forms.CharField(label=_("Name that customers see"), max_length=120, required=False)

    imap_host = forms.CharField(label=_("Incoming server (IMAP)"), max_length=253, required=False)
    imap_port = _port()
    imap_security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY, required=False)
    imap_user = forms.CharField(label=_("User name"), max_length=254, required=False)
    imap_password = _password()
    imap_folder = forms.CharField(label=_("Folder"), max_length=120, required=False)
    imap_start = forms.ChoiceField(label=_("Begin with"), choices=START, required=False)
    imap_mark_seen = forms.BooleanField(label=_("Mark fetched mail as read"), required=False)

    smtp_host = forms.CharField(label=_("Outgoing server (SMTP)"), max_length=253, required=False)
    smtp_port = _port()
    smtp_security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY, required=False)
    smtp_user = forms.CharField(label=_("User name"), max_length=254, required=False)
    smtp_password = _password()

    def __init__(self, *args: Any, channel: Channel | None = None, **kwargs: Any) -> None:
        if channel is not None:
            kwargs["initial"] = {**initial_of(channel), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self._channel = channel
        for name in ("imap_password", "smtp_password"):
            if self._kept().get(name):
                self.fields[name].help_text = _("Leave empty to keep the one that is set.")
        for name, example in EXAMPLES.items():
            self.fields[name].widget.attrs["placeholder"] = example

    def clean_address(self) -> str:
        address = plain(self.cleaned_data["address"])
        if not is_usable(address):
            raise ValidationError(_("This is not an e-mail address."), code="invalid")
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for kind in ("imap", "smtp"):
            host = cleaned.get(f"{kind}_host") or ""
            if host and not host.isascii():
                self.add_error(f"{kind}_host", _("A server's name has letters without accents only."))
        if cleaned.get("imap_host") and not cleaned.get("imap_user"):
            self.add_error("imap_user", _("The incoming server needs a user name."))
        for kind in ("imap", "smtp"):
            if not cleaned.get(f"{kind}_password") and self._is_meant_for_another(kind):
                words = _("Type the password again: the one that is kept is only for the server it was typed for.")
                self.add_error(f"{kind}_password", words)
        return cleaned

    def _is_meant_for_another(self, kind: str) -> bool:
        """Whether the password that is kept would leave for another server or account than it was typed for, or for
        the first time unencrypted: whoever may change a mailbox is not to read its password."""
        typed = {name: self.cleaned_data.get(f"{kind}_{name}") or "" for name in ("host", "user", "security")}
        if self._channel is None or not typed["host"] or not self._kept().get(f"{kind}_password"):
            return False
        known = self._channel.settings.get(kind) or {}
        is_elsewhere = any(str(known.get(name) or "").lower() != typed[name].lower() for name in ("host", "user"))
        return is_elsewhere or (typed["security"] == "none" and known.get("security") != "none")

    def _kept(self) -> dict[str, str]:
        try:
            return secrets_of(self._channel) if self._channel is not None else {}
        except SecretUnreadable:
            return {}

    def plan(self) -> MailboxPlan:
        """What the mailbox is to be, after `is_valid()`."""
        imap = self._server("imap")
        if imap:
            imap["folder"] = self.cleaned_data["imap_folder"] or "INBOX"
            imap["start"] = self.cleaned_data["imap_start"] or "new"
            imap["mark_seen"] = self.cleaned_data["imap_mark_seen"]
        values = {"sender_name": self.cleaned_data["sender_name"], "imap": imap, "smtp": self._server("smtp")}
        secrets = {name: self.cleaned_data[name] for name in ("imap_password", "smtp_password")}
        return MailboxPlan(
            name=self.cleaned_data["name"], address=self.cleaned_data["address"], settings=values, secrets=secrets
        )

    def secrets(self) -> dict[str, str]:
        """The passwords to test with: those typed, else those kept."""
        return self._kept() | {name: secret for name, secret in self.plan().secrets.items() if secret}

    def _server(self, kind: str) -> dict[str, Any]:
        if not self.cleaned_data[f"{kind}_host"]:
            return {}
        return {name: self.cleaned_data[f"{kind}_{name}"] or None for name in _SERVER_FIELDS}


def initial_of(channel: Channel) -> dict[str, Any]:
    """A channel's settings as the form shows them; passwords are never shown."""
    kept: dict[str, dict[str, Any]] = {kind: channel.settings.get(kind) or {} for kind in ("imap", "smtp")}
    shown = {f"{kind}_{name}": value for kind, values in kept.items() for name, value in values.items()}
    return {
        "name": channel.name,
        "address": channel.address,
        "sender_name": channel.settings.get("sender_name", ""),
        **shown,
    }
