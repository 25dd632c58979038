"""Who asks, and whether they may: a valid token, its scope, the right of its person, and not too often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security.http import HttpAuthBase

from tantam.organisation.actions import use_token
from tantam.organisation.api.problems import Problem, not_allowed
from tantam.organisation.models import Agent, ApiToken, Scope
from tantam.organisation.rights import ALL_RIGHTS, has_right

MINUTE = 60.0
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
class _Window:
    began: float
    count: int = 0


_windows: dict[int, _Window] = {}
_guard = threading.Lock()


def count_request(token_id: int, *, clock: Callable[[], float] = time.monotonic) -> None:
    """Count one request of a token in this process. Raises Problem (429) above `API_REQUESTS_A_MINUTE`."""
    now = clock()
    with _guard:
        window = _windows.get(token_id)
        if window is None or now - window.began >= MINUTE:
            window = _windows[token_id] = _Window(began=now)
        window.count += 1
        is_over = window.count > settings.API_REQUESTS_A_MINUTE
    if is_over:
        wait = max(1, round(MINUTE - (now - window.began)))
        detail = _("Wait %(seconds)s seconds.") % {"seconds": wait}
        raise Problem(429, "too-many", _("Too many requests"), detail, headers={"Retry-After": str(wait)})


def forget_counts() -> None:
    """Begin all windows anew: between tests."""
    with _guard:
        _windows.clear()
