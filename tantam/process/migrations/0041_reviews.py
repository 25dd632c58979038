import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Drafts are reviewed by named people; a business may insist on it."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("process", "0040_trials_under_way"),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("", "Asked for review"), ("approved", "Approved"), ("changes", "Asks for changes")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("revision", models.PositiveIntegerField(null=True)),
                ("note", models.TextField(blank=True)),
                ("said_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reviews", to="process.version"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["version", "reviewer"], name="process_a_version_is_reviewed_once_by_each"
                    ),
                    models.CheckConstraint(
                        condition=Q(verdict="", said_at=None, revision=None)
                        | (~Q(verdict="") & Q(said_at__isnull=False, revision__isnull=False)),
                        name="process_a_verdict_has_its_drawing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("needs_review", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=Q(pk=1), name="process_publishing_rule_is_one")],
            },
        ),
    ]
