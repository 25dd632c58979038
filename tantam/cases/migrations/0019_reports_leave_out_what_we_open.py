from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether we opened a ticket ourselves stands in the indexes that figures are read from."""

    atomic = False
    dependencies = [("cases", "0018_tickets_that_we_open")]

    operations = [
        RemoveIndexConcurrently(model_name="case", name="cases_opened"),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["opened_at"],
                include=["id", "team", "channel_kind", "kind", "first_responded_at", "is_practice", "is_outgoing"],
                condition=models.Q(merged_into=None) & ~models.Q(state="spam"),
                name="cases_opened",
            ),
        ),
        RemoveIndexConcurrently(model_name="case", name="cases_ended"),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["closed_at"],
                include=["opened_at", "team", "channel_kind", "kind", "is_practice", "is_outgoing"],
                condition=models.Q(merged_into=None, state="closed"),
                name="cases_ended",
            ),
        ),
    ]
