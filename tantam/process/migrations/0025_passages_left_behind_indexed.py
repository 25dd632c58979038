from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Only what stayed behind is listed by its state."""

    atomic = False

    dependencies = [
        ("process", "0024_instances_not_indexed_by_no_parent"),
    ]

    operations = [
        AddIndexConcurrently(
            "passage",
            models.Index(
                fields=["changeover", "state", "id"],
                condition=models.Q(state__in=["held", "kept"]),
                name="process_passages_left_behind",
            ),
        ),
    ]
