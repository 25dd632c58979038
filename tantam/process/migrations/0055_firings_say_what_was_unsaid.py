from django.db import migrations, models


class Migration(migrations.Migration):
    """A firing knows of how many its condition was asked, and of how many it said neither yes nor no."""

    dependencies = [("process", "0054_late_work_from_the_index")]

    operations = [
        migrations.AddField("firing", "asked", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("firing", "unsaid", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField(
            "firing", "unsaid_whom", models.CharField(max_length=60, blank=True, default="", db_default="")
        ),
        migrations.AddField("firing", "unsaid_why", models.JSONField(default=list, db_default=[])),
    ]
