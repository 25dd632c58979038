"""Access tokens of connections: fetched when a call needs one, kept in the memory of this process only.

Several calls that need the same one wait for whoever fetches it. Nothing of it is ever written down.
"""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field, replace

from tantam.core.actions.post import NotPosted, Posted, post
from tantam.process.values.connections import SignIn
from tantam.process.values.oauth import NoToken, Token, read_token, token_request

MOST_KEPT = 200


class TokenRefused(Exception):
    """No token was to be had: `unposted` says why nothing was answered, else `code` what is wrong with `posted`. The
    call itself was not made."""

    def __init__(self, code: str, *, passing: bool, posted: Posted | None = None, unposted: NotPosted | None = None):
        super().__init__(code)
        self.code, self.passing, self.posted, self.unposted = code, passing, posted, unposted


@dataclass
class _Place:
    """Where the token of one way to sign in is kept."""

    guard: threading.Lock = field(default_factory=threading.Lock)
    token: str = ""
    until: float = 0.0

    def has(self, *, but: str) -> bool:
        return bool(self.token) and self.token != but and time.monotonic() < self.until


_places: dict[bytes, _Place] = {}
_guard = threading.Lock()


def token_of(sign_in: SignIn, *, but: str = "") -> str:
    """The token that calls sign in with now, another one than `but`, which was refused. Raises TokenRefused."""
    place = _place(sign_in)
    with place.guard:
        if not place.has(but=but):
            place.token = ""
            fetched = fetch_token(sign_in)
            place.token, place.until = fetched.text, time.monotonic() + fetched.seconds
        return place.token


def fetch_token(sign_in: SignIn) -> Token:
    """Ask the server that gives them out. Raises TokenRefused, whose words never hold the secret."""
    body, headers = token_request(sign_in)
    try:
        posted = post(sign_in.token_url, body=body, headers={**headers, "User-Agent": "Tantam/1"})
    except NotPosted as error:  # whatever became of it there: the call itself was not made
        hidden = type(error)(error.code, sign_in.hide_text(error.detail))
        raise TokenRefused("unposted", passing=True, unposted=hidden) from None
    try:
        return read_token(posted.status, posted.body)
    except NoToken as error:
        raise TokenRefused(error.code, passing=error.passing, posted=without_secret(posted, sign_in)) from None


def without_secret(posted: Posted, sign_in: SignIn) -> Posted:
    """An answer as it may be kept and shown."""
    text, location = sign_in.hide_text(posted.text), sign_in.hide_text(posted.location)
    return replace(posted, text=text, body=sign_in.hide(posted.body), location=location)


def forget_tokens() -> None:
    """Fetch all anew."""
    with _guard:
        _places.clear()


def _place(sign_in: SignIn) -> _Place:
    """Whoever signs in otherwise than before has another token."""
    told = (sign_in.token_url, sign_in.user, sign_in.secret, sign_in.scope, sign_in.client_auth)
    key = hashlib.sha256("\0".join(told).encode()).digest()
    with _guard:
        if key not in _places and len(_places) >= MOST_KEPT:
            _places.clear()
        return _places.setdefault(key, _Place())
