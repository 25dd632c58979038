"""Who asks, and whether they may: a valid token, its scope, the right of its person, and not too often."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security.http import HttpAuthBase

from tantam.organisation.actions import set_aside, use_token
from tantam.organisation.api.problems import Problem, not_allowed
from tantam.organisation.models import Agent, ApiToken, Scope
from tantam.organisation.rights import ALL_RIGHTS, has_right

MINUTE = 60.0
SHARES = 50
MOST_SECRET = 200


class Access(HttpAuthBase):
    """Bearer authentication of one operation, which declares its right and its scope here."""

    openapi_scheme: str = "bearer"

    def __init__(self, right: str, scope: Scope) -> None:
        if right not in ALL_RIGHTS:
            raise ValueError(f"no role has the right {right!r}")
        super().__init__()
        self.right = right
        self.scope = scope

    def __call__(self, request: HttpRequest) -> ApiToken | None:
        """The token behind the request; None without a valid one. Raises Problem when it may not do this."""
        token = token_of(request)
        if token is None:
            return None
        count_request(token.pk)
        if self.scope not in token.scopes:
            raise not_allowed(_("The token lacks the scope “%(scope)s”.") % {"scope": self.scope.value})
        if not has_right(token.agent, self.right):
            raise not_allowed(_("%(person)s lacks the right for this.") % {"person": token.agent.full_name})
        return token


def access(right: str, scope: Scope) -> Access:
    """Declare the right and the scope of an operation: `@router.get(…, auth=access("case.see", Scope.CASES_READ))`."""
    return Access(right, scope)


def token_of(request: HttpRequest) -> ApiToken | None:
    """The valid token of a request, looked up once."""
    if not hasattr(request, "_api_token"):
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        usable = scheme.lower() == "bearer" and 0 < len(secret) <= MOST_SECRET
        request._api_token = use_token(secret.strip(), now=timezone.now()) if usable else None  # type: ignore[attr-defined]
    found: ApiToken | None = request._api_token  # type: ignore[attr-defined]
    return found


def agent_of(request: HttpRequest) -> Agent:
    """The person as whom the token acts."""
    token = token_of(request)
    if token is None:
        raise PermissionError("the operation declares no access")
    return token.agent


@dataclass
class _Share:
    """What this process may still let through in a minute before it asks the database again."""

    minute: int
    left: int = 0
    is_over: bool = False


_shares: dict[int, _Share] = {}
_guard = threading.Lock()


def count_request(token_id: int) -> None:
    """Count one request of a token, over all processes. Raises Problem (429) above `API_REQUESTS_A_MINUTE`.

    A process sets a fiftieth of the limit aside at a time, so that most requests ask the database nothing.
    """
    now = time.time()
    if _is_let_through(token_id, minute=int(now // MINUTE), most=settings.API_REQUESTS_A_MINUTE):
        return
    wait = max(1, math.ceil(MINUTE - now % MINUTE))
    detail = _("Wait %(seconds)s seconds.") % {"seconds": wait}
    raise Problem(429, "too-many", _("Too many requests"), detail, headers={"Retry-After": str(wait)})


def _is_let_through(token_id: int, *, minute: int, most: int) -> bool:
    with _guard:
        share = _shares.get(token_id)
        if share is None or share.minute != minute:
            share = _shares[token_id] = _Share(minute)
        if not share.left and not share.is_over:
            share.left = set_aside(token_id, minute=minute, wanted=max(1, most // SHARES), most=most)
            share.is_over = not share.left
        is_through = share.left > 0
        share.left -= is_through
    return is_through


def forget_counts() -> None:
    """Ask the database anew: between tests."""
    with _guard:
        _shares.clear()
