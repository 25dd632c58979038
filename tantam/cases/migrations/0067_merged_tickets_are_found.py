from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was merged into a ticket is found from an index of its own."""

    atomic = False
    dependencies = [("cases", "0066_tickets_are_merged")]

    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(condition=models.Q(merged_into__isnull=False), fields=["merged_into"], name="cases_merged"),
        ),
    ]
