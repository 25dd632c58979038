from django.db import migrations, models


class Migration(migrations.Migration):
    """Runs can be set aside and taken up again; both columns are empty everywhere, so no row is written."""

    dependencies = [("process", "0059_what_stands_still_from_the_index")]

    operations = [
        migrations.AddField("instance", "aside", models.JSONField(null=True)),
        migrations.AddField("instance", "aside_until", models.DateTimeField(null=True)),
        migrations.AlterField(
            "instance",
            "state",
            models.CharField(
                choices=[
                    ("running", "Running"),
                    ("finished", "Finished"),
                    ("cancelled", "Cancelled"),
                    ("failed", "Failed"),
                    ("aside", "Aside"),
                ],
                default="running",
                max_length=10,
            ),
        ),
    ]
