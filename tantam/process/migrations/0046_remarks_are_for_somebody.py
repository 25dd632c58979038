import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Remarks answer each other and are for those they name."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("process", "0045_reviews_lapse_and_are_reminded"),
    ]

    operations = [
        migrations.AddField(
            "comment",
            "answers",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answered_by",
                to="process.comment",
            ),
        ),
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="addressees", to="process.comment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["comment", "agent"], name="process_a_remark_is_for_each_once")
                ],
                "indexes": [
                    models.Index(fields=["agent"], condition=Q(seen_at=None), name="process_addressee_unseen"),
                ],
            },
        ),
    ]
