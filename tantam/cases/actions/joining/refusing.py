"""Why two tickets are not merged: said in words, with nothing changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tantam.cases.actions.refused import Refused
from tantam.cases.models import Case, CaseAccess


class IntoItself(Refused):
    message = _("These are the same ticket, or were merged already.")


class PutAway(Refused):
    message = _("What was put away as spam is merged with nothing.")


class IntoPractice(Refused):
    message = _("A practice ticket and a real one are not merged.")


class IntoClosed(Refused):
    message = _("The ticket that would stay is closed. Reopen it first, or merge the other way round.")


class IntoLessPrivate(Refused):
    message = _(
        "The ticket is private, and more people see the other one. Make that one private first, for the same people."
    )


class OtherCustomer(Refused):
    message = _("The tickets are of different customers. Say that you mean it.")


class CallUnderWay(Refused):
    message = _("A step of the ticket is asking another system at this moment. Try again in some seconds.")


def check_merge(case: Case, into: Case, *, is_sure: bool) -> None:
    """Whether one may be merged into the other, both standing. Raises Refused."""
    if case.pk == into.pk:
        raise IntoItself
    if Case.State.SPAM in {case.state, into.state}:
        raise PutAway
    if case.is_practice != into.is_practice:
        raise IntoPractice
    if case.is_open and not into.is_open:
        raise IntoClosed
    if case.is_private and not _seen_by_no_more(case, into):
        raise IntoLessPrivate
    if case.customer_id != into.customer_id and not is_sure:
        raise OtherCustomer


def _seen_by_no_more(case: Case, into: Case) -> bool:
    """Whether whoever sees `into` sees the private `case` already."""
    if not into.is_private:
        return False
    named = CaseAccess.objects.holding().filter(case=case).values("agent")
    return not CaseAccess.objects.holding().filter(case=into).exclude(agent__in=named).exists()
