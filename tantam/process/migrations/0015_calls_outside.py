import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a step has still to do outside waits in a row until a worker has called and the step was told."""

    dependencies = [
        ("process", "0014_version_on_trial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutsideCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_id", models.BigIntegerField()),
                ("node", models.TextField(db_collation="C")),
                ("action", models.CharField(max_length=60)),
                ("request", models.JSONField()),
                ("lane", models.CharField(blank=True, max_length=200)),
                ("is_repeatable", models.BooleanField(default=False)),
                ("most_attempts", models.PositiveSmallIntegerField()),
                ("interval", models.PositiveIntegerField(null=True)),
                ("key", models.UUIDField(default=uuid.uuid4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("calling", "Calling"),
                            ("answered", "Answered"),
                            ("failed", "Failed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("attempted_at", models.DateTimeField(null=True)),
                ("attempted_by", models.CharField(blank=True, max_length=80)),
                ("answer", models.JSONField(null=True)),
                (
                    "instance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="process.instance"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "answered"])),
                        fields=["next_at"],
                        name="process_calls_due",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["calling", "withdrawn"])),
                        fields=["attempted_at"],
                        name="process_calls_under_way",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("token_id",),
                        name="process_a_token_calls_once",
                    )
                ],
            },
        ),
    ]
