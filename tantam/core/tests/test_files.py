"""Files are kept by content, once, however many come at once and however often."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tantam.core.actions.files import erase_unreferenced, keep, keep_all, read, release
from tantam.core.models import StoredFile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_storage_of_its_own(settings, tmp_path):
    local = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": local, "OPTIONS": {"location": str(tmp_path)}}}


def references() -> dict[bytes, int]:
    return {read(file): file.references for file in StoredFile.objects.all()}


def test_many_files_are_kept_with_one_statement_each_content_once():
    first = keep(b"giay", now=NOW)
    contents = [b"anh", b"giay", b"anh", b"", *(b"%d" % number for number in range(40))]
    with CaptureQueriesContext(connection) as asked:
        kept = keep_all(contents, now=NOW)
    assert len(asked) == 1
    assert [read(file) for file in kept] == contents
    assert (kept[1].pk, kept[0].pk) == (first.pk, kept[2].pk)
    assert {one: count for one, count in references().items() if count > 1} == {b"anh": 2, b"giay": 2}
    assert StoredFile.objects.count() == 43


def test_a_file_is_erased_with_its_last_reference_and_can_come_again():
    one, two = keep_all([b"anh", b"anh"], now=NOW)
    path = Path(default_storage.path(one.path))
    release(one)
    assert (erase_unreferenced(), path.exists()) == (0, True)
    release(two)
    assert (erase_unreferenced(), path.exists()) == (1, False)
    again = keep(b"anh", now=NOW)
    assert (read(again), again.references, path.exists()) == (b"anh", 1, True)


def test_bytes_that_the_storage_lost_are_written_again():
    one = keep(b"anh", now=NOW)
    Path(default_storage.path(one.path)).unlink()
    assert read(keep(b"anh", now=NOW)) == b"anh"
    assert references() == {b"anh": 2}
