"""What is wrong with the settings of a call to another system, said while it is drawn and again when it is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tantam.core.actions.post import is_private_allowed
from tantam.core.models import WebhookEndpoint
from tantam.core.values.outside import UnusableAddress, split_url
from tantam.process.engine.feel import Expression, FeelError, compile_expression
from tantam.process.models import Connection
from tantam.process.registry import LANGUAGE, Text
from tantam.process.values.connections import is_path
from tantam.process.values.pairs import BadLine, nested, pairs_of

PLACE = re.compile(r"\{([^{}]*)\}")
BAD_ADDRESS = _("The address must be https://…, and may hold names in braces only after the name of the server.")
NO_ADDRESS = _("It has no address: choose a connection, or write one that begins with https://.")
BAD_PATH = _("With a connection only what follows its address is written here, such as /don/{ma_don}.")


@lru_cache(maxsize=1_000)
def compiled_formula(formula: str) -> Expression:
    """A formula of a setting, compiled once. Raises FeelError."""
    return compile_expression(formula, functions=LANGUAGE.functions)


def why_of(error: FeelError) -> Text:
    """What is wrong with a formula, in the reader's language."""
    return _in_language(error.message_vi, error.message_en)


def _either(vi: str, en: str) -> str:
    return en if (get_language() or "vi").startswith("en") else vi


_in_language = lazy(_either, str)


def connection_choices() -> list[tuple[str, str]]:
    """The connections by name, stopped ones marked as such."""
    found = sorted(Connection.objects.all(), key=str)
    stopped = gettext("stopped")
    return [(one.key, f"{one} ({stopped})" if one.stopped_at else str(one)) for one in found]


def connection_fault(key: str) -> Text:
    """Why a step with this connection cannot run."""
    if Connection.objects.filter(key=key).exists():
        return ""
    return format_lazy(_("There is no connection “{key}” here (Settings › Connections)."), key=key[:50])


def connection_doubt(key: str) -> Text:
    """What is to be known of the connection."""
    is_stopped = Connection.objects.filter(key=key).exclude(stopped_at=None).exists()
    return _("The connection is stopped: tickets will wait at this step.") if is_stopped else ""


def call_fault(settings: Mapping[str, str]) -> Text:
    """Why a call cannot be made at all: it goes nowhere."""
    if settings.get("connection"):
        return ""
    return address_fault(settings.get("url", ""))


def call_doubt(settings: Mapping[str, str]) -> Text:
    """What is wrong with the address, with or without a connection, and with signing twice."""
    written = settings.get("url", "")
    if not settings.get("connection"):
        return address_doubt(written)
    if settings.get("sign_with"):
        return _("The connection signs in by itself: the webhook's secret is not used.")
    return path_doubt(written)


def formulas_of_call(settings: Mapping[str, str]) -> list[str]:
    """What a call works out of the variables: the places in its address and what it sends."""
    found = PLACE.findall(settings.get("url", ""))
    try:
        return [*found, *pairs_of(settings.get("send", "")).values()]
    except BadLine:
        return found


def path_doubt(written: str) -> Text:
    """What is wrong with what follows the address of a connection."""
    plain = PLACE.sub("x", written.strip())
    try:
        split_url("https://x/" + plain.lstrip("/"), plain_allowed=False)
    except UnusableAddress:
        return BAD_PATH
    if not is_path(plain) or "{" in plain or "}" in plain:
        return BAD_PATH
    return formula_doubt(PLACE.findall(written))


def signing_choices() -> list[tuple[str, str]]:
    """The webhooks whose secret can sign: both sides know it already."""
    running = WebhookEndpoint.objects.filter(stopped_at=None).order_by("url")
    return [(str(key), url) for key, url in running.values_list("uuid", "url")]


def signing_doubt(key: str) -> Text:
    """What is wrong with the webhook to sign like."""
    return "" if not key or key in dict(signing_choices()) else _("The secret to sign with does not exist here.")


def address_fault(written: str) -> Text:
    """Why nothing can be sent to the address, whatever the variables are."""
    if not written.strip():
        return NO_ADDRESS
    try:
        split_url(PLACE.sub("x", written.strip()), plain_allowed=is_private_allowed())
    except UnusableAddress:
        return BAD_ADDRESS
    server = urlsplit(written.strip()).netloc
    return BAD_ADDRESS if "{" in server or "}" in server else ""


def address_doubt(written: str) -> Text:
    """What is wrong with the address."""
    return address_fault(written) or formula_doubt(PLACE.findall(written))


def lines_doubt(text: str) -> Text:
    """What is wrong with lines of names and formulas."""
    try:
        pairs = pairs_of(text)
        nested(pairs)
    except BadLine as error:
        return format_lazy(_("Line {number} is not of the form “name = formula”."), number=error)
    return formula_doubt(pairs.values())


def formula_doubt(formulas: Iterable[str]) -> Text:
    """What is wrong with the first formula that cannot be read."""
    for formula in formulas:
        try:
            compiled_formula(formula)
        except FeelError as error:
            return format_lazy(_("“{formula}” cannot be worked out: {why}"), formula=formula[:80], why=why_of(error))
    return ""
