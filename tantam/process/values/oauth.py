"""The token that a program fetches for itself: OAuth 2.0, client credentials (RFC 6749, 4.4)."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from tantam.process.values.connections import IN_BODY, SignIn, is_header_value

#: How long a token without a length is kept, how long before its end it is fetched anew, and the most of both.
USUAL_SECONDS, EARLIER_SECONDS, MOST_SECONDS = 300, 60, 86_400
MOST_TOKEN = 8_000


class NoToken(Exception):
    """There is none in the answer: `code` is that of RFC 6749, 5.2, or ours ("no-token", "other-token", "status")."""

    def __init__(self, code: str, *, passing: bool = False) -> None:
        super().__init__(code)
        self.code, self.passing = code, passing


@dataclass(frozen=True, kw_only=True)
class Token:
    """An access token, and for how many seconds from now it may be used."""

    text: str
    seconds: int


def token_request(sign_in: SignIn) -> tuple[bytes, dict[str, str]]:
    """Body and headers of the request for a token; id and secret stand in one of them (RFC 6749, 2.3.1)."""
    form = {"grant_type": "client_credentials"} | ({"scope": sign_in.scope} if sign_in.scope else {})
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    if sign_in.client_auth == IN_BODY:
        form |= {"client_id": sign_in.user, "client_secret": sign_in.secret}
    else:
        both = f"{quote_plus(sign_in.user)}:{quote_plus(sign_in.secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
    return urlencode(form).encode(), headers


def read_token(status: int, body: bytes) -> Token:
    """The token in an answer (RFC 6749, 5.1). Raises NoToken."""
    said = _object(body)
    if not 200 <= status < 300:
        error = said.get("error")
        is_known = isinstance(error, str) and error.isascii() and 0 < len(error) <= 40
        raise NoToken(str(error) if is_known else "status", passing=status == 429 or status >= 500)
    token = said.get("access_token")
    if not isinstance(token, str) or not is_header_value(token) or len(token) > MOST_TOKEN:
        raise NoToken("no-token")
    if str(said.get("token_type", "bearer")).lower() != "bearer":
        raise NoToken("other-token")
    return Token(text=token, seconds=_kept_for(said.get("expires_in")))


def _object(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _kept_for(said: object) -> int:
    """Some servers write the number as text."""
    try:
        seconds = int(str(said)) if said is not None and len(str(said)) < 12 else USUAL_SECONDS
    except ValueError:
        seconds = USUAL_SECONDS
    seconds = max(0, min(seconds, MOST_SECONDS))
    return seconds - min(EARLIER_SECONDS, seconds // 5)
