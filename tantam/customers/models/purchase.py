from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tantam.customers.models.customer import Customer


class Order(models.Model):
    """Something bought, as imported or typed in."""

    class State(models.TextChoices):
        PLACED = "placed", _("Placed")
        SHIPPING = "shipping", _("On its way")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Delivery failed")
        RETURNED = "returned", _("Returned")
        CANCELLED = "cancelled", _("Cancelled")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders")
    number = models.CharField(max_length=40, unique=True)
    placed_at = models.DateTimeField()
    total_vnd = models.BigIntegerField()
    summary = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State)

    class Meta:
        indexes = [models.Index(fields=["customer", "-placed_at"], name="customers_orders_of_customer")]

    def __str__(self) -> str:
        return self.number


class Asset(models.Model):
    """Something a customer owns: a vehicle with its plate and mileage, a device with its serial."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="assets")
    name = models.CharField(max_length=120)
    plate = models.CharField(max_length=20, blank=True, db_index=True)
    serial = models.CharField(max_length=60, blank=True, db_index=True)
    mileage_km = models.PositiveIntegerField(null=True)
    bought_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.plate or self.serial}".strip()
