from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

FILTERED = (
    "assignee", "team", "branch", "brand", "customer", "state", "kind", "urgency", "channel_kind", "opened_at",
    "due_at", "last_inbound_at", "first_responded_at", "awaits_answer", "is_private",
)  # fmt: skip
CLOSED_BY = {"assignee": "holder", "team": "team", "kind": "kind", "urgency": "urgency", "channel_kind": "channel"}


class Migration(migrations.Migration):
    """What is open is filtered in one index that holds what filters test; what is closed by a value of it."""

    atomic = False
    dependencies = [("cases", "0053_views_are_saved")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["-last_entry_at", "-id"],
                include=FILTERED,
                condition=models.Q(state__in=["open", "waiting"], merged_into=None),
                name="cases_open_filtered",
            ),
        ),
        RemoveIndexConcurrently(model_name="case", name="cases_open_newest"),
        *(
            AddIndexConcurrently(
                model_name="case",
                index=models.Index(
                    fields=[column, "-last_entry_at", "-id"],
                    condition=models.Q(state="closed", merged_into=None),
                    name=f"cases_closed_by_{name}",
                ),
            )
            for column, name in CLOSED_BY.items()
        ),
    ]
