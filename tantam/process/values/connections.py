"""How a connection to another system signs its calls in, and which addresses belong to it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_plus, urlsplit

from tantam.core.values.outside import SIGNATURE_HEADER, UnusableAddress, sign, split_url

BEARER, HEADER, BASIC, SIGNED, OAUTH = "bearer", "header", "basic", "signed", "oauth2"
#: Where the id and the secret stand when a token is fetched.
IN_HEADER, IN_BODY = "header", "body"
SHORTEST_SIGNING = 16
HIDDEN = b"\xe2\x80\xa2" * 3
# RFC 9110, 5.6.2: what the name of a header field is made of
_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
#: Fields that the call itself needs, or that say how it travels.
_OURS = frozenset(
    ["accept", "connection", "content-encoding", "content-length", "content-type", "expect", "host", "idempotency-key",
     "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"]
)  # fmt: skip
#: A shorter secret would be found in words that have nothing to do with it.
_SHORTEST_HIDDEN = 6


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """How one signs in: its kind, the name of the header or of the user where the kind has one, the secret.

    With OAuth the user is the client's id; a token is fetched with the secret at `token_url`, and `token` is it.
    """

    kind: str
    header: str = ""
    user: str = ""
    secret: str = ""
    token_url: str = ""
    scope: str = ""
    client_auth: str = IN_HEADER
    token: str = ""

    def headers(self, body: bytes, *, at: int) -> dict[str, str]:
        """What is sent along with this body at this moment (seconds since 1970): RFC 6750, RFC 7617, our signature."""
        if self.kind == OAUTH:
            return {"Authorization": f"Bearer {self.token}"}
        if self.kind == BEARER:
            return {"Authorization": f"Bearer {self.secret}"}
        if self.kind == HEADER:
            return {self.header: self.secret}
        if self.kind == BASIC:
            return {"Authorization": f"Basic {self._basic()}"}
        return {SIGNATURE_HEADER: sign(body, secret=self.secret, at=at)}

    def hide(self, said: bytes) -> bytes:
        """An answer without the secret, should the other side repeat what it was sent."""
        hidden = {self.secret, json.dumps(self.secret)[1:-1], self._basic() if self.kind == BASIC else ""}
        if self.kind == OAUTH:
            encoded = f"{quote_plus(self.user)}:{quote_plus(self.secret)}".encode()
            hidden |= {self.token, quote_plus(self.secret), base64.b64encode(encoded).decode()}
        for one in sorted(hidden, key=len, reverse=True):
            if len(one) >= _SHORTEST_HIDDEN:
                said = said.replace(one.encode(), HIDDEN)
        return said

    def hide_text(self, said: str) -> str:
        """The same of a text."""
        return self.hide(said.encode("utf-8", "replace")).decode("utf-8", "replace")

    def _basic(self) -> str:
        return base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()


def is_header_name(name: str) -> bool:
    """Whether a header of this name may carry a secret."""
    return bool(_FIELD_NAME.fullmatch(name)) and name.lower() not in _OURS


def is_header_value(secret: str) -> bool:
    """Whether a header can carry it as it is: printable ASCII, no blanks around."""
    return bool(secret) and secret == secret.strip() and all(" " <= sign <= "~" for sign in secret)


def check_base(url: str, *, plain_allowed: bool) -> None:
    """Refuse what no address of a connection can be: beside what no call may go to, whatever a path cannot follow.

    Raises UnusableAddress.
    """
    split_url(url, plain_allowed=plain_allowed)
    if any(sign in url for sign in "?{}\\"):
        raise UnusableAddress("no-base")


def joined(base: str, path: str) -> str:
    """The address of a call: what follows the connection's, on the same server whatever is written."""
    rest = path.strip()
    return base.rstrip("/") + (rest if not rest or rest.startswith("?") else "/" + rest.lstrip("/"))


def is_path(written: str) -> bool:
    """Whether something can follow the address of a connection: no other server, no way up, no fragment."""
    steps = re.split("/", written.partition("?")[0])
    is_elsewhere = "://" in written.partition("?")[0]
    return not is_elsewhere and not {"#", "\\"} & set(written) and not {".", ".."} & set(steps)


def server_of(url: str) -> tuple[str, str, int | None]:
    """Whom a secret was typed for: scheme, host, port."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port


def is_for_another(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether a secret that is kept would leave for another server, or in another way, than it was typed for."""
    is_elsewhere = any(server_of(old[name]) != server_of(new[name]) for name in ("base_url", "token_url"))
    return is_elsewhere or any(old[name] != new[name] for name in ("sign_in", "header", "user", "client_auth"))
