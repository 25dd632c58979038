"""What was put right of a ticket, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tantam.cases.context.kept_words import Data


def corrected(data: Data, who: str) -> str:
    """Who put what right: each part as it is now, and whose or where it was."""
    said = [_PARTS[part](*data[part]) for part in _PARTS if part in data]
    return _("%(who)s put the ticket right: %(parts)s") % {"who": who, "parts": "; ".join(said)}


def _subject(_old: str, new: str) -> str:
    return _("it is about “%(subject)s”") % {"subject": new} if new else _("without a subject")


def _customer(old: str, new: str) -> str:
    return _("customer %(new)s, not %(old)s") % {"new": new, "old": old}


def _branch(old: str, new: str) -> str:
    if not new:
        return _("no branch, not %(old)s") % {"old": old}
    return _("branch %(new)s, not %(old)s") % {"new": new, "old": old} if old else _("branch %(new)s") % {"new": new}


_PARTS = {"subject": _subject, "customer": _customer, "branch": _branch}
