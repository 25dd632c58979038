from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Only instances that run for another one have a place in the index by it."""

    atomic = False

    dependencies = [
        ("process", "0022_messages_to_others"),
    ]

    operations = [
        AddIndexConcurrently(
            "instance",
            models.Index(fields=["parent"], condition=models.Q(parent__isnull=False), name="process_instance_called"),
        ),
    ]
