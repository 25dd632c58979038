"""What customers are called outside."""

from __future__ import annotations

from tantam.core.registry import offer_names
from tantam.customers.models import Customer


@offer_names("customer")
def code_of_customer(key: int) -> str | None:
    """Customers are known outside by their code."""
    return Customer.objects.filter(pk=key).values_list("code", flat=True).first()
