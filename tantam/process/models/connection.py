from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tantam.process.values.connections import BASIC, BEARER, HEADER, IN_BODY, IN_HEADER, OAUTH, SIGNED


class Connection(models.Model):
    """Another system that steps call under a key of its own: diagrams name it by `key`, which never changes.

    The secret is for the server of `base_url` only. A stopped one is called by nobody until it is taken up again.
    `probe_path` is what the test button asks for. With OAuth `user` is the client's id, and the secret goes to the
    server of `token_url` only, what is fetched there to that of `base_url`.
    """

    class SignIn(models.TextChoices):
        BEARER = BEARER, _("Access key (bearer token)")
        HEADER = HEADER, _("A header with a value")
        BASIC = BASIC, _("User name and password")
        SIGNED = SIGNED, _("Signed with a secret")
        OAUTH = OAUTH, _("A token that is fetched (OAuth 2, client credentials)")

    class ClientAuth(models.TextChoices):
        HEADER = IN_HEADER, _("In the header (usual)")
        BODY = IN_BODY, _("In the form that is sent")

    key = models.CharField(max_length=50, unique=True, db_collation="C")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    base_url = models.CharField(max_length=500)
    sign_in = models.CharField(max_length=6, choices=SignIn)
    header = models.CharField(max_length=100, blank=True)
    user = models.CharField(max_length=254, blank=True)
    secret_encrypted = models.TextField()
    token_url = models.CharField(max_length=500, blank=True, default="", db_default="")
    scope = models.CharField(max_length=500, blank=True, default="", db_default="")
    client_auth = models.CharField(max_length=6, choices=ClientAuth, default=IN_HEADER, db_default=IN_HEADER)
    probe_path = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(secret_encrypted=""), name="process_a_connection_has_a_secret"),
            models.CheckConstraint(
                condition=~Q(sign_in="header") | ~Q(header=""), name="process_a_header_connection_names_its_header"
            ),
            models.CheckConstraint(
                condition=~Q(sign_in="oauth2") | (~Q(token_url="") & ~Q(user="")),
                name="process_an_oauth_connection_names_its_server_and_client",
            ),
        ]

    def __str__(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "vi").startswith("en") else self.name
