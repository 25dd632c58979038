from django.db import migrations, models

STATES = [("running", "Running"), ("finished", "Finished"), ("cancelled", "Cancelled"), ("failed", "Failed")]


class Migration(migrations.Migration):
    """An instance may run for a call activity, may be compensated, and may fail."""

    dependencies = [("process", "0009_events_of_every_kind")]

    operations = [
        migrations.AddField("instance", "records", models.JSONField(null=True)),
        migrations.AddField("instance", "caller_token_id", models.BigIntegerField(null=True)),
        migrations.AddField("instance", "given", models.JSONField(null=True)),
        migrations.AlterField("instance", "state", models.CharField(choices=STATES, default="running", max_length=10)),
    ]
