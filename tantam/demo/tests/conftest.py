"""The sample business, loaded once for the tests of a file that change it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

#: Tuesday 24 November 2026, 10:40 in Hà Nội.
NOW = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loading takes seconds: once for all tests of a file, undone at its end."""
    from tantam.demo.load import load
    from tantam.organisation.queries import forget_calendars

    with django_db_blocker.unblock(), transaction.atomic():
        forget_calendars()
        assert load(now=NOW) is True
        yield
        transaction.set_rollback(True)
    forget_calendars()


@pytest.fixture
def in_a_demo(settings: Any) -> None:
    """Started with TANTAM_DEMO, before any front end is built."""
    settings.DEMO = True
    settings.UI_ASSETS_REQUIRED = False
