"""Secrets at rest: encrypted with keys derived from the installation's secret key."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SecretUnreadable(Exception):
    """The secret was encrypted with a key that this installation does not have."""


def encrypt(secret: str) -> str:
    """Return the secret as text for the database; an empty one stays empty."""
    return _box().encrypt(secret.encode()).decode() if secret else ""


def decrypt(kept: str) -> str:
    """Return the secret. Raises SecretUnreadable when the key is another."""
    if not kept:
        return ""
    try:
        return _box().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise SecretUnreadable from error


def _box() -> MultiFernet:
    keys = [str(settings.SECRET_KEY), *(str(key) for key in settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_derive(key)) for key in keys])


def _derive(key: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tantam secrets at rest")
    return base64.urlsafe_b64encode(kdf.derive(key.encode()))
