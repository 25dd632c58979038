from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was opened and closed in a period is measured without a look at each case."""

    atomic = False
    dependencies = [("cases", "0008_promises_from_the_index")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["opened_at"],
                include=["id", "team", "channel_kind", "kind", "first_responded_at", "is_practice"],
                condition=models.Q(merged_into=None) & ~models.Q(state="spam"),
                name="cases_opened",
            ),
        ),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["closed_at"],
                include=["opened_at", "team", "channel_kind", "kind", "is_practice"],
                condition=models.Q(merged_into=None, state="closed"),
                name="cases_ended",
            ),
        ),
        RemoveIndexConcurrently(model_name="case", name="cases_by_opening"),
        RemoveIndexConcurrently(model_name="case", name="cases_by_closing"),
    ]
