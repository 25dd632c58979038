"""Why a call to another system came to nothing, in words: what happened there and who can do something about it."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: Final[dict[str, Promise]] = {
    "refused": _(
        "The server is there but takes no calls: its program is not running, or a firewall keeps us out. Ask those who "
        "run it."
    ),
    "no-host": _("There is no server of this name. Look at the address; if it is right, ask those who run it."),
    "timeout": _("The other system did not answer in time. It is overloaded or away."),
    "no-way": _("No way leads to the server: its network or ours is down."),
    "broken-off": _("The other system broke the line off."),
    "no-tls": _("No encrypted line came about. Look at port and https; else the server's encryption is out of date."),
    "no-http": _("What answered is no web server. Look at address and port."),
    "certificate": _("The server's certificate does not hold, so nobody knows whether it is the right server."),
    "certificate-expired": _(
        "The server's certificate has expired, so nobody knows whether it is the right server. Those who run it have "
        "to renew it."
    ),
    "certificate-early": _("The server's certificate is not valid yet: its clock or ours is wrong."),
    "certificate-own": _(
        "The server made its certificate itself, as anybody could. Those who run it need one of a known authority."
    ),
    "certificate-unknown": _(
        "Nobody known vouches for the server's certificate. Those who run it have to install the whole chain."
    ),
    "certificate-name": _("The certificate belongs to a server of another name. Look at the address."),
    "no-url": _("This is no address that can be called."),
    "not-https": _("Only addresses with https://… are called."),
    "not-public": _("The address leads into a network of our own, where nothing is called from here."),
    "no-base": _("The address may not hold “?” or braces."),
    "demo-stays-here": _("In the sample business only programs on this very machine are called."),
}


def why_unposted(code: str) -> Promise:
    """A sentence or two for the code of a `NotPosted`."""
    return _WORDS.get(code, _WORDS["no-way"])


def is_unposted(code: str) -> bool:
    """Whether there are words for it."""
    return code in _WORDS
