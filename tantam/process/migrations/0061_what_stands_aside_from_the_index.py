from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was set aside too long ago is found from an index of its own."""

    atomic = False
    dependencies = [("process", "0060_runs_are_set_aside")]

    operations = [
        AddIndexConcurrently(
            "instance",
            models.Index(condition=models.Q(state="aside"), fields=["aside_until"], name="process_instance_aside"),
        ),
    ]
