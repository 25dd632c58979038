from django.db import migrations, models


class Migration(migrations.Migration):
    """A case knows whether its process waits until something is true of it."""

    dependencies = [
        ("cases", "0015_clock_knows_what_was_told"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="awaits_condition",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
