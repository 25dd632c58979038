from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Calls among the entries of all cases are found without reading the entries."""

    atomic = False
    dependencies = [("cases", "0003_counts_from_the_index")]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(fields=["at"], condition=models.Q(kind="call"), name="cases_calls_by_time"),
        ),
    ]
