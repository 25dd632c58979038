from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who waits for a signal, and which conditions are to be looked at again, is found by an index."""

    atomic = False
    dependencies = [("process", "0011_signals_to_others")]

    operations = [
        AddIndexConcurrently(
            "token",
            models.Index(fields=["wait_key"], condition=models.Q(state="signal"), name="process_signals_awaited"),
        ),
        AddIndexConcurrently(
            "token",
            models.Index(fields=["due_at"], condition=models.Q(state="condition"), name="process_conditions_by_due"),
        ),
    ]
