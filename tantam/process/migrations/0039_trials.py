import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A trial of its own: what it is judged by, on how many, what came of it."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("process", "0038_as_drawn_as_done"),
    ]

    operations = [
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(blank=True, max_length=60)),
                ("guards", models.JSONField(default=list)),
                ("shares", models.JSONField()),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.TextField(blank=True)),
                ("is_kept", models.BooleanField(null=True)),
                ("figures", models.JSONField(null=True)),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trial", to="process.version"
                    ),
                ),
                (
                    "control",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="process.version"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(ended_at=None, is_kept=None, figures=None)
                        | Q(ended_at__isnull=False, is_kept__isnull=False, figures__isnull=False),
                        name="process_an_ended_trial_has_its_figures",
                    ),
                    models.CheckConstraint(
                        condition=~Q(version=models.F("control")), name="process_a_trial_is_against_another_version"
                    ),
                ],
            },
        ),
    ]
