"""Call another system for a step: what is sent is worked out inside the step, the call is made outside of it.

Over the same checked line as webhooks (`core.actions.post`): no address of our own network, no redirects, 15 seconds,
64 KiB. The call carries `Idempotency-Key`, and signs in as the chosen connection says, whose address it begins with and
whose secret goes to no other server; or is signed with a webhook's secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tantam.core.actions.post import NotAllowed, NotAnswered, NotPosted, Posted, post
from tantam.core.actions.secrets import SecretUnreadable, decrypt
from tantam.core.models import WebhookEndpoint
from tantam.core.values.outside import SIGNATURE_HEADER, sign
from tantam.process.actions.connecting import call_signed, sign_in_of
from tantam.process.actions.doubting_calls import PLACE, address_doubt, compiled_formula, path_doubt, why_of
from tantam.process.actions.fetching_tokens import TokenRefused
from tantam.process.actions.wording_calls import detail_of, said_no_token, said_status, said_unposted, with_detail
from tantam.process.engine.feel import FeelError, from_python, to_json
from tantam.process.engine.seen import Seen
from tantam.process.models import Connection
from tantam.process.registry import AskOutside, EndUnknown, OutsideRun, StepFailed, StepRun, data_of
from tantam.process.values.connections import SignIn, joined
from tantam.process.values.pairs import BadLine, nested, pairs_of

METHODS = ("POST", "PUT", "PATCH", "DELETE", "GET")
#: Answers after which trying again can help: too early, too many, or the other side is in trouble.
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
ANSWER, STATUS = "tra_loi", "ma_trang_thai"
MOST_KEPT = 16_000
NOTHING_SENT = _("Nothing was sent, so trying again does no harm.")
UNKNOWN = _(
    "The call was on its way: nobody can say whether it was done there. Ask there, then try again or leave it out."
)


def ask_other_system(run: StepRun) -> AskOutside:
    """What to call and to send, as the case stands now. Raises StepFailed."""
    context = Seen(run.variables, data_of(run.subject))
    method = run.settings.get("method") or METHODS[0]
    connection = _connection(key) if (key := run.settings.get("connection", "").strip()) else None
    url = _address(run.settings.get("url", ""), context, run=run, is_path=connection is not None)
    sent = {name: _value(formula, context, run=run) for name, formula in _lines(run, "send").items()}
    try:
        body = json.dumps(nested(sent), ensure_ascii=False) if sent else ""
    except BadLine as error:
        raise _bad_lines(error) from None
    return AskOutside(
        request={
            "method": method if method in METHODS else METHODS[0],
            "url": url,
            "body": body,
            "connection": key,
            "sign_with": run.settings.get("sign_with", "") if connection is None else "",
            "receive": _lines(run, "receive"),
        },
        lane=urlsplit(connection.base_url if connection is not None else url).netloc,
        is_repeatable=method == "GET" or run.settings.get("repeatable") == "true",
    )


def call_other_system(run: OutsideRun) -> Mapping[str, object]:
    """Make the call; the chosen parts of the answer become variables. Raises StepFailed, EndUnknown."""
    request = run.request
    body = str(request["body"]).encode()
    headers = {"Accept": "application/json", "User-Agent": "Tantam/1", "Idempotency-Key": run.key}
    if body:
        headers["Content-Type"] = "application/json"
    try:
        posted = _post(request, body=body, headers=headers)
    except TokenRefused as error:
        raise StepFailed("no-token", said_no_token(error), passing=error.passing) from error
    except NotAllowed as error:
        raise StepFailed("not-allowed", said_unposted(error, NOTHING_SENT)) from error
    except NotAnswered as error:
        raise EndUnknown(said_unposted(error, UNKNOWN)) from error
    except NotPosted as error:
        raise StepFailed("away", said_unposted(error, NOTHING_SENT), passing=True) from error
    return _used(posted, request["receive"])


def _post(request: Mapping[str, Any], *, body: bytes, headers: dict[str, str]) -> Posted:
    """Send it, signed in as the step says. Raises NotPosted, StepFailed."""
    url, method = str(request["url"]), str(request["method"])
    if key := str(request.get("connection") or ""):
        connection = _connection(key)
        sign_in = _sign_in(connection)
        _give_back_connection()
        return call_signed(joined(connection.base_url, url), sign_in, body=body, headers=headers, method=method)
    if request["sign_with"]:
        at, secret = int(timezone.now().timestamp()), _secret(str(request["sign_with"]))
        headers = {**headers, SIGNATURE_HEADER: sign(body, secret=secret, at=at)}
        _give_back_connection()
    return post(url, body=body, headers=headers, method=method)


def _connection(key: str) -> Connection:
    """The connection of a call, as it is now. A stopped one is waited for."""
    connection = Connection.objects.filter(key=key).first()
    if connection is None:
        said = _("The connection “{key}” is not there any more. Choose another one.")
        raise StepFailed("no-connection", format_lazy(said, key=key[:50]))
    if connection.stopped_at is not None:
        said = _("The connection “{name}” is stopped (Settings › Connections).")
        raise StepFailed("connection-stopped", format_lazy(said, name=connection.name), passing=True)
    return connection


def _sign_in(connection: Connection) -> SignIn:
    try:
        return sign_in_of(connection)
    except SecretUnreadable:
        said = _("The key of the connection “{name}” cannot be read any more: type it anew (Settings › Connections).")
        raise StepFailed("no-secret", format_lazy(said, name=connection.name)) from None


def _give_back_connection() -> None:
    """While the other side is waited for, others of this process need the few connections to the database."""
    if not connection.in_atomic_block:
        connection.close()


# What is sent


def _address(written: str, context: Mapping[str, object], *, run: StepRun, is_path: bool) -> str:
    """The address to call, with a connection what follows its own."""
    if doubt := path_doubt(written) if is_path else address_doubt(written):
        raise StepFailed("bad-address", doubt)

    def filled(place: re.Match[str]) -> str:
        value = _value(place[1], context, run=run)
        if value is None or isinstance(value, dict | list) or str(value) in ("", ".", ".."):
            said = _("There is no value for “{name}” in the address.")
            raise StepFailed("no-value", format_lazy(said, name=place[1][:80]))
        return quote(str(value), safe="")

    return PLACE.sub(filled, written.strip())


def _value(formula: str, context: Mapping[str, object], *, run: StepRun) -> object:
    try:
        return to_json(from_python(compiled_formula(formula)(context, now=run.now)))
    except FeelError as error:
        said = _("“{formula}” cannot be worked out: {why}")
        raise StepFailed("bad-formula", format_lazy(said, formula=formula[:80], why=why_of(error))) from error


def _lines(run: StepRun, name: str) -> dict[str, str]:
    try:
        return pairs_of(run.settings.get(name, ""))
    except BadLine as error:
        raise _bad_lines(error) from None


def _bad_lines(error: BadLine) -> StepFailed:
    return StepFailed("bad-lines", format_lazy(_("Line {number} is not of the form “name = formula”."), number=error))


# What came back


def _used(posted: Posted, receive: Mapping[str, str]) -> dict[str, object]:
    if not posted.is_ok:
        raise StepFailed(f"http-{posted.status}", said_status(posted), passing=posted.status in PASSING)
    if not receive:
        return {}
    answer = _read(posted)
    context = {**(answer if isinstance(answer, dict) else {}), ANSWER: answer, STATUS: posted.status}
    found: dict[str, object] = {}
    for name, formula in receive.items():
        try:
            found[name] = to_json(from_python(compiled_formula(formula)(context, now=timezone.now())))
        except FeelError as error:
            said = _("“{formula}” cannot be read from the answer: {why}")
            words = format_lazy(said, formula=formula[:80], why=why_of(error))
            raise StepFailed("bad-answer", words) from error
    if len(json.dumps(found)) > MOST_KEPT:
        raise StepFailed("answer-too-large", _("What is to be kept of the answer is too large."))
    return found


def _read(posted: Posted) -> object:
    if not posted.is_whole:
        words = _("The other system took the call, but its answer is larger than 64 KiB. Ask it for less.")
        raise StepFailed("answer-too-large", with_detail(words, detail_of(posted)))
    try:
        return json.loads(posted.body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        words = _("The other system took the call, but its answer is no JSON, so nothing can be taken from it.")
        raise StepFailed("bad-answer", with_detail(words, detail_of(posted))) from error


def _refuse(name: str) -> None:
    raise ValueError(name)


def _secret(key: str) -> str:
    try:
        endpoint = WebhookEndpoint.objects.filter(uuid=key).first()
        if endpoint is not None:
            return decrypt(endpoint.secret_encrypted)
    except (ValidationError, SecretUnreadable):
        pass
    raise StepFailed("no-secret", _("The secret to sign with is not there any more. Choose another one."))
