from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was given to customers in a period is summed without a look at each closure."""

    atomic = False
    dependencies = [("cases", "0010_grave_cases_are_found")]

    operations = [
        AddIndexConcurrently(
            model_name="closure",
            index=models.Index(fields=["at"], condition=models.Q(compensation_vnd__gt=0), name="cases_goodwill_by_day"),
        ),
    ]
