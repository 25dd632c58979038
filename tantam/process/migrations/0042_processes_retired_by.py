import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who retired a process, and why."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("process", "0041_reviews"),
    ]

    operations = [
        migrations.AddField("process", "retire_reason", models.TextField(blank=True, default="")),
        migrations.AddField(
            "process",
            "retired_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
