from django.db import migrations, models


class Migration(migrations.Migration):
    """An entry knows by which form it was written."""

    dependencies = [("cases", "0004_calls_are_found")]

    operations = [migrations.AddField("entry", "key", models.UUIDField(null=True))]
