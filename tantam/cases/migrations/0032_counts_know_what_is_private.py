from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is due is counted from one index that says who may see it; private cases are found at once, they are few."""

    atomic = False
    dependencies = [("cases", "0031_who_takes_part_by_name")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["due_at"],
                include=["id", "assignee", "team", "branch", "state", "is_private"],
                condition=models.Q(state__in=["open", "waiting"], merged_into=None),
                name="cases_open_by_time",
            ),
        ),
        RemoveIndexConcurrently(model_name="case", name="cases_open_counted"),
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(fields=["id"], condition=models.Q(is_private=True), name="cases_private"),
        ),
    ]
