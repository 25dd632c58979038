from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Which first promises were kept is read from one index, without a look at each clock."""

    atomic = False
    dependencies = [("cases", "0007_closing_waits_for_a_yes")]

    operations = [
        AddIndexConcurrently(
            model_name="clock",
            index=models.Index(
                fields=["stopped_at"],
                include=["case", "breached_at"],
                condition=models.Q(kind="first-response"),
                name="cases_first_promises",
            ),
        ),
        RemoveIndexConcurrently(model_name="clock", name="cases_clocks_stopped"),
    ]
