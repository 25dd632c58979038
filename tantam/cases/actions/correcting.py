"""Put right what a ticket says of itself: what it is about, whose it is, at which branch; it can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from tantam.cases.actions.at_hand import take_up
from tantam.cases.actions.deeds import Earlier, Reversible, Values, kept, offer_way_back
from tantam.cases.actions.refused import CustomerIsGone
from tantam.cases.actions.searching import add_to_search
from tantam.cases.actions.telling import tell
from tantam.cases.facts import CaseCorrected
from tantam.cases.models import Case, Deed, Entry
from tantam.core.actions.rows import insert_late, update
from tantam.core.actions.unit import unit
from tantam.core.facts import Actor
from tantam.core.values.text import nfc
from tantam.customers.models import Customer
from tantam.organisation.models import Agent, Branch


@unit()
def correct(
    case: Case, *, subject: str, customer: Customer, branch: Branch | None, by: Agent, now: datetime
) -> Deed | None:
    """Give a case another subject, customer or branch; return the deed, None where nothing changed.

    What was promised stays promised. Raises CustomerIsGone where the other customer was merged meanwhile.
    """
    case = take_up(case)
    if customer.pk != case.customer_id and not Customer.objects.standing().filter(pk=customer.pk).exists():
        raise CustomerIsGone
    with kept(Deed.Kind.CORRECT, case, by=by, now=now) as doing:
        _put(case, subject=_line(subject), customer=customer, branch=branch, by=Actor.agent(by.pk), now=now)
    return doing.deed


def _line(typed: str) -> str:
    return " ".join(nfc(typed).split())


def _put(case: Case, *, subject: str, customer: Customer, branch: Branch | None, by: Actor, now: datetime) -> None:
    old_customer, old_branch = case.customer, case.branch
    pairs = {
        "subject": [case.subject, subject],
        "customer": [old_customer.code, customer.code],
        "branch": [_name(old_branch), _name(branch)],
    }
    data = {what: pair for what, pair in pairs.items() if pair[0] != pair[1]}
    if not data:
        return
    case.subject, case.customer, case.branch = subject, customer, branch
    update(case, "subject", "customer", "branch")
    add_to_search(case, " \n ".join([subject, customer.name, customer.code]))
    author_id = by.id if by.kind == "agent" else None
    said = {"what": "corrected", "by": by.kind, **data}
    insert_late(Entry(case=case, kind=Entry.Kind.CHANGE, at=now, author_id=author_id, data=said))
    tell(case, CaseCorrected, by=by, now=now, old_customer_id=old_customer.pk, old_branch_id=_key(old_branch))


def _name(branch: Branch | None) -> str:
    return branch.name if branch else ""


def _key(branch: Branch | None) -> int | None:
    return branch.pk if branch else None


def _as_it_is(case: Case) -> Values:
    return {"subject": case.subject, "customer": case.customer_id, "branch": case.branch_id}


def _put_back(earlier: Sequence[Earlier], by: Actor, now: datetime) -> Collection[int]:
    """Where the customer of before was merged into another since, the ticket stays as it is."""
    customers = Customer.objects.standing().in_bulk([before["customer"] for _, before in earlier])
    branches = Branch.objects.in_bulk([before["branch"] for _, before in earlier if before["branch"]])
    left = []
    for case, before in earlier:
        customer, branch = customers.get(before["customer"]), branches.get(before["branch"])
        if customer is None:
            left.append(case.pk)
        else:
            _put(case, subject=before["subject"], customer=customer, branch=branch, by=by, now=now)
    return left


offer_way_back(Deed.Kind.CORRECT, Reversible(read=_as_it_is, restore=_put_back))
