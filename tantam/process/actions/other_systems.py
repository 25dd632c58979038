"""Call another system for a step: what is sent is worked out inside the step, the call is made outside of it.

Over the same checked line as webhooks (`core.actions.post`): no address of our own network, no redirects, 15 seconds,
64 KiB. The call carries `Idempotency-Key`, and, where a webhook's secret is chosen, the webhooks' signature.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tantam.core.actions.post import NotAllowed, NotAnswered, NotPosted, Posted, is_private_allowed, post
from tantam.core.actions.secrets import SecretUnreadable, decrypt
from tantam.core.models import WebhookEndpoint
from tantam.core.values.outside import SIGNATURE_HEADER, UnusableAddress, sign, split_url
from tantam.process.engine.feel import Expression, FeelError, compile_expression, from_python, to_json
from tantam.process.engine.seen import Seen
from tantam.process.registry import LANGUAGE, AskOutside, EndUnknown, OutsideRun, StepFailed, StepRun, Text, data_of
from tantam.process.values.pairs import BadLine, nested, pairs_of

METHODS = ("POST", "PUT", "PATCH", "DELETE", "GET")
#: Answers after which trying again can help: too early, too many, or the other side is in trouble.
PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
ANSWER, STATUS = "tra_loi", "ma_trang_thai"
MOST_KEPT = 16_000
_PLACE = re.compile(r"\{([^{}]*)\}")
BAD_ADDRESS = _("The address must be https://…, and may hold names in braces only after the name of the server.")


def ask_other_system(run: StepRun) -> AskOutside:
    """What to call and to send, as the case stands now. Raises StepFailed."""
    context = Seen(run.variables, data_of(run.subject))
    method = run.settings.get("method") or METHODS[0]
    url = _address(run.settings.get("url", ""), context, run=run)
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
            "sign_with": run.settings.get("sign_with", ""),
            "receive": _lines(run, "receive"),
        },
        lane=urlsplit(url).netloc,
        is_repeatable=method == "GET" or run.settings.get("repeatable") == "true",
    )


def call_other_system(run: OutsideRun) -> Mapping[str, object]:
    """Make the call; the chosen parts of the answer become variables. Raises StepFailed, EndUnknown."""
    request = run.request
    body = str(request["body"]).encode()
    headers = {"Accept": "application/json", "User-Agent": "Tantam/1", "Idempotency-Key": run.key}
    if body:
        headers["Content-Type"] = "application/json"
    if request["sign_with"]:
        secret = _secret(str(request["sign_with"]))
        headers[SIGNATURE_HEADER] = sign(body, secret=secret, at=int(timezone.now().timestamp()))
        _give_back_connection()
    try:
        posted = post(str(request["url"]), body=body, headers=headers, method=str(request["method"]))
    except NotAllowed as error:
        raise StepFailed("not-allowed", format_lazy(_("This address may not be called ({why})."), why=error)) from error
    except NotAnswered as error:
        said = _("The other system gave no answer ({why}). Nobody can say whether it has done what was asked.")
        raise EndUnknown(format_lazy(said, why=error)) from error
    except NotPosted as error:
        said = _("The other system could not be reached ({why}).")
        raise StepFailed("away", format_lazy(said, why=error), passing=True) from error
    return _used(posted, request["receive"])


def _give_back_connection() -> None:
    """While the other side is waited for, others of this process need the few connections to the database."""
    if not connection.in_atomic_block:
        connection.close()


# What is sent


def _address(written: str, context: Mapping[str, object], *, run: StepRun) -> str:
    if address_doubt(written):
        raise StepFailed("bad-address", BAD_ADDRESS)

    def filled(place: re.Match[str]) -> str:
        value = _value(place[1], context, run=run)
        if value is None or isinstance(value, dict | list):
            said = _("There is no value for “{name}” in the address.")
            raise StepFailed("no-value", format_lazy(said, name=place[1][:80]))
        return quote(str(value), safe="")

    return _PLACE.sub(filled, written.strip())


def _value(formula: str, context: Mapping[str, object], *, run: StepRun) -> object:
    try:
        return to_json(from_python(_compiled(formula)(context, now=run.now)))
    except FeelError as error:
        said = _("“{formula}” cannot be worked out: {why}")
        raise StepFailed("bad-formula", format_lazy(said, formula=formula[:80], why=_why(error))) from error


def _lines(run: StepRun, name: str) -> dict[str, str]:
    try:
        return pairs_of(run.settings.get(name, ""))
    except BadLine as error:
        raise _bad_lines(error) from None


def _bad_lines(error: BadLine) -> StepFailed:
    return StepFailed("bad-lines", format_lazy(_("Line {number} is not of the form “name = formula”."), number=error))


@lru_cache(maxsize=1_000)
def _compiled(formula: str) -> Expression:
    return compile_expression(formula, functions=LANGUAGE.functions)


# What came back


def _used(posted: Posted, receive: Mapping[str, str]) -> dict[str, object]:
    if not posted.is_ok:
        said = _("The other system answered {status}: {text}")
        words = format_lazy(said, status=posted.status, text=posted.text or "–")
        raise StepFailed(f"http-{posted.status}", words, passing=posted.status in PASSING)
    if not receive:
        return {}
    answer = _read(posted)
    context = {**(answer if isinstance(answer, dict) else {}), ANSWER: answer, STATUS: posted.status}
    found: dict[str, object] = {}
    for name, formula in receive.items():
        try:
            found[name] = to_json(from_python(_compiled(formula)(context, now=timezone.now())))
        except FeelError as error:
            said = _("“{formula}” cannot be read from the answer: {why}")
            words = format_lazy(said, formula=formula[:80], why=_why(error))
            raise StepFailed("bad-answer", words) from error
    if len(json.dumps(found)) > MOST_KEPT:
        raise StepFailed("answer-too-large", _("What is to be kept of the answer is too large."))
    return found


def _read(posted: Posted) -> object:
    if not posted.is_whole:
        raise StepFailed("answer-too-large", _("The answer is larger than 64 KiB."))
    try:
        return json.loads(posted.body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        words = format_lazy(_("The answer is no JSON: {text}"), text=posted.text or "–")
        raise StepFailed("bad-answer", words) from error


def _refuse(name: str) -> None:
    raise ValueError(name)


def _why(error: FeelError) -> Text:
    return format_lazy("{vi} / {en}", vi=error.message_vi, en=error.message_en)


def _secret(key: str) -> str:
    try:
        endpoint = WebhookEndpoint.objects.filter(uuid=key).first()
        if endpoint is not None:
            return decrypt(endpoint.secret_encrypted)
    except (ValidationError, SecretUnreadable):
        pass
    raise StepFailed("no-secret", _("The secret to sign with is not there any more. Choose another one."))


# What the studio asks and doubts


def signing_choices() -> list[tuple[str, str]]:
    """The webhooks whose secret can sign: both sides know it already."""
    running = WebhookEndpoint.objects.filter(stopped_at=None).order_by("url")
    return [(str(key), url) for key, url in running.values_list("uuid", "url")]


def signing_doubt(key: str) -> Text:
    """What is wrong with the webhook to sign like."""
    return "" if not key or key in dict(signing_choices()) else _("The secret to sign with does not exist here.")


def address_doubt(written: str) -> Text:
    """What is wrong with the address."""
    try:
        split_url(_PLACE.sub("x", written.strip()), plain_allowed=is_private_allowed())
    except UnusableAddress:
        return BAD_ADDRESS
    server = urlsplit(written.strip()).netloc
    return BAD_ADDRESS if "{" in server or "}" in server else _formula_doubt(_PLACE.findall(written))


def lines_doubt(text: str) -> Text:
    """What is wrong with lines of names and formulas."""
    try:
        pairs = pairs_of(text)
        nested(pairs)
    except BadLine as error:
        return format_lazy(_("Line {number} is not of the form “name = formula”."), number=error)
    return _formula_doubt(pairs.values())


def _formula_doubt(formulas: Iterable[str]) -> Text:
    for formula in formulas:
        try:
            _compiled(formula)
        except FeelError as error:
            return format_lazy(_("“{formula}” cannot be worked out: {why}"), formula=formula[:80], why=_why(error))
    return ""
