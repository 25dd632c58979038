from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is late is counted from the beginning of an index, without a look at what is not."""

    atomic = False
    dependencies = [("process", "0053_places_are_tallied")]

    operations = [
        AddIndexConcurrently(
            model_name="token",
            index=models.Index(
                fields=["version", "due_at", "node"],
                condition=models.Q(state="waiting", attached_to_id=None, due_at__isnull=False),
                name="process_work_by_due",
            ),
        ),
    ]
