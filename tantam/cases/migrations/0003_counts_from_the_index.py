from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The views of the inbox are counted from one index, without a look at each case."""

    atomic = False
    dependencies = [("cases", "0002_draft_keeps_its_mode")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["due_at"],
                include=["assignee", "team", "state"],
                condition=models.Q(state__in=["open", "waiting"], merged_into=None),
                name="cases_open_counted",
            ),
        ),
        RemoveIndexConcurrently(model_name="case", name="cases_open_by_due"),
    ]
