"""`Idempotency-Key`: the same POST sent twice changes once, is answered the same (draft-ietf-httpapi-idempotency-key).

The key's row, the change and the kept answer are one transaction. A second request with the same key waits at the
unique constraint until the first has committed, then gets its answer; if the first was refused, nothing of it is kept
and the second one is worked on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tantam.core.actions import unit
from tantam.organisation.actions.tokens import ANSWERS_KEPT
from tantam.organisation.api.access import token_of
from tantam.organisation.api.problems import Problem, problem_for
from tantam.organisation.models import ApiToken, KeptAnswer

MOST_KEY = 200

Run = Callable[..., HttpResponse]


def once_per_key(run: Run) -> Run:
    """Wrap an operation: a POST that carries a key is worked on once."""

    @wraps(run)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key:
            return run(request, *args, **kwargs)
        try:
            token = token_of(request)
            if token is None:
                return run(request, *args, **kwargs)
            return _once(lambda: run(request, *args, **kwargs), request, token=token, key=_checked(key))
        except Exception as error:
            return problem_for(request, error)

    return guarded


def _checked(key: str) -> str:
    if len(key) > MOST_KEY or "\x00" in key:
        raise Problem(400, "bad-key", _("The Idempotency-Key is not usable"), _("At most 200 characters."))
    return key


@unit()
def _once(work: Callable[[], HttpResponse], request: HttpRequest, *, token: ApiToken, key: str) -> HttpResponse:
    now = timezone.now()
    asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()
    if not _claim(token, key, asked, now=now):
        return _repeat(KeptAnswer.objects.get(token=token, key=key), asked)
    response = work()
    if 200 <= response.status_code < 300:
        kept = KeptAnswer.objects.filter(token=token, key=key)
        kept.update(status=response.status_code, body=response.content)
    else:
        transaction.set_rollback(True)
    return response


_CLAIM = """
INSERT INTO organisation_keptanswer (token_id, key, asked_sha256, at, body) VALUES (%s, %s, %s, %s, '')
ON CONFLICT (token_id, key) DO UPDATE SET asked_sha256 = EXCLUDED.asked_sha256, at = EXCLUDED.at, status = NULL
WHERE organisation_keptanswer.at < %s
"""


def _claim(token: ApiToken, key: str, asked: str, *, now: datetime) -> bool:
    """Whether the key is ours to work on: new, or so old that its answer has been forgotten."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [token.pk, key, asked, now, now - ANSWERS_KEPT])
        return bool(cursor.rowcount)


def _repeat(kept: KeptAnswer, asked: str) -> HttpResponse:
    if kept.asked_sha256 != asked:
        detail = _("The same Idempotency-Key came with another request before.")
        raise Problem(422, "key-reused", _("The Idempotency-Key was used before"), detail)
    response = HttpResponse(bytes(kept.body), status=kept.status or 200, content_type="application/json; charset=utf-8")
    response.headers["Idempotency-Replayed"] = "true"
    return response
