"""Load the sample business, once: a database that has a business already is left as it is."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from tantam.demo.content import ZONE
from tantam.demo.content.customers import customers
from tantam.demo.content.findings import histories
from tantam.demo.loading.business import load_business
from tantam.demo.loading.cases import load_cases
from tantam.demo.loading.customers import load_customers
from tantam.demo.loading.policies import load_policies
from tantam.demo.loading.processes import load_processes
from tantam.organisation.models import Business


def load(*, now: datetime | None = None) -> bool:
    """Fill an empty database with the sample business as it stands `now`; False when there is a business."""
    at = (now or timezone.now()).astimezone(ZONE)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisation.set-up'))")
        if Business.objects.exists():
            return False
        house = load_business(now=at)
        load_policies(house, now=at)
        load_processes(house, now=at)
        people = customers(today=at.date())
        rows = load_customers(people, house, now=at)
        load_cases(histories(now=at, people=people), rows, house, now=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return True
