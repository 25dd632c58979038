"""What became of a call to another system, for people: what happened, what is certain, what to do.

The first line is for everybody; a second one holds what the machines said, for whoever mends it.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tantam.core.actions.post import NotPosted, Posted
from tantam.core.queries.unposted import why_unposted
from tantam.process.actions.fetching_tokens import TokenRefused
from tantam.process.registry import Text

SHOWN: Final = 160
_TAGS: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_NO_SIGNS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\s]+")

_STATUSES: Final[tuple[tuple[range, Promise], ...]] = (
    (
        range(300, 400),
        _(
            "The other system sends us elsewhere. We do not follow, so that nothing falls into other hands: write the "
            "address that it names."
        ),
    ),
    (range(401, 402), _("The other system did not let us in: the key is wrong or has expired. Nothing was done.")),
    (range(403, 404), _("The other system knows us but does not allow this. Ask those who run it for the right.")),
    (range(404, 405), _("The other system has nothing at this address. Look at the address of the step.")),
    (range(405, 406), _("The other system does not take this method here. Choose another one at the step.")),
    (range(408, 409), _("The other system did not hear us out in time.")),
    (range(409, 410), _("The other system says that this contradicts what it has. Look at it there.")),
    (range(410, 411), _("What was called is there no more. Look at the address of the step.")),
    (range(413, 414), _("What was sent is too large for the other system.")),
    (range(429, 430), _("The other system has had too many calls of us and wants us to wait.")),
    (range(400, 500), _("The other system refused what was sent. Look at what the step sends.")),
    (range(500, 600), _("The other system is in trouble itself. Those who run it can say whether anything was done.")),
)
_ODD: Final = _("The other system answered with a status that we do not understand.")


_TOKENS: Final[dict[str, Promise]] = {
    "invalid_client": _(
        "The server that gives out tokens does not know this client ID with this secret: type both again."
    ),
    "unauthorized_client": _("This client may not sign in by itself there. Those who run it have to allow it."),
    "unsupported_grant_type": _(
        "The server gives out no tokens in this way (client credentials). Look at its address."
    ),
    "invalid_scope": _("The server that gives out tokens does not grant this scope."),
    "invalid_request": _(
        "The server that gives out tokens did not understand us: try to send client ID and secret the other way."
    ),
    "no-token": _("What the server answered holds no token. Look at the address of the token."),
    "other-token": _("The server gives out a kind of token that cannot be used here (only “bearer”)."),
}
_NO_TOKEN: Final = _("The server that gives out tokens gave none.")


def said_no_token(error: TokenRefused) -> Text:
    """Why a call could not sign in: it was not made."""
    words: Text = _TOKENS.get(error.code, _NO_TOKEN)
    if error.unposted is not None:
        said = _("No token was to be had, so nothing was called. {why}")
        words = format_lazy(said, why=why_unposted(error.unposted.code))
        return with_detail(words, error.unposted.detail)
    return with_detail(words, detail_of(error.posted) if error.posted is not None else "")


def said_unposted(error: NotPosted, rest: Text) -> Text:
    """Why nothing was answered, and what follows from it."""
    return with_detail(format_lazy("{why} {rest}", why=why_unposted(error.code), rest=rest), error.detail)


def said_status(posted: Posted) -> Text:
    """An answer that is none."""
    words = next((words for range_, words in _STATUSES if posted.status in range_), _ODD)
    return with_detail(words, detail_of(posted))


def detail_of(posted: Posted) -> str:
    """What the machines said: the status, where it points, and the beginning of the answer as plain text."""
    return " ".join(filter(None, (f"HTTP {posted.status}", posted.location, excerpt(posted.text))))


def with_detail(words: Text, detail: str) -> Text:
    """A sentence with the technical detail on a line of its own."""
    return format_lazy("{words}\n{detail}", words=words, detail=excerpt(detail)) if detail else words


def excerpt(text: str, *, most: int = SHOWN) -> str:
    """The beginning of what a stranger wrote, on one line: no mark-up, no signs that turn writing around."""
    plain = _TAGS.sub(" ", text) if text.lstrip().startswith("<") else text
    plain = _NO_SIGNS.sub(" ", plain).strip()
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"
