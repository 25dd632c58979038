from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The gravest open complaint is found without a look at the others."""

    atomic = False
    dependencies = [("cases", "0009_reports_from_the_index")]

    operations = [
        AddIndexConcurrently(
            model_name="case",
            index=models.Index(
                fields=["urgency", "opened_at", "id"],
                condition=models.Q(merged_into=None, state__in=["open", "waiting"], kind__in=["safety", "complaint"]),
                name="cases_grave",
            ),
        ),
    ]
