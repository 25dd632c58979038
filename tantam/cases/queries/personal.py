"""What names the people of a case: for taking it out of an example made from one."""

from __future__ import annotations

from tantam.cases.models import Case
from tantam.customers.models import ContactPoint
from tantam.process.rehearsal.inventing import Personal


def personal_of_case(case_id: int) -> Personal:
    """Names, mailboxes, address and numbers of the customer, the names of who worked on it, the ticket's number."""
    case = Case.objects.select_related("customer", "assignee").get(pk=case_id)
    customer = case.customer
    points = customer.contact_points.exclude(kind=ContactPoint.Kind.PHONE).values_list("kind", "value")
    mailboxes = [value for kind, value in points if kind == ContactPoint.Kind.EMAIL]
    phones = customer.contact_points.filter(kind=ContactPoint.Kind.PHONE).values_list("value", flat=True)
    accounts = [value for kind, value in points if kind != ContactPoint.Kind.EMAIL]
    return Personal(
        names=[name for name in (customer.name, case.assignee.full_name if case.assignee else "") if name],
        emails=mailboxes,
        addresses=[customer.address] if customer.address else [],
        numbers=[one for one in (*phones, customer.code, customer.tax_code, case.number, *accounts) if one],
    )
