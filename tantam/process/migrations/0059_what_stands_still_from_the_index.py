from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """How much of a step stands still for the customer is counted from an index of its own."""

    atomic = False
    dependencies = [("process", "0058_work_stands_still_for_the_customer")]

    operations = [
        AddIndexConcurrently(
            "token",
            models.Index(
                condition=models.Q(paused_at__isnull=False),
                fields=["version", "node"],
                name="process_work_standing_still",
            ),
        ),
    ]
