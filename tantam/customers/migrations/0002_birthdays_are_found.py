from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import ExtractDay, ExtractMonth


class Migration(migrations.Migration):
    """Whose birthday or anniversary it is today is found without a look at each customer."""

    atomic = False
    dependencies = [("customers", "0001_first")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                ExtractMonth("born_on"),
                ExtractDay("born_on"),
                "id",
                condition=models.Q(born_on__isnull=False, merged_into=None),
                name="customers_by_birthday",
            ),
        ),
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                ExtractMonth("founded_on"),
                ExtractDay("founded_on"),
                "id",
                condition=models.Q(founded_on__isnull=False, merged_into=None),
                name="customers_by_anniversary",
            ),
        ),
    ]
