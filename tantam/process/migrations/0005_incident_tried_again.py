from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("process", "0004_incident_in_english")]

    operations = [
        migrations.AddField("incident", "attempts", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("incident", "next_attempt_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "incident",
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(settled_at=None, next_attempt_at__isnull=False),
                name="process_incidents_tried_again",
            ),
        ),
    ]
